"""Figure of the shares of single months, derived from what charts draw."""

from collections.abc import Iterable

from jobtrends_pipeline.reports import words
from jobtrends_pipeline.reports.cells import Cell
from jobtrends_pipeline.reports.charts import Chart, Datum, Field
from jobtrends_pipeline.reports.figures import DataRow, Figure
from jobtrends_pipeline.reports.periods import moment
from jobtrends_pipeline.reports.rows import Row
from jobtrends_pipeline.reports.series import DRAWABLE

BACK_TO_FRONT = tuple(reversed(words.SERIES_WORDS))
"""Order in which series are drawn, so that the first of the legend is on top; its last point is walked to first."""
DERIVED = "Derived: the moving average undone month by month, so that errors of reading add up. The source draws none."
NO_POINT = Cell("–", is_missing=True)
_FIELDS = (
    Field("v", "Share of the month", "pct3"), Field("lo", "95% interval from", "pct3"),
    Field("hi", "95% interval to", "pct3"),
)  # fmt: skip


def alone_figure(subject: str, anchor: str, series: dict[str, list[Row]]) -> Figure | None:
    """Return the shares of the months alone; None where too few can be derived.

    Args:
        subject: Subject of the chart.
        anchor: Anchor of the figure.
        series: Rows of trend_demand_monthly of one place by series, in order of months.
    """
    known = {
        name: found
        for name, rows in series.items()
        if len(found := [row for row in rows if row["month_share_pct"] is not None]) >= DRAWABLE
    }
    if not known:
        return None
    rows = [row for found in known.values() for row in found]
    last = max(rows, key=lambda row: (row["month"], row["market_series"] == "permanent"))
    points = [_point(row) for name in BACK_TO_FRONT for row in known.get(name, ())]
    return Figure(
        anchor,
        f"{last['place']}: each month alone",
        "Share of the jobs of each market that cite it in one month, %: derived",
        f"{subject}, {last['place']}: the share of {last['market_series']} jobs that belongs to the point of"
        f" {words.day(last['month'])} alone is about {words.share(last['month_share_pct'])}"
        f" ({_interval(last)}, 95% interval).",
        max(row["latest_as_of"] for row in rows),
        Chart("monthly", "pct", _FIELDS, {"points": points, "printed": [], "breaks": []}),
        (*(f"drawn-{name}" for name in known), "interval"),
        (DERIVED,),
        ("Point", *(f"{words.SERIES_WORDS[name]}, 95% interval" for name in known)),
        tuple(_rows(known)),
    )


def _point(row: Row) -> Datum:
    return {
        "t": moment(row["month"]),
        "v": row["month_share_pct"],
        "lo": row["month_share_low_pct"],
        "hi": row["month_share_high_pct"],
        "name": words.SERIES_WORDS[row["market_series"]],
        "a": moment(row["latest_as_of"]),
    }


def _rows(known: dict[str, list[Row]]) -> Iterable[DataRow]:
    held = {name: {row["month"]: row for row in rows} for name, rows in known.items()}
    for month in sorted({month for rows in held.values() for month in rows}, reverse=True):
        own = [rows.get(month) for rows in held.values()]
        yield DataRow(
            words.day(month),
            tuple(Cell(f"{words.share(row['month_share_pct'])}, {_interval(row)}") if row else NO_POINT for row in own),
        )


def _interval(row: Row) -> str:
    return f"{words.share(row['month_share_low_pct'])} to {words.share(row['month_share_high_pct'])}"
