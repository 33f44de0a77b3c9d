"""Outline of a plain-text capture.

Text has no markup, so rows are distinguished from prose by their figures. Rows are printed on one line with cells
separated by spaces, with cells in Markdown pipes, or with one cell a line.
"""

import re
from collections.abc import Iterator

from jobtrends_pipeline.pages.links import saved_from
from jobtrends_pipeline.pages.markdown import cells_of, is_definition, text_of_line, without_link_numbers
from jobtrends_pipeline.pages.outline import Cell, Heading, Outline, Paragraph, Table
from jobtrends_pipeline.pages.skills import CATEGORIES
from jobtrends_pipeline.pages.stray_lines import StrayLines
from jobtrends_pipeline.pages.text_figures import (
    COUNTED,
    FIGURES_ONLY,
    LOCATION_CELLS,
    SKILL_BEGINNING,
    SKILL_START,
    is_row,
    row_match,
)
from jobtrends_pipeline.pages.text_head import index_head, names_subjects
from jobtrends_pipeline.pages.text_lines import Line
from jobtrends_pipeline.pages.text_rows import summary_rows
from jobtrends_pipeline.pages.unseen import page_text

_LISTED = ("skills", "locations")
_SHAPES = {"summary": ("index", *_LISTED), "locations": _LISTED[::-1], "charts": _LISTED, "skills": _LISTED}
"""Shapes of rows that occur in a region, the most likely first.

A list is recognised by them, whatever its heading is.
"""
_PERIODS = re.compile(
    r"(\d{1,2}\s+months?\s+to\s+\d{1,2}\s+[a-z]{3,9}\s+\d{4})\s+(same\s+period\s+\d{4})\s+(same\s+period\s+\d{4})",
    re.IGNORECASE,
)
_EDGES = " \t\r\f\v\xa0|"
_RULER = re.compile(r"[\s|:+\-]++")
_LOCATIONS = re.compile(r"top \d+ (?:job|contract|permanent)?\s*locations", re.IGNORECASE)
_SKILLS = re.compile(r"top \d+ co-?\s?occurring|co-?\s?occurring .{0,200}by category", re.IGNORECASE)
_AFTER_SUMMARY = re.compile(r"(?:job vacancy|salary|rate) (?:trend|histogram)$", re.IGNORECASE)
_LISTS = re.compile(f"{_SKILLS.pattern}|{_LOCATIONS.pattern}|{_AFTER_SUMMARY.pattern}", re.IGNORECASE)
_LONGEST_HEADING = 90
_LONGEST_ROW, _MOST_PIPES = 500, 50
_MOST_CELLS = 8
_MOST_ROWS = 200
"""Four times the rows of the longest page of an index."""

LOCATION_HEAD = ("Location", "Rank Change", "Matching IT Job Ads", "Median", "Median % Change", "Live Jobs")


def text_outline(text: str) -> Outline:
    """Return the outline of a plain-text capture; never fails, whatever the text."""
    text, findings = page_text(text)
    lines = list(_lines(without_link_numbers(text)))
    flat = " ".join(line.text for line in lines)
    builder = _Builder(_PERIODS.search(flat))
    starts = (number for number in range(len(lines)) if _starts_lists(lines, number))
    before = lines[: next(starts, len(lines))]
    is_end = len(before) == len(lines)
    rows = summary_rows(before, is_end=is_end, is_cut=is_end and text[-1:].strip(" |\t\r\n") != "")
    for line in _joined([*rows, *lines[len(before) :]]):
        builder.add(line)
    return Outline(
        kind="text",
        blocks=tuple(builder.blocks()),
        title=lines[0].text if lines else "",
        saved_from=saved_from(text),
        findings=(*findings, *builder.strays.findings),
    )


def _lines(text: str) -> Iterator[Line]:
    gap = 0
    for raw in text.splitlines():
        bare = raw.strip(_EDGES)
        if not bare:
            gap += 1
        elif ("--" not in raw or not _RULER.fullmatch(raw)) and not ("[" in raw and is_definition(raw)):
            line = _line(raw, bare, gap)
            if line.text:
                yield line
                gap = 0


