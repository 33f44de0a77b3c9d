"""`trend_skill`: skills in a role's adverts by vintage, and changes on the year."""

from jobtrends_pipeline.trends.breaks import list_breaks
from jobtrends_pipeline.trends.prints import PAGE
from jobtrends_pipeline.trends.proportions import interval_width, share_reliability, total_of
from jobtrends_pipeline.trends.reliability import if_known, share_rse_pct, weakest
from jobtrends_pipeline.trends.significance import is_named, p_value, standard_score, with_q_values
from jobtrends_pipeline.trends.stages import Stage
from jobtrends_pipeline.trends.year_before import nearest_year_before

_LIST = ("page_id", "skill_list")


def skill_stages() -> list[Stage]:
    """List the stages of skills: `skill_prints`, `skill_pairs`, `skill_breaks`.

    `skill_prints` has one row per page, vintage, list and skill; `skill_pairs` a list and that of a year before;
    `skill_breaks` the breaks between the two. The last reads the results of `break_stages`.
    """
    best = "PARTITION BY page_id, as_of, skill_list, skill ORDER BY advert_count DESC NULLS LAST, printed DESC"
    columns = f"""
        SELECT page_id, publisher, as_of, skill_list, skill, skill_slug, rank, advert_count, share_pct,
               skill_facts.subject AS printed
        FROM skill_facts JOIN pages USING ({PAGE})
    """
    return [
        Stage(
            "skill_prints",
            f"{columns} WHERE NOT is_renamed UNION ALL "
            f"SELECT * FROM ({columns} WHERE is_renamed) QUALIFY row_number() OVER ({best}) = 1",
        ),
        Stage(
            "skill_pairs",
            f"""
            WITH lists AS (SELECT DISTINCT page_id, skill_list, as_of FROM skill_prints)
            {nearest_year_before("lists", "lists", _LIST, "as_of")}
            """,
        ),
        list_breaks("skill", _LIST),
    ]


_VARIANCE = " + ".join(
    f"(({share_rse_pct(f'advert_count{suffix}', f'share_pct{suffix}')}) / 100 * share_pct{suffix}) ** 2"
    for suffix in ("", "_before")
)

_SCORE = standard_score("share_pct", "share_pct_before", _VARIANCE)


def _interval_width(suffix: str = "") -> str:
    """Return the SQL of the width of the interval of a skill's share."""
    count, share = f"advert_count{suffix}", f"share_pct{suffix}"
    return interval_width(count, total_of(count, share))


def _reliability(suffix: str = "") -> str:
    """Return the SQL of the class of a skill's share of the adverts of the page."""
    count, share = f"advert_count{suffix}", f"share_pct{suffix}"
    return share_reliability(count, total_of(count, share), f"{share} IS NOT NULL", f"interval_width{suffix}")


TREND_SKILL_QUERY = f"""
    WITH compared AS (
        SELECT now.*, pair.as_of_before, before.rank AS rank_year_before, before.share_pct AS share_pct_before,
               before.advert_count AS advert_count_before, before.skill IS NULL AS is_new, false AS is_exit
        FROM skill_prints AS now
        LEFT JOIN skill_pairs AS pair USING (page_id, skill_list, as_of)
        LEFT JOIN skill_prints AS before ON before.page_id = now.page_id AND before.skill_list = now.skill_list
            AND before.as_of = pair.as_of_before AND before.skill = now.skill
        UNION ALL BY NAME
        SELECT page_id, publisher, pair.as_of, skill_list, skill, skill_slug, as_of_before,
               before.rank AS rank_year_before, before.share_pct AS share_pct_before,
               before.advert_count AS advert_count_before, false AS is_new, true AS is_exit
        FROM (SELECT page_id, publisher, skill_list, as_of AS as_of_before, skill, skill_slug, rank, share_pct,
                     advert_count
              FROM skill_prints) AS before
        JOIN skill_pairs AS pair USING (page_id, skill_list, as_of_before)
        ANTI JOIN skill_prints AS now ON now.page_id = before.page_id AND now.skill_list = before.skill_list
            AND now.as_of = pair.as_of AND now.skill = before.skill
    ),
    measured AS (
        SELECT *, {_interval_width()} AS interval_width, {_interval_width("_before")} AS interval_width_before
        FROM compared
    ),
    judged_alone AS (
        SELECT *, {_reliability()} AS reliability, {_reliability("_before")} AS year_before_reliability FROM measured
    ),
    classed AS (
        SELECT *, {weakest("reliability", "year_before_reliability")} AS change_reliability FROM judged_alone
    ),
    scored AS (SELECT *, {if_known(_SCORE, "change_reliability")} AS score FROM classed),
    judged AS (SELECT *, {p_value("score")} AS p_value FROM scored),
    tests AS (SELECT page_id, as_of, skill, max(p_value) AS p_value FROM judged WHERE p_value IS NOT NULL GROUP BY ALL),
    found AS ({with_q_values("tests", ("page_id", "as_of"))})
    SELECT role, publisher, market, subject, place, window_months, as_of, skill_list, skill, skill_slug, rank,
           advert_count, share_pct, as_of_before AS compared_as_of, rank_year_before,
           share_pct_before AS share_year_before_pct, share_pct - share_pct_before AS share_year_change_pp,
           judged.p_value AS change_p_value,
           CASE WHEN judged.p_value IS NOT NULL THEN q_value END AS change_q_value,
           {is_named("change_q_value")} AS is_change_beyond_noise,
           CASE WHEN as_of_before IS NOT NULL THEN is_new END AS is_entrant, is_exit,
           reliability, year_before_reliability, change_reliability, breaks
    FROM judged JOIN pages USING (page_id, publisher)
    LEFT JOIN found USING (page_id, as_of, skill)
    LEFT JOIN skill_breaks USING (page_id, skill_list, as_of)
"""
"""Query of skills per series, vintage and list, beside the list of a year before.

A page has no back-casts of its skills, so the year before is another page that has the same list. A list is cut at 30
or 20 skills: an entrant may have been just below the cut, and an exit (a row without figures of its own) may be just
below it now. Skills are matched by name, so one that the source renamed is both.

The changes of a vintage are judged together: each skill whose share both years print, neither of them suppressed, is
one test, whatever lists it is on (if they are compared with different vintages, by its weakest change).
"""
