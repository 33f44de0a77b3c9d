"""Remaining cells: heads, titles, page layout, and tables of unknown figures.

With them every cell of every table of a page is accounted for.
"""

import re
from collections.abc import Collection, Iterator

from jobtrends_pipeline.pages.outline import Cell, Outline, Table
from jobtrends_pipeline.pages.page import WARNING, Figure, Finding

PART = "page"
_FIGURE = re.compile(r"(?=.*\d)[£+\-]?[\d,]+(?:\.\d+)?\s?%?(?:\s*\(\s*[\d.]+\s?%\s*\))?")
_LONGEST_TEXT = 500
_LONGEST_FIGURE = 40


def remaining_figures(outline: Outline, claimed: Collection[Table]) -> Iterator[Figure]:
    """List every cell with a text that no reader of a part used.

    The status is `text`, or `unreadable` in an unknown table.

    Args:
        outline: The page.
        claimed: The tables that were read; only their heads and titles remain. A text capture has no other tables, and
            its heads are not printed in cells.
    """
    if outline.kind == "text":
        return
    known = {id(table) for table in claimed}
    for number, table in enumerate(outline.tables, 1):
        is_known = id(table) in known
        status = "text" if is_known or not _figure_rows(table) else "unreadable"
        for row_number, row in enumerate(table.rows, 1):
            if is_known and not _is_head(row):
                continue
            for column, cell in enumerate(row, 1):
                if cell.text:
                    text, label = cell.text[:_LONGEST_TEXT], table.heading[:_LONGEST_TEXT]
                    yield Figure(PART, f"table {number}", row_number, column, label, text, None, status)


def unknown_tables(outline: Outline, claimed: Collection[Table]) -> Iterator[Finding]:
    """Report each table with rows of figures that is not a known one of the source."""
    known = {id(table) for table in claimed}
    for number, table in enumerate(outline.tables, 1):
        rows = _figure_rows(table) if id(table) not in known else []
        if rows:
            texts = " | ".join(cell.text[:60] for cell in rows[0])
            message = f"{len(rows)} rows of figures in a table that is not known, the first: {texts[:200]}"
            yield Finding("unknown_table", f"{PART}/table {number}", WARNING, message)


def _is_head(row: tuple[Cell, ...]) -> bool:
    return len(row) == 1 or all(cell.is_header or not cell.text for cell in row)


def _figure_rows(table: Table) -> list[tuple[Cell, ...]]:
    """Return the rows with a figure beside another text."""
    return [row for row in table.rows if len(row) > 1 and any(map(_is_figure, row)) and any(map(_is_words, row))]


def _is_figure(cell: Cell) -> bool:
    return len(cell.text) <= _LONGEST_FIGURE and _FIGURE.fullmatch(cell.text) is not None


def _is_words(cell: Cell) -> bool:
    return any(character.isalpha() for character in cell.text)
