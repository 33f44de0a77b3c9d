"""Two readings of one page compared by what their figures mean, not by where they stand."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from jobtrends_pipeline.pages.outline import Outline
from jobtrends_pipeline.pages.page import Figure, ParsedPage

Reader = Callable[[Outline], ParsedPage]
"""What reads an outline, and raises `UnknownPageError` where it is none of a page of the source."""

Meaning = tuple[str, str, str, str, int | None, str | None]
"""Part, section, row (empty in a summary, whose rows are told by their measure), measure, years before, pay basis."""
_READ = frozenset({"value", "no_change", "new_entry", "not_published", "no_data", "text"})
"""Statuses of cells that were read."""


class Difference(NamedTuple):
    """A figure that two readings of a page give otherwise."""

    meaning: Meaning
    first: Figure
    second: Figure

    @property
    def words(self) -> str:
        """Which figure it is, and both its texts."""
        return f"{words_of(self.first)} and {self.second.text[:60]!r}"


def words_of(figure: Figure) -> str:
    """Which figure it is, and its text."""
    name = " ".join(filter(None, meaning_of(figure)[1:4] if figure.part != "summary" else _summary_name(figure)))
    return f"{name[:160]}: {figure.text[:60]!r}"


def _summary_name(figure: Figure) -> tuple[str, ...]:
    years = f"{figure.lag_years} years before" if figure.lag_years else ""
    return figure.section, figure.pay_basis or "", figure.measure or "", years


def meanings(page: ParsedPage) -> dict[Meaning, Figure]:
    """The page's figures by what they mean; of two with one meaning, the first."""
    held: dict[Meaning, Figure] = {}
    for figure in page.figures:
        if figure.measure is not None:
            held.setdefault(meaning_of(figure), figure)
    return held


def meaning_of(figure: Figure) -> Meaning:
    """What a figure of a known measure means."""
    label = "" if figure.part == "summary" else figure.label
    return figure.part, figure.section, label, figure.measure or "", figure.lag_years, figure.pay_basis


def is_read(figure: Figure) -> bool:
    """Whether the cell was read, even if it says that there is no figure."""
    return figure.status in _READ


def differences(first: ParsedPage, second: ParsedPage) -> Iterator[Difference]:
    """Every figure that both readings have and give otherwise."""
    others = meanings(second)
    for meaning, figure in meanings(first).items():
        other = others.get(meaning)
        if other is not None and is_read(figure) and is_read(other) and _said(figure) != _said(other):
            yield Difference(meaning, figure, other)


def lacking(first: ParsedPage, second: ParsedPage) -> list[Figure]:
    """Figures of the first reading that the second has not, in the order of the page."""
    others = {meaning for meaning, figure in meanings(second).items() if is_read(figure)}
    return [figure for meaning, figure in meanings(first).items() if is_read(figure) and meaning not in others]


def key_differences(first: ParsedPage, second: ParsedPage) -> Iterator[str]:
    """The fields of the key that two readings give otherwise, with both values; capitals make no difference."""
    for name in first.key.__dataclass_fields__:
        one, other = getattr(first.key, name), getattr(second.key, name)
        if str(one).casefold() != str(other).casefold():
            yield f"{name.replace('_', ' ')} {str(one)[:60]!r} and {str(other)[:60]!r}"


def _said(figure: Figure) -> object:
    return figure.text.casefold() if figure.status == "text" else figure.value
