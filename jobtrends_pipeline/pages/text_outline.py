"""A plain-text capture to an outline: rows are told from prose by their figures, since text keeps no markup.

Rows come on one line with cells separated by spaces, with cells in Markdown pipes, or with one cell a line.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from jobtrends_pipeline.pages.labels import read_label
from jobtrends_pipeline.pages.links import saved_from
from jobtrends_pipeline.pages.markdown import is_definition, without_link_numbers, words_of
from jobtrends_pipeline.pages.outline import Cell, Heading, Outline, Paragraph, Table
from jobtrends_pipeline.pages.text_head import index_head, names_subjects
from jobtrends_pipeline.pages.unseen import page_text

_COUNT = r"\d{1,3}(?:,\d{3})+|\d+"
_RANK_WORDS = r"(?:(?i:(?:up|down) -?[\d,]+ places?|no change|new entry)\s*)?"
_RANK_CHANGE = rf"{_RANK_WORDS}(?:[+\-−–]?(?:{_COUNT})|[-−–])"
_MONEY = r"£\s?[\d,]+(?:\.\d+)?|[-−–]"
_PERCENT = r"[+\-−–]?[\d,]+(?:\.\d+)?\s?%|[-−–]"
_FIGURE = rf"(?:{_PERCENT}|£\s?[\d,]+(?:\.\d+)?|{_RANK_CHANGE})(?!\S)"
_COUNT_SHARE = rf"(?:{_COUNT})\s*\(\s*\d+(?:\.\d+)?\s?%\s*\)"
_COUNT_BESIDE = rf"(?:{_COUNT_SHARE}|(?:{_COUNT})\s+\d+(?:\.\d+)?\s?%)"

# Atomic, since a dash is a figure in two ways: a line of thirty and a word would be tried in 2**30 ways.
_FIGURES_ONLY = re.compile(rf"(?:(?>{_FIGURE})\s*+)++")
_TRAILING = re.compile(rf"(?P<label>.*?\S)??(?P<figures>(?:(?:^|\s+){_FIGURE}){{1,3}})\s*")
_SKILL_ROW = re.compile(rf"(\d{{1,3}})\s+({_COUNT_SHARE})\s+(\S.*)")
_SKILL_START = re.compile(rf"\d{{1,3}}(?:\s+{_COUNT_SHARE})?")
_LOCATION_ROW = re.compile(
    rf"(\S.*?)\s+({_RANK_CHANGE})\s+({_COUNT})\s+({_MONEY})\s+({_PERCENT})(?:\s+({_COUNT}))?", re.IGNORECASE
)
_INDEX_ROW = re.compile(
    rf"(\S.*?)\s+({_COUNT})\s+({_RANK_CHANGE})\s+({_MONEY})\s+({_PERCENT})\s+({_COUNT_BESIDE})(?:\s+({_COUNT}))?",
    re.IGNORECASE,
)
_PERIODS = re.compile(
    r"(\d{1,2}\s+months?\s+to\s+\d{1,2}\s+[a-z]{3,9}\s+\d{4})\s+(same\s+period\s+\d{4})\s+(same\s+period\s+\d{4})",
    re.IGNORECASE,
)
_RULER = re.compile(r"[\s|:+\-]++")
_LOCATIONS = re.compile(r"top \d+ (?:job|contract|permanent)?\s*locations", re.IGNORECASE)
_SKILLS = re.compile(r"top \d+ co-?\s?occurring|co-?\s?occurring .{0,200}by category", re.IGNORECASE)
_AFTER_SUMMARY = re.compile(r"(?:job vacancy|salary|rate) (?:trend|histogram)$", re.IGNORECASE)
_LONGEST_HEADING = 90
_LONGEST_ROW, _MOST_PIPES = 500, 50
_MOST_CELLS = 8
_MOST_ROWS = 200
"""Four times the rows of the longest page of an index."""
_WINDOWS = 3

LOCATION_HEAD = ("Location", "Rank Change", "Matching IT Job Ads", "Median", "Median % Change", "Live Jobs")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the capture: its text without pipes, and its cells where pipes show them."""

    text: str
    cells: tuple[Cell, ...] = ()


def text_outline(text: str) -> Outline:
    """The outline of a plain-text capture; never fails, whatever the text."""
    text, findings = page_text(text)
    lines = list(_lines(without_link_numbers(text)))
    flat = " ".join(line.text for line in lines)
    builder = _Builder(_PERIODS.search(flat))
    for line in _joined(lines):
        builder.add(line)
    return Outline(
        kind="text",
        blocks=tuple(builder.blocks()),
        title=lines[0].text if lines else "",
        saved_from=saved_from(text),
        findings=findings,
    )


def _lines(text: str) -> Iterator[_Line]:
    for raw in text.splitlines():
        if not raw.strip() or ("--" in raw and _RULER.fullmatch(raw)) or is_definition(raw):
            continue
        if 1 < raw.count("|") <= _MOST_PIPES:
            cells = tuple(_cell(part) for part in raw.strip().removeprefix("|").removesuffix("|").split("|"))
            yield _Line(" ".join(cell.text for cell in cells if cell.text), cells)
        else:
            words = words_of(raw)
            if words.text:
                yield _Line(words.text)


