"""Relative standard errors (RSE) of figures and their reliability classes, in SQL.

The errors are approximations: those of independent draws, as many as the effective number of adverts of a window
(`reposting`).
"""

from collections.abc import Sequence

from jobtrends_pipeline.tables.class_columns import RELIABILITIES
from jobtrends_pipeline.trends.grid import BIN_WIDTH_GBP
from jobtrends_pipeline.trends.reposting import effective_count

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
"""Pairs of percentiles for estimating the spread, best first.

The best are near the median and on both sides of it.
"""

MEDIAN_ERROR_FACTOR = 1.2533
"""sqrt(pi / 2), which the error of the median of a normal sample contains.

The standard error is that factor times sigma / sqrt(n).
"""
HOP_SHARE = 0.9
"""Part of a hop on the grid that an interval spans without sampling error.

The sampling error of 3,000 adverts adds the rest.
"""
NORMAL_FLATNESS = 0.56
"""Most ln(p75 / p25) / ln(p90 / p10) of one level of pay.

One lognormal has 0.53, plus a small margin; two levels of pay have more.
"""
MOST_FLATNESS = 1.2
FLAT_COUNT = 30
"""Least adverts whose printed quartiles show whether there are two levels of pay."""
FEW_COUNT, FEW_SHARE_COUNT = 7, 2
"""Vacancies subtracted from n, in effect, for a spread and for a share.

They allow for a spread and a count that are themselves estimates from few vacancies.
"""

GOOD_COUNT, GOOD_RSE_PCT = 100, 5.0
SUPPRESSED_COUNT, SUPPRESSED_RSE_PCT = 10, 20.0
NOISE_FACTOR = 1.96
"""Standard errors of a difference that a change must exceed.

95 % of a normal distribution lie within.
"""


def log_spread() -> str:
    """Return the SQL of sigma of log pay, from the first printed pair of percentiles.

    The pairs are `SPREAD_PAIRS`; null where none is printed. Advertised pay is taken as lognormal: sigma is the log
    ratio of two percentiles over the distance of their normal quantiles.
    """
    return f"coalesce({', '.join(_pair_spread(low, high) for low, high in SPREAD_PAIRS)})"


def _pair_spread(low: str, high: str) -> str:
    distance = NORMAL_QUANTILES[high] - NORMAL_QUANTILES[low]
    return f"CASE WHEN {low} > 0 AND {high} >= {low} THEN ln({high} / {low}) / {distance:.6f} END"


def median_rse_pct(
    count: str = "pay_advert_count", median: str = "median_gbp", spread_count: str = "pay_advert_count"
) -> str:
    """Return the SQL of the approximate RSE of the median, in percent.

    It is null without a count, a median or a spread, and has two parts. The sampling error 1.2533 * sigma / sqrt(n) is
    that of the median of n lognormal draws (delta method), n the adverts over the design effect; it is larger where the
    quartiles lie far apart beside the outer percentiles, because then few adverts are near the median. The error of the
    grid: adverts are heaped on round figures, so the median of a sample hops from one to the next; a hop of one step
    (of two, for a median on a multiple of two) is never by itself beyond noise.

    Args:
        count: Adverts that quote pay.
        median: The median.
        spread_count: Adverts behind the percentiles, which may be those of a larger place.
    """
    size = effective_count(f"nullif({count}, 0)")
    flatness = f"ln(p75_gbp / nullif(p25_gbp, 0)) / nullif(ln(p90_gbp / nullif(p10_gbp, 0)), 0) / {NORMAL_FLATNESS}"
    flatness = f"least(greatest(coalesce({flatness}, 1), 1), {MOST_FLATNESS})"
    flat = f"CASE WHEN {spread_count} >= {FLAT_COUNT} THEN {flatness} ** 3 ELSE 1 END"
    widths = " ".join(f"WHEN '{basis}' THEN {width}" for basis, width in BIN_WIDTH_GBP.items())
    width = f"CASE pay_basis {widths} END"
    step = f"CASE WHEN {median} % (2 * {width}) = 0 THEN 2 * {width} ELSE {width} END"
    return f"""CASE WHEN {median} > 0 AND {count} > 0 THEN 100 * sqrt(
        ({MEDIAN_ERROR_FACTOR} * {log_spread()} * {flat}) ** 2 * ({size} + {FEW_COUNT}) / {size} ** 2
        + ({HOP_SHARE} * least({step}, {median} / 8) / {median} / {NOISE_FACTOR}) ** 2
    ) END"""


