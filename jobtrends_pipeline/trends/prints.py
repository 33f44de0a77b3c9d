"""Prints: the facts under short keys, one print of a figure per vintage."""

from collections.abc import Sequence

from jobtrends_pipeline.trends.proportions import demand_interval_width, demand_reliability
from jobtrends_pipeline.trends.reliability import median_rse_pct, share_rse_pct
from jobtrends_pipeline.trends.stages import Stage

FACTS = {"demand": "fact_demand", "pay": "fact_pay", "location": "fact_location", "skill": "fact_skill"}
"""Fact tables that trends are made of, by the names of their selected rows."""

COMPARISON_BIT = 4
_SCOPED = f"page_id * 8 + CASE scope WHEN 'comparison' THEN {COMPARISON_BIT} ELSE 0 END"
SERIES_ID = {
    "demand": _SCOPED,
    "pay": f"{_SCOPED} + "
    "CASE pay_basis WHEN 'annual_salary' THEN 0 WHEN 'daily_rate' THEN 1 WHEN 'hourly_rate' THEN 2 END",
}
"""SQL of the number of a series, by kind of print.

It is eight times the number of its page, plus parts of 8 for the scope and the pay basis.
"""
SCOPE = f"CASE WHEN series_id % 8 < {COMPARISON_BIT} THEN 'subject' ELSE 'comparison' END"
PAY_BASIS = "CASE series_id % 4 WHEN 0 THEN 'annual_salary' WHEN 1 THEN 'daily_rate' ELSE 'hourly_rate' END"
"""SQL of the pay basis that the number of a series encodes."""

DEMAND_MEASURES = ("rank", "rank_change", "advert_count", "share_of_all_pct", "share_of_category_pct")
PERCENTILES = ("p10_gbp", "p25_gbp", "median_gbp", "p75_gbp", "p90_gbp")
PAY_MEASURES = ("pay_advert_count", *PERCENTILES)
COMPARISON_PLACE = ("comparison_place", "comparison_place_median_gbp")

PAGE = "role, publisher, market, place, window_months"


def chosen_facts(condition: str = "true") -> list[Stage]:
    """List the stages of the selected facts, one per fact table.

    They are `demand_facts`, `pay_facts`, `location_facts` and `skill_facts`.

    Args:
        condition: SQL over columns that every fact table has.
    """
    is_kept = condition != "true"
    width = f", {demand_interval_width()} AS share_interval_width"
    return [
        Stage(
            f"{name}_facts",
            f"SELECT *{width if name == 'demand' else ''} FROM {table} WHERE {condition}",
            is_kept,
        )
        for name, table in FACTS.items()
    ]


def _subjects() -> Stage:
    """Return `subjects`: each page under every name that its subject had.

    `as_of` is the last vintage with that name.
    """
    each = " UNION ALL ".join(f"SELECT {PAGE}, subject, as_of FROM {name}_facts" for name in FACTS)
    return Stage("subjects", f"SELECT {PAGE}, subject, max(as_of) AS as_of FROM ({each}) GROUP BY ALL")


PAGES = Stage(
    "pages",
    f"""
    SELECT row_number() OVER (ORDER BY {PAGE}) AS page_id, {PAGE}, names.subject, names.is_renamed
    FROM (SELECT DISTINCT {PAGE} FROM subjects)
    JOIN (
        SELECT role, publisher, max((as_of, subject))[2] AS subject, count(DISTINCT subject) > 1 AS is_renamed
        FROM subjects GROUP BY role, publisher
    ) AS names USING (role, publisher)
    """,
)
"""Stage of the page targets without their subject.

A renamed subject continues its page, under the name that the latest page prints.
"""


def _prints(kind: str, measures: Sequence[str], more: Sequence[str], count: str) -> Stage:
    """Return `{kind}_prints`: one row per series, vintage and period.

    A row of demand has the class of its share, which is costly to compute: releases and revisions take it from here.
    Where one role of a publisher has two rows of a vintage (its old and its new name were both captured), the row
    with more adverts is taken, then the later name in the alphabet; the order of the input never matters.
    """
    columns = f"""
        SELECT {SERIES_ID[kind]} AS series_id, period_end, as_of, {", ".join([*measures, *more])},
               coalesce({", ".join(f"{name}::DOUBLE" for name in measures)}) IS NOT NULL AS is_printed,
               CASE WHEN is_renamed THEN {kind}_facts.subject END AS printed_subject
        FROM {kind}_facts JOIN pages USING ({PAGE})
    """
    best = f"PARTITION BY series_id, as_of, period_end ORDER BY {count} DESC NULLS LAST, printed_subject DESC"
    return Stage(
        f"{kind}_prints",
        f"{columns} WHERE NOT is_renamed UNION ALL "
        f"SELECT * FROM ({columns} WHERE is_renamed) QUALIFY row_number() OVER ({best}) = 1",
    )


def print_stages(condition: str = "true") -> list[Stage]:
    """List the stages that all series are made of: facts, pages and prints.

    Args:
        condition: SQL over columns that every fact table has; selects the facts.
    """
    judged = (
        f"{share_rse_pct()} AS share_rse_pct",
        f"{demand_reliability('share_interval_width')} AS reliability",
    )
    return [
        *chosen_facts(condition),
        _subjects(),
        PAGES,
        _prints("demand", DEMAND_MEASURES, judged, "advert_count"),
        _prints("pay", PAY_MEASURES, (*COMPARISON_PLACE, f"{median_rse_pct()} AS median_rse_pct"), "pay_advert_count"),
    ]
