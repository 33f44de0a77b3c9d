"""Comparison of two readings of one page, by the meaning of their figures.

The positions of the figures make no difference.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from jobtrends_pipeline.pages.outline import Outline
from jobtrends_pipeline.pages.page import Figure, ParsedPage

Reader = Callable[[Outline], ParsedPage]
"""Reader of an outline; raises `UnknownPageError` if it is no page of the source."""

Meaning = tuple[str, str, str, str, int | None, str | None]
"""Part, section, row, measure, lag in years, and pay basis.

The row is empty in a summary, whose rows are identified by their measure.
"""
_READ = frozenset({"value", "no_change", "new_entry", "not_published", "no_data", "text"})
"""Statuses of cells that were read."""


class Difference(NamedTuple):
    """Figure on which two readings of a page disagree."""

    meaning: Meaning
    first: Figure
    second: Figure

    @property
    def words(self) -> str:
        """Name of the figure, and its text in both readings."""
        return f"{words_of(self.first)} and {self.second.text[:60]!r}"


def words_of(figure: Figure) -> str:
    """Describe a figure by its name and its text."""
    name = " ".join(filter(None, meaning_of(figure)[1:4] if figure.part != "summary" else _summary_name(figure)))
    return f"{name[:160]}: {figure.text[:60]!r}"


def _summary_name(figure: Figure) -> tuple[str, ...]:
    years = f"{figure.lag_years} years before" if figure.lag_years else ""
    return figure.section, figure.pay_basis or "", figure.measure or "", years


def meanings(page: ParsedPage) -> dict[Meaning, Figure]:
    """Return the page's figures by their meaning; of two with one meaning, the first."""
    held: dict[Meaning, Figure] = {}
    for figure in page.figures:
        if figure.measure is not None:
            held.setdefault(meaning_of(figure), figure)
    return held


def meaning_of(figure: Figure) -> Meaning:
    """Return the meaning of a figure with a known measure."""
    label = "" if figure.part == "summary" else figure.label
    return figure.part, figure.section, label, figure.measure or "", figure.lag_years, figure.pay_basis


def is_read(figure: Figure) -> bool:
    """Check whether the cell was read, even if it states that there is no figure."""
    return figure.status in _READ


def differences(first: ParsedPage, second: ParsedPage) -> Iterator[Difference]:
    """List every figure that both readings have and on which they disagree."""
    others = meanings(second)
    for meaning, figure in meanings(first).items():
        other = others.get(meaning)
        if other is not None and is_read(figure) and is_read(other) and _said(figure) != _said(other):
            yield Difference(meaning, figure, other)


def lacking(first: ParsedPage, second: ParsedPage) -> list[Figure]:
    """List the figures of the first reading that the second lacks, in page order."""
    others = {meaning for meaning, figure in meanings(second).items() if is_read(figure)}
    return [figure for meaning, figure in meanings(first).items() if is_read(figure) and meaning not in others]


def key_differences(first: ParsedPage, second: ParsedPage) -> Iterator[str]:
    """List the fields of the key on which two readings disagree, with both values.

    Capitals make no difference.
    """
    for name in first.key.__dataclass_fields__:
        one, other = getattr(first.key, name), getattr(second.key, name)
        if str(one).casefold() != str(other).casefold():
            yield f"{name.replace('_', ' ')} {str(one)[:60]!r} and {str(other)[:60]!r}"


def _said(figure: Figure) -> object:
    return figure.text.casefold() if figure.status == "text" else figure.value
