"""How far a figure can be trusted: relative standard errors (RSE), and the class they put it in; SQL expressions.

The errors are approximations. They treat the adverts of a window as independent draws; an advert repeated by
several agencies makes the true error larger.
"""

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

MEDIAN_ERROR_FACTOR = 1.2533
"""sqrt(pi / 2): standard error of the median of a normal sample, in units of sigma / sqrt(n)."""

GOOD_COUNT, GOOD_RSE_PCT = 100, 5.0
SUPPRESSED_COUNT, SUPPRESSED_RSE_PCT = 10, 20.0
NOISE_FACTOR = 1.96
"""Standard errors of a difference that a change must exceed: 95 % of a normal distribution lie within."""


def log_spread() -> str:
    """Sigma of log pay, read from the first pair of `SPREAD_PAIRS` that is printed; null where none is.

    Advertised pay is taken as lognormal: sigma is the log ratio of two percentiles over the distance of their
    normal quantiles.
    """
    return f"coalesce({', '.join(_pair_spread(low, high) for low, high in SPREAD_PAIRS)})"


def _pair_spread(low: str, high: str) -> str:
    distance = NORMAL_QUANTILES[high] - NORMAL_QUANTILES[low]
    return f"CASE WHEN {low} > 0 AND {high} >= {low} THEN ln({high} / {low}) / {distance:.6f} END"


def median_rse_pct(count: str = "quoted_count", spread: str | None = None) -> str:
    """Approximate RSE of the median, in percent; null without a count, a median or a spread.

    The median of n draws has the log standard error 1.2533 * sigma / sqrt(n), which is its relative standard
    error (delta method).

    Args:
        count: Adverts that quote pay.
        spread: Sigma of log pay; of the row's own percentiles when left out.
    """
    return (
        f"CASE WHEN median_gbp > 0 AND {count} > 0 "
        f"THEN {MEDIAN_ERROR_FACTOR} * {spread or log_spread()} / sqrt({count}) * 100 END"
    )


def share_rse_pct(count: str = "job_count", share: str = "share_of_all_pct") -> str:
    """Approximate RSE of a share of demand, in percent; null without adverts.

    The adverts are a binomial draw from the market: RSE = sqrt((1 - share) / count), which for the small share
    of one subject is the 1 / sqrt(count) of a Poisson count. Where no share is printed, Poisson.
    """
    return f"CASE WHEN {count} > 0 THEN sqrt((1 - coalesce({share}, 0) / 100) / {count}) * 100 END"


def reliability(count: str, rse_pct: str, is_printed: str) -> str:
    """The class of a figure, as the column `reliability` defines it; a mark only, the figure stays.

    A printed figure whose count or RSE is unknown cannot be good: it is low, or suppressed by what is known.
    """
    return f"""CASE
        WHEN NOT ({is_printed}) THEN 'not_available'
        WHEN {count} < {SUPPRESSED_COUNT} OR {rse_pct} > {SUPPRESSED_RSE_PCT} THEN 'suppressed'
        WHEN {count} >= {GOOD_COUNT} AND {rse_pct} <= {GOOD_RSE_PCT} THEN 'good'
        ELSE 'low' END"""


def is_beyond_noise(now: str, before: str, variance: str) -> str:
    """Whether a figure moved by more than 1.96 standard errors of the difference; null if unknown.

    Args:
        now: The figure.
        before: What it is compared with; the two windows do not overlap.
        variance: Of the difference, in the figure's unit squared.
    """
    return f"abs({now} - {before}) > {NOISE_FACTOR} * sqrt({variance})"
