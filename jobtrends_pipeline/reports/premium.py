"""Figure of the premium: the role's median over the comparison's, with its error."""

import math

from jobtrends_pipeline.reports import words
from jobtrends_pipeline.reports.cells import RELIABILITY_MARKS, Cell, cell, is_suppressed, reliability_mark
from jobtrends_pipeline.reports.charts import Chart, Datum, Field
from jobtrends_pipeline.reports.figures import DataRow, Figure, Scene
from jobtrends_pipeline.reports.periods import moment
from jobtrends_pipeline.reports.rows import Row, having
from jobtrends_pipeline.reports.series import CROWDED, DRAWABLE, LARGE, SMALL
from jobtrends_pipeline.reports.summary import pay_formatter

NOISE_FACTOR = 1.96
METHOD = (
    "The role’s median over that of all adverts it is compared with, less 1; both from the same page."
    " The error takes the two medians as independent."
)


def premium_figure(scene: Scene, basis: str, trends: list[Row]) -> Figure | None:
    """Return the premium of the median over the market's, one point a period.

    None is returned with too few periods to be drawn.

    Args:
        scene: Subject, market and place.
        basis: Pay basis of the rows.
        trends: Rows of trend_pay of one target and pay basis, both scopes.
    """
    market = {row["period_end"]: row["median_rse_pct"] for row in having(trends, scope="comparison")}
    rows = [
        {**row, "error": _error(row, market.get(row["period_end"]))}
        for row in sorted(having(trends, scope="subject"), key=lambda row: row["period_end"])
        if row["premium_over_market_pct"] is not None and not is_suppressed(row, "premium_reliability")
    ]
    if len(rows) < DRAWABLE:
        return None
    points = [_point(row, is_crowded=len(rows) > CROWDED) for row in rows]
    fields = (
        Field("v", "Over the market", "signed_pct"), Field("lo", "95% error from", "signed_pct"),
        Field("hi", "95% error to", "signed_pct"), Field("n", "Quoted", "count"),
    )  # fmt: skip
    return Figure(
        f"{scene.anchor}-{basis.replace('_', '-')}-premium",
        "Premium over the market",
        f"Median {words.PAY_WORDS[basis].noun} over the market’s, %",
        _message(scene, basis, rows[-1]),
        max(row["latest_as_of"] for row in rows),
        Chart("premium", "pct", fields, {"points": points, "level": [{"v": 0}]}),
        ("premium", *(["error"] if any(row["error"] is not None for row in rows) else []), "level"),
        (METHOD,),
        ("Period to", "As of", "Over the market", "95% error", "Median", "Market median"),
        tuple(_row(row, basis) for row in reversed(rows)),
    )


def _error(row: Row, market_rse: float | None) -> float | None:
    """Return the standard error of the premium, a ratio of two medians, in points."""
    own = row["median_rse_pct"]
    if own is None or market_rse is None:
        return None
    return (1 + float(row["premium_over_market_pct"]) / 100) * math.hypot(own, market_rse)


def _point(row: Row, *, is_crowded: bool) -> Datum:
    value, error = float(row["premium_over_market_pct"]), row["error"]
    return {
        "t": moment(row["period_end"]),
        "v": value,
        "lo": None if error is None else value - NOISE_FACTOR * error,
        "hi": None if error is None else value + NOISE_FACTOR * error,
        "n": row["pay_advert_count"],
        "f": RELIABILITY_MARKS[row["premium_reliability"]],
        "a": moment(row["latest_as_of"]),
        "back": bool(row["is_restated_only"]),
        "size": SMALL if is_crowded else LARGE,
        "flag": "",
    }


def _message(scene: Scene, basis: str, row: Row) -> str:
    value, error = float(row["premium_over_market_pct"]), row["error"]
    side = "above" if value > 0 else "below"
    stands = "the same as the market’s" if value == 0 else f"{abs(value):.1f}% {side} the market’s"
    known = "" if error is None else f" (95% error ±{NOISE_FACTOR * error:.1f} points)"
    noun = words.PAY_WORDS[basis].noun
    return f"{scene.where}: the median {noun} of the period to {words.day(row['period_end'])} is {stands}{known}."


def _row(row: Row, basis: str) -> DataRow:
    money, error = pay_formatter(basis), row["error"]
    return DataRow(
        words.day(row["period_end"]),
        (
            Cell(words.day(row["latest_as_of"])),
            cell(row, "premium_over_market_pct", words.signed_pct, reliability_mark(row, "premium_reliability")),
            Cell("not known", is_missing=True) if error is None else Cell(f"±{NOISE_FACTOR * error:.1f} points"),
            cell(row, "median_gbp", money),
            cell(row, "market_median_gbp", money),
        ),
    )
