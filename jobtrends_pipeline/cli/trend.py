"""`jobtrends trend`: demand and pay of a role over time."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

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

if TYPE_CHECKING:
    from jobtrends_pipeline.library.series import Choice

USUAL_WINDOW = 6


def trend(  # noqa: PLR0913  # an option each
    role: RoleArgument,
    *,
    place: PlaceOption = None,
    market: MarketOption = "permanent",
    window: WindowOption = USUAL_WINDOW,
    as_of: AsOfOption = None,
    since: Annotated[
        str | None, typer.Option(metavar="YYYY-MM", help="Only periods that end in this month or later.")
    ] = None,
    shows_all: Annotated[bool, typer.Option("--all", help="Every period, not only the newest.")] = False,
    is_monthly: Annotated[
        bool, typer.Option("--monthly", help="Demand by month since 2004, read from chart images; another measure.")
    ] = False,
    market_series: Annotated[
        str | None,
        typer.Option(help="With --monthly: permanent, contract or all jobs; by default those of --market."),
    ] = None,
    as_json_text: JsonOption = False,
) -> None:
    """Show demand and pay of a role over time.

    A row per period, newest first; each figure has its flags, which a legend explains.

    \b
    Examples:
      jobtrends trend java
      jobtrends trend "Backend Developer" --place London --since 2024-01
      jobtrends trend java --as-of 2025-10-31 --json
      jobtrends trend java --monthly --market-series all --since 2015-01
    """
    known_on, first = day_of(as_of, "--as-of"), first_day(since, "--since") if since else None
    if is_monthly:
        if window != USUAL_WINDOW:
            show.fail("--window does not go with --monthly: a chart is one moving average")
        _monthly(role, (_series_of(market_series or market), place), known_on, first, (shows_all, as_json_text))
        return
    if market_series is not None:
        show.fail("--market-series goes with --monthly: pages are of a --market")
    from jobtrends_pipeline.library.series import Choice

    _by_period(role, Choice(market, window, place), known_on, first, (shows_all, as_json_text))


def _by_period(role: str, choice: "Choice", known_on: date | None, since: date | None, how: tuple[bool, bool]) -> None:
    """Show the periods that pages print.

    Args:
        role: Key, name or alias; `role@publisher` for own adverts.
        choice: Market, window and place.
        known_on: Day whose knowledge is shown; null for the latest.
        since: First period end; null for all.
        how: Whether all periods are shown, and whether as JSON.
    """
    from jobtrends_pipeline.cli import flags
    from jobtrends_pipeline.cli.trend_view import show_trend
    from jobtrends_pipeline.config.paths import DataPaths
    from jobtrends_pipeline.library.published import published
    from jobtrends_pipeline.library.series import find_series
    from jobtrends_pipeline.library.trends import as_document, read_trend

    shows_all, as_json_text = how
    with published(DataPaths.load()) as held:
        series = find_series(held, role, choice)
        found = read_trend(held, series, known_on, since)
    if not (found.demand or found.pay):
        since_when = f" since {since:%Y-%m}" if since else ""
        show.fail(f"no period of {series.title} is known{since_when}")
    if as_json_text:
        flags.say_json(as_document(found))
    else:
        show_trend(found, shows_all=shows_all)


def _series_of(name: str) -> str:
    from jobtrends_pipeline.tables.charts import MARKET_SERIES

    if name not in MARKET_SERIES:
        show.fail(f"charts have no series {name!r}: name one of {', '.join(MARKET_SERIES)}")
    return name


def _monthly(
    role: str, chosen: tuple[str, str | None], known_on: date | None, since: date | None, how: tuple[bool, bool]
) -> None:
    """Show the monthly series of a role.

    Args:
        role: Key, name or alias.
        chosen: Market series and place.
        known_on: Day by which the images were captured; null for all.
        since: First month; null for all.
        how: Whether all months are shown, and whether as JSON.
    """
    from jobtrends_pipeline.cli import flags
    from jobtrends_pipeline.cli.monthly_view import show_months
    from jobtrends_pipeline.config.paths import DataPaths
    from jobtrends_pipeline.library.months import as_document, read_months
    from jobtrends_pipeline.library.published import published

    shows_all, as_json_text = how
    with published(DataPaths.load()) as held:
        months = read_months(held, role, chosen, known_on, since)
    if as_json_text:
        flags.say_json(as_document(months))
    else:
        show_months(months, shows_all=shows_all)
