"""Meanings of labels with new wordings, from position and figures of their rows.

The figures must have the right form and satisfy the identities of the row.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from jobtrends_pipeline.pages.bounds import CUT_OFF_UNTIL, change_bounds
from jobtrends_pipeline.pages.cells import KIND_OF_MEASURE, read_cell
from jobtrends_pipeline.pages.grammar import BASES, Slot, grammar
from jobtrends_pipeline.pages.identities import PERCENTILES
from jobtrends_pipeline.pages.labels import Label
from jobtrends_pipeline.pages.placement import PlacedRow, place_rows

_MOST_ROWS = 80
_WINDOWS = 3
_PLACELESS = 1
"""Cost of reading a median without a place as that of the comparison place."""
_PAY_WORDS = {"hourly": "hourly_rate", "daily": "daily_rate", "salar": "annual_salary"}
_DEMAND = {
    "subject": ("rank", "advert_count", "share_of_all_pct", "share_of_category_pct"),
    "comparison": ("advert_count", "share_of_all_pct"),
}
_PAY = ("pay_advert_count", "median_gbp", "comparison_place_median_gbp")
_TOGETHER = (("p10_gbp", "p90_gbp"), ("p25_gbp", "p75_gbp"))
_CHANGED = {
    "median_change_pct": "median_gbp",
    "comparison_place_change_pct": "comparison_place_median_gbp",
}


@dataclass(frozen=True, slots=True)
class LabelledRow:
    """Row of a summary table: its label, the label's meaning if known, and its cells.

    Attributes:
        words: The label as printed.
        label: Its meaning; null if unknown.
        texts: Its cells.
        section: Its table; null if a text does not show it.
    """

    words: str
    label: Label | None
    texts: tuple[str, ...]
    section: str | None


def placed_rows(rows: Sequence[LabelledRow], end: date | None, *, is_text: bool) -> dict[int, Slot]:
    """Return the slots of rows whose labels do not show their meaning, by row number.

    A row gets a slot if all best ways to assign the page's rows to the grammar agree on it, and if its figures satisfy
    the identities of that slot.

    Args:
        rows: The rows of both summary tables, in page order.
        end: Period end of the page, if known.
        is_text: Whether they are from a text capture, which may end anywhere.
    """
    if len(rows) > _MOST_ROWS or not _is_open(rows):
        return {}
    to_place = [PlacedRow(_fitting(row), row.label is not None) for row in rows]
    found = [place_rows(to_place, grammar(market), is_cut=is_text) for market in _markets(rows)]
    ways = [way for way in found if way]
    if not ways or (len(ways) > 1 and ways[0][0] == ways[1][0]):
        return {}
    slots = min(ways, key=lambda way: way[0])[1]
    values = {
        (slot.section, slot.basis, slot.measure, lag): _value(text, slot.measure)
        for row, slot in zip(rows, slots, strict=True)
        if slot and len(row.texts) == _WINDOWS
        for lag, text in enumerate(row.texts)
    }
    told = {number: slot for number, slot in enumerate(slots) if slot and _is_told(rows[number], slot)}
    filled = {(slot.section, slot.basis, slot.measure) for slot in slots if slot}
    return {
        number: slot
        for number, slot in told.items()
        if _is_whole(slot, filled) and _is_kept(slot, values, end or CUT_OFF_UNTIL)
    }


def _is_whole(slot: Slot, filled: Collection[tuple[str, str | None, str]]) -> bool:
    """Check whether the block of a row is complete.

    It must have the rows that every block has, and the percentiles printed together with the row.
    """
    together = next((names for names in _TOGETHER if slot.measure in names), ())
    wanted = _PAY if slot.basis else _DEMAND[slot.section]
    return all((slot.section, slot.basis, measure) in filled for measure in (*wanted, *together))


def _value(text: str, measure: str) -> float | None:
    """Return the value of a cell.

    A dash is no change in a row of changes; the medians, if printed, are then checked against it.
    """
    read = read_cell(text, KIND_OF_MEASURE[measure])
    return 0.0 if read.status == "dash" and measure in _CHANGED else read.value


def _is_open(rows: Sequence[LabelledRow]) -> bool:
    """Check whether labels leave the meaning of some row open.

    A label is unknown, or a block has two medians of its own.
    """
    medians = 0
    for row in rows:
        if row.label is None:
            return True
        medians = 0 if row.label.measure == "pay_advert_count" else medians + (_is_placeless(row.label))
        if medians > 1:
            return True
    return False


def _is_placeless(label: Label) -> bool:
    return label.measure == "median_gbp" and "place" not in label.groups


def _is_told(row: LabelledRow, slot: Slot) -> bool:
    """Check whether the position of a row shows more of its meaning than its label."""
    return row.label is None or (_is_placeless(row.label) and slot.measure == "comparison_place_median_gbp")


def _markets(rows: Iterable[LabelledRow]) -> list[str]:
    named = {row.label.groups["market"].lower() for row in rows if row.label and "market" in row.label.groups}
    return sorted(named) if len(named) == 1 else list(BASES)


def _fitting(row: LabelledRow) -> Callable[[Slot], int | None]:
    return lambda slot: _cost(row, slot)


def _cost(row: LabelledRow, slot: Slot) -> int | None:
    """Return the cost of assigning a row to a slot.

    Null if its table, label or figures do not fit the slot.
    """
    label = row.label
    if row.section not in (None, slot.section):
        return None
    if label is None:
        return 0 if _is_of_basis(row.words, slot) and _suits(row.texts, slot.measure) else None
    if label.rule.scope not in (None, slot.section) or (slot.basis and label.pay_basis not in (None, slot.basis)):
        return None
    if label.measure == slot.measure:
        return 0
    is_place_median = label.measure == "median_gbp" and slot.measure == "comparison_place_median_gbp"
    return None if not is_place_median else _PLACELESS if _is_placeless(label) else 0


def _is_of_basis(words: str, slot: Slot) -> bool:
    named = [basis for word, basis in _PAY_WORDS.items() if word in words.lower()]
    return not named or slot.basis in named


def _suits(texts: Sequence[str], measure: str) -> bool:
    """Check whether all cells of a row are figures of a measure's kind, or dashes."""
    *newer, oldest = [read_cell(text, KIND_OF_MEASURE[measure]).status for text in texts] or [""]
    may_be_blank = "change" in measure and oldest == "blank"
    return len(texts) == _WINDOWS and {*newer, *([] if may_be_blank else [oldest])} <= {"value", "dash"}


