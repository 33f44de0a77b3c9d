"""Every print of a series as columns for the page.

The browser selects those known on a chosen day.
"""

from collections.abc import Mapping

from jobtrends_pipeline.reports.cells import RELIABILITY_MARKS, is_suppressed
from jobtrends_pipeline.reports.charts import Value
from jobtrends_pipeline.reports.periods import moment
from jobtrends_pipeline.reports.rows import Row

DEMAND_COLUMNS = {"v": "share_of_all_pct", "n": "advert_count"}
PAY_COLUMNS = {
    "v": "median_gbp", "n": "pay_advert_count", "p10": "p10_gbp", "p25": "p25_gbp", "p75": "p75_gbp", "p90": "p90_gbp",
    "m": "market_median_gbp",
}  # fmt: skip
RSE_DIGITS = 4


def print_columns(prints: list[Row], measures: Mapping[str, str]) -> dict[str, list[Value]]:
    """Return the columns of prints under short names.

    `t` is the period end and `a` the vintage in ms, `e` the RSE in percent, `printed` 1 where the page prints any
    figure of the period, `f` the mark of its reliability, `s` the capture. A suppressed median of the market is left
    out.

    Args:
        prints: Rows of `trends.known.all_prints`.
        measures: Measures by their short names.
    """
    held: dict[str, list[Value]] = {
        "t": [moment(row["period_end"]) for row in prints],
        "a": [moment(row["as_of"]) for row in prints],
        "printed": [int(row["is_printed"]) for row in prints],
        "e": [None if row["rse_pct"] is None else round(row["rse_pct"], RSE_DIGITS) for row in prints],
        "f": [RELIABILITY_MARKS[row["reliability"]] for row in prints],
        "s": [row["capture_id"] for row in prints],
    }
    for name, measure in measures.items():
        held[name] = [_whole(row[measure]) for row in prints]
    if "m" in measures:
        judge = "market_median_reliability"
        held["m"] = [None if is_suppressed(row, judge) else m for row, m in zip(prints, held["m"], strict=True)]
    return held


def _whole(value: float | None) -> Value:
    return int(value) if value is not None and float(value).is_integer() else value
