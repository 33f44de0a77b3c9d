"""Explanation of a chart's reading to a person: its parts, and what it lacks.

Its purpose is that a new layout, or a bitmap nobody has seen yet, is soon declared.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from jobtrends_pipeline.base.errors import confined
from jobtrends_pipeline.charts.container import Container, inspect
from jobtrends_pipeline.charts.errors import UnreadableChartError
from jobtrends_pipeline.charts.frame import Frame, find_frame
from jobtrends_pipeline.charts.glyphs import Bank, known_glyphs
from jobtrends_pipeline.charts.identify import file_key, image_key
from jobtrends_pipeline.charts.labels import Label, x_labels, y_labels
from jobtrends_pipeline.charts.layouts import LAYOUTS, Layout
from jobtrends_pipeline.charts.picture import Pixels, decode
from jobtrends_pipeline.charts.proposals import propose
from jobtrends_pipeline.charts.read import read_chart

_MOST_COLOURS = 12
_MOST_LABELS = 40


@dataclass(frozen=True, slots=True)
class ChartExplanation:
    """Result of reading a chart, with the evidence for it.

    Attributes:
        outcome: `read`, `unknown_layout` or `refused`.
        reason: Why it is not read, in one line; empty if it is.
        key: What tells its layout from others; empty if it is no image.
        colours: The most frequent colours as red, green and blue, with their numbers of pixels.
        frame: Parts of the frame and their places, one line each.
        labels: Labels of the axes, with a question mark for each piece that is not known.
        proposals: Bitmaps to add to `glyphs.txt`, in the form that file has, if they are right.
        missing: What is missing for reading it, one line each.
    """

    outcome: str
    reason: str
    key: str
    colours: tuple[tuple[tuple[int, int, int], int], ...] = ()
    frame: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    proposals: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    def lines(self) -> list[str]:
        """Return the explanation as lines of plain text."""
        found = [f"outcome    {self.outcome}"]
        found += [f"reason     {self.reason}"] if self.reason else []
        found += [f"layout     {self.key}"] if self.key else []
        found += [f"colour     {colour}: {count:,} pixels" for colour, count in self.colours]
        found += [f"frame      {line}" for line in self.frame]
        found += [f"label      {line}" for line in self.labels]
        found += [f"missing    {line}" for line in self.missing]
        for proposal in self.proposals:
            found += ["proposal   for glyphs.txt, if the picture shows this character:", *proposal.split("\n")]
        return found


def explain_chart(content: bytes) -> ChartExplanation:
    """Explain the reading of a chart image; never fails because of its content.

    Args:
        content: The file as captured.
    """
    reading = read_chart(content)
    try:
        with confined(UnreadableChartError):
            container = inspect(content)
            pixels = decode(content, container)
            if container.size in {layout.size for layout in LAYOUTS}:
                return _explained(reading.outcome, reading.reason, pixels, container)
            return ChartExplanation(
                reading.outcome,
                reading.reason,
                file_key(container),
                tuple(_colours(pixels)),
                missing=("a layout of images of this size in `layouts.py`",),
            )
    except UnreadableChartError as error:
        more = [str(error)] if str(error) != reading.reason else []
        return ChartExplanation(reading.outcome, reading.reason, reading.layout, missing=tuple(more))


def _explained(outcome: str, reason: str, pixels: Pixels, container: Container) -> ChartExplanation:
    """Explain an image that has the size of some layout, as far as that layout goes."""
    layout, bank = next(layout for layout in LAYOUTS if layout.size == container.size), known_glyphs()
    missing = [] if outcome == "read" else list(_lacking(outcome, layout))
    frame: tuple[str, ...] = ()
    across, down = x_labels(pixels, layout, bank), list[Label]()
    try:
        found = find_frame(pixels, layout)
        frame, down = tuple(_frame_lines(found)), y_labels(pixels, layout, found, bank)
    except UnreadableChartError as error:
        missing.append(str(error))
    missing += [f"the bitmap of a character: {label.shown}" for label in (*down, *across) if label.text is None]
    proposals = [*propose(down, lambda text: _share(text, layout)), *propose(across, _year)]
    return ChartExplanation(
        outcome,
        reason,
        image_key(pixels, container),
        tuple(_colours(pixels)),
        frame,
        tuple(_label_lines(down, across, bank)),
        tuple(dict.fromkeys(proposals)),
        tuple(missing),
    )


def _lacking(outcome: str, layout: Layout) -> Iterator[str]:
    if outcome == "unknown_layout":
        yield f"a layout with this legend in `layouts.py`; parts are explained as far as {layout.name} has them"


def _colours(pixels: Pixels) -> Iterator[tuple[tuple[int, int, int], int]]:
    red, green, blue = pixels.astype(np.int64)
    codes, counts = np.unique(red * 65536 + green * 256 + blue, return_counts=True)
    for place in np.argsort(-counts, kind="stable")[:_MOST_COLOURS]:
        code = int(codes[place])
        yield (code >> 16, code >> 8 & 255, code & 255), int(counts[place])


def _frame_lines(frame: Frame) -> Iterator[str]:
    yield f"axis line to column {frame.end}"
    yield f"{len(frame.ticks)} ticks at columns {', '.join(map(str, frame.ticks))}"
    yield f"{len(frame.rows)} grid lines at rows {', '.join(map(str, frame.rows))}"


def _label_lines(down: list[Label], across: list[Label], bank: Bank) -> Iterator[str]:
    for name, labels in (("share", down), ("year", across)):
        for label in labels[:_MOST_LABELS]:
            exact = sum(bank.exact(piece.darkness) is not None for piece in label.pieces)
            yield (
                f"{name} {label.shown} at column {label.middle:.0f}, row {label.rows[0]}:"
                f" {len(label.pieces)} pieces, {exact} as seen before"
            )


def _share(text: str, layout: Layout) -> Fraction | None:
    found = re.fullmatch(layout.y_label, text)
    return Fraction(found[1]) if found else None


def _year(text: str) -> Fraction | None:
    return Fraction(text) if re.fullmatch(r"\d{4}", text) else None
