"""Title and place of a page's comparison, checked against the rest of the page."""

import re
from collections.abc import Iterable, Iterator, Sequence

from jobtrends_pipeline.pages.outline import Outline
from jobtrends_pipeline.pages.page import INFO, WARNING, Figure, Finding

_WORD = re.compile(r"[^\W\d_]+")
_STEM = 5
_ALL = "All "
"""Prefix of titles since 2017."""
_PART, _FEWEST = " excluding ", 4
_OWN = frozenset({"all", "and", "it", "categ", "skill", "roles"})
"""Words (first five letters) of titles that do not come from the category."""


def title_over(headings: Sequence[str], place: str) -> str:
    """Return the title over a table, without the place.

    It is the line before the line of the page's place, or else the first line. A title broken over two lines is joined.

    Args:
        headings: Lines of the headings above the table.
        place: The page's place.
    """
    lines = [line.strip() for line in headings]
    at = lines.index(place) - 1 if place in lines[1:] else 0
    title = lines[at].removesuffix(f" {place}").rstrip() if lines else ""
    is_broken = at > 0 and lines[at - 1].startswith(_ALL) and not title.startswith(_ALL)
    return f"{lines[at - 1]} {title}" if is_broken else title


def comparison_findings(outline: Outline, figures: Sequence[Figure]) -> Iterator[Finding]:
    """Check the title and the places of the comparison.

    Reported are a word of the title that nothing else on the page contains, a compared place missing from the
    locations, and blocks that compare with different places.

    Args:
        outline: The page.
        figures: Figures of its summary and of its locations.
    """
    named = [one for one in figures if one.status == "text"]
    for title in (one.text for one in named if one.measure == "comparison_name"):
        strange = _unsaid(title, outline, figures)
        if strange:
            message = f"the second table is called {title[:120]!r}: nothing else on the page says {min(strange)!r}"
            yield Finding("name_unconfirmed", "summary/comparison/0", INFO, message)
    places = dict.fromkeys(one.text for one in named if one.measure == "comparison_place" and one.section == "subject")
    yield from _absent_place(figures, places)
    if len(places) > 1:
        message = f"blocks of the first table compare with {' and '.join(repr(place[:80]) for place in places)}"
        yield Finding("comparison_place", "summary/subject", WARNING, message)


def _unsaid(title: str, outline: Outline, figures: Iterable[Figure]) -> set[str]:
    """Return the title's word stems that no text or label of the page contains."""
    left = _stems(title) - _OWN
    labels = dict.fromkeys(one.label for one in figures if one.label != title)
    for text in (*labels, *(text for text in outline.prose if not text.startswith(title))):
        left -= _stems(text)
        if not left:
            break
    return left


def _absent_place(figures: Sequence[Figure], compared: Iterable[str]) -> Iterator[Finding]:
    """Report a compared place that the list of locations lacks.

    Args:
        figures: Figures of the page.
        compared: Places that the rows compare with. One that is a part of the page's place is always listed.
    """
    listed = {one.label for one in figures if one.part == "locations"}
    for place in compared:
        if len(listed) >= _FEWEST and _PART in place and {place.partition(_PART)[0], place} & listed == set():
            message = f"the rows compare with {place[:80]!r}, which is not among the {len(listed)} locations"
            yield Finding("row_absent", "locations", INFO, message)


def _stems(text: str) -> set[str]:
    return {word[:_STEM] for word in _WORD.findall(text.lower())}
