"""What a printed summary table means, worked out from its cells alone and by other code than the reader's."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from jobtrends_pipeline.pages.page import ParsedPage
from jobtrends_pipeline_tests.support.site.printed import FigureRow, PrintedPage


class SummaryCell(NamedTuple):
    """One cell of a summary table, as it should be read."""

    section: str
    label: str
    lag_years: int
    text: str
    measure: str
    pay_basis: str | None
    value: float | None


def number(text: str) -> float | None:
    """The number a cell prints; none for "-" and for nothing."""
    bare = "".join(character for character in text if character not in "£,%+")
    return None if bare in ("", "-") else float(bare)


def summary_cells(page: PrintedPage) -> list[SummaryCell]:
    """Every cell of both summary tables, in page order."""
    return [
        *_table(page, "subject", page.subject_table),
        *_table(page, "comparison", page.market_table),
    ]


def read_cells(page: ParsedPage) -> list[SummaryCell]:
    """The same cells, as the reader read them."""
    return [
        SummaryCell(f.section, f.label, f.lag_years, f.text, f.measure or "", f.pay_basis, f.value)
        for f in page.figures
        if f.part == "summary" and f.column_number > 0 and f.lag_years is not None
    ]


def _table(page: PrintedPage, section: str, rows: Sequence[FigureRow]) -> Iterator[SummaryCell]:
    block = "annual_salary" if page.kind == "permanent" else "daily_rate"
    printed: dict[tuple[str, str], tuple[str, ...]] = {}
    for label, *cells in rows:
        if "hourly rates quoted" in label:
            block = "hourly_rate"
        measure = measure_of(label, page.location, has_median=("median_gbp", block) in printed)
        printed[measure, block] = tuple(cells)
        is_pay = measure.endswith("_gbp") or measure in _PAY
        for lag, text in enumerate(cells):
            value = number(text)
            if text == "-" and measure in _MEDIAN_OF:
                value = _no_change(printed.get((_MEDIAN_OF[measure], block), ()), lag)
            yield SummaryCell(section, label, lag, text, measure, block if is_pay else None, value)


_PAY = ("pay_advert_count", "median_change_pct", "comparison_place_change_pct")
_MEDIAN_OF = {"median_change_pct": "median_gbp", "comparison_place_change_pct": "comparison_place_median_gbp"}


def _no_change(medians: Sequence[str], lag: int) -> float | None:
    """A "-" is a change of nothing where the page prints both medians."""
    both = [number(text) for text in medians[lag : lag + 2]]
    return 0.0 if len(both) == 2 and None not in both else None


def measure_of(label: str, place: str, *, has_median: bool) -> str:
    """The measure of a row, by the words of DOMAIN §3."""
    words = label.lower()
    is_own = not has_median and words.startswith(("median", "average", place.lower()))
    signs = (
        ("rank change", "rank_change"),
        ("rank", "rank"),
        ("number of", "pay_advert_count"),
        ("90% offered", "p10_gbp"),
        ("10% offered", "p90_gbp"),
        ("% change", "comparison_place_change_pct"),
        ("as % of the", "share_of_category_pct"),
        ("as %", "share_of_all_pct"),
        ("%", "share_of_all_pct"),
        *((f"{rank}th", f"p{rank}_gbp") for rank in (10, 25, 75, 90)),
    )
    measure = next((measure for start, measure in signs if words.startswith(start)), "advert_count")
    if measure == "advert_count" and "% change" in words:
        return "median_change_pct"
    if measure == "advert_count" and ("median" in words or "average" in words):
        return "median_gbp" if is_own else "comparison_place_median_gbp"
    return measure
