"""`fact_market_index` of own adverts: every recognised role of a place, ranked."""

from collections.abc import Mapping

from jobtrends_pipeline.advert_facts.demand import AS_OF, CAPTURE_ID, RANK_CHANGE_REASON, share_pct
from jobtrends_pipeline.advert_facts.known import BASES
from jobtrends_pipeline.advert_facts.missing import NOT_PUBLISHED, missing_json
from jobtrends_pipeline.advert_facts.pay import change_pct, change_reason
from jobtrends_pipeline.advert_facts.suppression import is_shown, is_small

INDEX_ROLE = "market-index"
"""Role of the rows: the partition of the market index, as of pages."""
FIRST_BASIS = "CASE market {} END".format(
    " ".join(f"WHEN '{market}' THEN '{next(iter(bases.values()))}'" for market, bases in BASES.items())
)
"""SQL of the one pay basis that lists show for a market."""
BOTH_COVERED = (
    "(SELECT bool_and(is_covered) FROM own_periods AS p WHERE p.window_months = {0}.window_months AND lag_years < 2)"
)
"""SQL of whether own history covers a window and that of a year before."""


def figures_of(places: str) -> str:
    """Return the query of counts, medians and those of a year before, for lists.

    Args:
        places: SQL condition of the places, whose numbers are `now.p`.
    """
    same = "{0}.window_months = now.window_months AND {0}.market = now.market AND {0}.p = now.p AND {0}.r = now.r"
    basis = FIRST_BASIS.replace("market", "now.market")
    return f"""
        SELECT now.window_months, now.market, now.p, now.r, now.vacancy_count, now.rank, {basis} AS pay_basis,
               pay.median, true AS is_covered, {BOTH_COVERED.format("now")} AS before_is_covered,
               before.vacancy_count AS before_count, before.rank AS before_rank, pay_before.median AS before_median,
               open.open_count
        FROM own_role_counts AS now
        LEFT JOIN own_role_counts AS before ON {same.format("before")} AND before.lag_years = 1
        LEFT JOIN own_pay_percentiles AS pay ON {same.format("pay")} AND pay.lag_years = 0 AND pay.pay_basis = {basis}
        LEFT JOIN own_pay_percentiles AS pay_before ON {same.format("pay_before")} AND pay_before.lag_years = 1
            AND pay_before.pay_basis = {basis}
        LEFT JOIN own_open AS open ON open.market = now.market AND open.p = now.p AND open.r = now.r
        WHERE now.lag_years = 0 AND {is_shown("now.vacancy_count")} AND {places}
    """


OPEN = """
    CREATE OR REPLACE TEMP TABLE own_open AS
    WITH roles AS (
        SELECT u, min(n) FILTER (has_role) AS role_n FROM own_adverts WHERE is_counted AND is_open GROUP BY u
    ),
    open_roles AS (SELECT DISTINCT u, r FROM roles JOIN own_roles ON n = role_n),
    open_places AS (
        SELECT DISTINCT u, p FROM own_adverts JOIN own_places USING (n) WHERE is_counted AND is_open
    )
    SELECT CASE WHEN u % 2 = 1 THEN 'contract' ELSE 'permanent' END AS market, p, r, count(*) AS open_count
    FROM open_roles JOIN open_places USING (u) GROUP BY ALL
"""
"""Statement that counts open vacancies: of the last input of their source, if it is recent, and not past their day."""

LIST_REASONS: Mapping[str, str] = {
    "rank_change": RANK_CHANGE_REASON,
    "median_gbp": f"CASE WHEN median IS NULL THEN '{NOT_PUBLISHED}' END",
    "median_change_pct": change_reason("median", "before_median"),
    "open_vacancy_count": f"CASE WHEN {is_small('open_count')} THEN '{NOT_PUBLISHED}' END",
}
"""SQL of the reasons why figures of a list are missing."""
LIST_FIGURES = f"""
    CASE WHEN ({RANK_CHANGE_REASON}) IS NULL THEN before_rank - rank END AS rank_change, pay_basis,
    median AS median_gbp,
    CASE WHEN before_is_covered THEN {change_pct("median", "before_median")} END AS median_change_pct,
    CASE WHEN NOT ({is_small("open_count")}) THEN coalesce(open_count, 0) END AS open_vacancy_count
"""
"""SQL of the figures that the rows of a list have beside their count."""

_SHARE = share_pct("listed.vacancy_count", "recognised_count")
FACT_MARKET_INDEX_QUERY = f"""
    SELECT '{INDEX_ROLE}' AS role, (SELECT publisher FROM own_request) AS publisher, market, subject, place,
           window_months, {AS_OF}, NULL AS subject_slug, rank, {LIST_FIGURES},
           listed.vacancy_count AS advert_count, {_SHARE} AS share_pct,
           {missing_json(LIST_REASONS)} AS missing, {CAPTURE_ID}
    FROM ({figures_of("now.p IN (SELECT p FROM own_place_names WHERE is_asked)")}) AS listed
    JOIN own_place_names USING (p) JOIN own_role_names USING (r)
    JOIN (
        SELECT window_months, market, p, recognised_count FROM own_totals WHERE lag_years = 0
    ) USING (window_months, market, p)
"""
