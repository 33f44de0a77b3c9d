"""Names of the source similar to a requested name. Pure.

The source renames subjects, and people misspell them.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

LEAST_CLOSENESS = 0.6
"""Names less close than this are not offered: `Java` and `JavaScript` (0.57) are two subjects."""
_INITIALS, _LEAST_INITIALS = 0.7, 3
_TOKEN = re.compile(r"[a-z0-9+#]+")


@dataclass(frozen=True, slots=True)
class LostName:
    """Name of the watchlist without any page, and similar names of the index."""

    name: str
    nearest: tuple[str, ...]

    @property
    def line(self) -> str:
        """Message to the person, in one line; it never claims that there is no demand."""
        if not self.nearest:
            return f"{self.name}: no page is held, and the market index lists no name near it"
        if self.name.casefold() == self.nearest[0].casefold():
            return f"{self.name}: no page is held, though the market index lists it"
        others = ", ".join(repr(name) for name in self.nearest)
        return f"{self.name}: no page is held; the market index lists {others}: an alias in the watchlist finds it"


def nearest_names(name: str, names: Iterable[str], most: int = 3) -> tuple[str, ...]:
    """Return the names most similar to one that was not found, nearest first.

    Similar are names with the same words (`Amazon AWS`, `AWS`), with nearly the same letters (`Back End Developer`,
    `Backend Developer`), and a name and its initials (`Site Reliability Engineer`, `SRE`).

    Args:
        name: The name requested.
        names: The names available, e.g. the subjects of a place's market index; each is offered once.
        most: Maximum number of names returned.
    """
    asked = name.casefold()
    scores = {known: _closeness(asked, known.casefold()) for known in dict.fromkeys(names)}
    near = [known for known, score in scores.items() if score >= LEAST_CLOSENESS]
    return tuple(sorted(near, key=lambda known: (-scores[known], known))[:most])


def lost_names(asked: Mapping[str, Sequence[str]], held: Collection[str], listed: Collection[str]) -> list[LostName]:
    """List the followed names without a page, each with similar names of the index.

    Args:
        asked: Aliases of each role of the watchlist, by its name.
        held: Subjects with archived pages, as the source names them.
        listed: Subjects that the market index lists.

    Returns:
        One entry per role without a page under any of its names, in the order given.
    """
    known = {subject.casefold() for subject in held}
    lost = []
    for name, aliases in asked.items():
        wanted = (name, *aliases)
        if known.isdisjoint(each.casefold() for each in wanted):
            near = dict.fromkeys(found for each in wanted for found in nearest_names(each, listed))
            lost.append(LostName(name, tuple(near)[:3]))
    return lost


def _closeness(first: str, second: str) -> float:
    """Return the similarity of two lower-case names, from 0 (none) to 1 (equal)."""
    if first == second:
        return 1.0
    words, others = _TOKEN.findall(first), _TOKEN.findall(second)
    if not words or not others:
        return 0.0
    if _is_short_for(first, others) or _is_short_for(second, words):
        return _INITIALS
    shared = len(set(words) & set(others))
    by_words = (shared / min(len(set(words)), len(set(others))) + shared / len({*words, *others})) / 2
    letters = SequenceMatcher(None, "".join(words), "".join(others), autojunk=False)
    return max(by_words, letters.ratio() if letters.real_quick_ratio() >= LEAST_CLOSENESS else 0.0)


def _is_short_for(short: str, words: Sequence[str]) -> bool:
    return len(words) >= _LEAST_INITIALS and short == "".join(word[0] for word in words)
