"""`pay_histogram`: printed percentiles as a histogram on the source's grid; reconstructed, not observed."""

import numpy as np
import pandas as pd

from jobtrends_pipeline.tables.frames import typed
from jobtrends_pipeline.tables.trends import PAY_HISTOGRAM
from jobtrends_pipeline.trends.distribution import PayDistribution
from jobtrends_pipeline.trends.prints import PAY_BASIS, PERCENTILES, SCOPE

BIN_WIDTH_GBP = {"annual_salary": 2_500.0, "daily_rate": 25.0, "hourly_rate": 2.5}
"""Width of the bins of the source's own histograms, per pay basis."""

PAY_SERIES = ["role", "market", "place", "window_months", "scope", "pay_basis"]
PERCENTILE_SHARES = (0.10, 0.25, 0.50, 0.75, 0.90)


HISTOGRAM_QUERY = f"""
    SELECT role, market, subject, place, window_months, {SCOPE} AS scope, {PAY_BASIS} AS pay_basis, period_end,
           quoted_count, {", ".join(PERCENTILES)}
    FROM pay_prints JOIN (SELECT series_id, max(as_of) AS as_of FROM pay_prints GROUP BY series_id)
        USING (series_id, as_of)
    JOIN pages ON page_id = series_id // 8
    WHERE quoted_count > 0 ORDER BY series_id, period_end
"""
"""The periods that the latest vintage of each series prints: its own, and the back-casts."""


def pay_histogram(quoted: pd.DataFrame) -> pd.DataFrame:
    """Histograms of printed percentiles.

    The bins of one period sum to its quoted count. No histogram where no adverts quote pay, where fewer than
    three percentiles are printed, or where they do not rise (the source never prints equal neighbours). A
    percentile that is not printed is not filled in: see `PayDistribution`.

    Args:
        quoted: Rows of `HISTOGRAM_QUERY`, numbered from 0.
    """
    rows = zip(quoted["pay_basis"], quoted[list(PERCENTILES)].to_numpy("float64"), strict=True)
    pieces = [
        _bins(row, distribution, BIN_WIDTH_GBP[basis])
        for row, (basis, values) in enumerate(rows)
        if (distribution := PayDistribution.from_percentiles(values.tolist(), PERCENTILE_SHARES))
    ]
    if not pieces:
        return typed(PAY_HISTOGRAM, pd.DataFrame())
    bins = pd.concat(pieces, ignore_index=True)
    series = quoted.loc[bins["row"], [*PAY_SERIES, "subject", "period_end", "quoted_count"]]
    frame = pd.concat([series.reset_index(drop=True), bins.drop(columns="row")], axis="columns")
    frame = frame.assign(expected_count=frame["bin_share_pct"] / 100 * frame["quoted_count"].astype("float64"))
    return typed(PAY_HISTOGRAM, frame[PAY_HISTOGRAM.column_names])


def _bins(row: int, distribution: PayDistribution, width: float) -> pd.DataFrame:
    """The bins of one distribution, tagged with the position of the row it was made of."""
    edges = distribution.bin_edges(width)
    low, high = edges[:-1], edges[1:]
    first, last = distribution.printed_range
    return pd.DataFrame(
        {
            "row": row,
            "bin_low_gbp": low,
            "bin_high_gbp": high,
            "bin_share_pct": np.diff(distribution.cumulative(edges)) * 100,
            "is_tail": (low < first) | (high > last),
        }
    )
