"""Markup of pictures: the SVG, and a page with the figures behind it."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from markupsafe import Markup

from jobtrends_pipeline.reports.figures import Figure
from jobtrends_pipeline.reports.render import _environment
from jobtrends_pipeline.reports.shades import themed_style_sheet
from jobtrends_pipeline.reports.skill_html import swatches


@cache
def key_words() -> Mapping[str, str]:
    """Return the words of the entries of keys, by name."""
    words: Mapping[str, str] = _environment().get_template("macros.html").module.key_words  # type: ignore[attr-defined]
    return words


def drawing(placed: Mapping[str, Any]) -> str:
    """Return the SVG of what `picture.picture_svg` has placed."""
    return _environment().get_template("picture.html").render(placed, swatches=swatches()).strip() + "\n"


def picture_page(title: str, svg: str, figures: Sequence[Figure], source: str, *, is_dark: bool) -> str:
    """Return a page that loads nothing: a picture, and its figures as tables.

    Args:
        title: Title of the page.
        svg: The picture, as `picture.picture_svg` makes it.
        figures: Its figures.
        source: Line that says whose figures they are.
        is_dark: Whether it has the dark theme of the report.
    """
    return (
        _environment()
        .get_template("plot.html")
        .render(
            title=title,
            drawing=Markup(svg),  # noqa: S704  # made by `drawing`, which escapes
            figures=figures,
            source=source,
            styles=Markup(themed_style_sheet(is_dark=is_dark)),  # noqa: S704  # our own
        )
    )
