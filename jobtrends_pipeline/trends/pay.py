"""`trend_pay`: the percentiles of a role's advertised pay over time."""

import pandas as pd

from jobtrends_pipeline.tables.frames import typed
from jobtrends_pipeline.tables.trends import TREND_PAY
from jobtrends_pipeline.trends.breaks import with_breaks
from jobtrends_pipeline.trends.reliability import is_change_beyond_noise, median_rse_pct, reliability_class
from jobtrends_pipeline.trends.vintages import PAY_SERIES, SERIES, latest_releases
from jobtrends_pipeline.trends.year_before import percent_change, with_year_before

PERCENTILES = ["p10_gbp", "p25_gbp", "median_gbp", "p75_gbp", "p90_gbp"]
MEASURES = ["quoted_count", *PERCENTILES]


def trend_pay(prints: pd.DataFrame, sizes: pd.DataFrame) -> pd.DataFrame:
    """Pay per series, scope, pay basis and period: the latest release beside the first.

    `premium_over_market_pct` compares the subject's median with the comparison's on the same page and period;
    rows of the comparison have none. The change on the year is that of the medians of `with_year_before`.

    Args:
        prints: What `vintages.pay_prints` gives.
        sizes: Size of the market by page and period, as `breaks.market_sizes` gives it.
    """
    prints = prints.assign(median_rse_pct=median_rse_pct(prints))
    latest = latest_releases(prints, MEASURES)
    paired = with_year_before(latest, prints, ["median_gbp", "median_rse_pct"])
    marked = with_breaks(paired, sizes, PAY_SERIES, has_pay=True)
    marked = marked.assign(market_median_gbp=_market_median(marked, prints))
    trend = marked.assign(
        median_first_gbp=marked["median_gbp_first"],
        median_year_change_pct=percent_change(marked["median_gbp"], marked["median_gbp_before"]),
        is_change_beyond_noise=is_change_beyond_noise(marked),
        premium_over_market_pct=percent_change(marked["median_gbp"], marked["market_median_gbp"]),
        reliability=reliability_class(marked["quoted_count"], marked["median_rse_pct"], marked["median_gbp"].notna()),
    )
    ordered = trend.sort_values(["series_id", "period_end"], ignore_index=True)
    return typed(TREND_PAY, ordered[TREND_PAY.column_names])


def _market_median(rows: pd.DataFrame, prints: pd.DataFrame) -> pd.Series:
    """For each row of a subject, the comparison's median of the same vintage and period.

    Args:
        rows: Latest releases, numbered from 0.
        prints: What they were made of.
    """
    keys = [*SERIES, "pay_basis", "period_end", "latest_as_of"]
    market = prints[prints["scope"] == "comparison"].rename(columns={"as_of": "latest_as_of"})
    paired = rows[keys].merge(market[[*keys, "median_gbp"]], how="left", on=keys)
    return paired["median_gbp"].where(rows["scope"] == "subject")
