"""`trend_demand`: rank, adverts and share of a role over time."""

import pandas as pd

from jobtrends_pipeline.tables.frames import typed
from jobtrends_pipeline.tables.trends import TREND_DEMAND
from jobtrends_pipeline.trends.breaks import with_breaks
from jobtrends_pipeline.trends.reliability import reliability_class, share_rse_pct
from jobtrends_pipeline.trends.vintages import MARKET_SERIES, latest_releases
from jobtrends_pipeline.trends.year_before import percent_change, with_year_before

MEASURES = ["rank", "rank_change", "job_count", "share_of_all_pct"]


def trend_demand(prints: pd.DataFrame, sizes: pd.DataFrame) -> pd.DataFrame:
    """Demand per series, scope and period: the latest release beside the first.

    `share_of_all_change_pct` is the relative change of the share on the year (0.32 % to 0.20 % is -37.5 %);
    it is taken from shares, not adverts, because the size of the source's sample changes. `reliability` is
    that of the share, from the number of adverts.

    Args:
        prints: What `vintages.demand_prints` gives.
        sizes: Size of the market by page and period, as `breaks.market_sizes` gives it.
    """
    latest = latest_releases(prints, MEASURES)
    paired = with_year_before(latest, prints, ["share_of_all_pct"])
    marked = with_breaks(paired, sizes, MARKET_SERIES, has_pay=False)
    is_printed = marked[["job_count", "share_of_all_pct"]].notna().any(axis="columns")
    trend = marked.assign(
        share_of_all_first_pct=marked["share_of_all_pct_first"],
        share_of_all_change_pct=percent_change(marked["share_of_all_pct"], marked["share_of_all_pct_before"]),
        reliability=reliability_class(marked["job_count"], share_rse_pct(marked), is_printed),
    )
    ordered = trend.sort_values(["series_id", "period_end"], ignore_index=True)
    return typed(TREND_DEMAND, ordered[TREND_DEMAND.column_names])