def _line(raw: str, bare: str, gap: int) -> Line:
    """Split a line into cells at pipes or tabs, if it has any."""
    separator = "|" if "|" in bare else "\t"
    if separator not in bare or raw.count(separator) > _MOST_PIPES:
        return Line(text_of_line(raw if separator == "|" else bare), (), gap)
    shown = raw.strip().removeprefix("|").removesuffix("|") if separator == "|" else raw.lstrip()
    words = cells_of(shown, separator)
    cells = tuple(Cell(*one) for one in words)
    is_title = separator == "|" and raw.count("|") == 1
    text = text_of_line(raw) if is_title else " ".join([one[0] for one in words if one[0]])
    return Line(text, cells, gap)


def _joined(lines: list[Line]) -> Iterator[Line]:
    """Join the cells of a row that the capture broke over lines."""
    position = 0
    while position < len(lines):
        line = lines[position]
        position += 1
        if line.cells:
            yield line
            continue
        text = line.text
        starts_skill, end = _starts_skill(lines, position - 1), len(lines)
        if starts_skill or SKILL_START.fullmatch(text):
            while position < end and not lines[position].cells and (starts_skill or SKILL_START.fullmatch(text)):
                starts_skill = False
                text = f"{text} {lines[position].text}"
                position += 1
        else:
            end = min(len(lines), position + _MOST_CELLS)
            while position < end and _is_figures(lines[position]):
                if _starts_skill(lines, position):
                    break
                text = f"{text} {lines[position].text}"
                position += 1
        yield Line(text, gap=line.gap)


def _starts_lists(lines: list[Line], number: int) -> bool:
    """Check whether a list or chart starts with a line, its heading or first row."""
    text = lines[number].text
    return (_may_start(text) and _LISTS.search(text) is not None) or _is_listed(lines, number)


def _may_start(text: str) -> bool:
    """Check whether a line has a word of the headings of lists and charts; few have."""
    if not text.isascii():  # a pattern that ignores case takes some other letters for those of ASCII
        return True
    lower = text.lower()
    return "occurring" in lower or "locations" in lower or lower.endswith(("trend", "histogram"))


def _is_listed(lines: list[Line], number: int) -> bool:
    """Check whether a line, or it and the cells below it, is a row of a list.

    Such a row may have no known heading above it.
    """
    line = lines[number]
    if len(line.text) <= _LONGEST_ROW and (is_row(line.text, "skills") or is_row(line.text, "locations")):
        return True
    if line.cells or number + LOCATION_CELLS > len(lines) or not _is_figures(lines[number + 1]):
        return False
    below = lines[number + 1 : number + LOCATION_CELLS]
    if not all(map(_is_figures, below)) or _is_figures(line):
        return False
    text = " ".join((line.text, *(cell.text for cell in below)))
    return len(text) <= _LONGEST_ROW and is_row(text, "locations")


def _is_figures(line: Line) -> bool:
    return not line.cells and len(line.text) <= _LONGEST_ROW and FIGURES_ONLY.fullmatch(line.text) is not None


def _starts_skill(lines: list[Line], position: int) -> bool:
    """Check whether a line starts a row of skills.

    It is the rank of a skill, or rank and count, and the next line begins with the rest of these.
    """
    if position + 1 >= len(lines) or not _is_figures(lines[position]):
        return False
    return SKILL_BEGINNING.match(f"{lines[position].text} {lines[position + 1].text[:_LONGEST_ROW]}") is not None


