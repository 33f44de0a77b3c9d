"""Table of top locations of a detail page."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from jobtrends_pipeline.pages.announced import TOP_LOCATIONS, count_findings
from jobtrends_pipeline.pages.cells import KIND_OF_MEASURE, read_cell
from jobtrends_pipeline.pages.dashes import resolve_row_dash
from jobtrends_pipeline.pages.links import read_link
from jobtrends_pipeline.pages.outline import Cell, Outline, Table
from jobtrends_pipeline.pages.page import WARNING, Figure, Finding, figure_of
from jobtrends_pipeline.pages.witnesses import misplaced_cells, name_finding, of_another_row, told_differently

_FEWEST_COLUMNS, _MOST_COLUMNS = 3, 50
_PAY_WORDS = (("daily", "daily_rate"), ("hourly", "hourly_rate"), ("salary", "annual_salary"))


@dataclass(slots=True)
class Locations:
    """Figures, findings and tables of the list of locations."""

    figures: list[Figure] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)


def read_locations(outline: Outline, market: str, unchanged_place: str | None) -> Locations:
    """Read the table of locations.

    Args:
        outline: The page.
        market: Market of the page; decides the pay basis if the table's head does not state it.
        unchanged_place: Place with equal medians for two years in the summary, so that its "-" means no change.

    Returns:
        Figures, findings and tables of the list; all empty if the page has no such table.
    """
    held = Locations()
    names: set[str] = set()
    count = 0
    for table in outline.tables:
        measures = location_columns(table.head)
        if not measures:
            continue
        held.tables.append(table)
        _note_head(held, table.rows[0], measures)
        basis = _pay_basis(table.rows[0], market)
        held.findings.extend(misplaced_cells(table.rows[1:], "locations"))
        for number, row in enumerate(table.rows[1:], count + 1):
            count = number
            name = row[0].text
            if name in names:
                message = f"location {name!r} stands twice"
                held.findings.append(Finding("repeated_row", f"locations/{number}", WARNING, message))
                continue
            names.add(name)
            figures = {figure.measure or "": figure for figure in _row_figures(row, measures, basis, number)}
            held.findings.extend(_row_findings(row, measures, number))
            held.findings.extend(_cell_findings(row, figures.values()))
            is_unchanged = name == unchanged_place
            held.figures.extend(resolve_row_dash(one, figures, is_unchanged=is_unchanged) for one in figures.values())
    found = len({figure.row_number for figure in held.figures})
    held.findings.extend(count_findings(outline, TOP_LOCATIONS, "locations", found))
    return held


def location_columns(head: tuple[Cell, ...]) -> list[str | None]:
    """Return the measure of each column of a locations table, from its head.

    An unknown column is null. The result is empty if the table is not of locations.
    """
    if not _FEWEST_COLUMNS <= len(head) <= _MOST_COLUMNS or head[0].text.lower() != "location":
        return []
    return ["location", *(_location_measure(cell.text.lower()) for cell in head[1:])]


def _location_measure(head: str) -> str | None:
    for words, measure in (
        (("rank",), "rank_change"),
        (("live",), "open_vacancy_count"),
        (("% change",), "median_change_pct"),
        (("matching", "job ads"), "advert_count"),
        (("median", "average"), "median_gbp"),
    ):
        if any(word in head for word in words):
            return measure
    return None


def _note_head(held: Locations, head: tuple[Cell, ...], measures: list[str | None]) -> None:
    """Record unknown and repeated columns, and known columns that are absent."""
    for column, (cell, measure) in enumerate(zip(head, measures, strict=True)):
        if measure is None or measure in measures[:column]:
            message = f"column {cell.text[:80]!r} is not known, or stands twice"
            held.findings.append(Finding("unknown_column", f"locations/0/{column}", WARNING, message))
    for measure in ("rank_change", "advert_count", "median_gbp", "median_change_pct"):
        if measure not in measures:
            message = f"the table of locations has no column for {measure}"
            held.findings.append(Finding("column_absent", f"locations/0/{measure}", WARNING, message))


def _pay_basis(head: tuple[Cell, ...], market: str) -> str:
    text = " ".join(cell.text.lower() for cell in head)
    default = "daily_rate" if market == "contract" else "annual_salary"
    return next((basis for word, basis in _PAY_WORDS if word in text), default)


def _row_figures(row: tuple[Cell, ...], measures: list[str | None], basis: str, number: int) -> Iterator[Figure]:
    link = read_link(row[0].href)
    name, slug = row[0].text, link.slug if link else None
    for column in range(1, max(len(row), len(measures))):
        measure = measures[column] if column < len(measures) else None
        text = row[column].text if column < len(row) else ""
        if measure is None or measure in measures[:column]:
            yield Figure("locations", "locations", number, column, name, text, None, "unreadable", slug=slug)
            continue
        read = read_cell(text, KIND_OF_MEASURE[measure])
        pay_basis = basis if measure in ("median_gbp", "median_change_pct") else None
        fields = ("locations", "locations", number, column, name, text, measure)
        yield figure_of((*fields, read.status, read.value, pay_basis, 0, slug))


def _row_findings(row: tuple[Cell, ...], measures: list[str | None], number: int) -> Iterator[Finding]:
    least = len(measures) - (0 if any(cell.style for cell in row) else 1)  # text leaves out an empty last cell
    if not least <= len(row) <= len(measures):
        message = f"row has {len(row)} cells, not {len(measures)}: {[cell.text for cell in row]}"
        yield Finding("cell_count", f"locations/{number}", WARNING, message)
    link = read_link(row[0].href)
    yield from name_finding(row[0].text, link.place if link else None, f"locations/{number}/0", row[0].title)


def _cell_findings(row: tuple[Cell, ...], figures: Iterable[Figure]) -> Iterator[Finding]:
    for figure in figures:
        column = figure.column_number
        position = f"locations/{figure.row_number}/{column}"
        is_lost = figure.status == "blank" and figure.measure != "open_vacancy_count"
        if is_lost or (figure.status == "unreadable" and figure.text):
            message = f"{figure.label}: {figure.text[:60]!r} was not read"
            yield Finding("unreadable_cell", position, WARNING, message)
        elif column < len(row) and row[column].title:
            yield from told_differently(row[column], figure.measure, figure.value, position)
            yield from of_another_row(row[0], row[column], position)
