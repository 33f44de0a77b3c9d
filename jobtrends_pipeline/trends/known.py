"""Every print of a subject's demand and pay, with its error and class.

Series as known on any day are made of these rows: of every period, the print of the newest page published by that day;
prints without any figure count only where no page prints one (`releases.release_stages`). A program with these rows can
select them without a database, with the same result as the macros `trend_demand_as_of` and `trend_pay_as_of`.
"""

from collections.abc import Mapping

import duckdb
import pandas as pd

from jobtrends_pipeline.tables.facts import FACT_DEMAND, FACT_PAY
from jobtrends_pipeline.trends.prints import DEMAND_MEASURES, PAGE, PAY_MEASURES
from jobtrends_pipeline.trends.proportions import demand_reliability
from jobtrends_pipeline.trends.reliability import median_rse_pct, reliability, share_rse_pct

_KEYS = f"{PAGE}, period_end, as_of"


def _printed(measures: tuple[str, ...]) -> str:
    return f"coalesce({', '.join(f'{name}::DOUBLE' for name in measures)}) IS NOT NULL"


_DEMAND = f"""
    SELECT {_KEYS}, capture_id, advert_count, share_of_all_pct, {_printed(DEMAND_MEASURES)} AS is_printed,
           {share_rse_pct()} AS rse_pct, {demand_reliability()} AS reliability
    FROM demand WHERE scope = 'subject'
    QUALIFY row_number() OVER (PARTITION BY {_KEYS} ORDER BY advert_count DESC NULLS LAST, subject DESC) = 1
    ORDER BY ALL
"""
_PAY = f"""
    WITH ranked AS (
        SELECT *, row_number() OVER (
            PARTITION BY {_KEYS}, scope, pay_basis ORDER BY pay_advert_count DESC NULLS LAST, subject DESC
        ) AS choice FROM pay
    ),
    prints AS (FROM ranked WHERE choice = 1),
    market AS (
        SELECT {_KEYS}, pay_basis, median_gbp AS market_median_gbp, {median_rse_pct()} AS market_rse_pct,
               {reliability("pay_advert_count", "market_rse_pct", "true")} AS market_median_reliability
        FROM prints
        WHERE scope = 'comparison' AND median_gbp > 0
    )
    SELECT {_KEYS}, pay_basis, capture_id, {", ".join(PAY_MEASURES)}, {_printed(PAY_MEASURES)} AS is_printed,
           {median_rse_pct()} AS rse_pct, market_median_gbp, market_median_reliability,
           {reliability("pay_advert_count", "rse_pct", "median_gbp IS NOT NULL")} AS reliability
    FROM prints LEFT JOIN market USING ({_KEYS}, pay_basis) WHERE scope = 'subject'
    ORDER BY ALL
"""


def all_prints(facts: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return all prints of subjects in two frames, `demand` and `pay`.

    `demand` has a row per page, period and vintage, `pay` one per pay basis too.

    Args:
        facts: Typed frames of `fact_demand` and `fact_pay`; an absent one counts as empty.

    Returns:
        Frames with the measures, `is_printed`, `rse_pct` (of the share or the median, in percent), `reliability`, and
        for pay `market_median_gbp` of the same page and period, with its class.
    """
    given = {"demand": (FACT_DEMAND, _DEMAND), "pay": (FACT_PAY, _PAY)}
    held = {name: facts.get(table.name) for name, (table, _) in given.items()}
    with duckdb.connect() as connection:
        found = {}
        for name, (_, query) in given.items():
            frame = held[name]
            if frame is not None and not frame.empty:
                connection.register(name, frame)
                found[name] = connection.execute(query).df()
        return found
