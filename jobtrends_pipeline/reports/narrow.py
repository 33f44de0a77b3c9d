"""What the machine files need of a role's rows: the series of the subject, its pages, and of the lists the top one."""

from collections.abc import Iterable, Mapping

from jobtrends_pipeline.reports.rows import Row, having

TOP_SKILLS = "top"
SKILL_MOVES = "skill_moves"
"""Rows of `trend_skill` of any vintage: skills of the top list that came or went."""
Rows = Mapping[str, list[Row]]


def for_snapshot(rows: Rows) -> dict[str, list[Row]]:
    """The series of the subject, the dates and names of its pages, and the newest of the lists."""
    skills = having(_of(rows, "trend_skill"), skill_list=TOP_SKILLS)
    return _narrowed(rows) | {"trend_location": _of(rows, "trend_location"), "trend_skill": skills}


def for_feed(rows: Rows) -> dict[str, list[Row]]:
    """The series of the subject, the dates and names of its pages, skills that came or went, and revisions."""
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
    """A row per page that prints a window of its own."""
    own = (row for row in rows if row["lag_years"] == 0 and row["scope"] == "subject")
    names = ("market", "place", "window_months", "as_of", "subject")
    return list({tuple(row[name] for name in names): row for row in own}.values())