Values = Mapping[tuple[str, str | None, str, int], float | None]


def _is_kept(slot: Slot, values: Values, end: date) -> bool:
    """Check whether figures satisfy the identities of their row.

    An optional row or percentile with values also needs at least one identity that can be checked.
    """
    checks = [check for lag in range(_WINDOWS) for check in _checks(slot, values, lag, end)]
    is_needed = slot.is_optional or (slot.measure in PERCENTILES and slot.measure != "median_gbp")
    has_values = any(values.get((slot.section, slot.basis, slot.measure, lag)) is not None for lag in range(_WINDOWS))
    return all(checks) and (bool(checks) or not is_needed or not has_values)


def _checks(slot: Slot, values: Values, lag: int, end: date) -> Iterable[bool]:
    """List the results of the identities that can be checked in a row's window."""

    def value(measure: str, years: int = lag, basis: str | None = slot.basis) -> float | None:
        return values.get((slot.section, basis, measure, years))

    own = value(slot.measure)
    if slot.measure in ("rank", "rank_change"):
        now, before, change = value("rank"), value("rank", lag + 1), value("rank_change")
        if now is not None and before is not None and change is not None:
            yield before - now == change
    if slot.measure == "pay_advert_count" and slot.basis == "annual_salary":
        jobs = value("advert_count", basis=None)
        if own is not None and jobs is not None:
            yield own <= jobs
    if slot.measure in PERCENTILES and own is not None:
        yield from _in_order(slot.measure, own, value)
    for change_of, median in _CHANGED.items():
        if slot.measure in (change_of, median):
            now, before, change = value(median), value(median, lag + 1), value(change_of)
            if now is not None and before and change is not None:
                low, high = change_bounds(now, before, slot.basis, end)
                yield low <= round(change * 100) <= high


def _in_order(measure: str, own: float, value: Callable[[str], float | None]) -> Iterable[bool]:
    at = PERCENTILES.index(measure)
    for number, name in enumerate(PERCENTILES):
        other = value(name)
        if other is not None and number != at:
            yield own < other if number > at else own > other
