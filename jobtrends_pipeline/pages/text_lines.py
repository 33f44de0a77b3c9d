"""Lines of a text capture as rows of a summary: their parts, cells and blanks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple

from jobtrends_pipeline.pages.cells import CHANGE_PCT, RANK_CHANGE
from jobtrends_pipeline.pages.labels import Label
from jobtrends_pipeline.pages.outline import CUT_OFF, Cell
from jobtrends_pipeline.pages.text_figures import FIGURES, FIGURES_ONLY, LABEL_AND_FIGURES, is_shaped

WINDOWS = 3


_LONGEST_LINE = 500


_SIGNS = ("+", "-", "\u2212", "\u2013")


class Line(NamedTuple):
    """Line of a capture. A tuple for speed.

    Attributes:
        text: Its text without pipes.
        cells: Its cells, if pipes or tabs separate them.
        gap: Number of blank lines before it.
        is_row: Whether it is a complete row of a summary table, joined from its lines.
    """

    text: str
    cells: tuple[Cell, ...] = ()
    gap: int = 0
    is_row: bool = False


@dataclass(slots=True)
class Row:
    """Row under construction: its words and figures so far, and their lines."""

    words: list[str] = field(default_factory=list)
    figures: list[str] = field(default_factory=list)
    gaps: list[int] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    is_shown: bool = False
    is_beside: bool = False
    label: Label | None = None


def parts(line: Line) -> tuple[str, list[str] | None, bool]:
    """Split a line into words and figures.

    Returns:
        The words at its start; its figures, null if the line can be no row; and whether pipes or tabs show its cells.
    """
    if len(line.text) > _LONGEST_LINE:
        return line.text, [], False
    if line.cells:
        texts = [cell.text for cell in line.cells]
        start = next((number for number, text in enumerate(texts) if _is_figures(text)), len(texts))
        if all(map(_is_figures, texts[start:])):
            return " ".join(texts[:start]), _shown(texts[start:]), True
        return ("", None, True) if texts[0] else (line.text, [], False)
    if FIGURES_ONLY.fullmatch(line.text):
        return "", FIGURES.findall(line.text), False
    match = LABEL_AND_FIGURES.fullmatch(line.text)
    return (match["label"], FIGURES.findall(match["figures"]), False) if match else (line.text, [], False)


def is_change(text: str) -> bool:
    """Check whether a figure may be a change: signed, zero, or a dash."""
    is_shown = is_shaped(text, CHANGE_PCT) or is_shaped(text, RANK_CHANGE)
    return is_shown and (text[:1] in _SIGNS or text == "0")


def _is_figures(text: str) -> bool:
    return not text or FIGURES_ONLY.fullmatch(text) is not None


def _shown(texts: list[str]) -> list[str]:
    """Return the figures of cells that pipes or tabs show.

    Blank cells count only if each window has one cell.
    """
    split = [figure for text in texts for figure in (FIGURES.findall(text) or [""])]
    figures = [figure for figure in split if figure]
    return figures if len(figures) >= WINDOWS or len(split) > WINDOWS + 1 else split


def mark_cut(last: Row, rows: Sequence[Line | Row], *, is_cut: bool) -> None:
    """Mark the cells that the end of the capture has cut off.

    The cells before them keep their positions.
    """
    others = (row for row in rows if isinstance(row, Row) and row is not last)
    is_whole = all(len(row.figures) == WINDOWS or (row.label and row.label.is_change) for row in others)
    if len(last.figures) > WINDOWS and is_cut:
        last.figures.pop()  # the start of the next label, such as `90th Percentile`
    elif is_cut:
        last.figures[-1] = CUT_OFF
    if is_whole or last.is_shown:
        last.figures += [CUT_OFF] * (WINDOWS - len(last.figures))
    last.gaps = [0] * len(last.figures)


def lines_of(rows: Sequence[Line | Row]) -> Iterator[Line]:
    """Yield rows as lines with cells, and all other lines as they are."""
    counts_blanks = _counts_blanks(rows)
    number = 0
    for is_row, run in groupby(rows, key=lambda one: isinstance(one, Row)):
        held = list(run)
        is_table = is_row and any(isinstance(one, Row) and one.label for one in held)
        for position, row in enumerate(held, number):
            if isinstance(row, Line):
                yield row
                continue
            figures = _with_blanks(row, _gap_after(rows, position)) if counts_blanks else row.figures
            if is_table and (row.label or len(figures) == WINDOWS):
                cells = (Cell.of_lines(tuple(row.words)), *map(Cell, figures))
                yield Line(" ".join((*row.words, *figures)), cells, row.lines[0].gap, is_row=True)
            else:
                yield from row.lines
        number += len(held)


def _counts_blanks(rows: Sequence[Line | Row]) -> bool:
    """Check whether blank lines stand for blank cells.

    This is so in captures with one cell a line in which complete rows have no blank lines inside or after them.
    """
    whole = [
        (row, _gap_after(rows, number))
        for number, row in enumerate(rows)
        if isinstance(row, Row) and len(row.figures) == WINDOWS and len(row.lines) > WINDOWS
    ]
    return len(whole) >= WINDOWS and all(not any(row.gaps) and not gap for row, gap in whole)


def _gap_after(rows: Sequence[Line | Row], number: int) -> int:
    """Return the number of blank lines between a row and a row that follows it."""
    following = rows[number + 1] if number + 1 < len(rows) else None
    return following.lines[0].gap if isinstance(following, Row) else 0


def _with_blanks(row: Row, gap_after: int) -> list[str]:
    """Return the cells of a row, with a blank cell for each blank line.

    The blank cells are added only if that gives one cell for each window.
    """
    cells: list[str] = []
    for text, gap in zip(row.figures, row.gaps, strict=True):
        cells += [*[""] * gap, text]
    cells += [""] * gap_after
    return cells if len(cells) == WINDOWS else row.figures
