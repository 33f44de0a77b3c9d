"""Commands that show trends: one role over time, roles side by side, skills."""

from datetime import date
from typing import Annotated

import typer

from jobtrends_pipeline.cli import show
from jobtrends_pipeline.cli.months import first_day

_Role = Annotated[str, typer.Argument(help="Key, name or alias of a role.")]
_Place = Annotated[
    str | None, typer.Option(help="Place; without it the UK, or the place with most adverts where the UK is not held.")
]
_Market = Annotated[str, typer.Option(help="permanent or contract.")]
_Window = Annotated[int, typer.Option(help="Length of the windows in months: 6 or 3.")]
_AsOf = Annotated[str | None, typer.Option(help="As it was known on a day, YYYY-MM-DD: from pages published by then.")]
_Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


def trend(  # noqa: PLR0913  # an option each
    role: _Role,
    *,
    place: _Place = None,
    market: _Market = "permanent",
    window: _Window = 6,
    as_of: _AsOf = None,
    since: Annotated[str | None, typer.Option(help="Only periods that end in this month or later, YYYY-MM.")] = None,
    shows_all: Annotated[bool, typer.Option("--all", help="Every period, not only the newest.")] = False,
    as_json_text: _Json = False,
) -> None:
    """Show demand and pay of a role over time: a row per period, newest first, each figure with its flags.

    \b
    Examples:
      jobtrends trend java
      jobtrends trend "Backend Developer" --place London --since 2024-01
      jobtrends trend java --as-of 2025-10-31 --json
    """
    known_on, first = _day(as_of, "--as-of"), first_day(since, "--since") if since else None
    from jobtrends_pipeline.cli import flags
    from jobtrends_pipeline.cli.held import Choice, find_series, published
    from jobtrends_pipeline.cli.trend_view import as_document, read_trend, show_trend

    with published() as connection:
        series = find_series(connection, role, Choice(market, window, place))
        found = read_trend(connection, series, known_on, first)
    if not (found.demand or found.pay):
        since_when = f" since {since}" if since else ""
        show.fail(f"no period of {series.title} is held{since_when}")
    if as_json_text:
        flags.say_json(as_document(found))
    else:
        show_trend(found, shows_all=shows_all)


def compare(
    roles: Annotated[list[str], typer.Argument(help="Two roles or more: keys, names or aliases.", metavar="ROLE...")],
    *,
    on: Annotated[
        str | None, typer.Option(help="Day, YYYY-MM-DD; without it the latest that all have a period near.")
    ] = None,
    place: _Place = None,
    market: _Market = "permanent",
    window: _Window = 6,
    as_json_text: _Json = False,
) -> None:
    """Show roles side by side on a day: of each the period that ends nearest to it, within 15 days.

    \b
    Examples:
      jobtrends compare java "Backend Developer"
      jobtrends compare java backend-developer --on 2025-02-10 --json
    """
    day = _day(on, "--on")
    if len(roles) < 2:
        show.fail("name two roles or more: one alone is shown by `jobtrends trend`")
    from jobtrends_pipeline.cli import flags
    from jobtrends_pipeline.cli.compare_view import as_document, show_comparison
    from jobtrends_pipeline.cli.compared import read_comparison
    from jobtrends_pipeline.cli.held import Choice, published

    with published() as connection:
        found = read_comparison(connection, roles, Choice(market, window, place), day)
    if as_json_text:
        flags.say_json(as_document(found))
    else:
        show_comparison(found)


def skills(
    role: _Role,
    *,
    place: _Place = None,
    market: _Market = "permanent",
    window: _Window = 6,
    as_of: _AsOf = None,
    skill_list: Annotated[
        str, typer.Option("--list", help="top, or the category of skills as the source names it.")
    ] = "top",
    as_json_text: _Json = False,
) -> None:
    """Show the skills a role is advertised with: rank, share, change on the year, and how specific they are to it.

    \b
    Examples:
      jobtrends skills java
      jobtrends skills "Backend Developer" --list "Programming Languages"
      jobtrends skills java --as-of 2025-10-31 --json
    """
    known_on = _day(as_of, "--as-of")
    from jobtrends_pipeline.cli import flags
    from jobtrends_pipeline.cli.held import Choice, find_series, published
    from jobtrends_pipeline.cli.skills_view import as_document, read_skills, show_skills

    with published() as connection:
        series = find_series(connection, role, Choice(market, window, place))
        found = read_skills(connection, series, skill_list, known_on)
    if as_json_text:
        flags.say_json(as_document(found))
    else:
        show_skills(found)


def _day(text: str | None, option: str) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        show.fail(f"{option} {text!r} is no day: write it as 2026-02-15")
