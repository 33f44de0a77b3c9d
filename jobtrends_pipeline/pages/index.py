"""Market index of a place: one row per subject, under a head that varies by year."""

from collections.abc import Iterator, Mapping

from jobtrends_pipeline.pages.address import NOWHERE, Address
from jobtrends_pipeline.pages.cells import KIND_OF_MEASURE, CellValue, read_cell, read_count_and_share
from jobtrends_pipeline.pages.dashes import resolve_row_dash
from jobtrends_pipeline.pages.index_key import index_key, key_findings, pay_basis
from jobtrends_pipeline.pages.judgement import judge
from jobtrends_pipeline.pages.links import read_link
from jobtrends_pipeline.pages.list_identities import index_breaches
from jobtrends_pipeline.pages.outline import Cell, Outline, Table
from jobtrends_pipeline.pages.page import (
    ERROR,
    INFO,
    WARNING,
    Figure,
    Finding,
    PageKey,
    ParsedPage,
)
from jobtrends_pipeline.pages.pager import read_results
from jobtrends_pipeline.pages.plausibility import implausible_figures
from jobtrends_pipeline.pages.remainder import remaining_figures, unknown_tables
from jobtrends_pipeline.pages.text_head import NAME_HEADS
from jobtrends_pipeline.pages.witnesses import (
    misplaced_cells,
    name_finding,
    of_another_row,
    told_differently,
    unlinked_names,
)

_CORE_MEASURES = ("rank", "advert_count", "share_pct")
_MEASURES = (*_CORE_MEASURES[:2], "rank_change", "median_gbp", "median_change_pct", "open_vacancy_count")
_SURPLUS = 100
"""Added to the column number of a cell in no known column, so that its number follows those of known columns."""


def read_index(outline: Outline, address: Address = NOWHERE) -> ParsedPage | None:
    """Read a market index page; null if the outline has no index table.

    Args:
        outline: The page.
        address: Facts that its address states; its place is used if no link gives one.

    Raises:
        UnknownPageError: if nothing states its period, place or market.
    """
    for table in outline.tables:
        columns = index_columns(table.head)
        if columns:
            return _read(outline, table, columns, index_key(outline, table, address))
    return None


def index_columns(head: tuple[Cell, ...]) -> dict[str, int]:
    """Return the column of each measure, from the table's head.

    The result is empty if the table is no market index.
    """
    columns: dict[str, int] = {}
    for position, cell in enumerate(head):
        measure = _measure(cell.text.lower())
        if measure and measure not in columns:
            columns[measure] = position
    return columns if {"subject", "rank", "advert_count", "median_gbp"} <= columns.keys() else {}


def _measure(head: str) -> str | None:
    for is_it, measure in (
        (head.startswith(NAME_HEADS), "subject"),
        ("rank" in head and "change" in head, "rank_change"),
        ("rank" in head, "rank"),
        ("median" in head and "change" in head, "median_change_pct"),
        ("median" in head or "average" in head, "median_gbp"),
        ("historical" in head, "advert_count"),
        ("live" in head, "open_vacancy_count"),
    ):
        if is_it:
            return measure
    return None


def _read(outline: Outline, table: Table, columns: dict[str, int], key: PageKey) -> ParsedPage:
    rows = [row for row in table.rows[1:] if len(row) > columns["rank"]]
    basis = pay_basis(table, key.market)
    figures: list[Figure] = []
    findings = [
        *outline.findings,
        *key_findings(key, outline, table),
        *_head_findings(table, columns),
        *_row_findings(table, rows, outline),
        *misplaced_cells(rows, "index"),
        *unlinked_names([row[columns["subject"]][:2] for row in rows], "index"),
        *unknown_tables(outline, [table]),
    ]
    for number, row in enumerate(rows, 1):
        read = dict(_row_figures(number, row, columns, basis))
        figures.extend(resolve_row_dash(figure, read, is_unchanged=False) for figure in read.values())
        figures.extend(_surplus_figures(number, row, columns))
        findings.extend(_cell_findings(number, row, columns, read))
    findings.extend(index_breaches(figures))
    findings.extend(implausible_figures(figures, key.period_end))
    outcome, reason = judge("index", findings)
    return ParsedPage(
        key=key,
        layout=f"index/{outline.kind}",
        outcome=outcome,
        reason=reason,
        figures=(*figures, *remaining_figures(outline, [table])),
        findings=tuple(findings),
    )


