"""`jobtrends trend`: demand and pay of a role over time."""

from typing import Annotated

import typer

from jobtrends_pipeline.cli import show
from jobtrends_pipeline.cli.months import first_day
from jobtrends_pipeline.cli.options import (
    AsOfOption,
    JsonOption,
    MarketOption,
    PlaceOption,
    RoleArgument,
    WindowOption,
    day_of,
)


def trend(  # noqa: PLR0913  # an option each
    role: RoleArgument,
    *,
    place: PlaceOption = None,
    market: MarketOption = "permanent",
    window: WindowOption = 6,
    as_of: AsOfOption = None,
    since: Annotated[
        str | None, typer.Option(metavar="YYYY-MM", help="Only periods that end in this month or later.")
    ] = None,
    shows_all: Annotated[bool, typer.Option("--all", help="Every period, not only the newest.")] = False,
    as_json_text: JsonOption = False,
) -> None:
    """Show demand and pay of a role over time.

    A row per period, newest first; each figure has its flags, which a legend explains.

    \b
    Examples:
      jobtrends trend java
      jobtrends trend "Backend Developer" --place London --since 2024-01
      jobtrends trend java --as-of 2025-10-31 --json
    """
    known_on, first = day_of(as_of, "--as-of"), first_day(since, "--since") if since else None
    from jobtrends_pipeline.cli import flags
    from jobtrends_pipeline.cli.held import Choice, find_series, published
    from jobtrends_pipeline.cli.trend_view import as_document, read_trend, show_trend

    with published() as connection:
        series = find_series(connection, role, Choice(market, window, place))
        found = read_trend(connection, series, known_on, first)
    if not (found.demand or found.pay):
        since_when = f" since {since}" if since else ""
        show.fail(f"no period of {series.title} is known{since_when}")
    if as_json_text:
        flags.say_json(as_document(found))
    else:
        show_trend(found, shows_all=shows_all)
