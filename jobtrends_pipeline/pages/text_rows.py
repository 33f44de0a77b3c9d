"""Rows of the summary tables in a text capture, joined from their lines and cells.

A row is its label and the figures that follow: on one line or several, between pipes or tabs or on lines of their own,
possibly with an advertisement between label and figures.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from jobtrends_pipeline.pages.cells import CHANGE_PCT, KIND_OF_MEASURE, RANK_CHANGE
from jobtrends_pipeline.pages.labels import Label, read_label
from jobtrends_pipeline.pages.outline import CUT_OFF, Cell
from jobtrends_pipeline.pages.periods import BLANK_OLDEST_CELL_UNTIL, read_window
from jobtrends_pipeline.pages.place_names import SMALL_WORDS
from jobtrends_pipeline.pages.text_figures import FIGURE, FIGURES_ONLY, LABEL_AND_FIGURES, is_shaped

WINDOWS = 3
_MOST_PIECES, _LONGEST_ADVERT = 4, 8
"""Maximum of lines over which one label is broken; maximum of lines of an advertisement inside a row."""
_LONGEST_LINE, _LONGEST_PIECE = 500, 200
_MOST_ROWS, _MOST_CONFIRMED = 400, 100
"""Ten times the rows of a page; maximum of names searched for in its text. No page of the source has so many."""
_SENTENCE_ENDS = (".", ":", "!", "?")
_OPEN_TAILS = ("subject",)
_STARTS_OPEN = ("median_gbp", "comparison_place_change_pct")
"""Measures of which the end of the label alone, on a line of its own, is also a complete label."""
_MOST_PLACE_WORDS = 5
_MOST_FIGURES = 12
_SIGNS = ("+", "-", "\u2212", "\u2013")


@dataclass(frozen=True, slots=True)
class Line:
    """Line of a capture.

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
class _Row:
    """Row under construction: its words and figures so far, and their lines."""

    words: list[str] = field(default_factory=list)
    figures: list[str] = field(default_factory=list)
    gaps: list[int] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    is_shown: bool = False
    is_beside: bool = False
    label: Label | None = None


def summary_rows(lines: Sequence[Line], *, is_end: bool = False, is_cut: bool = False) -> list[Line]:
    """Return the lines of a capture, with each summary row as one line of cells.

    Args:
        lines: The lines before the lists.
        is_end: Whether the capture ends with them.
        is_cut: Whether the capture ends directly after their last character, which may belong to a longer figure.
    """
    rows = _Assembler(lines).rows()
    if is_end and rows and isinstance(rows[-1], _Row):
        _mark_cut(rows[-1], rows, is_cut=is_cut)
    return list(_lines_of(rows))


