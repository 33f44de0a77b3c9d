"""First and latest release of every period, with the window a year before it.

A page prints three periods (`lag_years` 0, 1, 2), so one period end may be printed by pages of several dates. Periods
are identified by their exact end: a back-cast ends on the page's own calendar day one or two years before, and the own
period of another page that ends a few days away is another period, not a revision.
"""

from collections.abc import Iterable, Sequence

from jobtrends_pipeline.trends.stages import Stage
from jobtrends_pipeline.trends.year_before import TOLERANCE_DAYS, nearest_year_before, year_before

PUBLICATION_DAYS = 1
"""Days between a period end and the publication of its page.

155 of 169 daily captures were made on the day after their period end.
"""


def is_published_by(day: str, as_of: str = "as_of") -> str:
    """Return the SQL test that the page of a period end was published by a day.

    Args:
        day: The day; by null, everything is published.
        as_of: Period end printed on the page.
    """
    return f"coalesce({as_of} + {PUBLICATION_DAYS} <= {day}, true)"


def release_stages(kind: str, measures: Sequence[str], firsts: Sequence[str], befores: Sequence[str]) -> list[Stage]:
    """List the stages up to `{kind}_releases`: one row per series and period.

    They read `{kind}_prints`. A release is a whole row of one vintage: measures of several vintages are never mixed. A
    page that prints none of the measures (an incomplete capture) releases nothing, unless no page prints any of the
    period.

    Columns of `{kind}_releases`: `series_id`, `period_end`, `first_as_of`, `latest_as_of`, `vintage_count` (vintages
    that print the period), the measures as last released, `{measure}_first`, `base_period_end`, `compared_as_of`,
    `{measure}_before`, and `printed_subject`, `printed_subject_before` where the role had several names.

    Args:
        kind: `demand` or `pay`.
        measures: Columns that were released.
        firsts: Measures to include as first released.
        befores: Measures to include for the year before.
    """
    before = [*befores, "printed_subject"]
    return [_released(kind, [*measures, "printed_subject"], firsts), _near(kind), _releases(kind, before)]


def _listed(pattern: str, names: Iterable[str]) -> str:
    """Return the pattern filled in for each name, each preceded by a comma."""
    return "".join(", " + pattern.replace("$", name) for name in names)


def _released(kind: str, measures: Sequence[str], firsts: Sequence[str]) -> Stage:
    """Return the stage of each period's latest release beside its first.

    Most periods are printed once, by the page of their own day.
    """
    return Stage(
        f"{kind}_released",
        f"""
        WITH restated AS (
            SELECT series_id, period_end, bool_or(is_printed) AS has_print
            FROM {kind}_prints GROUP BY series_id, period_end HAVING max(as_of) > period_end
        )
        SELECT series_id, period_end, as_of AS first_as_of, as_of AS latest_as_of, 1 AS vintage_count
               {_listed("$", measures)} {_listed("$ AS $_first", firsts)}
        FROM {kind}_prints ANTI JOIN restated USING (series_id, period_end)
        UNION ALL
        SELECT series_id, period_end, min(as_of), max(as_of), count(*)
               {_listed("arg_max_null($, as_of)", measures)} {_listed("arg_min_null($, as_of)", firsts)}
        FROM {kind}_prints JOIN restated USING (series_id, period_end)
        WHERE is_printed OR NOT has_print
        GROUP BY series_id, period_end
        """,
    )


def _near(kind: str) -> Stage:
    """Return the stage of nearest base periods, where none is exactly a year before.

    Its column is `period_end_before`.
    """
    wanted = year_before("now.period_end")
    return Stage(
        f"{kind}_near",
        f"""
        WITH begun AS (SELECT series_id, min(period_end) AS first_end FROM {kind}_released GROUP BY series_id),
        rest AS (
            SELECT now.series_id, now.period_end
            FROM {kind}_released AS now JOIN begun USING (series_id)
            ANTI JOIN {kind}_released AS exact
                ON exact.series_id = now.series_id AND exact.period_end = {wanted}
            WHERE {wanted} + {TOLERANCE_DAYS} >= first_end
        ),
        candidates AS (FROM {kind}_released SEMI JOIN rest USING (series_id))
        {nearest_year_before("rest", "candidates", ["series_id"], "period_end")}
        """,
    )


def _releases(kind: str, before: Sequence[str]) -> Stage:
    """Return the stage of the releases with the figures of the year before.

    The page that printed the figure last usually prints the same window a year before too: then the figures of that
    vintage are compared, as the source itself does. Otherwise the latest release of the nearest window is compared.
    """
    figure = "CASE WHEN same.as_of IS NOT NULL THEN same.$ ELSE before.$ END AS $_before"
    return Stage(
        f"{kind}_releases",
        f"""
        SELECT now.*, before.period_end AS base_period_end,
               coalesce(same.as_of, before.latest_as_of) AS compared_as_of {_listed(figure, before)}
        FROM {kind}_released AS now
        LEFT JOIN {kind}_near AS near ON near.series_id = now.series_id AND near.period_end = now.period_end
        LEFT JOIN {kind}_released AS before ON before.series_id = now.series_id
            AND before.period_end = coalesce(near.period_end_before, {year_before("now.period_end")})
        LEFT JOIN (FROM {kind}_prints WHERE is_printed AND as_of > period_end) AS same
            ON same.series_id = now.series_id AND same.period_end = before.period_end
            AND same.as_of = now.latest_as_of
        """,
        is_kept=False,
    )
