"""How far a figure can be trusted: relative standard errors (RSE), and the class they put it in.

Both errors are approximations. They treat the adverts of a window as independent draws; an advert repeated by
several agencies makes the true error larger, and the source's rounding of figures is not part of it.
"""

import numpy as np
import pandas as pd

MEDIAN_ERROR_FACTOR = 1.2533
"""sqrt(pi / 2): standard error of the median of a normal sample, in units of sigma / sqrt(n)."""

NORMAL_QUANTILES = {
    "p10_gbp": -1.281552,
    "p25_gbp": -0.674490,
    "median_gbp": 0.0,
    "p75_gbp": 0.674490,
    "p90_gbp": 1.281552,
}

SPREAD_PAIRS = (
    ("p25_gbp", "p75_gbp"),
    ("p10_gbp", "p90_gbp"),
    ("p25_gbp", "p90_gbp"),
    ("p10_gbp", "p75_gbp"),
    ("p25_gbp", "median_gbp"),
    ("median_gbp", "p75_gbp"),
    ("p10_gbp", "median_gbp"),
    ("median_gbp", "p90_gbp"),
)
"""Percentiles that the spread is read from, best first: near the median and on both sides of it."""

GOOD_COUNT, GOOD_RSE_PCT = 100, 5.0
SUPPRESSED_COUNT, SUPPRESSED_RSE_PCT = 10, 20.0
NOISE_FACTOR = 1.96
"""Standard errors of a difference that a change must exceed: 95 % of a normal distribution lie within."""


def median_rse_pct(pay: pd.DataFrame) -> pd.Series:
    """Approximate RSE of the median, in percent; null without a count, a median or a spread.

    Advertised pay is taken as lognormal: sigma of log pay is the log ratio of two printed percentiles over
    the distance of their normal quantiles (`SPREAD_PAIRS`, the first pair that is printed). The median of n
    draws then has the log standard error 1.2533 * sigma / sqrt(n), which is its relative standard error
    (delta method).

    Args:
        pay: Rows with `quoted_count` and the five percentiles.
    """
    sigma = np.full(len(pay), np.nan)
    values = {name: pay[name].where(pay[name] > 0).to_numpy("float64") for name in NORMAL_QUANTILES}
    for low, high in SPREAD_PAIRS:
        distance = NORMAL_QUANTILES[high] - NORMAL_QUANTILES[low]
        estimate = np.log(values[high] / values[low]) / distance
        sigma = np.where(np.isnan(sigma) & (estimate >= 0), estimate, sigma)
    count = _positive(pay["quoted_count"])
    rse = MEDIAN_ERROR_FACTOR * sigma / np.sqrt(count) * 100
    return pd.Series(np.where(np.isnan(values["median_gbp"]), np.nan, rse), index=pay.index)


def share_rse_pct(demand: pd.DataFrame) -> pd.Series:
    """Approximate RSE of a share of demand, in percent; null without adverts.

    The adverts are a binomial draw from the market: RSE = sqrt((1 - share) / job_count), which for the small
    share of one subject is the 1 / sqrt(job_count) of a Poisson count. Where no share is printed, Poisson.

    Args:
        demand: Rows with `job_count` and `share_of_all_pct`.
    """
    share = demand["share_of_all_pct"].fillna(0).to_numpy("float64") / 100
    return pd.Series(np.sqrt((1 - share) / _positive(demand["job_count"])) * 100, index=demand.index)


def reliability_class(count: pd.Series, rse_pct: pd.Series, is_printed: pd.Series) -> pd.Series:
    """The class of a figure, as the column `reliability` defines it; a mark only, the figure stays.

    A printed figure whose count or RSE is unknown cannot be good: it is low, or suppressed by what is known.

    Args:
        count: Adverts behind the figure.
        rse_pct: Its relative standard error, in percent.
        is_printed: Whether there is a figure at all.
    """
    size, error = count.to_numpy("float64", na_value=np.nan), rse_pct.to_numpy("float64", na_value=np.nan)
    classes = np.select(
        [
            ~is_printed.to_numpy(bool),
            (size < SUPPRESSED_COUNT) | (error > SUPPRESSED_RSE_PCT),
            (size >= GOOD_COUNT) & (error <= GOOD_RSE_PCT),
        ],
        ["not_available", "suppressed", "good"],
        default="low",
    )
    return pd.Series(classes, index=count.index, dtype="string")


def is_change_beyond_noise(pay: pd.DataFrame) -> pd.Series:
    """Whether the median moved on the year by more than 1.96 standard errors; null if unknown.

    The two windows do not overlap, so the standard error of the difference is the root of the summed squares.

    Args:
        pay: Rows with `median_gbp`, `median_rse_pct` and both with the suffix `_before`.
    """
    error = pay["median_gbp"] * pay["median_rse_pct"] / 100
    error_before = pay["median_gbp_before"] * pay["median_rse_pct_before"] / 100
    bound = NOISE_FACTOR * (error**2 + error_before**2) ** 0.5
    change = (pay["median_gbp"] - pay["median_gbp_before"]).abs()
    return (change > bound).astype("boolean").mask(change.isna() | bound.isna())


def _positive(count: pd.Series) -> np.ndarray:
    """The counts as floats, null where not above 0."""
    size = count.to_numpy("float64", na_value=np.nan)
    return np.where(size > 0, size, np.nan)
