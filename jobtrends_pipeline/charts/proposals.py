"""Proposals of missing bitmaps, from what an even scale says of a label.

A person decides whether to add one to `glyphs.txt`; the reader never takes one by itself.
"""

from collections.abc import Callable, Iterator
from fractions import Fraction

from jobtrends_pipeline.charts.glyphs import glyph_text
from jobtrends_pipeline.charts.labels import Label

_MOST_UNREAD = 2
_FEWEST_READ = 2


def propose(labels: list[Label], grammar: Callable[[str], Fraction | None]) -> Iterator[str]:
    """Yield bitmaps of unknown pieces, in the form of `glyphs.txt`.

    Args:
        labels: Labels of one axis, in order, of which one or two are not read.
        grammar: Value of a label's text, or None if it is no label of this axis.
    """
    values = [grammar(label.text) if label.text else None for label in labels]
    read = [(place, value) for place, value in enumerate(values) if value is not None]
    unread = [place for place, value in enumerate(values) if value is None]
    if not 0 < len(unread) <= _MOST_UNREAD or len(read) < _FEWEST_READ:
        return
    (first, start), (second, value) = read[0], read[1]
    step = (value - start) / (second - first)
    if step == 0 or any(value != start + step * (place - first) for place, value in read):
        return
    example = max((label.text for label in labels if label.text), key=len)
    for place in unread:
        text = _written(start + step * (place - first), example)
        yield from _pieces(labels[place], text)


def _written(value: Fraction, example: str) -> str:
    """Write a value as the labels of an axis are written: 0%, 12.5%, 2015."""
    if not example.endswith("%"):
        return str(round(value))
    if value == 0:
        return "0%"
    decimals = len(example.partition(".")[2]) - 1
    return f"{float(value):.{max(decimals, 0)}f}%"


def _pieces(label: Label, text: str) -> Iterator[str]:
    """Yield the bitmaps of a label's unknown pieces, if the known agree."""
    pieces = label.pieces
    if len(pieces) == len(text) and all(piece.text in (None, mark) for piece, mark in zip(pieces, text, strict=True)):
        yield from (
            glyph_text(mark, piece.darkness) for piece, mark in zip(pieces, text, strict=True) if piece.text is None
        )
