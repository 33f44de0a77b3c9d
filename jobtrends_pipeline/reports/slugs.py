"""Slugs: file names for names that the source prints, each name its own.

A slug has lower-case words joined by hyphens.
"""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

LONGEST = 60
RESERVED = frozenset({"index"})
_SPELLED = {"#": " sharp ", "+": " plus ", "&": " and ", "@": " at ", "%": " percent "}
_DOT_FIRST = re.compile(r"(?:^|(?<=\s))\.(?=\w)")


def slugs(names: Iterable[str]) -> dict[str, str]:
    """Return a slug for each name: `C#` is c-sharp, `C++` c-plus-plus, `.NET` dot-net.

    Slugs that would be shared, empty or reserved end with the start of the name's SHA-256, so that a name keeps its
    slug as long as it clashes with the same names.
    """
    plain = {name: _plain(name) for name in sorted(set(names))}
    times = Counter(plain.values())
    return {
        name: slug if slug and slug not in RESERVED and times[slug] == 1 else f"{slug or 'name'}-{_mark(name)}"
        for name, slug in plain.items()
    }


def _plain(name: str) -> str:
    spelled = _DOT_FIRST.sub(" dot ", name)
    for sign, word in _SPELLED.items():
        spelled = spelled.replace(sign, word)
    letters = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", letters))[:LONGEST].strip("-")


def _mark(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
