"""`role_comparison`: the latest own figures of all roles side by side."""

import pandas as pd

from jobtrends_pipeline.tables.frames import typed
from jobtrends_pipeline.tables.trends import ROLE_COMPARISON
from jobtrends_pipeline.trends.pay import MEASURES
from jobtrends_pipeline.trends.revisions import NO_PAY_BASIS
from jobtrends_pipeline.trends.vintages import SERIES

DEMAND_COLUMNS = ["rank", "rank_change", "job_count", "share_of_all_pct", "share_of_all_change_pct"]
PAY_COLUMNS = [
    *MEASURES,
    "median_year_change_pct",
    "is_change_beyond_noise",
    "premium_over_market_pct",
    "median_rse_pct",
    "reliability",
]


def role_comparison(trend_demand: pd.DataFrame, trend_pay: pd.DataFrame) -> pd.DataFrame:
    """One row per series and pay basis: the subject's figures of its latest own (not back-cast) period.

    A series whose page prints no pay has one row with the pay basis `none`. `reliability` is that of
    the median; the share's own stands in `trend_demand`.

    Args:
        trend_demand: Typed rows of the trend table, of any number of roles.
        trend_pay: Typed rows of the trend table, of the same roles.
    """
    demand, paid = _own_prints(trend_demand, DEMAND_COLUMNS), _own_prints(trend_pay, MEASURES)
    period = [*SERIES, "period_end"]
    periods = pd.concat([demand[[*period, "subject"]], paid[[*period, "subject"]]], ignore_index=True)
    latest = periods.sort_values(period).drop_duplicates(SERIES, keep="last")
    joined = latest.merge(demand[[*period, *DEMAND_COLUMNS]], how="left", on=period).merge(
        paid[[*period, "pay_basis", *PAY_COLUMNS]], how="left", on=period
    )
    joined = joined.assign(
        pay_basis=joined["pay_basis"].fillna(NO_PAY_BASIS),
        reliability=joined["reliability"].fillna("not_available"),
    )
    ordered = joined.sort_values([*SERIES, "pay_basis"], ignore_index=True)
    return typed(ROLE_COMPARISON, ordered[ROLE_COMPARISON.column_names])


def _own_prints(trend: pd.DataFrame, measures: list[str]) -> pd.DataFrame:
    """The subject's rows of periods that are not back-casts and for which any measure is printed."""
    own = trend[(trend["scope"] == "subject") & ~trend["is_back_cast"]]
    return own[own[measures].notna().any(axis="columns")]
