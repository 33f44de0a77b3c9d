"""Reliability of a share of adverts by the width of its 95 % interval, in SQL.

The rule is that of the US National Center for Health Statistics (Vital and Health Statistics, Series 2, No. 175, 2017):
a share is judged by its exact (Clopper-Pearson) interval, not by its relative error, which depends on the share itself
and is not the same for a share and for its complement.

Two things are ours. A share of fewer than ten counted adverts is suppressed however narrow the interval (the same
centre asks as much of a rate, Series 2, No. 200): the standard alone would show 1 of 132 adverts and suppress 2 to 9 of
them. And no complement is judged, because none is printed here. Adverts are not clustered by design, so degrees of
freedom play no part.
"""

from jobtrends_pipeline.trends.reliability import GOOD_COUNT, NOISE_FACTOR, SUPPRESSED_COUNT

LEAST_TOTAL = 30
"""Least total of adverts of a share that is not suppressed."""
WIDEST, NARROW = 0.30, 0.05
"""Widths of the interval from which a share is suppressed, and up to which shown.

Up to the second a share is shown whatever its size, if enough adverts are counted.
"""
WIDEST_RELATIVE, GOOD_RELATIVE = 1.30, 0.20
"""Width over the share: bounds of suppressed and of good.

Above the first a share is suppressed unless its interval is narrow; up to the second (5 % of error on each side) it is
good.
"""


def total_of(count: str, share_pct: str) -> str:
    """Return the SQL of the total of adverts behind a printed share.

    It follows from the count and the share; null where either is not printed.
    """
    return f"CASE WHEN {share_pct} > 0 THEN greatest(round({count} * 100 / {share_pct}), {count}) END"


_DEMAND = "advert_count", total_of("advert_count", "share_of_all_pct")
"""SQL of the count and the total of a share of all adverts; the total is the market size that the share implies."""


def demand_interval_width() -> str:
    """Return the SQL of the width of the interval of a share of all adverts."""
    return interval_width(*_DEMAND)


def demand_reliability(width: str | None = None) -> str:
    """Return the SQL of the reliability class of a share of all adverts.

    Args:
        width: SQL of `demand_interval_width`, where it is a column already.
    """
    return share_reliability(*_DEMAND, "advert_count IS NOT NULL OR share_of_all_pct IS NOT NULL", width)


def share_reliability(count: str, total: str, is_printed: str, width: str | None = None) -> str:
    """Return the SQL of the reliability class of a share of adverts.

    The column `reliability` of a table of shares defines the classes. The class is a mark only: the figure stays. A
    share of an unknown total cannot be good.

    Args:
        count: Adverts counted.
        total: Adverts that the share is of.
        is_printed: SQL condition that there is a figure at all.
        width: SQL of `interval_width`; a column of it, for many rows, saves computing it in every branch.
    """
    width = width or interval_width(count, total)
    relative = f"{width} * ({total}) / {count}"
    return f"""CASE
        WHEN NOT ({is_printed}) THEN 'not_available'
        WHEN {count} < {SUPPRESSED_COUNT} OR ({total}) < {LEAST_TOTAL} OR {width} >= {WIDEST}
            OR ({width} > {NARROW} AND {relative} > {WIDEST_RELATIVE}) THEN 'suppressed'
        WHEN {count} >= {GOOD_COUNT} AND {relative} <= {GOOD_RELATIVE} THEN 'good'
        ELSE 'low' END"""


def interval_width(count: str, total: str) -> str:
    """Return the SQL of the width of the 95 % interval of a share, between 0 and 1."""
    low, high = interval(count, total)
    return f"({high} - {low})"


def interval(count: str, total: str) -> tuple[str, str]:
    """Return the SQL of the ends of the 95 % interval of a share, between 0 and 1.

    DuckDB has no quantile of the beta distribution, so that Clopper-Pearson is taken by Pratt's approximation, which is
    within 0.0006 of it from 30 adverts on and classes every share of 30 to 300 adverts alike.
    """
    number, of = f"({count})::DOUBLE", f"({total})::DOUBLE"
    return f"(1 - {_upper(f'({of} - {number})', of)})", _upper(number, of)


def _upper(count: str, total: str) -> str:
    """Return the SQL of the interval's upper end: 1 where all adverts are counted."""
    more, rest, z = f"({count} + 1)", f"({total} - {count})", NOISE_FACTOR
    root = f"sqrt(9 * {more} * {rest} * (9 * {total} + 5 - {z}**2) + {total} + 1)"
    above = f"(81 * {more} * {rest} - 9 * {total} - 8 - 3 * {z} * {root})"
    below = f"(81 * {more} ** 2 - 9 * {more} * (2 + {z}**2) + 1)"
    odds = f"({more} / {rest}) ** 2 * ({above} / {below}) ** 3"
    return f"CASE WHEN {count} >= {total} THEN 1 ELSE 1 / (1 + {odds}) END"
