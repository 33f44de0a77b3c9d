"""`pay_histogram`: histograms on the source's grid, from printed percentiles.

They are reconstructed, not observed.
"""

import numpy as np
import pandas as pd

from jobtrends_pipeline.tables.frames import typed
from jobtrends_pipeline.tables.trends import PAY_HISTOGRAM
from jobtrends_pipeline.trends.bin_bounds import BinBounds
from jobtrends_pipeline.trends.distribution import Numbers, PayDistributions, Positions, imply_distribution
from jobtrends_pipeline.trends.grid import BIN_WIDTH_GBP
from jobtrends_pipeline.trends.prints import PAY_BASIS, PERCENTILES, SCOPE
from jobtrends_pipeline.trends.reliability import reliability

HEAPING_ERROR, SAMPLING_ERROR = 0.85, 1.645
"""Parts of the 90 % error of a bin: heaping, and the normal quantile of sampling.

The first is the part of a bin's share that heaping moves to or from it. Fitted to simulated adverts, half of them on
multiples of two bin widths and 30 % on those of one.
"""

PAY_SERIES = ["role", "publisher", "market", "place", "window_months", "scope", "pay_basis"]
PERCENTILE_SHARES = np.array([0.10, 0.25, 0.50, 0.75, 0.90])

HISTOGRAM_QUERY = f"""
    SELECT role, publisher, market, subject, place, window_months, {SCOPE} AS scope, {PAY_BASIS} AS pay_basis,
           period_end, pay_advert_count, {", ".join(PERCENTILES)},
           {reliability("pay_advert_count", "median_rse_pct", "true")} AS reliability
    FROM pay_prints JOIN (SELECT series_id, max(as_of) AS as_of FROM pay_prints GROUP BY series_id)
        USING (series_id, as_of)
    JOIN pages ON page_id = series_id // 8
    WHERE pay_advert_count > 0 ORDER BY series_id, period_end
"""
"""Query of the rows to draw: periods of each series' latest vintage with pay."""


def pay_histogram(printed: pd.DataFrame) -> pd.DataFrame:
    """Compute histograms of printed percentiles, in the order of the rows.

    The bins of a row sum to its quoted count. A row has no histogram where fewer than three percentiles are printed, or
    where they do not rise (the source never prints equal neighbours). A percentile that is not printed is not filled
    in: see `PayDistributions`. The bounds of each bin are those of `BinBounds`. A histogram is as weak as the median of
    the same adverts.

    Args:
        printed: Rows of `HISTOGRAM_QUERY`.

    Returns:
        Typed rows of `pay_histogram`.
    """
    drawn = printed[imply_distribution(printed[list(PERCENTILES)].to_numpy("float64"))].reset_index(drop=True)
    pay, count = drawn[list(PERCENTILES)].to_numpy("float64"), drawn["pay_advert_count"].to_numpy("float64")
    distributions = PayDistributions.from_percentiles(pay, PERCENTILE_SHARES)
    row, edge, low, high = _bins(distributions, np.asarray(drawn["pay_basis"].map(BIN_WIDTH_GBP), np.float64))
    below = distributions.cumulative(edge, row)
    low_share, high_share = BinBounds(pay, PERCENTILE_SHARES, count).of(edge, row, low, high)
    of_bin, share = row[low], np.maximum(0.0, below[high] - below[low])
    first, last = distributions.printed_range
    frame = drawn[[*PAY_SERIES, "subject", "period_end", "reliability"]].take(of_bin).reset_index(drop=True)
    bins = {
        "bin_low_gbp": edge[low],
        "bin_high_gbp": edge[high],
        "expected_count": share * count[of_bin],
        "bin_share_pct": share * 100,
        "bin_share_low_pct": low_share * 100,
        "bin_share_high_pct": high_share * 100,
        "bin_share_error_pp": _error(share, count[of_bin]) * 100,
        "is_tail": (edge[low] < first[of_bin]) | (edge[high] > last[of_bin]),
    }
    return typed(PAY_HISTOGRAM, frame.assign(**bins))


def _error(share: Numbers, count: Numbers) -> Numbers:
    """Return the 90 % error of reconstructed shares of bins, between 0 and 1."""
    error: Numbers = np.sqrt((HEAPING_ERROR * share) ** 2 + SAMPLING_ERROR**2 * share * (1 - share) / count)
    return error


def _bins(distributions: PayDistributions, width: Numbers) -> tuple[Positions, Numbers, Positions, Positions]:
    """Return the bins that cover each distribution, on multiples of the row's width.

    Returns:
        The row and the pay of every edge, row after row, rising; and for every bin the position of its lower and its
        upper edge among them.
    """
    start, end = distributions.ends
    first, last = np.floor(start / width).astype(np.int64), np.ceil(end / width).astype(np.int64)
    count = last - first + 1
    row = np.repeat(np.arange(len(count)), count)
    number = np.arange(len(row)) - np.repeat(np.cumsum(count) - count - first, count)
    low = np.flatnonzero(row[:-1] == row[1:])
    return row, number * width[row], low, low + 1
