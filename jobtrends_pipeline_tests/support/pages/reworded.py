"""Printed pages whose labels are worded as nobody has worded them yet."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from jobtrends_pipeline_tests.support.pages.expected import measure_of
from jobtrends_pipeline_tests.support.site.printed import FigureRow, PrintedPage

Cell = tuple[str, int]
"""A row: its table, and its number in it."""

_WORDINGS = {
    "rank": "Position by demand",
    "rank_change": "Places gained in a year",
    "share_of_all_pct": "Part of the {page.kind} market in {page.location}",
    "share_of_category_pct": "Part of {page.category}",
    "pay_advert_count": "Adverts that say what they pay",
    "p10_gbp": "Lowest tenth below",
    "p25_gbp": "Lowest quarter below",
    "median_gbp": "Typical pay",
    "median_change_pct": "Pay against last year",
    "p75_gbp": "Highest quarter above",
    "p90_gbp": "Highest tenth above",
    "comparison_place_median_gbp": "Typical pay in the wider region",
    "comparison_place_change_pct": "Pay there against last year",
}


def measures(page: PrintedPage, rows: Sequence[FigureRow]) -> list[str]:
    """The measure of each row of one of a page's tables."""
    found: list[str] = []
    for label, *_ in rows:
        if "quoted" in label:
            seen: set[str] = set()
        has_median = "pay_advert_count" in found and "median_gbp" in seen
        found.append(measure_of(label, page.location, has_median=has_median))
        if "pay_advert_count" in found:
            seen.add(found[-1])
    return found


def reworded(page: PrintedPage, rows: Collection[Cell]) -> PrintedPage:
    """The page with the labels of some rows worded anew."""
    tables = {"subject": page.subject_table, "comparison": page.market_table}
    written = {name: _written(page, name, table, rows) for name, table in tables.items()}
    return replace(page, subject_table=written["subject"], market_table=written["comparison"])


def _written(page: PrintedPage, name: str, table: Sequence[FigureRow], rows: Collection[Cell]) -> tuple[FigureRow, ...]:
    return tuple(
        (_wording(page, name, row[0], measure), *row[1:]) if (name, number) in rows else row
        for number, (row, measure) in enumerate(zip(table, measures(page, table), strict=True))
    )


def _wording(page: PrintedPage, table: str, label: str, measure: str) -> str:
    if measure in _WORDINGS:
        return _WORDINGS[measure].format(page=page)
    if table == "comparison":
        return "Adverts that ask for anything of this kind"
    return f"{page.kind.capitalize()} work that names {label.partition(' citing ')[2] or page.subject}"
