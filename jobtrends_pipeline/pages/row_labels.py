"""Meanings of the row labels of both summary tables, by wording or by position."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from jobtrends_pipeline.pages.grammar import BASES, SECTIONS, Slot
from jobtrends_pipeline.pages.labels import Label, LabelRule, read_label
from jobtrends_pipeline.pages.outline import Cell, Outline, Table
from jobtrends_pipeline.pages.periods import read_window
from jobtrends_pipeline.pages.skills import CATEGORIES
from jobtrends_pipeline.pages.wordings import LabelledRow, placed_rows

_NOTHING = re.compile("(?!)")
_PAY = {"annual_salary": "salary", "daily_rate": "daily rate", "hourly_rate": "hourly rate"}
_TRAIL = re.compile(r"\s*[>/\u203a\u00bb]\s*")
_IN_PLACE = re.compile(r"\bin (?:the )?([A-Z][^,.|]{1,60})$")
_LONGEST_NAME = 100
_MOST_TITLES = 2
"""Maximum of rows above the first row of figures in a table of markup: its title and its head."""
_ROLE_CATEGORY = "Job Titles"


class RowLabel(NamedTuple):
    """Label of a row.

    Attributes:
        label: Its meaning; null if neither its wording nor its position shows it.
        words: The label as printed, without an advertisement beside it.
        is_told: Whether the meaning comes from the row's position, not its wording.
    """

    label: Label | None
    words: str
    is_told: bool = False


def is_summary(table: Table) -> bool:
    """Check whether a table has at least two known labels with figures beside them."""
    known = (row for row in table.rows if len(row) > 1 and _read(row[0], None)[0] is not None)
    return next(known, None) is not None and next(known, None) is not None


def row_labels(outline: Outline, tables: Sequence[Table]) -> dict[int, RowLabel]:
    """Return the labels of the rows of figures, by the identity (`id`) of the row.

    Args:
        outline: The page, which also contains the names at the end of labels.
        tables: Its summary tables.
    """
    rows: list[tuple[Cell, ...]] = []
    held: list[LabelledRow] = []
    for number, table in enumerate(tables):
        for position, row in enumerate(table.rows):
            if len(row) > 1 and not any(read_window(cell.text) for cell in row[1:]):
                section = None if outline.kind == "text" else SECTIONS[min(number, 1)]
                label, words = _read(row[0], outline)
                if label and label.is_comparison_size and not _may_open(held, section, position):
                    label = None
                rows.append(row)
                held.append(LabelledRow(words, label, tuple(cell.text for cell in row[1:]), section))
    texts = (cell.text for table in tables for row in table.rows for cell in row[1:])
    ends = (window.end for text in texts if (window := read_window(text)))
    placed = placed_rows(held, next(ends, None), is_text=outline.kind == "text")
    told = {number: _label(held[number].words, slot, outline, held) for number, slot in placed.items()}
    return {
        id(row): RowLabel(told.get(number) or one.label, one.words, told.get(number) is not None)
        for number, (row, one) in enumerate(zip(rows, held, strict=True))
    }


def _may_open(before: Sequence[LabelledRow], section: str | None, position: int) -> bool:
    """Check whether a row can be the first of the comparison.

    It can if the subject's adverts are above it, or no row of the subject's table at all.
    """
    if section:
        return section == "comparison" and position <= _MOST_TITLES
    measures = {row.label.measure for row in before if row.label}
    return not measures or not measures.isdisjoint(("advert_count", "pay_advert_count", "median_gbp"))


def _read(cell: Cell, outline: Outline | None) -> tuple[Label | None, str]:
    """Return the meaning and wording of a label, without an advertisement in the cell."""
    lines = cell.lines
    if len(lines) > 1 and outline:
        ends = (1,) if outline.kind == "text" else range(len(lines), 0, -1)
        for words in (" ".join(lines[:end]) for end in ends):
            label = read_label(words)
            if label and _is_confirmed(label, outline):
                return label, words
    for words in (cell.text, *lines):
        label = read_label(words)
        if label:
            return label, words
    return None, cell.text


def _is_confirmed(label: Label, outline: Outline) -> bool:
    """Check whether the names at the end of a label occur elsewhere on the page.

    Those of a text capture were checked before.
    """
    if outline.kind == "text" or label.measure not in ("advert_count", "share_of_all_pct"):
        return True
    names = [label.groups[name].casefold() for name in ("subject", "place") if name in label.groups]
    text = " ".join((outline.title, *outline.loose, *outline.prose)).casefold()
    return all(name in text for name in names)


def _label(words: str, slot: Slot, outline: Outline, rows: Sequence[LabelledRow]) -> Label | None:
    """Make a label from the position of its row, with the names in its wording.

    Null if the row must contain a name and none is found.
    """
    groups = {"pay": _PAY[slot.basis]} if slot.basis else {}
    kind = None
    if (slot.section, slot.measure) == ("subject", "advert_count"):
        subject = _name_at_end(words, _subjects(outline))
        if not subject:
            return None
        groups |= {"subject": subject, "market": _market(words, rows)}
        kind = _kind_of(rows)
        if kind is None:
            return None
    elif slot.measure == "share_of_all_pct":
        place = _name_at_end(words, _places(outline, rows))
        if slot.section == "subject" and not place:
            return None
        groups |= {"place": place} if place else {}
    elif slot.measure == "share_of_category_pct":
        named = sorted((name for name in CATEGORIES if name.lower() in words.lower()), key=len)
        groups |= {"category": named[-1]} if named else {}
    return Label(LabelRule(slot.measure, _NOTHING, slot.section, kind), groups)


def _kind_of(rows: Sequence[LabelledRow]) -> str | None:
    """Return `role` or `skill`, from the category in the rows; null if none is named."""
    if any(_ROLE_CATEGORY in row.words for row in rows):
        return "role"
    return "skill" if any(name in row.words for row in rows for name in CATEGORIES) else None


def _market(words: str, rows: Iterable[LabelledRow]) -> str:
    texts = (words, *(row.words for row in rows))
    named = (market for text in texts for market in BASES if market in text.lower())
    is_daily = any(row.label and row.label.pay_basis in BASES["contract"] for row in rows)
    return "contract" if is_daily else next(named, "permanent")


def _name_at_end(words: str, names: Iterable[str]) -> str | None:
    """Return the longest given name at the end of a label, spelled as in the label."""
    lower = words.casefold()
    ends = [name for name in names if 0 < len(name) <= _LONGEST_NAME and lower.endswith(f" {name.casefold()}")]
    return words[-max(map(len, ends)) :] if ends else None


def _subjects(outline: Outline) -> Iterator[str]:
    yield from outline.prose
    title = outline.title.split()
    yield from (" ".join(title[:count]) for count in range(1, min(len(title), 12) + 1))


def _places(outline: Outline, rows: Iterable[LabelledRow]) -> Iterator[str]:
    yield from (row.label.groups["place"] for row in rows if row.label and "place" in row.label.groups)
    for text in (outline.title, *outline.loose, *outline.prose):
        if len(text) <= _LONGEST_NAME:
            yield from _TRAIL.split(text)
            yield from _IN_PLACE.findall(text)
