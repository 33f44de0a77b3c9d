"""Labels of a page's summary tables, with those that only the place of their row tells."""

import re
from collections.abc import Iterable, Iterator, Sequence

from jobtrends_pipeline.pages.grammar import BASES, Slot
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
_ROLE_CATEGORY = "Job Titles"


def row_label(cell: Cell) -> tuple[Label | None, str]:
    """The label of a row and its wording; an advert inside the cell is passed over."""
    whole = read_label(cell.text)
    if whole:
        return whole, cell.text
    for line in cell.lines:
        label = read_label(line)
        if label:
            return label, line
    return None, cell.text


def told_labels(outline: Outline, tables: Sequence[Table]) -> dict[int, Label]:
    """The labels of rows that their place tells and their words do not, by the identity of the row.

    Args:
        outline: The page, where names that a label ends with stand too.
        tables: Its summary tables.
    """
    is_text = outline.kind == "text"
    rows, held = [], []
    for number, table in enumerate(tables):
        for row in table.rows:
            if len(row) > 1 and any(cell.text for cell in row) and not any(read_window(cell.text) for cell in row[1:]):
                section = None if is_text else "comparison" if number else "subject"
                label, words = row_label(row[0])
                rows.append(row)
                held.append(LabelledRow(words, label, tuple(cell.text for cell in row[1:]), section))
    ends = (window.end for table in tables for cell in table.head if (window := read_window(cell.text)))
    placed = placed_rows(held, next(ends, None), is_text=is_text)
    labels = ((number, _label(held[number].words, slot, outline, held)) for number, slot in placed.items())
    return {id(rows[number]): label for number, label in labels if label}


def _label(words: str, slot: Slot, outline: Outline, rows: Iterable[LabelledRow]) -> Label | None:
    """A label by its place, with the names that it gives; null where it has to give one and none is found in it."""
    groups = {"pay": _PAY[slot.basis]} if slot.basis else {}
    kind = None
    if (slot.section, slot.measure) == ("subject", "job_count"):
        subject = _name_at_end(words, _subjects(outline))
        if not subject:
            return None
        groups |= {"subject": subject, "market": _market(words, rows)}
        is_role = any(row.label and row.label.groups.get("category") == _ROLE_CATEGORY for row in rows)
        kind = "role" if is_role else "skill"
    elif slot.measure == "share_of_all_pct":
        place = _name_at_end(words, _places(outline, rows))
        if slot.section == "subject" and not place:
            return None
        groups |= {"place": place} if place else {}
    elif slot.measure == "share_of_category_pct":
        named = sorted((name for name in CATEGORIES if name.lower() in words.lower()), key=len)
        groups |= {"category": named[-1]} if named else {}
    return Label(LabelRule(slot.measure, _NOTHING, slot.section, kind), groups)


def _market(words: str, rows: Iterable[LabelledRow]) -> str:
    texts = (words, *(row.words for row in rows))
    named = (market for text in texts for market in BASES if market in text.lower())
    is_daily = any(row.label and row.label.pay_basis in BASES["contract"] for row in rows)
    return "contract" if is_daily else next(named, "permanent")


def _name_at_end(words: str, names: Iterable[str]) -> str | None:
    """The longest of some names that a label ends with, as the label writes it."""
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
