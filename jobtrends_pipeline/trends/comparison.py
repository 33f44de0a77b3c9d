"""`role_comparison`: roles side by side on a day.

It reads `trend_demand` and `trend_pay`.
"""

from jobtrends_pipeline.trends.prints import PAY_MEASURES
from jobtrends_pipeline.trends.revisions import NO_PAY_BASIS

NEAR_DAYS = 15
"""Most days between the end of a period and the day that roles are compared on."""

_SERIES = "role, publisher, market, place, window_months"
_PAY = (*PAY_MEASURES, "median_year_change_pct", "is_change_beyond_noise", "premium_over_market_pct", "median_rse_pct")
_CLASSES = ("reliability", "change_reliability", "premium_reliability")


def comparison_query(order: str, condition: str = "true") -> str:
    """Return a query of one row per series and pay basis: figures of one period.

    A series whose page prints no pay has one row with the pay basis `none`. `reliability` is that of the median.

    Args:
        order: SQL order of the periods of a series; the first is taken.
        condition: SQL condition on the periods.
    """
    printed = (
        "coalesce(rank, advert_count, share_of_all_pct) IS NOT NULL",
        f"coalesce({', '.join(PAY_MEASURES)}) IS NOT NULL",
    )
    demand, paid = (f"scope = 'subject' AND {measure} AND {condition}" for measure in printed)
    return f"""
        WITH demand AS (FROM trend_demand WHERE {demand}),
        paid AS (FROM trend_pay WHERE {paid}),
        chosen AS (
            SELECT {_SERIES}, period_end, subject
            FROM (SELECT {_SERIES}, period_end, subject FROM demand
                  UNION SELECT {_SERIES}, period_end, subject FROM paid)
            QUALIFY row_number() OVER (PARTITION BY {_SERIES} ORDER BY {order}) = 1
        )
        SELECT role, publisher, market, chosen.subject, place, window_months,
               coalesce(paid.pay_basis, '{NO_PAY_BASIS}') AS pay_basis, period_end,
               coalesce(demand.is_restated_only, paid.is_restated_only) AS is_restated_only,
               demand.rank, demand.rank_change, demand.advert_count, demand.share_of_all_pct,
               coalesce(demand.reliability, 'not_available') AS share_reliability,
               demand.share_of_all_change_pct,
               coalesce(demand.change_reliability, 'not_available') AS share_change_reliability,
               {", ".join(f"paid.{name}" for name in _PAY)},
               {", ".join(f"coalesce(paid.{name}, 'not_available') AS {name}" for name in _CLASSES)}
        FROM chosen
        LEFT JOIN demand USING ({_SERIES}, period_end)
        LEFT JOIN paid USING ({_SERIES}, period_end)
    """


ROLE_COMPARISON_QUERY = comparison_query("period_end DESC", "NOT is_restated_only")
"""Query of the latest period that each role's own pages print (not back-cast)."""

ROLES_ON_QUERY = comparison_query("abs(period_end - day), period_end", f"abs(period_end - day) <= {NEAR_DAYS}")
"""Query of each role's period that ends nearest to `day`, at most 15 days away.

Of two periods equally near, the earlier is taken.
"""