class _Builder:
    """Builder of the blocks of an outline.

    Consecutive rows of one shape become a table, the lines between them headings and paragraphs.
    """

    def __init__(self, periods: re.Match[str] | None) -> None:
        self._periods = periods
        self._blocks: list[Heading | Paragraph | Table] = []
        self._rows: list[tuple[Cell, ...]] = []
        self._shape = ""
        self._index: Table | None = None
        self._region = "summary"
        self._heading = ""
        self._is_nameless = False
        self.strays = StrayLines()

    def blocks(self) -> list[Heading | Paragraph | Table]:
        """Return the blocks, once every line is added."""
        self._close()
        return self._blocks

    def add(self, line: Line) -> None:
        """Take the next line, as a row of a table or as prose."""
        shaped = self._row(line)
        if shaped is None:
            self._prose(line.text, is_next=not line.gap)
            return
        shape, cells = shaped
        goes_on = self.strays.row(shape, cells)
        if shape != self._shape:
            self._close()
            if goes_on:
                self._heading = next(block.heading for block in reversed(self._blocks) if isinstance(block, Table))
            self._shape = shape
            self._rows = self._broken_off(shape) or list(self._head(shape))
        self._rows.append(cells)

    def _row(self, line: Line) -> tuple[str, tuple[Cell, ...]] | None:
        if len(line.text) > _LONGEST_ROW:
            return None
        if line.is_row:
            return "summary", line.cells
        is_index = self._is_index()
        for shape in _SHAPES[self._region]:
            match = row_match(line.text, shape) if shape == "index" or not is_index else None
            if match:
                return shape, line.cells or tuple(Cell(text or "") for text in match.groups())
        return None

    def _is_index(self) -> bool:
        return self._region == "summary" and (self._shape == "index" or self._index is not None)

    def _head(self, shape: str) -> Iterator[tuple[Cell, ...]]:
        if shape == "summary" and self._periods and not any(isinstance(block, Table) for block in self._blocks):
            yield (
                Cell(""),
                *(Cell(" ".join(text.split()), is_header=True) for text in self._periods.groups()),
            )
        if shape == "locations":
            yield tuple(Cell(text, is_header=True) for text in LOCATION_HEAD)
        if shape == "index":
            yield index_head(self._above())

    def _above(self) -> list[str]:
        """Return the lines since the last table."""
        texts: list[str] = []
        for block in reversed(self._blocks):
            if isinstance(block, Table):
                break
            texts.append(block.text)
        return texts[::-1]

    def _broken_off(self, shape: str) -> list[tuple[Cell, ...]]:
        """Return the rows of an index that stray lines separate from the next row.

        They are removed from the blocks, to be continued. None are returned if a new head begins in these lines.
        """
        if shape != "index" or self._index is None or len(self._index.rows) > _MOST_ROWS:
            return []
        above = self._above()
        if names_subjects(above):
            return []
        rows = list(self._index.rows)
        del self._blocks[-len(above) - 1]
        return rows

    def _prose(self, text: str, *, is_next: bool) -> None:
        self._close()
        self.strays.prose(text, is_next=is_next)
        if not _may_start(text):
            pass
        elif _SKILLS.search(text):
            self._region = "skills"
        elif _LOCATIONS.search(text):
            self._region = "locations"
        elif _AFTER_SUMMARY.search(text):
            self._region = "charts"
        is_broken = self._region == "skills" and len(text) <= _LONGEST_ROW and COUNTED.search(text) is not None
        is_part = is_broken or (self._is_nameless and text not in CATEGORIES)
        self._is_nameless = is_broken and COUNTED.fullmatch(text) is not None
        is_rest = is_next and self._region == "summary" and self._is_in_sentence()
        if is_part or is_rest or len(text) > _LONGEST_HEADING or text.endswith((".", ":")):
            self._blocks.append(Paragraph(text))
        else:
            self._heading = text
            self._blocks.append(Heading(text, text))

    def _is_in_sentence(self) -> bool:
        """Check whether the line above is a paragraph with an unfinished sentence.

        A line that follows it at once is no heading.
        """
        above = self._blocks[-1] if self._blocks else None
        return isinstance(above, Paragraph) and not above.text.endswith((".", ":"))

    def _close(self) -> None:
        if self._rows:
            table = Table(self._heading, tuple(self._rows))
            self._blocks.append(table)
            self._index = table if self._shape == "index" else None  # the last table, if an index
        self._rows = []
        self._shape = ""