def _row_figures(
    number: int, row: tuple[Cell, ...], columns: dict[str, int], basis: str
) -> Iterator[tuple[str, Figure]]:
    name = row[columns["subject"]]
    link = read_link(name.href)
    for column, (measure, text, read) in enumerate(_row_cells(row, columns), 1):
        pay_basis = basis if measure in ("median_gbp", "median_change_pct") else None
        slug = link.slug if link else None
        yield (
            measure,
            Figure(
                "index",
                "index",
                number,
                column,
                name.text,
                text,
                measure,
                read.status,
                read.value,
                pay_basis,
                0,
                slug,
            ),
        )


def _row_cells(row: tuple[Cell, ...], columns: dict[str, int]) -> Iterator[tuple[str, str, CellValue]]:
    """List measure, text and value of each figure of a row.

    The cell of count and share gives two.
    """
    for measure, position in columns.items():
        text = row[position].text if position < len(row) else ""
        if measure == "advert_count":
            count, share = read_count_and_share(text)
            yield measure, text, count
            yield "share_pct", text, share
        elif measure != "subject":
            yield measure, text, read_cell(text, KIND_OF_MEASURE[measure])


def _row_findings(table: Table, rows: list[tuple[Cell, ...]], outline: Outline) -> Iterator[Finding]:
    for number, row in enumerate(rows, 1):
        if len(row) != len(table.head) and any(cell.style for cell in row):
            message = f"row has {len(row)} cells, the head {len(table.head)}: {[cell.text[:40] for cell in row]}"
            yield Finding("cell_count", f"index/{number}", WARNING, message)
    read = {id(row) for row in rows}
    for number, row in enumerate(table.rows[1:], 1):
        if id(row) not in read and any(cell.text for cell in row):
            yield Finding(
                "unreadable_row",
                f"index/{number}",
                WARNING,
                f"row was not read: {[c.text[:40] for c in row]}",
            )
    if not rows:
        yield Finding("no_rows", "index", ERROR, "the market index holds no row")
    if not outline.is_closed:
        yield Finding("part_cut_off", "page", WARNING, "the document ends before its end mark")
    results = read_results(outline)
    if results and results.last - results.first + 1 != len(rows):
        message = f"the page announces rows {results.first} to {results.last}, {len(rows)} were read"
        yield Finding("row_count", "index", WARNING, message)


def _head_findings(table: Table, columns: Mapping[str, int]) -> Iterator[Finding]:
    """Report columns with an unknown head, and known columns without a head."""
    for position, cell in enumerate(table.head):
        if cell.text and position not in columns.values():
            message = f"column {cell.text[:80]!r} is not known, or stands twice"
            yield Finding("unknown_column", f"index/0/{position}", WARNING, message)
    for measure in _MEASURES:
        if measure not in columns:
            message = f"the market index has no column for {measure}"
            yield Finding("column_absent", f"index/0/{measure}", WARNING, message)


def _surplus_figures(number: int, row: tuple[Cell, ...], columns: Mapping[str, int]) -> Iterator[Figure]:
    """List the cells with a text that are in no known column."""
    name = row[columns["subject"]].text
    for position, cell in enumerate(row):
        if cell.text and position not in columns.values():
            yield Figure("index", "index", number, _SURPLUS + position, name, cell.text, None, "unreadable")


def _cell_findings(
    number: int, row: tuple[Cell, ...], columns: Mapping[str, int], figures: Mapping[str, Figure]
) -> Iterator[Finding]:
    name = row[columns["subject"]]
    link = read_link(name.href)
    yield from name_finding(name.text, link.slug if link else None, f"index/{number}/0", name.title)
    for figure in figures.values():
        measure, position = figure.measure or "", f"index/{number}/{figure.column_number}"
        is_lost = figure.status == "unreadable" or (figure.status == "blank" and measure != "open_vacancy_count")
        if is_lost:
            is_core = measure in _CORE_MEASURES
            message = f"{figure.label}: {measure} prints {figure.text[:60]!r}"
            check, severity = ("core_cell_unreadable", ERROR) if is_core else ("unreadable_cell", WARNING)
            yield Finding(check, position, severity, message)
        elif columns.get(measure, len(row)) < len(row):
            cell = row[columns[measure]]
            yield from told_differently(cell, measure, figure.value, position)
            yield from of_another_row(name, cell, position)
            if not cell.text:
                yield Finding("cell_empty", position, INFO, f"{figure.label}: no {measure} is printed")
    for column, cell in enumerate(row):
        if cell.text and column >= len(columns) and column not in columns.values():
            message = f"{name.text}: {cell.text[:60]!r} stands in no known column"
            yield Finding("surplus_cell", f"index/{number}/{_SURPLUS + column}", WARNING, message)