def _cell(text: str) -> Cell:
    return Cell(*words_of(text))


def _joined(lines: list[_Line]) -> Iterator[_Line]:
    """Lines with the cells of one row joined where the capture broke them over lines."""
    position = 0
    while position < len(lines):
        line = lines[position]
        position += 1
        if line.cells:
            yield line
            continue
        text = line.text
        if _SKILL_START.fullmatch(text):
            while position < len(lines) and not lines[position].cells and _SKILL_START.fullmatch(text):
                text = f"{text} {lines[position].text}"
                position += 1
        else:
            end = min(len(lines), position + _MOST_CELLS)
            while position < end and _is_figures(lines[position]):
                if _starts_skill(lines, position):
                    break
                text = f"{text} {lines[position].text}"
                position += 1
        yield _Line(text)


def _is_figures(line: _Line) -> bool:
    return not line.cells and len(line.text) <= _LONGEST_ROW and _FIGURES_ONLY.fullmatch(line.text) is not None


def _starts_skill(lines: list[_Line], position: int) -> bool:
    """Whether the line is the rank of a skill whose count and share come on the next line."""
    following = lines[position + 1].text if position + 1 < len(lines) else ""
    return bool(re.fullmatch(r"\d{1,3}", lines[position].text) and re.match(_COUNT_SHARE, following))


class _Builder:
    """Gathers consecutive rows of one shape into a table, and the lines between into headings and paragraphs."""

    def __init__(self, periods: re.Match[str] | None) -> None:
        self._periods = periods
        self._blocks: list[Heading | Paragraph | Table] = []
        self._rows: list[tuple[Cell, ...]] = []
        self._shape = ""
        self._index: Table | None = None
        self._region = "summary"
        self._heading = ""

    def blocks(self) -> list[Heading | Paragraph | Table]:
        """The blocks, once every line was added."""
        self._close()
        return self._blocks

    def add(self, line: _Line) -> None:
        """Take the next line, as a row of a table or as prose."""
        shaped = self._row(line)
        if shaped is None:
            self._prose(line.text)
            return
        shape, cells = shaped
        if shape != self._shape:
            self._close()
            self._shape = shape
            self._rows = self._broken_off(shape) or list(self._head(shape))
        self._rows.append(cells)

    def _row(self, line: _Line) -> tuple[str, tuple[Cell, ...]] | None:
        if len(line.text) > _LONGEST_ROW:
            return None
        if self._region == "summary":
            is_inside = self._shape == "summary"
            return _summary_row(line, is_inside=is_inside) or _matched("index", _INDEX_ROW, line)
        if self._region == "locations":
            return _matched("locations", _LOCATION_ROW, line)
        return _matched("skills", _SKILL_ROW, line)

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
        """The lines since the last table."""
        texts: list[str] = []
        for block in reversed(self._blocks):
            if isinstance(block, Table):
                break
            texts.append(block.text)
        return texts[::-1]

    def _broken_off(self, shape: str) -> list[tuple[Cell, ...]]:
        """The rows of an index that lines which are no rows have broken off, and no head begins anew."""
        if shape != "index" or self._index is None or len(self._index.rows) > _MOST_ROWS:
            return []
        above = self._above()
        if names_subjects(above):
            return []
        rows = list(self._index.rows)
        del self._blocks[-len(above) - 1]
        return rows

    def _prose(self, text: str) -> None:
        self._close()
        if _SKILLS.search(text):
            self._region = "skills"
        elif _LOCATIONS.search(text):
            self._region = "locations"
        elif _AFTER_SUMMARY.search(text):
            self._region = "charts"
        if len(text) > _LONGEST_HEADING or text.endswith((".", ":")):
            self._blocks.append(Paragraph(text))
        else:
            self._heading = text
            self._blocks.append(Heading(text, text))

    def _close(self) -> None:
        if self._rows:
            table = Table(self._heading, tuple(self._rows))
            self._blocks.append(table)
            self._index = table if self._shape == "index" else None  # the last table, if it is an index
        self._rows = []
        self._shape = ""


def _summary_row(line: _Line, *, is_inside: bool) -> tuple[str, tuple[Cell, ...]] | None:
    """A row with a known label; right below one, a row with any label and a figure for each window."""
    if line.cells:
        is_row = read_label(line.cells[0].text) or (is_inside and len(line.cells) > _WINDOWS)
        return ("summary", line.cells) if is_row else None
    match = _TRAILING.fullmatch(line.text)
    if not match or not match["label"]:
        return None
    figures = re.findall(_FIGURE, match["figures"])
    if not read_label(match["label"]) and not (is_inside and len(figures) == _WINDOWS):
        return None
    return "summary", tuple(Cell(text) for text in (match["label"], *figures))


def _matched(shape: str, pattern: re.Pattern[str], line: _Line) -> tuple[str, tuple[Cell, ...]] | None:
    if line.cells:
        is_row = pattern.fullmatch(line.text) is not None
        return (shape, line.cells) if is_row else None
    match = pattern.fullmatch(line.text)
    if not match:
        return None
    return shape, tuple(Cell(text or "") for text in match.groups())