class _Assembler:
    """Assembler of rows, in one pass over the lines.

    Words are kept until figures follow, which show what part of the words is the label.
    """

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._flat = "\n".join(line.text for line in lines).casefold()
        self._counts: dict[str, int] = {}
        self._waiting: list[Line] = []
        self._open: _Row | None = None
        self._done: list[Line | _Row] = []
        window = read_window(self._flat)
        self._lacks_oldest = window is not None and window.end < BLANK_OLDEST_CELL_UNTIL

    def rows(self) -> list[Line | _Row]:
        """Return rows, and the lines between them, in order."""
        for number, line in enumerate(self._lines):
            words, figures, is_shown = _parts(line)
            starts_list = not words and _starts_list(self._lines, number)
            if figures and not words and self._is_beginning(line, number):
                words, figures = line.text, []
            if len(self._done) > _MOST_ROWS * WINDOWS or figures is None or starts_list:
                self._close()
                self._pass(line)
            elif words or self._open is None:
                self._close()
                self._begin(line, words, figures, is_shown=is_shown)
            else:
                self._continue(line, figures, is_shown=is_shown)
        self._close()
        self._flush()
        return self._done

    def _is_beginning(self, line: Line, number: int) -> bool:
        """Check whether a figure alone on a line begins the next label.

        An example is `90% offered a salary of more than`.
        """
        following = self._lines[number + 1].text[:1] if number + 1 < len(self._lines) else ""
        is_single = not line.cells and " " not in line.text
        return is_single and following.islower() and self._open is not None and len(self._open.figures) >= WINDOWS - 1

    def _pass(self, line: Line) -> None:
        self._flush()
        self._done.append(line)

    def _flush(self) -> None:
        self._done.extend(self._waiting)
        self._waiting.clear()

    def _begin(self, line: Line, words: str, figures: list[str], *, is_shown: bool) -> None:
        if not figures:
            self._waiting.append(line)
            return
        self._open = _Row([words] if words else [], [], [], [], is_beside=bool(words))
        self._continue(line, figures, is_shown=is_shown)

    def _continue(self, line: Line, figures: list[str], *, is_shown: bool) -> None:
        assert self._open is not None  # noqa: S101  # for mypy, the callers opened it
        self._open.lines.append(line)
        self._open.figures += figures
        self._open.gaps += [line.gap, *[0] * (len(figures) - 1)] if figures else []
        self._open.is_shown |= is_shown

    def _close(self) -> None:
        """End the open row.

        It becomes a row if its label is known or every window has a figure; otherwise its lines stay unchanged.
        """
        row, self._open = self._open, None
        if row is None:
            return
        if row.is_shown and sum(map(bool, row.figures)) == WINDOWS:
            row.figures = [text for text in row.figures if text]
            row.gaps = [0] * WINDOWS
        taken = self._named(row) if len(row.figures) <= _MOST_FIGURES else None
        if taken is None:
            self._waiting += row.lines
            return
        used = self._waiting[len(self._waiting) - taken :]
        del self._waiting[len(self._waiting) - taken :]
        blank = self._blank_rows() if row.label else []
        self._flush()
        self._done += blank
        row.lines = [*used, *row.lines]
        self._done.append(row)

    def _blank_rows(self) -> list[_Row]:
        """Return the labels directly before a row whose dashes were lost.

        Each becomes a row of blank cells.
        """
        rows: list[_Row] = []
        while self._waiting and not self._waiting[-1].cells:
            line = self._waiting[-1]
            label = read_label(line.text)
            names = [label.groups[name] for name in ("subject", "place") if name in label.groups] if label else []
            if (
                label is None
                or label.rule.scope == "comparison"
                or not all(self._is_printed(name, [line.text]) for name in names)
            ):
                break
            self._waiting.pop()
            rows.insert(0, _Row([line.text], [""] * WINDOWS, [0] * WINDOWS, [line], label=label))
        return rows

    def _named(self, row: _Row) -> int | None:
        """Find the label of a row among the words before its figures.

        Returns:
            The number of waiting lines that the label uses; null if the figures are no row.
        """
        pieces = [*self._waiting[-_LONGEST_ADVERT - _MOST_PIECES :]]
        own = row.words[0] if row.words else None
        texts = [*(line.text for line in pieces), *([own] if own else [])]
        gaps = [*(line.gap for line in pieces), *([row.lines[0].gap] if own else [])]
        ends = [len(texts)] if own else range(len(texts), max(0, len(texts) - _LONGEST_ADVERT - 1), -1)
        for end in ends:
            found = self._label_ending(texts[:end], gaps[:end], row)
            if found and (end == len(texts) or _fits(found[1], row.figures)):
                start, row.label, label = found
                row.words = [label, *texts[end:]]
                return len(texts) - start - bool(own)
        if self._lacks_oldest and len(row.figures) == WINDOWS - 1 and all(map(_is_change, row.figures)):
            row.figures, row.gaps = [*row.figures, ""], [*row.gaps, 0]
        if not row.is_shown and len(row.figures) != WINDOWS:
            return None
        if own or not pieces or len(pieces[-1].text) > _LONGEST_PIECE:
            return 0 if own and len(row.figures) == WINDOWS else None
        row.words = [pieces[-1].text]
        return 1

    def _label_ending(self, texts: list[str], gaps: list[int], row: _Row) -> tuple[int, Label, str] | None:
        """Find the label at the end of some lines.

        Returns:
            Number of the line on which it begins, its meaning, and its words; null if no label is found.
        """
        best: tuple[int, Label, str] | None = None
        for count in range(1, min(_MOST_PIECES, len(texts)) + 1):
            start = len(texts) - count
            if texts[start].endswith(_SENTENCE_ENDS) or (count > 1 and gaps[start + 1]):
                break
            words = " ".join(texts[start:])
            label = read_label(words)
            if count == 1 and len(row.figures) > WINDOWS and (label is None or label.groups.get("subject")):
                words = " ".join((words, *row.figures[:-WINDOWS]))
                longer = read_label(words)
                if longer and self._is_printed(longer.groups.get("subject", ""), texts):
                    label, row.figures, row.gaps = longer, row.figures[-WINDOWS:], row.gaps[-WINDOWS:]
            if label and (count == 1 or self._is_broken_label(label, texts[start:], row)):
                best = start, label, words
                if label.measure not in _STARTS_OPEN and _fits(label, row.figures):
                    break
        return best

    def _is_broken_label(self, label: Label, texts: list[str], row: _Row) -> bool:
        """Check whether joined lines are one label.

        It must fit the figures, and its names must occur elsewhere too.
        """
        if not _fits(label, row.figures):
            return False
        place = label.groups.get("place", "")
        if label.measure == "median_gbp":
            return not place or _is_place(place)
        names = [label.groups[name] for name in _OPEN_TAILS if name in label.groups]
        return all(self._is_printed(name, texts) for name in (*names, *([place] if place else [])))

    def _is_printed(self, name: str, texts: list[str]) -> bool:
        """Check whether a name also occurs on a line other than those it was read from."""
        sought = name.casefold()
        if sought not in self._counts and len(self._counts) < _MOST_CONFIRMED:
            self._counts[sought] = self._flat.count(sought)
        return bool(name) and self._counts.get(sought, 0) > any(sought in text.casefold() for text in texts)


