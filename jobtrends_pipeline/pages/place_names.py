"""Names of places with capitals, from an address or as a page prints them."""

import re
from collections import Counter
from collections.abc import Iterable

SMALL_WORDS = frozenset(
    {
        *("of", "and", "the", "upon", "on", "in", "excluding", "under", "by", "le", "next", "super", "cum", "with"),
        *("en", "de", "la", "at", "near", "over", "sub", "juxta", "to"),
    }
)
"""Words in lower case in names of places, except as the first word: Newcastle upon Tyne, Stoke-on-Trent."""
_WORDS = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")
_LONGEST = 300


def place_name(slug: str) -> str:
    """Return a place's name from a link: `uk excluding london` is UK excluding London."""
    text = " ".join(slug.split())
    return _WORDS.sub(lambda found: _capital(found[0], is_first=not found.start()), text)


def _capital(word: str, *, is_first: bool) -> str:
    if word == "uk":
        return "UK"
    return word if word in SMALL_WORDS and not is_first else word[:1].upper() + word[1:]


def printed_place(name: str, texts: Iterable[str]) -> str:
    """Return a name in the spelling that the page prints most often.

    The name is returned unchanged if the page does not contain it.

    Args:
        name: The name, with capitals set by rule.
        texts: Headings, sentences and other texts of the page.
    """
    sought = re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])", re.IGNORECASE)
    found = Counter(match for text in texts for match in sought.findall(text[:_LONGEST]))
    spelled = {one: count for one, count in found.items() if one not in (one.lower(), one.upper()) or one == name}
    return max(spelled, key=lambda one: (spelled[one], one == name), default=name)
