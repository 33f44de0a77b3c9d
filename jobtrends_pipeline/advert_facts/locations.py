"""`fact_location` of own adverts: the places that the page of a place lists."""

from jobtrends_pipeline.advert_facts.demand import AS_OF, CAPTURE_ID, NAMED, PAGES
from jobtrends_pipeline.advert_facts.market_index import LIST_FIGURES, LIST_REASONS, figures_of
from jobtrends_pipeline.advert_facts.missing import missing_json
from jobtrends_pipeline.advert_facts.suppression import is_shown, is_small

MOST_LOCATIONS = 30

_HIDDEN = f"""
    SELECT DISTINCT window_months, market, page_p, r, location_p
    FROM (
        SELECT *, {is_shown("vacancy_count")} AS is_shown,
               count(*) FILTER ({is_small("vacancy_count")}) OVER (PARTITION BY window_months, market, page_p, r, part)
                   AS small_count
        FROM (
            SELECT window_months, market, listed.p AS page_p, r, location_p, vacancy_count, place,
                   unnest(CASE WHEN place = 'London' THEN ['region', 'rest'] ELSE [kind] END) AS part
            FROM own_role_counts AS counts JOIN own_listed_places AS listed ON location_p = counts.p
            JOIN own_place_names AS named ON named.p = location_p
            WHERE lag_years = 0 AND kind IN ('nation', 'region', 'rest')
        )
    )
    WHERE is_shown AND small_count = 1
    QUALIFY row_number() OVER (
        PARTITION BY window_months, market, page_p, r, part ORDER BY vacancy_count, place
    ) = 1
"""
"""Query of locations that are left out because they would give away the only small one beside them.

The nations of a page are one set, so are its regions, and so are London and the UK excluding London: where one of a set
has too few vacancies to be shown, the least of the others is left out too.
"""

FACT_LOCATION_QUERY = f"""
    WITH figures AS ({figures_of("now.r IN (SELECT r FROM own_role_names WHERE is_asked)")}),
    listed AS (
        SELECT figures.*, pages.p AS page_p, location_p, pages.place, pages.role, pages.subject,
               locations.place AS location
        FROM ({PAGES}) AS pages JOIN own_listed_places ON own_listed_places.p = pages.p
        JOIN figures ON figures.p = location_p AND figures.window_months = pages.window_months
            AND figures.market = pages.market AND figures.r = pages.r
        JOIN own_place_names AS locations ON locations.p = location_p
    )
    SELECT {NAMED}, {AS_OF}, location, {LIST_FIGURES}, vacancy_count AS advert_count,
           {missing_json(LIST_REASONS)} AS missing, {CAPTURE_ID}
    FROM listed ANTI JOIN ({_HIDDEN}) AS hidden USING (window_months, market, page_p, r, location_p)
    QUALIFY row_number() OVER (
        PARTITION BY window_months, market, page_p, r ORDER BY vacancy_count DESC, location
    ) <= {MOST_LOCATIONS}
"""