def _parts(line: Line) -> tuple[str, list[str] | None, bool]:
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
        return "", re.findall(FIGURE, line.text), False
    match = LABEL_AND_FIGURES.fullmatch(line.text)
    return (match["label"], re.findall(FIGURE, match["figures"]), False) if match else (line.text, [], False)


def _is_change(text: str) -> bool:
    """Check whether a figure may be a change: signed, zero, or a dash."""
    is_shown = is_shaped(text, CHANGE_PCT) or is_shaped(text, RANK_CHANGE)
    return is_shown and (text[:1] in _SIGNS or text == "0")


def _is_figures(text: str) -> bool:
    return not text or FIGURES_ONLY.fullmatch(text) is not None


def _shown(texts: list[str]) -> list[str]:
    """Return the figures of cells that pipes or tabs show.

    Blank cells count only if each window has one cell.
    """
    split = [figure for text in texts for figure in (re.findall(FIGURE, text) or [""])]
    figures = [figure for figure in split if figure]
    return figures if len(figures) >= WINDOWS or len(split) > WINDOWS + 1 else split


def _starts_list(lines: Sequence[Line], number: int) -> bool:
    """Check whether a line is the rank of a skill, followed by its count and share."""
    following = lines[number + 1].text if number + 1 < len(lines) else ""
    return bool(re.fullmatch(r"\d{1,3}", lines[number].text) and re.match(r"[\d,]+\s*\(\s*[\d.]+\s?%", following))


def _fits(label: Label, figures: Sequence[str]) -> bool:
    """Check whether figures have the shape of a label's measure; a dash always has."""
    return all(is_shaped(text, KIND_OF_MEASURE[label.measure]) for text in figures)


def _is_place(name: str) -> bool:
    """Check whether words can be a place's name.

    They must be few, and capitalised except for `of`, `upon` and the like.
    """
    words = name.split()
    return len(words) <= _MOST_PLACE_WORDS and all(word[0].isupper() or word in SMALL_WORDS for word in words)


def _mark_cut(last: _Row, rows: Sequence[Line | _Row], *, is_cut: bool) -> None:
    """Mark the cells that the end of the capture has cut off.

    The cells before them keep their positions.
    """
    others = (row for row in rows if isinstance(row, _Row) and row is not last)
    is_whole = all(len(row.figures) == WINDOWS or (row.label and row.label.is_change) for row in others)
    if len(last.figures) > WINDOWS and is_cut:
        last.figures.pop()  # the start of the next label, such as `90th Percentile`
    elif is_cut:
        last.figures[-1] = CUT_OFF
    if is_whole or last.is_shown:
        last.figures += [CUT_OFF] * (WINDOWS - len(last.figures))
    last.gaps = [0] * len(last.figures)


def _lines_of(rows: Sequence[Line | _Row]) -> Iterator[Line]:
    counts_blanks = _counts_blanks(rows)
    number = 0
    for is_row, run in groupby(rows, key=lambda one: isinstance(one, _Row)):
        held = list(run)
        is_table = is_row and any(isinstance(one, _Row) and one.label for one in held)
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


def _counts_blanks(rows: Sequence[Line | _Row]) -> bool:
    """Check whether blank lines stand for blank cells.

    This is so in captures with one cell a line in which complete rows have no blank lines inside or after them.
    """
    whole = [
        (row, _gap_after(rows, number))
        for number, row in enumerate(rows)
        if isinstance(row, _Row) and len(row.figures) == WINDOWS and len(row.lines) > WINDOWS
    ]
    return len(whole) >= WINDOWS and all(not any(row.gaps) and not gap for row, gap in whole)


def _gap_after(rows: Sequence[Line | _Row], number: int) -> int:
    """Return the number of blank lines between a row and a row that follows it."""
    following = rows[number + 1] if number + 1 < len(rows) else None
    return following.lines[0].gap if isinstance(following, _Row) else 0


def _with_blanks(row: _Row, gap_after: int) -> list[str]:
    """Return the cells of a row, with a blank cell for each blank line.

    The blank cells are added only if that gives one cell for each window.
    """
    cells: list[str] = []
    for text, gap in zip(row.figures, row.gaps, strict=True):
        cells += [*[""] * gap, text]
    cells += [""] * gap_after
    return cells if len(cells) == WINDOWS else row.figures
