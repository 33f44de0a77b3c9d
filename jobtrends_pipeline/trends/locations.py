"""`trend_location`: adverts and pay of a role by location and vintage."""

from jobtrends_pipeline.trends.breaks import list_breaks
from jobtrends_pipeline.trends.prints import PAGE, SERIES_ID
from jobtrends_pipeline.trends.proportions import share_reliability
from jobtrends_pipeline.trends.reliability import if_known, median_rse_pct, reliability, share_rse_pct, weakest
from jobtrends_pipeline.trends.significance import is_named, p_value, standard_score, with_q_values
from jobtrends_pipeline.trends.stages import Stage
from jobtrends_pipeline.trends.year_before import nearest_year_before

_TOTAL = "CASE WHEN own.advert_count > 0 THEN greatest(own.advert_count, location_count) END"
"""SQL of the adverts of the page, or of a place that has more than its page."""


def location_stages() -> list[Stage]:
    """List the stages up to `location_prints`, `location_pairs` and `location_breaks`.

    `location_prints` has one row per page, vintage and location, beside the page's own figures. `location_pairs` has a
    list and that of a year before; `location_breaks` the breaks between the two. The last reads the results of
    `break_stages`.
    """
    best = "PARTITION BY page_id, as_of, location ORDER BY location_count DESC NULLS LAST, printed DESC"
    own = "series_id = page_id * 8 AND own.period_end = each.as_of AND own.as_of = each.as_of"
    return [
        Stage(
            "location_prints",
            f"""
            WITH each AS (
                SELECT page_id, publisher, as_of, location, rank_change, advert_count AS location_count, pay_basis,
                       median_gbp AS location_median_gbp, median_change_pct, open_vacancy_count,
                       location_facts.subject AS printed, 'subject' AS scope
                FROM location_facts JOIN pages USING ({PAGE})
                QUALIFY row_number() OVER ({best}) = 1
            )
            SELECT each.* EXCLUDE (location_count, location_median_gbp), location_count AS advert_count,
                   location_median_gbp AS median_gbp, nullif(own.advert_count, 0) AS page_advert_count,
                   CASE WHEN pay_advert_count > page_advert_count THEN location_count
                        ELSE location_count * pay_advert_count / page_advert_count END AS quoted_estimate,
                   {median_rse_pct("quoted_estimate", "location_median_gbp")} AS location_rse_pct,
                   location_count / page_advert_count * 100 AS job_share_pct,
                   {share_reliability("location_count", _TOTAL, "location_count IS NOT NULL")} AS reliability
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


_QUOTED = "coalesce(quoted_estimate, advert_count)"

_RANKED = "CASE WHEN {0} IS NOT NULL THEN rank() OVER (PARTITION BY page_id, as_of{1} ORDER BY {0} DESC NULLS LAST) END"


def _share_rse(suffix: str = "") -> str:
    share = f"job_share_pct{suffix}"
    return share_rse_pct(f"advert_count{suffix}", f"CASE WHEN {share} > 100 THEN 100 ELSE {share} END", step="0")


_VARIANCE = " + ".join(f"(({_share_rse(suffix)}) / 100 * job_share_pct{suffix}) ** 2" for suffix in ("", "_before"))
_SCORE = standard_score("job_share_pct", "job_share_pct_before", _VARIANCE)

TREND_LOCATION_QUERY = f"""
    WITH compared AS (
        SELECT now.*, pair.as_of_before, before.advert_count AS advert_count_before,
               before.job_share_pct AS job_share_pct_before,
               {weakest("now.reliability", "before.reliability")} AS change_reliability
        FROM location_prints AS now
        LEFT JOIN location_pairs AS pair USING (page_id, as_of)
        LEFT JOIN location_prints AS before ON before.page_id = now.page_id AND before.as_of = pair.as_of_before
            AND before.location = now.location
    ),
    scored AS (SELECT *, {if_known(_SCORE, "change_reliability")} AS score FROM compared),
    judged AS (SELECT *, {p_value("score")} AS p_value FROM scored),
    tests AS (SELECT page_id, as_of, location, p_value FROM judged WHERE p_value IS NOT NULL),
    found AS ({with_q_values("tests", ("page_id", "as_of"))})
    SELECT role, publisher, market, subject, place, window_months, as_of, location,
           {_RANKED.format("advert_count", "")} AS demand_rank, rank_change, advert_count, job_share_pct,
           as_of_before AS compared_as_of, job_share_pct - job_share_pct_before AS job_share_year_change_pp,
           judged.p_value AS change_p_value, q_value AS change_q_value,
           {is_named("q_value")} AS is_change_beyond_noise, change_reliability, reliability,
           pay_basis, {_RANKED.format("median_gbp", ", pay_basis")} AS median_rank, median_gbp,
           median_change_pct, quoted_estimate, location_rse_pct AS median_rse_pct,
           {reliability(_QUOTED, "location_rse_pct", "median_gbp IS NOT NULL")} AS median_reliability,
           open_vacancy_count, breaks
    FROM judged JOIN pages USING (page_id, publisher)
    LEFT JOIN found USING (page_id, as_of, location)
    LEFT JOIN location_breaks USING (page_id, as_of)
"""
"""Query of locations per series and vintage, ranked by adverts and by median.

The places of a page contain each other (England, London), so shares do not add up to 100 %. Places with as many adverts
share a rank, and one without a count has none. `job_share_pct` is the location's adverts over those of the page itself;
null where the page prints none or 0. A location prints no spread and no quoted count: the part of its adverts that
quote pay is taken to be the page's, and its error is computed from that count and the spread of the page.

The changes of the shares of a vintage are judged together: each place that both years list is one test, if neither
share is suppressed. Printed changes of medians are not tested.
"""
