"""A series as a line the size of a word: inline SVG with its message as text alternative, no script and no style."""

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

WIDTH, HEIGHT, MARGIN = 104, 26, 3
MOST_POINTS = 48
Point = tuple[date, float]


def sparkline(points: Sequence[Point], message: str) -> Markup:
    """The line of a series in order of time; nothing for fewer than two points.

    Args:
        points: Dates, in order, and values of one unit.
        message: What the line shows, in words.
    """
    if len(points) < 2:
        return Markup("")
    kept = thinned(points, MOST_POINTS)
    first, last = kept[0][0].toordinal(), kept[-1][0].toordinal()
    least, most = min(value for _, value in kept), max(value for _, value in kept)
    places = [
        (
            _along(when.toordinal() - first, last - first, WIDTH),
            HEIGHT - _along(value - least, most - least, HEIGHT),
        )
        for when, value in kept
    ]
    drawn = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    return Markup(
        '<svg class="spark" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img">'
        '<title>{message}</title><polyline points="{points}"/><circle cx="{x}" cy="{y}" r="2.5"/></svg>'
    ).format(
        width=WIDTH, height=HEIGHT, message=message, points=drawn, x=f"{places[-1][0]:.1f}", y=f"{places[-1][1]:.1f}"
    )


def thinned(points: Sequence[Point], most: int) -> list[Point]:
    """At most so many points: the last of each of as many equal spans of time, and the first of all."""
    if len(points) <= most:
        return list(points)
    start, span = points[0][0].toordinal(), (points[-1][0] - points[0][0]).days
    last_of_span = {(when.toordinal() - start) * (most - 1) // (span + 1): (when, value) for when, value in points}
    return sorted({points[0], *last_of_span.values()})


def _along(value: float, span: float, size: int) -> float:
    """Where a value lies between the margins; in the middle where all values are one."""
    room = size - 2 * MARGIN
    return MARGIN + (value / span * room if span else room / 2)
