"""`fact_demand` of own adverts, in SQL over the counts."""

from collections.abc import Mapping

from jobtrends_pipeline.advert_facts.missing import NEW_ENTRY, NO_DATA, NOT_PUBLISHED, ROW_ABSENT, missing_json
from jobtrends_pipeline.advert_facts.suppression import is_shown, is_small

PAGES = f"""
    SELECT window_months, market, p, r, place, role, subject
    FROM own_role_counts JOIN own_place_names USING (p) JOIN own_role_names USING (r)
    WHERE lag_years = 0 AND own_place_names.is_asked AND own_role_names.is_asked AND {is_shown("vacancy_count")}
"""
"""Query of the roles and places that get facts like those of a page."""
NAMED = "role, (SELECT publisher FROM own_request) AS publisher, market, subject, place, window_months"
AS_OF = "(SELECT period_end FROM own_request) AS as_of"
CAPTURE_ID = "(SELECT publisher || ':' || period_end FROM own_request) AS capture_id"


def share_pct(count: str, total: str) -> str:
    """Return the SQL of a share in percent, with two decimals, and three below 0.1.

    Args:
        count: SQL of a whole number; half a digit is rounded up.
        total: SQL of the whole number it is a part of; the share is null where it is 0.
    """
    places = f"CASE WHEN 1000 * {count} < {total} THEN 1000 ELSE 100 END"
    return f"((200 * {count} * {places} + {total}) // nullif(2 * {total}, 0) / ({places})::DOUBLE)"


def _reason(count: str, *, is_zero_shown: bool) -> str:
    """Return the SQL of the reason why a figure is missing; null where it is not."""
    none = f"WHEN coalesce({count}, 0) = 0 THEN {'NULL' if is_zero_shown else repr(NO_DATA)}"
    return f"CASE WHEN NOT is_covered THEN '{NO_DATA}' WHEN {is_small(count)} THEN '{NOT_PUBLISHED}' {none} END"


RANK_CHANGE_REASON = f"""CASE
    WHEN NOT coalesce(is_covered AND before_is_covered, false) THEN '{NO_DATA}'
    WHEN coalesce(vacancy_count, 0) = 0 THEN '{NO_DATA}'
    WHEN {is_small("vacancy_count")} OR {is_small("before_count")} THEN '{NOT_PUBLISHED}'
    WHEN before_count IS NULL THEN '{NEW_ENTRY}' END"""
"""SQL of the reason why a rank has no change on the year."""

_COMPARISON = "'All ' || market || ' vacancies with a recognised role'"
_SUBJECT_REASONS: Mapping[str, str] = {
    "rank": _reason("vacancy_count", is_zero_shown=False),
    "rank_change": RANK_CHANGE_REASON,
    "advert_count": _reason("vacancy_count", is_zero_shown=True),
    "share_of_all_pct": f"CASE WHEN coalesce(recognised_count, 0) = 0 THEN '{NO_DATA}' "
    f"ELSE {_reason('vacancy_count', is_zero_shown=True)} END",
    "share_of_category_pct": f"'{ROW_ABSENT}'",
}
_COMPARISON_REASONS: Mapping[str, str] = {
    "advert_count": _reason("recognised_count", is_zero_shown=True),
    "share_of_all_pct": f"CASE WHEN coalesce(total_count, 0) = 0 THEN '{NO_DATA}' "
    f"ELSE {_reason('recognised_count', is_zero_shown=True)} END",
}

FACT_DEMAND_QUERY = f"""
    WITH counted AS (
        SELECT pages.*, period.lag_years, period.period_end, period.is_covered,
               before_period.is_covered AS before_is_covered, coalesce(now.vacancy_count, 0) AS vacancy_count, now.rank,
               before.vacancy_count AS before_count, before.rank AS before_rank,
               coalesce(total.recognised_count, 0) AS recognised_count, total.vacancy_count AS total_count
        FROM ({PAGES}) AS pages JOIN own_periods AS period USING (window_months)
        LEFT JOIN own_periods AS before_period ON before_period.window_months = period.window_months
            AND before_period.lag_years = period.lag_years + 1
        LEFT JOIN own_role_counts AS now ON now.window_months = period.window_months
            AND now.lag_years = period.lag_years AND now.market = pages.market AND now.p = pages.p AND now.r = pages.r
        LEFT JOIN own_role_counts AS before ON before.window_months = period.window_months
            AND before.lag_years = period.lag_years + 1 AND before.market = pages.market AND before.p = pages.p
            AND before.r = pages.r
        LEFT JOIN own_totals AS total ON total.window_months = period.window_months
            AND total.lag_years = period.lag_years AND total.market = pages.market AND total.p = pages.p
    ),
    judged AS (
        SELECT *, {", ".join(f"{reason} AS no_{name}" for name, reason in _SUBJECT_REASONS.items())},
               {", ".join(f"{reason} AS no_comparison_{name}" for name, reason in _COMPARISON_REASONS.items())}
        FROM counted
    )
    SELECT {NAMED}, {AS_OF}, period_end, 'subject' AS scope, lag_years, 'role' AS subject_kind,
           {_COMPARISON} AS comparison_name, CASE WHEN no_rank IS NULL THEN rank END AS rank,
           CASE WHEN no_rank_change IS NULL THEN before_rank - rank END AS rank_change,
           CASE WHEN no_advert_count IS NULL THEN vacancy_count END AS advert_count,
           CASE WHEN no_share_of_all_pct IS NULL THEN {share_pct("vacancy_count", "recognised_count")} END
               AS share_of_all_pct,
           NULL AS category, NULL AS share_of_category_pct,
           {missing_json({name: f"no_{name}" for name in _SUBJECT_REASONS})} AS missing, {CAPTURE_ID}
    FROM judged
    UNION ALL BY NAME
    SELECT {NAMED}, {AS_OF}, period_end, 'comparison' AS scope, lag_years, 'role' AS subject_kind,
           {_COMPARISON} AS comparison_name,
           CASE WHEN no_comparison_advert_count IS NULL THEN recognised_count END AS advert_count,
           CASE WHEN no_comparison_share_of_all_pct IS NULL THEN {share_pct("recognised_count", "total_count")} END
               AS share_of_all_pct,
           {missing_json({name: f"no_comparison_{name}" for name in _COMPARISON_REASONS})} AS missing, {CAPTURE_ID}
    FROM judged
"""
