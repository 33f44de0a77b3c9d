"""Rows of a role for machine-readable files: series, pages and the top list."""

from collections.abc import Iterable, Mapping

from jobtrends_pipeline.reports.rows import Row, having

TOP_SKILLS = "top"
SKILL_MOVES = "skill_moves"
"""Rows of `trend_skill` of any vintage: entrants and exits of the top list."""
Rows = Mapping[str, list[Row]]


def for_snapshot(rows: Rows) -> dict[str, list[Row]]:
    """Select the rows for a snapshot: the subject's series, pages and newest lists.

    Of its pages, the dates and names are kept.
    """
    skills = having(_of(rows, "trend_skill"), skill_list=TOP_SKILLS)
    return _narrowed(rows) | {"trend_location": _of(rows, "trend_location"), "trend_skill": skills}


def for_feed(rows: Rows) -> dict[str, list[Row]]:
    """Select the rows for a feed: the subject's series, pages, skill moves, revisions.

    Of its pages, the dates and names are kept; skill moves are entrants and exits.
    """
    return _narrowed(rows) | {
        "trend_skill": _of(rows, SKILL_MOVES),
        "revisions": having(_of(rows, "revisions"), scope="subject"),
    }


def _narrowed(rows: Rows) -> dict[str, list[Row]]:
    return {
        "fact_demand": _pages(_of(rows, "fact_demand")),
        "fact_pay": _pages(_of(rows, "fact_pay")),
        "trend_demand": having(_of(rows, "trend_demand"), scope="subject"),
        "trend_pay": having(_of(rows, "trend_pay"), scope="subject"),
    }


def _of(rows: Rows, name: str) -> list[Row]:
    return rows.get(name, [])


def _pages(rows: Iterable[Row]) -> list[Row]:
    """Return a row per page that prints a window of its own."""
    own = (row for row in rows if row["lag_years"] == 0 and row["scope"] == "subject")
    names = ("publisher", "market", "place", "window_months", "as_of", "subject")
    return list({tuple(row[name] for name in names): row for row in own}.values())
