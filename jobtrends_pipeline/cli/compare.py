"""`jobtrends compare`: roles side by side on a day."""

from typing import Annotated

import typer

from jobtrends_pipeline.cli import show
from jobtrends_pipeline.cli.options import (
    JsonOption,
    MarketOption,
    PlaceOption,
    WindowOption,
    day_of,
)


def compare(
    roles: Annotated[list[str], typer.Argument(help="Two roles or more: keys, names or aliases.", metavar="ROLE...")],
    *,
    on: Annotated[
        str | None,
        typer.Option(metavar="YYYY-MM-DD", help="Day; by default the latest that all roles have a period near."),
    ] = None,
    place: PlaceOption = None,
    market: MarketOption = "permanent",
    window: WindowOption = 6,
    as_json_text: JsonOption = False,
) -> None:
    """Show roles side by side on a day.

    Of each role the period is shown that ends nearest to the day, within 15 days.

    \b
    Examples:
      jobtrends compare java "Backend Developer"
      jobtrends compare java backend-developer --on 2025-02-10 --json
    """
    day = day_of(on, "--on")
    if len(roles) < 2:
        show.fail("name two roles or more: one alone is shown by `jobtrends trend`")
    from jobtrends_pipeline.cli import flags
    from jobtrends_pipeline.cli.compare_view import show_comparison
    from jobtrends_pipeline.config.paths import DataPaths
    from jobtrends_pipeline.library.comparison import as_document, read_comparison
    from jobtrends_pipeline.library.published import published
    from jobtrends_pipeline.library.series import Choice

    with published(DataPaths.load()) as held:
        found = read_comparison(held, roles, Choice(market, window, place), day)
    if as_json_text:
        flags.say_json(as_document(found))
    else:
        show_comparison(found)
