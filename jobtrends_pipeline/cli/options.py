"""Options that several commands share."""

from datetime import date
from typing import Annotated

import typer

from jobtrends_pipeline.cli import show

RolesOption = Annotated[
    list[str] | None,
    typer.Option(metavar="ROLE", help="Only this role; may be repeated. All roles of the watchlist by default."),
]
RoleArgument = Annotated[
    str, typer.Argument(help="Key, name or alias of a role; role@publisher for one's own adverts.")
]
PlaceOption = Annotated[
    str | None, typer.Option(help="Place; by default the UK, or without the UK the place with most adverts.")
]
MarketOption = Annotated[str, typer.Option(help="permanent or contract.")]
WindowOption = Annotated[int, typer.Option(help="Length of the windows in months: 6 or 3.")]
AsOfOption = Annotated[
    str | None, typer.Option(metavar="YYYY-MM-DD", help="As it was known on a day: from pages published by then.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


def day_of(text: str | None, option: str) -> date | None:
    """Return the day that an option names; end the command if it names none."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        show.fail(f"{option} {text!r} is no day: write it as 2026-02-15")
