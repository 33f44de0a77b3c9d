"""Seeded mutants of a page's markup: whatever can happen to its tables, rows, columns and cells."""

import random
from collections.abc import Iterator

from jobtrends_pipeline_tests.support.pages.mutants import (
    BYTES,
    NUMBERS,
    TAGS,
    Mutation,
    any_of,
    doubled,
    dropped,
    exchanged,
    written_over,
)
from jobtrends_pipeline_tests.support.pages.mutants_shown import MARKED, UNSEEN
from jobtrends_pipeline_tests.support.pages.mutants_whole import WHOLE
from jobtrends_pipeline_tests.support.pages.spans import CellSpan, RowSpan, Span, spans_of


def _row(page: str, rng: random.Random) -> Span | None:
    row = any_of(spans_of(page).rows, rng)
    return row.whole if row else None


def _cell(page: str, rng: random.Random) -> Span | None:
    cell = any_of(spans_of(page).cells, rng)
    return cell.whole if cell else None


def _table(page: str, rng: random.Random) -> Span | None:
    table = any_of(spans_of(page).tables, rng)
    return table.whole if table else None


def drop_row(page: str, rng: random.Random) -> str:
    """Leave one table row out."""
    return dropped(page, _row(page, rng))


def double_row(page: str, rng: random.Random) -> str:
    """Write one table row twice."""
    return doubled(page, _row(page, rng))


def swap_rows(page: str, rng: random.Random) -> str:
    """Exchange two rows of the page, of one table or of two."""
    one, other = _row(page, rng), _row(page, rng)
    return exchanged(page, one, other) if one and other else page


def swap_near_rows(page: str, rng: random.Random) -> str:
    """Exchange two rows of one table."""
    tables = [table for table in spans_of(page).tables if len(table.rows) > 1]
    table = any_of(tables, rng)
    return exchanged(page, *(row.whole for row in rng.sample(table.rows, 2))) if table else page


def drop_head_row(page: str, rng: random.Random) -> str:
    """Leave a row with header cells out."""
    rows = [row for row in spans_of(page).rows if any(cell.is_header for cell in row.cells)]
    row = any_of(rows, rng)
    return dropped(page, row.whole if row else None)


def drop_cell(page: str, rng: random.Random) -> str:
    """Leave one cell out."""
    return dropped(page, _cell(page, rng))


def double_cell(page: str, rng: random.Random) -> str:
    """Write one cell twice."""
    return doubled(page, _cell(page, rng))


def empty_cell(page: str, rng: random.Random) -> str:
    """Lose what is inside one cell."""
    cell = any_of(spans_of(page).cells, rng)
    return dropped(page, cell.inside if cell else None)


def _two_cells(page: str, rng: random.Random, *, heads: bool) -> str:
    rows = [[cell for cell in row.cells if cell.is_header == heads] for row in spans_of(page).rows]
    cells = any_of([row for row in rows if len(row) > 1], rng)
    return exchanged(page, *(cell.whole for cell in rng.sample(cells, 2))) if cells else page


def swap_cells(page: str, rng: random.Random) -> str:
    """Exchange two cells of one row."""
    return _two_cells(page, rng, heads=False)


def swap_heads(page: str, rng: random.Random) -> str:
    """Exchange two header cells of one row."""
    return _two_cells(page, rng, heads=True)


def swap_cells_down(page: str, rng: random.Random) -> str:
    """Exchange the cells of one column in two rows of a table."""
    tables = [[row for row in table.rows if len(row.cells) > 1] for table in spans_of(page).tables]
    rows = any_of([rows for rows in tables if len(rows) > 1], rng)
    if not rows:
        return page
    one, other = rng.sample(rows, 2)
    at = rng.randrange(min(len(one.cells), len(other.cells)))
    return exchanged(page, one.cells[at].whole, other.cells[at].whole)


def _two_columns(page: str, rng: random.Random, *, with_head: bool) -> str:
    tables = [
        [row for row in table.rows if len(row.cells) > 1 and (with_head or not row.cells[-1].is_header)]
        for table in spans_of(page).tables
    ]
    rows = any_of([rows for rows in tables if rows], rng)
    if not rows:
        return page
    one, other = rng.sample(range(max(len(row.cells) for row in rows)), 2)
    pairs = [(row.cells[one], row.cells[other]) for row in rows if len(row.cells) > max(one, other)]
    return written_over(page, *(edit for pair in pairs for edit in _crossed(page, *pair)))


def _crossed(page: str, one: CellSpan, other: CellSpan) -> Iterator[tuple[Span, str]]:
    yield one.whole, page[slice(*other.whole)]
    yield other.whole, page[slice(*one.whole)]


def swap_columns(page: str, rng: random.Random) -> str:
    """Exchange two columns of a table, with their heads."""
    return _two_columns(page, rng, with_head=True)


def swap_columns_below(page: str, rng: random.Random) -> str:
    """Exchange two columns of a table below their heads."""
    return _two_columns(page, rng, with_head=False)


def drop_column(page: str, rng: random.Random) -> str:
    """Leave a column of a table out, with its head."""
    tables = [[row for row in table.rows if len(row.cells) > 1] for table in spans_of(page).tables]
    rows: list[RowSpan] = any_of([rows for rows in tables if rows], rng) or []
    at = rng.randrange(max((len(row.cells) for row in rows), default=1))
    return written_over(page, *((row.cells[at].whole, "") for row in rows if at < len(row.cells)))


def nest_table(page: str, rng: random.Random) -> str:
    """Put a table with a figure of its own into one cell."""
    cell = any_of(spans_of(page).cells, rng)
    inside = "<table><tr><td>Rank</td><td>1</td><td>2</td><td>3</td></tr></table>"
    return written_over(page, (Span(cell.inside.start, cell.inside.start), inside)) if cell else page


def nest_own_table(page: str, rng: random.Random) -> str:
    """Move one of the page's tables into a cell of another."""
    table, cell = _table(page, rng), any_of(spans_of(page).cells, rng)
    if not table or not cell or table.start <= cell.inside.start < table.end:
        return page
    return written_over(page, (table, ""), (Span(cell.inside.start, cell.inside.start), page[slice(*table)]))


def drop_table(page: str, rng: random.Random) -> str:
    """Leave a whole table out."""
    return dropped(page, _table(page, rng))


def double_table(page: str, rng: random.Random) -> str:
    """Write a whole table twice."""
    return doubled(page, _table(page, rng))


def swap_tables(page: str, rng: random.Random) -> str:
    """Exchange two tables."""
    one, other = _table(page, rng), _table(page, rng)
    return exchanged(page, one, other) if one and other else page


HTML_MUTATIONS: tuple[Mutation, ...] = (
    *BYTES,
    *TAGS,
    *NUMBERS,
    *UNSEEN,
    *MARKED,
    *WHOLE,
    *(drop_row, double_row, swap_rows, swap_near_rows, drop_head_row),
    *(drop_cell, double_cell, empty_cell, swap_cells, swap_heads, swap_cells_down),
    *(swap_columns, swap_columns_below, drop_column),
    *(nest_table, nest_own_table, drop_table, double_table, swap_tables),
)
