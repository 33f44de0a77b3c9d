"""`fact_pay` of own adverts, in SQL over the percentiles."""

from collections.abc import Mapping

from jobtrends_pipeline.advert_facts.counted import ALL_ROLES
from jobtrends_pipeline.advert_facts.demand import AS_OF, CAPTURE_ID, NAMED, PAGES
from jobtrends_pipeline.advert_facts.missing import NO_DATA, NOT_PUBLISHED, missing_json

_LAGGED = """{0}.window_months = keyed.window_months AND {0}.lag_years = keyed.lag_years{1}
            AND {0}.market = keyed.market AND {0}.p = {2} AND {0}.r = keyed.r_of_scope
            AND {0}.pay_basis = keyed.pay_basis"""


def change_pct(now: str, before: str) -> str:
    """Return the SQL of the change between two medians in percent, two decimals."""
    return f"round(100 * ({now} / {before} - 1), 2)"


def change_reason(
    now: str, before: str, *, is_covered: str = "coalesce(is_covered AND before_is_covered, false)"
) -> str:
    """Return the SQL of the reason why a median has no change; null where it has one."""
    return (
        f"CASE WHEN NOT {is_covered} THEN '{NO_DATA}' WHEN {now} IS NULL OR {before} IS NULL THEN '{NOT_PUBLISHED}' END"
    )


_OWN = f"CASE WHEN NOT is_covered THEN '{NO_DATA}' WHEN now.median IS NULL THEN '{NOT_PUBLISHED}' END"
_BESIDE = (
    f"CASE WHEN NOT is_covered OR comparison_p IS NULL THEN '{NO_DATA}' WHEN beside.median IS NULL THEN "
    f"'{NOT_PUBLISHED}' END"
)
_REASONS: Mapping[str, str] = {
    **dict.fromkeys(("pay_advert_count", "p10_gbp", "p25_gbp", "median_gbp", "p75_gbp", "p90_gbp"), _OWN),
    "median_change_pct": change_reason("now.median", "before.median"),
    "comparison_place_median_gbp": _BESIDE,
    "comparison_place_change_pct": change_reason("beside.median", "beside_before.median"),
}

_KEYED = NAMED.replace("market", "keyed.market").replace("window_months", "keyed.window_months")

FACT_PAY_QUERY = f"""
    WITH scopes AS (
        SELECT *, 'subject' AS scope, r AS r_of_scope FROM ({PAGES})
        UNION ALL SELECT *, 'comparison', {ALL_ROLES} FROM ({PAGES})
    ),
    bases AS (SELECT DISTINCT window_months, market, p, r AS r_of_scope, pay_basis FROM own_pay_percentiles),
    keyed AS (
        SELECT scopes.*, pay_basis, period.lag_years, period.period_end, period.is_covered,
               before.is_covered AS before_is_covered, comparison_place, comparison_p
        FROM scopes JOIN bases USING (window_months, market, p, r_of_scope)
        JOIN own_periods AS period USING (window_months)
        LEFT JOIN own_periods AS before ON before.window_months = period.window_months
            AND before.lag_years = period.lag_years + 1
        LEFT JOIN own_compared_places USING (p)
    )
    SELECT {_KEYED}, {AS_OF}, keyed.period_end, scope, keyed.pay_basis, keyed.lag_years,
           now.pay_count AS pay_advert_count,
           now.p10 AS p10_gbp, now.p25 AS p25_gbp, now.median AS median_gbp, now.p75 AS p75_gbp, now.p90 AS p90_gbp,
           {change_pct("now.median", "before.median")} AS median_change_pct, comparison_place,
           beside.median AS comparison_place_median_gbp,
           {change_pct("beside.median", "beside_before.median")} AS comparison_place_change_pct,
           {missing_json(_REASONS)} AS missing, {CAPTURE_ID}
    FROM keyed
    LEFT JOIN own_pay_percentiles AS now ON is_covered AND {_LAGGED.format("now", "", "keyed.p")}
    LEFT JOIN own_pay_percentiles AS before ON is_covered AND before_is_covered
        AND {_LAGGED.format("before", " + 1", "keyed.p")}
    LEFT JOIN own_pay_percentiles AS beside ON is_covered AND {_LAGGED.format("beside", "", "keyed.comparison_p")}
    LEFT JOIN own_pay_percentiles AS beside_before ON is_covered AND before_is_covered
        AND {_LAGGED.format("beside_before", " + 1", "keyed.comparison_p")}
"""
