"""`trend_location`: where a role is asked for and what is offered there, by vintage."""

from jobtrends_pipeline.trends.prints import PAGE, SERIES_ID
from jobtrends_pipeline.trends.reliability import reliability, share_rse_pct
from jobtrends_pipeline.trends.stages import Stage
from jobtrends_pipeline.trends.year_before import nearest_year_before


def location_stages() -> list[Stage]:
    """`location_prints`: one row per page, vintage and location, beside the page's own figures; `location_pairs`."""
    best = "PARTITION BY page_id, as_of, location ORDER BY job_count DESC NULLS LAST, printed DESC"
    own = "series_id = page_id * 8 AND own.period_end = each.as_of AND own.as_of = each.as_of"
    return [
        Stage(
            "location_prints",
            f"""
            WITH each AS (
                SELECT page_id, as_of, location, rank_change, job_count, pay_basis, median_gbp, median_change_pct,
                       live_job_count, location_facts.subject AS printed, 'subject' AS scope
                FROM location_facts JOIN pages USING ({PAGE})
                QUALIFY row_number() OVER ({best}) = 1
            )
            SELECT each.*, nullif(own.job_count, 0) AS page_job_count,
                   CASE WHEN each.median_gbp > 0
                        THEN pay.median_rse_pct * sqrt(page_job_count / nullif(each.job_count, 0)) END
                       AS location_rse_pct,
                   each.job_count / page_job_count * 100 AS job_share_pct
            FROM each
            LEFT JOIN demand_prints AS own ON {own}
            LEFT JOIN pay_prints AS pay ON pay.series_id = {SERIES_ID["pay"]}
                AND pay.period_end = each.as_of AND pay.as_of = each.as_of
            """,
        ),
        Stage(
            "location_pairs",
            f"""
            WITH lists AS (SELECT DISTINCT page_id, as_of FROM location_prints)
            {nearest_year_before("lists", "lists", ["page_id"], "as_of")}
            """,
        ),
    ]


_RANKED = (
    "CASE WHEN {0} IS NOT NULL THEN rank() OVER (PARTITION BY page_id, now.as_of{1} ORDER BY {0} DESC NULLS LAST) END"
)

_SHARE_RSE = share_rse_pct(
    "now.job_count", "CASE WHEN now.job_share_pct > 100 THEN 100 ELSE now.job_share_pct END", step="0"
)

TREND_LOCATION_QUERY = f"""
    SELECT role, market, subject, place, window_months, now.as_of, now.location,
           {_RANKED.format("now.job_count", "")} AS demand_rank, now.rank_change, now.job_count, now.job_share_pct,
           pair.as_of_before AS compared_as_of,
           now.job_share_pct - before.job_share_pct AS job_share_year_change_pp,
           {reliability("now.job_count", _SHARE_RSE, "now.job_count IS NOT NULL")} AS reliability,
           now.pay_basis, {_RANKED.format("now.median_gbp", ", now.pay_basis")} AS median_rank, now.median_gbp,
           now.median_change_pct, now.location_rse_pct AS median_rse_pct,
           {reliability("now.job_count", "now.location_rse_pct", "now.median_gbp IS NOT NULL")} AS median_reliability,
           now.live_job_count
    FROM location_prints AS now JOIN pages USING (page_id)
    LEFT JOIN location_pairs AS pair USING (page_id, as_of)
    LEFT JOIN location_prints AS before ON before.page_id = now.page_id AND before.as_of = pair.as_of_before
        AND before.location = now.location
"""
"""Locations per series and vintage, ranked by their adverts and by their median.

The places of a page contain each other (England, London), so shares do not add up to 100 %. Places with as many
adverts share a rank, and one without a count has none. `job_share_pct` is the location's adverts over those of the
page itself; null where the page prints none or 0. A location prints no spread and no quoted count: the error of its
median is that of the page's median, scaled by the root of the page's adverts over the location's own.
"""
