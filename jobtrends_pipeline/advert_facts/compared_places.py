"""Which places lie in which, and with which place a page compares its pay.

Places that one advert names by a single name contain each other: its town lies in its county, and so on.
"""

import duckdb

from jobtrends_pipeline.advert_facts.known import OUTSIDE_LONDON

_LISTED = {
    "country": ("nation", "group", "region", "rest", "remote"),
    "nation": ("group", "region"),
    "rest": ("nation", "group", "region"),
    "group": ("region",),
    "region": ("county", "town"),
    "county": ("town",),
}
"""Kinds of places that a page of a place of some kind lists."""

_WITHIN = """
    CREATE OR REPLACE TEMP TABLE own_within AS
    WITH single AS (
        SELECT n FROM own_places JOIN own_place_names USING (p) WHERE is_named AND kind <> 'remote'
        GROUP BY n HAVING count(*) = 1
    ),
    placed AS (
        SELECT n, p, own_place_names.size, is_asked FROM own_places JOIN single USING (n)
        JOIN own_place_names USING (p) WHERE kind <> 'remote'
    ),
    pairs AS (
        SELECT inside.p AS inner_p, outside.p AS outer_p, outside.size AS outer_size, count(*) AS together
        FROM placed AS inside JOIN placed AS outside ON inside.n = outside.n AND inside.size < outside.size
            AND (inside.is_asked OR outside.is_asked)
        GROUP BY ALL
    ),
    alone AS (SELECT p AS inner_p, count(*) AS times FROM placed GROUP BY p)
    SELECT inner_p, outer_p, outer_size FROM pairs JOIN alone USING (inner_p) WHERE 2 * together > times
"""
"""Pairs of places of which the first lies in the second, in most adverts that name it alone."""

_LISTED_PLACES = f"""
    CREATE OR REPLACE TEMP TABLE own_listed_places AS
    SELECT outside.p AS p, inside.p AS location_p
    FROM own_place_names AS outside JOIN own_place_names AS inside ON inside.p <> outside.p
    WHERE outside.is_asked AND CASE outside.kind {
    " ".join(f"WHEN '{kind}' THEN inside.kind IN {(*kinds, '')}" for kind, kinds in _LISTED.items())
} END AND (outside.place = 'UK' OR (inside.p, outside.p) IN (SELECT (inner_p, outer_p) FROM own_within))
"""

_COMPARED_PLACES = f"""
    CREATE OR REPLACE TEMP TABLE own_compared_places AS
    WITH nearest AS (
        SELECT inner_p AS p, arg_min(place, (outer_size, place)) AS place,
               coalesce(bool_or(place = 'England'), false) AS is_english
        FROM own_within JOIN own_place_names ON p = outer_p WHERE kind <> 'rest' GROUP BY inner_p
    ),
    named AS (
        SELECT p, CASE kind
            WHEN 'country' THEN '{OUTSIDE_LONDON}'
            WHEN 'nation' THEN 'UK'
            WHEN 'rest' THEN NULL
            WHEN 'remote' THEN NULL
            WHEN 'town' THEN nearest.place
            WHEN 'county' THEN nearest.place
            ELSE CASE WHEN is_english THEN 'England' ELSE 'UK' END END AS comparison_place
        FROM own_place_names AS page LEFT JOIN nearest USING (p) WHERE is_asked
    )
    SELECT named.p, comparison_place, other.p AS comparison_p
    FROM named LEFT JOIN own_place_names AS other ON other.place = comparison_place
"""


def compare_places(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the temporary tables of the places of pages.

    `own_listed_places` has the places that the page of a place lists, `own_compared_places` the one that its pay is
    compared with: the UK's with that of the UK excluding London, a region's with England's, a nation's with the UK's, a
    county's or town's with that of the nearest place around it.
    """
    for statement in (_WITHIN, _LISTED_PLACES, _COMPARED_PLACES):
        connection.execute(statement)
