"""`advert_coverage`: which adverts of a window count, and why the others do not."""

import duckdb

from jobtrends_pipeline.advert_facts.demand import AS_OF
from jobtrends_pipeline.advert_facts.request import FactsRequest, periods_of
from jobtrends_pipeline.advert_facts.suppression import is_shown, is_small

_ESTIMATED = """
    CREATE OR REPLACE TEMP TABLE own_marked AS
    SELECT own_adverts.*, n IN (SELECT n FROM own_pay) AS has_pay,
           n NOT IN (SELECT n FROM own_pay) AND (is_estimated OR n IN (
               SELECT n FROM advert_pay JOIN own_numbered USING (advert_id) WHERE is_pay_estimated
           )) AS has_estimate,
           n IN (
               SELECT n FROM own_places JOIN own_place_names USING (p)
               WHERE kind IN ('region', 'group') OR kind = 'nation' AND place <> 'England'
           ) AS has_place
    FROM own_adverts
"""
_FIGURES = """
    count(*) AS seen_advert_count, count(*) FILTER (why_excluded = 'course') AS course_advert_count,
    count(*) FILTER (why_excluded = 'abroad') AS abroad_advert_count,
    count(*) FILTER (is_counted) AS counted_advert_count,
    count(*) FILTER (is_counted AND has_role) AS recognised_advert_count,
    count(*) FILTER (is_counted AND has_place) AS placed_advert_count,
    count(*) FILTER (is_counted AND NOT is_cut) AS whole_text_advert_count,
    count(*) FILTER (is_counted AND has_pay) AS pay_advert_count,
    count(*) FILTER (is_counted AND has_estimate) AS estimated_advert_count,
    counted_advert_count - count(DISTINCT u) FILTER (is_counted) AS folded_advert_count,
    count(DISTINCT u) FILTER (is_counted) AS vacancy_count,
    min(seen_on) AS first_seen_on, max(seen_on) AS last_seen_on
"""
_OTHER_PLACES = f"""
    INSERT INTO own_coverage BY NAME
    SELECT ? AS window_months, market, place, {_FIGURES} FROM own_marked JOIN own_places USING (n)
    JOIN own_place_names USING (p)
    WHERE is_asked AND place <> 'UK' AND advertised_on > ? AND advertised_on <= ? GROUP BY market, place
"""
_WHOLE_UK = f"""
    INSERT INTO own_coverage BY NAME
    SELECT ? AS window_months, market, 'UK' AS place, {_FIGURES} FROM own_marked
    WHERE 'UK' IN (FROM own_asked_places) AND advertised_on > ? AND advertised_on <= ? GROUP BY market
"""


def count_coverage(connection: duckdb.DuckDBPyConnection, request: FactsRequest) -> None:
    """Make `own_coverage`, a row per window, market and place that was asked for."""
    connection.execute(_ESTIMATED)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE own_coverage AS SELECT 0 AS window_months, market, '' AS place, "
        f"{_FIGURES} FROM own_marked WHERE false GROUP BY market"
    )
    statements = [_WHOLE_UK, *([_OTHER_PLACES] if {*request.places} - {"UK"} else [])]
    for period in periods_of(request):
        for statement in statements if period.lag_years == 0 else ():
            connection.execute(statement, [period.months, period.start, period.end])


ADVERT_COVERAGE_QUERY = f"""
    SELECT (SELECT publisher FROM own_request) AS publisher, own_coverage.*, {AS_OF}, history_from,
           CASE WHEN NOT ({is_small("recognised_count")}) THEN coalesce(recognised_count, 0) END
               AS recognised_vacancy_count
    FROM own_coverage LEFT JOIN (
        SELECT window_months, market, place, recognised_count FROM own_totals JOIN own_place_names USING (p)
        WHERE lag_years = 0
    ) USING (window_months, market, place) CROSS JOIN own_history
    WHERE {is_shown("own_coverage.vacancy_count")}
"""
