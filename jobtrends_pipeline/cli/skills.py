"""`jobtrends skills`: the skills that a role is advertised with."""

from typing import Annotated

import typer

from jobtrends_pipeline.cli.options import (
    AsOfOption,
    JsonOption,
    MarketOption,
    PlaceOption,
    RoleArgument,
    WindowOption,
    day_of,
)


def skills(
    role: RoleArgument,
    *,
    place: PlaceOption = None,
    market: MarketOption = "permanent",
    window: WindowOption = 6,
    as_of: AsOfOption = None,
    skill_list: Annotated[
        str, typer.Option("--list", help="top, or the category of skills as the source names it.")
    ] = "top",
    as_json_text: JsonOption = False,
) -> None:
    """Show the skills that a role is advertised with.

    Rank, share, change on the year, entrants and exits, and which skills are specific to the role.

    \b
    Examples:
      jobtrends skills java
      jobtrends skills "Backend Developer" --list "Programming Languages"
      jobtrends skills java --as-of 2025-10-31 --json
    """
    known_on = day_of(as_of, "--as-of")
    from jobtrends_pipeline.cli import flags
    from jobtrends_pipeline.cli.skills_view import show_skills
    from jobtrends_pipeline.config.paths import DataPaths
    from jobtrends_pipeline.library.published import published
    from jobtrends_pipeline.library.series import Choice, find_series
    from jobtrends_pipeline.library.skills import as_document, read_skills

    with published(DataPaths.load()) as held:
        series = find_series(held, role, Choice(market, window, place))
        found = read_skills(held, series, skill_list, known_on)
    if as_json_text:
        flags.say_json(as_document(found))
    else:
        show_skills(found)
