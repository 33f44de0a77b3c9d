"""`fact_skill` of own adverts: skills of the first whole text of each vacancy."""

import duckdb

from jobtrends_pipeline.advert_facts.demand import AS_OF, CAPTURE_ID, NAMED, share_pct
from jobtrends_pipeline.advert_facts.suppression import LEAST_VACANCIES

TOP_COUNT, CATEGORY_COUNT = 30, 20
TOP = "top"

_SKILL_ROWS = """
    CREATE OR REPLACE TEMP TABLE own_skills AS
    SELECT n, skill, category FROM advert_skills JOIN own_numbered USING (advert_id)
    WHERE n IN (SELECT n FROM own_skilled)
"""
_COUNTS = f"""
    CREATE OR REPLACE TEMP TABLE own_skill_counts AS
    SELECT window_months, market, p, r, skill, min(category) AS category, count(*) AS vacancy_count
    FROM own_skilled JOIN own_skills USING (n) GROUP BY window_months, market, p, r, skill
    HAVING count(*) >= {LEAST_VACANCIES}
"""


def count_skills(connection: duckdb.DuckDBPyConnection) -> None:
    """Make `own_skill_counts`: vacancies with each skill by role, place and market."""
    connection.execute(_SKILL_ROWS)
    connection.execute(_COUNTS)


def _ranked(skill_list: str, most: int) -> str:
    """Return the query of the first skills of each list, with dense ranks."""
    of_list = f"PARTITION BY window_months, market, p, r, {skill_list}"
    return f"""
        SELECT *, {skill_list} AS skill_list,
               dense_rank() OVER ({of_list} ORDER BY vacancy_count DESC) AS rank
        FROM own_skill_counts
        QUALIFY row_number() OVER ({of_list} ORDER BY vacancy_count DESC, skill) <= {most}
    """


FACT_SKILL_QUERY = f"""
    WITH bases AS (
        SELECT window_months, market, p, r, count(*) AS text_count FROM own_skilled GROUP BY window_months, market, p, r
    ),
    listed AS ({_ranked(f"'{TOP}'", TOP_COUNT)} UNION ALL {_ranked("category", CATEGORY_COUNT)})
    SELECT {NAMED}, {AS_OF}, skill_list, skill, NULL AS skill_slug, rank, vacancy_count AS advert_count,
           {share_pct("vacancy_count", "text_count")} AS share_pct, {CAPTURE_ID}
    FROM listed JOIN bases USING (window_months, market, p, r)
    JOIN own_place_names USING (p) JOIN own_role_names USING (r)
"""
"""Query of the `TOP_COUNT` most named skills, and of up to `CATEGORY_COUNT` of each category.

The share is that of the vacancies that have a whole text.
"""
