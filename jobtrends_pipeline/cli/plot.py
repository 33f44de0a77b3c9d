"""`jobtrends plot`: a picture of figures for slides."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jobtrends_pipeline.cli import show
from jobtrends_pipeline.cli.months import first_day
from jobtrends_pipeline.cli.options import AsOfOption, MarketOption, PlaceOption, WindowOption, day_of

if TYPE_CHECKING:
    from jobtrends_pipeline.reports.picture import Picture


class FigureName(StrEnum):
    """Figure of a picture."""

    PAY = "pay"
    HOURLY = "hourly"
    DEMAND = "demand"
    RANK = "rank"
    INDEX = "index"
    PREMIUM = "premium"
    HISTOGRAM = "histogram"
    MONTHLY = "monthly"


OF_ONE = frozenset(FigureName) - {FigureName.INDEX}
OF_SEVERAL = (FigureName.PAY, FigureName.HOURLY, FigureName.DEMAND, FigureName.RANK, FigureName.INDEX)
SUFFIXES = (".svg", ".png", ".html")
MOST_ABREAST = 2


def plot(  # noqa: PLR0913  # an option each
    roles: Annotated[
        list[str],
        typer.Argument(
            help="Keys, names or aliases of roles; role@publisher for one's own adverts.", metavar="ROLE..."
        ),
    ],
    *,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="File to write: .svg, .png or .html.")],
    figure: Annotated[
        list[FigureName] | None,
        typer.Option(
            metavar="FIGURE",
            help="pay, hourly, demand or rank; of one role also premium, histogram or monthly, of several index. "
            "One role may have two. By default pay and demand of one role, pay of several.",
        ),
    ] = None,
    place: PlaceOption = None,
    market: MarketOption = "permanent",
    window: WindowOption = 6,
    as_of: AsOfOption = None,
    since: Annotated[
        str | None, typer.Option(metavar="YYYY-MM", help="Only periods that end in this month or later.")
    ] = None,
    is_dark: Annotated[bool, typer.Option("--dark", help="The dark theme of the report.")] = False,
) -> None:
    """Draw a picture of one role, or of several side by side, for slides.

    It is drawn as in the report, 16:9, with its errors, source, licence and date in it. One role shows pay by
    percentiles and demand over time, several their medians with errors and whether they differ. PNG has 2560 x 1440
    pixels; HTML loads nothing and has the figures as a table too.

    \b
    Examples:
      jobtrends plot java -o java.svg
      jobtrends plot java --figure demand --as-of 2025-10-31 -o java.png
      jobtrends plot java python data-engineer@mine --dark -o compared.html
      jobtrends plot java --figure monthly -o months.svg
    """
    if output.suffix.lower() not in SUFFIXES:
        show.fail(f"{str(output)!r} does not end in {', '.join(SUFFIXES)}: the ending says what is drawn")
    names = _checked(list(dict.fromkeys(figure or ())), len(roles))
    known_on, first = day_of(as_of, "--as-of"), first_day(since, "--since") if since else None
    from jobtrends_pipeline.cli.plotted import When, comparison_of, picture_of
    from jobtrends_pipeline.config.paths import DataPaths
    from jobtrends_pipeline.library.published import published
    from jobtrends_pipeline.library.series import Choice

    choice, when = Choice(market, window, place), When(known_on, first)
    with published(DataPaths.load()) as held:
        if len(roles) > 1:
            picture = comparison_of(held, roles, choice, next(iter(names), "pay"), when)
        else:
            picture = picture_of(held, roles[0], choice, names, when)
    _write(picture, output, is_dark=is_dark)
    show.say(f"Wrote      {output}")


def _checked(names: list[FigureName], role_count: int) -> list[str]:
    """Return the figures asked for; end the command if they do not go together."""
    allowed, most, what = (OF_SEVERAL, 1, "several roles") if role_count > 1 else (OF_ONE, MOST_ABREAST, "one role")
    wrong = [name.value for name in names if name not in allowed]
    if wrong:
        held = ", ".join(name.value for name in FigureName if name in allowed)
        show.fail(f"--figure {wrong[0]} is not of {what}: name one of {held}")
    if len(names) > most:
        show.fail(f"a picture of {what} has at most {most} --figure")
    if FigureName.MONTHLY in names and len(names) > 1:
        show.fail("--figure monthly stands alone: it is another measure than what pages print")
    return [name.value for name in names]


def _write(picture: "Picture", path: Path, *, is_dark: bool) -> None:
    """Write a picture completely or not at all, in the format of its ending."""
    from jobtrends_pipeline.files import write_whole
    from jobtrends_pipeline.reports.picture import picture_png, picture_svg
    from jobtrends_pipeline.reports.picture_html import picture_page

    svg = picture_svg(picture, is_dark=is_dark)
    content: str | bytes = svg
    if path.suffix.lower() == ".png":
        content = picture_png(svg)
    elif path.suffix.lower() == ".html":
        figures = [panel.figure for panel in picture.panels]
        content = picture_page(picture.title, svg, figures, picture.source, is_dark=is_dark)
    try:
        write_whole(path, content)
    except OSError as error:
        show.fail(f"{str(path)!r} cannot be written: {error.strerror}; name a file in a folder of yours")
