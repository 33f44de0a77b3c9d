"""Comparison of two captures of one page and period end. Pure.

Only live jobs may differ.
"""

from collections.abc import Iterator
from itertools import pairwise

import pandas as pd

from jobtrends_pipeline.facts.vintage import Held, Row, day, grouped, listing_of, pager_number
from jobtrends_pipeline.pages.page import WARNING

CHECK = "captured_twice"
_PAGE = ["market", "subject_key", "place_key", "window_months", "period_end", "listing", "pager"]
_LINE = ["part", "section", "label", "pay_basis", "lag_years", "measure"]
_MOST_NAMED = 5


def captured_again(captures: pd.DataFrame) -> pd.DataFrame:
    """Select the captures of pages that were captured more than once for a period end.

    Returns:
        The rows, with the columns that identify their page (`_PAGE`), in order of capture.
    """
    is_index = captures["subject"].isna()
    urls = captures["url"].where(is_index, "")
    pages = grouped(captures).assign(
        subject_key=captures["subject"].str.casefold().fillna(""),
        listing=urls.map(listing_of),
        pager=urls.map(pager_number),
    )
    again = pages[pages.duplicated(_PAGE, keep=False)]
    return again.sort_values(["captured_at", "capture_id"], kind="stable")


def recaptured(held: Held) -> Iterator[Row]:
    """Yield differences between consecutive captures of a page and period end.

    The finding is on the later of the two. Every figure but live jobs is compared by its row. A part that only one of
    two captures has counts as a difference where both were read whole; so does a row, where both also have the same
    layout. Otherwise the lesser may be an excerpt, which the page's own findings report.

    Severity warning: the source may have corrected a figure within the day. `best_parts` decides which capture each
    part of the facts comes from.
    """
    again = captured_again(held.captures)
    if again.empty:
        return
    figures = dict(list(held.figures.groupby("capture_id", sort=False)))
    for _, group in again.groupby(_PAGE, sort=True):
        for earlier, later in pairwise(group.astype("object").to_dict("records")):
            first, second = (_cells(figures.get(row["capture_id"])) for row in (earlier, later))
            are_whole = {earlier["outcome"], later["outcome"]} == {"read"}
            are_alike = are_whole and earlier["layout"] == later["layout"]
            told = [*_parts_of_one(first, second)] if are_whole else []
            told += _differences(first, second, with_rows=are_alike)
            if told:
                more = f"; and {len(told) - _MOST_NAMED} more" if len(told) > _MOST_NAMED else ""
                yield {
                    "capture_id": later["capture_id"],
                    "check_name": CHECK,
                    "position": f"capture/{earlier['capture_id']}",
                    "severity": WARNING,
                    "message": (
                        f"captured on {day(earlier['captured_at'])} and {day(later['captured_at'])} for one period "
                        f"end, the page differs: {'; '.join(told[:_MOST_NAMED])}{more}"
                    ),
                }


def _cells(figures: pd.DataFrame | None) -> pd.Series:
    """Return values by their row and measure; the value of a name is its text."""
    if figures is None:
        return pd.Series(dtype="object")
    kept = figures[figures["measure"].notna() & figures["measure"].ne("open_vacancy_count")]
    kept = kept.assign(lag_years=kept["lag_years"].fillna(0), pay_basis=kept["pay_basis"].fillna(""))
    # The label of a summary row is its measure; the text beside it changes with the year, not with the day.
    kept = kept.assign(label=kept["label"].where(kept["part"].ne("summary"), "")).drop_duplicates(_LINE)
    values = kept["value"].astype("object").where(kept["value"].notna(), kept["text"].where(kept["status"].eq("text")))
    return values.where(values.notna(), "-").set_axis(pd.MultiIndex.from_frame(kept[_LINE].astype("object")))


def _parts_of_one(first: pd.Series, second: pd.Series) -> Iterator[str]:
    """Yield in words the parts or summary tables that only one of two captures has."""
    here, there = (
        {f"{section} table" if part == "summary" else str(part) for part, section, *_ in cells.index}
        for cells in (first, second)
    )
    yield from (f"{name} only on the first" for name in sorted(here - there))
    yield from (f"{name} only on the second" for name in sorted(there - here))


def _differences(first: pd.Series, second: pd.Series, *, with_rows: bool) -> list[str]:
    """List the differences in words: rows that one of the two lacks, then figures."""
    told: list[str] = []
    if with_rows:
        for here, there, which in ((first, second, "first"), (second, first, "second")):
            parts = there.index.unique(level="part")
            lines = here.index[~here.index.isin(there.index) & here.index.isin(parts, level="part")]
            rows = dict.fromkeys(label or f"{section} {measure}" for _, section, label, _, _, measure in lines)
            told.extend(f"{row} only on the {which}" for row in rows)
    shared = first.index.intersection(second.index, sort=False)
    before, after = first.reindex(shared), second.reindex(shared)
    for line in shared[(before != after).to_numpy(dtype=bool)]:
        _, section, label, _, lag, measure = line
        name = " ".join(filter(None, (label or section, measure, f"{lag} years before" if lag else "")))
        told.append(f"{name} {_said(before[line])}, then {_said(after[line])}")
    return told


def _said(value: object) -> str:
    return f"{value:,.10g}" if isinstance(value, float) else str(value)