def share_rse_pct(count: str = "advert_count", share: str = "share_of_all_pct", step: str | None = None) -> str:
    """Return the SQL of the approximate RSE of a share of demand, in percent.

    It is null without adverts. The adverts are a binomial draw from the market: about sqrt((1 - share) / n), n the
    adverts over the design effect, slightly larger for few. Where no share is printed, Poisson. The rounding of the
    print adds a step squared over 12.

    Args:
        count: Adverts.
        share: Printed share, in percent.
        step: Last digit that is printed; 0.01, and 0.001 below 0.1 %, when left out.
    """
    step = step or f"CASE WHEN {share} < 0.1 THEN 0.001 ELSE 0.01 END"
    size = effective_count(count)
    return f"""CASE WHEN {count} > 0 THEN 100 * sqrt(
        (1 - coalesce({share}, 0) / 100) * ({size} + {FEW_SHARE_COUNT}) / {size} ** 2
        + coalesce(({step}) / nullif({share}, 0), 0) ** 2 / 12
    ) END"""


def reliability(count: str, rse_pct: str, is_printed: str) -> str:
    """Return the SQL of the reliability class of a median.

    The column `reliability` defines the classes. The class is a mark only: the figure stays. Shares of adverts have a
    rule of their own (`proportions`). A printed figure whose count or RSE is unknown cannot be good: it is low, or
    suppressed by the one that is known.
    """
    return f"""CASE
        WHEN NOT ({is_printed}) THEN 'not_available'
        WHEN {count} < {SUPPRESSED_COUNT} OR {rse_pct} > {SUPPRESSED_RSE_PCT} THEN 'suppressed'
        WHEN {count} >= {GOOD_COUNT} AND {rse_pct} <= {GOOD_RSE_PCT} THEN 'good'
        ELSE 'low' END"""


def weakest(*parts: str) -> str:
    """Return the SQL of the class of a figure made of others: that of the weakest.

    A change is such a figure. It is not available if one of its parts is missing.

    Args:
        parts: SQL of the classes of the parts; null for a missing part.
    """
    strongest, *others, last = RELIABILITIES
    missing = " OR ".join(f"({part}) IS NULL" for part in parts)
    cases = [f"WHEN {missing} OR {_any_is(last, parts)} THEN '{last}'"]
    cases += [f"WHEN {_any_is(name, parts)} THEN '{name}'" for name in reversed(others)]
    return f"(CASE {' '.join(cases)} ELSE '{strongest}' END)"


def _any_is(name: str, parts: Sequence[str]) -> str:
    return " OR ".join(f"({part}) = '{name}'" for part in parts)


def if_known(verdict: str, reliability: str) -> str:
    """Return the SQL of a verdict on a figure, null where the figure is not shown.

    A figure is not shown where its class is suppressed or not available.
    """
    return f"CASE WHEN {reliability} IN ('good', 'low') THEN {verdict} END"


def is_beyond_noise(now: str, before: str, variance: str) -> str:
    """Return the SQL test that a figure moved by more than 1.96 standard errors.

    The error is that of the difference; null if unknown.

    Args:
        now: The figure.
        before: The figure it is compared with; the two windows do not overlap.
        variance: Variance of the difference, in the figure's unit squared.
    """
    return f"abs({now} - {before}) > {NOISE_FACTOR} * sqrt({variance})"
