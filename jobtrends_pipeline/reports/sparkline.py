"""Sparklines: series as word-sized lines, in inline SVG without script and style.

The message of a line is its text alternative.
"""

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

WIDTH, HEIGHT, MARGIN = 104, 26, 3
MOST_POINTS = 48
"""Points on a line of `WIDTH`; a longer one has as many more."""
Point = tuple[date, float]


def sparkline(points: Sequence[Point], message: str, width: int = WIDTH) -> Markup:
    """Return the line of a series in time order; empty for fewer than two points.

    Args:
        points: Dates, in order, and values of one unit.
        message: Message of the line in words.
        width: Pixels.
    """
    if len(points) < 2:
        return Markup("")
    kept = thinned(points, MOST_POINTS * width // WIDTH)
    first, last = kept[0][0].toordinal(), kept[-1][0].toordinal()
    least, most = min(value for _, value in kept), max(value for _, value in kept)
    places = [
        (
            _along(when.toordinal() - first, last - first, width),
            HEIGHT - _along(value - least, most - least, HEIGHT),
        )
        for when, value in kept
    ]
    drawn = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    return Markup(
        '<svg class="spark" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img">'
        '<title>{message}</title><polyline points="{points}"/><circle cx="{x}" cy="{y}" r="2.5"/></svg>'
    ).format(
        width=width, height=HEIGHT, message=message, points=drawn, x=f"{places[-1][0]:.1f}", y=f"{places[-1][1]:.1f}"
    )


def thinned(points: Sequence[Point], most: int) -> list[Point]:
    """Return at most `most` points: the first, and the last of each equal time span."""
    if len(points) <= most:
        return list(points)
    start, span = points[0][0].toordinal(), (points[-1][0] - points[0][0]).days
    last_of_span = {(when.toordinal() - start) * (most - 1) // (span + 1): (when, value) for when, value in points}
    return sorted({points[0], *last_of_span.values()})


def _along(value: float, span: float, size: int) -> float:
    """Return the position of a value on an axis of `size` pixels, between the margins.

    Args:
        value: Distance from the least value.
        span: Distance of the largest value; 0 where all are equal, then the position is the middle.
        size: Width or height, pixels.
    """
    room = size - 2 * MARGIN
    return MARGIN + (value / span * room if span else room / 2)
