"""`trend_location`: where a role is asked for and what is offered there, by vintage."""

from jobtrends_pipeline.trends.breaks import list_breaks
from jobtrends_pipeline.trends.prints import PAGE, SERIES_ID
from jobtrends_pipeline.trends.reliability import reliability, share_rse_pct
from jobtrends_pipeline.trends.significance import is_named, p_value, standard_score, with_q_values
from jobtrends_pipeline.trends.stages import Stage
from jobtrends_pipeline.trends.year_before import nearest_year_before


def location_stages() -> list[Stage]:
    """`location_prints`: one row per page, vintage and location, beside the page's own figures; `location_pairs`.

    `location_breaks` has the breaks between a list and that of a year before; it reads what `break_stages` gives.
    """
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
        list_breaks("location", ["page_id"]),
    ]


_RANKED = "CASE WHEN {0} IS NOT NULL THEN rank() OVER (PARTITION BY page_id, as_of{1} ORDER BY {0} DESC NULLS LAST) END"


def _share_rse(suffix: str = "") -> str:
    share = f"job_share_pct{suffix}"
    return share_rse_pct(f"job_count{suffix}", f"CASE WHEN {share} > 100 THEN 100 ELSE {share} END", step="0")


def _class(suffix: str = "") -> str:
    return reliability(f"job_count{suffix}", _share_rse(suffix), f"job_count{suffix} IS NOT NULL")


_VARIANCE = " + ".join(f"(({_share_rse(suffix)}) / 100 * job_share_pct{suffix}) ** 2" for suffix in ("", "_before"))

TREND_LOCATION_QUERY = f"""
    WITH compared AS (
        SELECT now.*, pair.as_of_before, before.job_count AS job_count_before,
               before.job_share_pct AS job_share_pct_before
        FROM location_prints AS now
        LEFT JOIN location_pairs AS pair USING (page_id, as_of)
        LEFT JOIN location_prints AS before ON before.page_id = now.page_id AND before.as_of = pair.as_of_before
            AND before.location = now.location
    ),
    scored AS (
        SELECT *, {_class()} AS reliability,
               CASE WHEN reliability <> 'suppressed' AND {_class("_before")} <> 'suppressed'
                    THEN {standard_score("job_share_pct", "job_share_pct_before", _VARIANCE)} END AS score
        FROM compared
    ),
    judged AS (SELECT *, {p_value("score")} AS p_value FROM scored),
    tests AS (SELECT page_id, as_of, location, p_value FROM judged WHERE p_value IS NOT NULL),
    found AS ({with_q_values("tests", ("page_id", "as_of"))})
    SELECT role, market, subject, place, window_months, as_of, location,
           {_RANKED.format("job_count", "")} AS demand_rank, rank_change, job_count, job_share_pct,
           as_of_before AS compared_as_of, job_share_pct - job_share_pct_before AS job_share_year_change_pp,
           judged.p_value AS change_p_value, q_value AS change_q_value,
           {is_named("q_value")} AS is_change_beyond_noise, reliability,
           pay_basis, {_RANKED.format("median_gbp", ", pay_basis")} AS median_rank, median_gbp, median_change_pct,
           location_rse_pct AS median_rse_pct,
           {reliability("job_count", "location_rse_pct", "median_gbp IS NOT NULL")} AS median_reliability,
           live_job_count, breaks
    FROM judged JOIN pages USING (page_id)
    LEFT JOIN found USING (page_id, as_of, location)
    LEFT JOIN location_breaks USING (page_id, as_of)
"""
"""Locations per series and vintage, ranked by their adverts and by their median.

The places of a page contain each other (England, London), so shares do not add up to 100 %. Places with as many
adverts share a rank, and one without a count has none. `job_share_pct` is the location's adverts over those of the
page itself; null where the page prints none or 0. A location prints no spread and no quoted count: the error of its
median is that of the page's median, scaled by the root of the page's adverts over the location's own.

The changes of the shares of a vintage are judged together: each place that both years list is one test, if neither
share is suppressed. Printed changes of medians are not tested.
"""
