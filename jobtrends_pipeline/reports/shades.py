"""Light and dark shades of the charts' colours, from the report's style sheet."""

import re
from functools import cache
from pathlib import Path

from jobtrends_pipeline.reports.assets import STATIC, STYLE_SHEET

_ROOTS = re.compile(r":root \{(.*?)\}", re.DOTALL)
_SHADE = re.compile(r"--([a-z]+): (#[0-9a-f]{6})")
_TOKEN = re.compile(r'\[fill="(#[0-9a-f]{6})"\] \{ fill: var\(--([a-z]+)\)')
_ATTRIBUTE = re.compile(r'\b(fill|stroke)="(#[0-9a-f]{6})"')
_DARK = "@media screen and (prefers-color-scheme: dark)"


@cache
def style_sheet() -> str:
    """Return the text of the report's style sheet."""
    return (Path(STATIC) / STYLE_SHEET).read_text(encoding="utf-8")


def themed_style_sheet(*, is_dark: bool) -> str:
    """Return the style sheet with one theme, whatever the reader prefers."""
    return style_sheet().replace(_DARK, "@media all" if is_dark else "@media not all")


@cache
def shades(*, is_dark: bool) -> dict[str, str]:
    """Return the colours of a theme by their names in the style sheet."""
    light, dark = _ROOTS.findall(style_sheet())
    return dict(_SHADE.findall(light)) | (dict(_SHADE.findall(dark)) if is_dark else {})


def shaded(svg: str, *, is_dark: bool) -> str:
    """Replace the colours of `charts.py` in attributes of a drawing by their shades."""
    names, theme = dict(_TOKEN.findall(style_sheet())), shades(is_dark=is_dark)

    def shade(match: re.Match[str]) -> str:
        name = names.get(match[2])
        return f'{match[1]}="{theme[name]}"' if name else match[0]

    return _ATTRIBUTE.sub(shade, svg)
