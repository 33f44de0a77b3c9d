"""`trend_location`: where a role is asked for, by vintage."""

import pandas as pd

from jobtrends_pipeline.tables.frames import typed
from jobtrends_pipeline.tables.trends import TREND_LOCATION
from jobtrends_pipeline.trends.vintages import SERIES, vintage_prints


def trend_location(fact_location: pd.DataFrame, demand: pd.DataFrame) -> pd.DataFrame:
    """Locations per series and vintage, ranked by their adverts.

    The places of a page contain each other (England, London), so shares do not add up to 100 %. Places with
    as many adverts share a rank, and one without a count has none. `job_share_pct` is the location's adverts
    over those of the page itself; null where the page prints none or 0.

    Args:
        fact_location: Typed rows of the fact table.
        demand: What `vintages.demand_prints` gives, for the adverts of the page.
    """
    locations = vintage_prints(fact_location, SERIES, "location", "job_count")
    totals = demand[(demand["scope"] == "subject") & (demand["period_end"] == demand["as_of"])]
    totals = totals[[*SERIES, "as_of", "job_count"]].rename(columns={"job_count": "page_job_count"})
    joined = locations.merge(totals, how="left", on=[*SERIES, "as_of"])
    page_count, job_count = joined["page_job_count"].astype("float64"), joined["job_count"].astype("float64")
    page = [joined["series_id"], joined["as_of"]]
    trend = joined.assign(
        demand_rank=job_count.groupby(page).rank(method="min", ascending=False),
        job_share_pct=job_count / page_count.where(page_count > 0) * 100,
    )
    order = ["series_id", "as_of", "demand_rank", "location"]
    return typed(TREND_LOCATION, trend.sort_values(order, ignore_index=True)[TREND_LOCATION.column_names])
