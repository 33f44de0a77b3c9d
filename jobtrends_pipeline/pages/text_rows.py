"""Rows of the summary tables in a text capture, joined from their lines and cells.

A row is its label and the figures that follow: on one line or several, between pipes or tabs or on lines of their own,
possibly with an advertisement between label and figures.
"""

import re
from collections.abc import Sequence

from jobtrends_pipeline.pages.cells import KIND_OF_MEASURE
from jobtrends_pipeline.pages.labels import Label, read_label
from jobtrends_pipeline.pages.periods import BLANK_OLDEST_CELL_UNTIL, read_window
from jobtrends_pipeline.pages.place_names import SMALL_WORDS
from jobtrends_pipeline.pages.text_figures import is_shaped
from jobtrends_pipeline.pages.text_lines import WINDOWS, Line, Row, is_change, lines_of, mark_cut, parts

_MOST_PIECES, _LONGEST_ADVERT = 4, 8
"""Maximum of lines over which one label is broken; maximum of lines of an advertisement inside a row."""
_LONGEST_PIECE = 200
_MOST_ROWS, _MOST_CONFIRMED = 400, 100
"""Ten times the rows of a page; maximum of names searched for in its text. No page of the source has so many."""
_SENTENCE_ENDS = (".", ":", "!", "?")
_OPEN_TAILS = ("subject",)
_STARTS_OPEN = ("median_gbp", "comparison_place_change_pct")
"""Measures of which the end of the label alone, on a line of its own, is also a complete label."""
_MOST_PLACE_WORDS = 5
_MOST_FIGURES = 12


def summary_rows(lines: Sequence[Line], *, is_end: bool = False, is_cut: bool = False) -> list[Line]:
    """Return the lines of a capture, with each summary row as one line of cells.

    Args:
        lines: The lines before the lists.
        is_end: Whether the capture ends with them.
        is_cut: Whether the capture ends directly after their last character, which may belong to a longer figure.
    """
    rows = _Assembler(lines).rows()
    if is_end and rows and isinstance(rows[-1], Row):
        mark_cut(rows[-1], rows, is_cut=is_cut)
    return list(lines_of(rows))


class _Assembler:
    """Assembler of rows, in one pass over the lines.

    Words are kept until figures follow, which show what part of the words is the label.
    """

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._flat = "\n".join(line.text for line in lines).casefold()
        self._counts: dict[str, int] = {}
        self._waiting: list[Line] = []
        self._open: Row | None = None
        self._done: list[Line | Row] = []
        window = read_window(self._flat)
        self._lacks_oldest = window is not None and window.end < BLANK_OLDEST_CELL_UNTIL

    def rows(self) -> list[Line | Row]:
        """Return rows, and the lines between them, in order."""
        for number, line in enumerate(self._lines):
            words, figures, is_shown = parts(line)
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
        self._open = Row([words] if words else [], [], [], [], is_beside=bool(words))
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

    def _blank_rows(self) -> list[Row]:
        """Return the labels directly before a row whose dashes were lost.

        Each becomes a row of blank cells.
        """
        rows: list[Row] = []
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
            rows.insert(0, Row([line.text], [""] * WINDOWS, [0] * WINDOWS, [line], label=label))
        return rows

    def _named(self, row: Row) -> int | None:
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
        if self._lacks_oldest and len(row.figures) == WINDOWS - 1 and all(map(is_change, row.figures)):
            row.figures, row.gaps = [*row.figures, ""], [*row.gaps, 0]
        if not row.is_shown and len(row.figures) != WINDOWS:
            return None
        if own or not pieces or len(pieces[-1].text) > _LONGEST_PIECE:
            return 0 if own and len(row.figures) == WINDOWS else None
        row.words = [pieces[-1].text]
        return 1

    def _label_ending(self, texts: list[str], gaps: list[int], row: Row) -> tuple[int, Label, str] | None:
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

    def _is_broken_label(self, label: Label, texts: list[str], row: Row) -> bool:
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
