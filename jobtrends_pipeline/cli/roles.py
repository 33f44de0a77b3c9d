"""`jobtrends roles`: list the roles of the watchlist and of captured pages."""

from typing import Annotated

import typer

from jobtrends_pipeline.cli import show
from jobtrends_pipeline.config.paths import DataPaths

_CAPTURED = """
    SELECT role, coalesce(any_value(subject) FILTER (is_page), any_value(subject)), count(*) FILTER (is_page),
           min(period_end) FILTER (outcome <> 'quarantined'), max(period_end) FILTER (outcome <> 'quarantined'),
           count(*) FILTER (outcome = 'quarantined'), count(*) FILTER (NOT is_page)
    FROM (SELECT role, subject, period_end, outcome, true AS is_page FROM captures
          UNION ALL SELECT role, subject, NULL, outcome, false FROM chart_images)
    GROUP BY role
"""
_SUBJECTS = "SELECT DISTINCT subject FROM captures WHERE subject IS NOT NULL"


def roles(
    *, as_json_text: Annotated[bool, typer.Option("--json", help="Print one JSON array, one object per role.")] = False
) -> None:
    """List the roles: those on the watchlist, and others that have captures.

    Shows key, subject, number of captures, first and last period end, quarantined pages, and chart images. For a role
    without a page it suggests similar names from the market index.

    \b
    Example:
      jobtrends roles
    """
    from jobtrends_pipeline.config.watchlist import load_watchlist
    from jobtrends_pipeline.library.names import LISTED
    from jobtrends_pipeline.pages.nearest_names import lost_names
    from jobtrends_pipeline.warehouse.published import reading

    paths = DataPaths.load()
    watchlist = load_watchlist(paths.watchlist_file)
    followed = {role.key: role.name for role in watchlist.roles}
    captured, subjects, listed = {}, set(), set()
    if paths.published_file.exists():
        with reading(paths.published_file) as connection:
            captured = {row[0]: row[1:] for row in connection.execute(_CAPTURED).fetchall()}
            subjects = {name for (name,) in connection.execute(_SUBJECTS).fetchall()}
            listed = {name for (name,) in connection.execute(LISTED).fetchall()}
    rows = [
        (
            key,
            followed.get(key) or captured.get(key, (None,))[0],
            key in followed,
            *captured.get(key, (None, 0, None, None, 0, 0))[1:],
        )
        for key in (*followed, *sorted(set(captured) - set(followed)))
    ]
    names = (
        "role", "subject", "on_watchlist", "captures", "first_period_end", "last_period_end", "quarantined", "charts",
    )  # fmt: skip
    if as_json_text:
        show.say_json([dict(zip(names, row, strict=True)) for row in rows])
        return
    shown = [(*row[:2], "yes" if row[2] else "no", *row[3:]) for row in rows]
    columns = ["role", "subject", "on watchlist", "captures", "from", "to", "quarantined", "charts"]
    show.table(columns, shown, numeric=(3, 6, 7))
    asked = {role.name: role.aliases for role in watchlist.roles}
    for lost in lost_names(asked, subjects, listed) if listed else []:
        show.say(lost.line)
