"""The lists of a detail page: top locations, top skills, skills by category."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from jobtrends_pipeline.pages.cells import COUNT, KIND_OF_MEASURE, CellValue, read_cell, read_count_and_share
from jobtrends_pipeline.pages.dashes import resolve_row_dash
from jobtrends_pipeline.pages.links import read_link
from jobtrends_pipeline.pages.outline import Cell, Heading, Outline, Table
from jobtrends_pipeline.pages.page import INFO, WARNING, Figure, Finding

TOP = "top"
_TOP_SKILLS = re.compile(r"top (\d+) co-?\s?occurring", re.IGNORECASE)
_TOP_LOCATIONS = re.compile(r"top (\d+) [a-z ]*locations", re.IGNORECASE)
_SKILL_COUNT = re.compile(r"[\d,]+\s*\(\s*[\d.]+\s?%\s*\)")
ANNOUNCED = {"locations": _TOP_LOCATIONS, "skills": _TOP_SKILLS}
"""Headings that announce a list, by part."""
_BY_CATEGORY = re.compile(r"by category", re.IGNORECASE)
CATEGORIES = frozenset(
    {
        *("Application Platforms", "Applications", "Business Applications", "Cloud Services", "General", "Job Titles"),
        *("Communications & Networking", "Database & Business Intelligence", "Development Applications", "Vendors"),
        *("Libraries, Frameworks & Software Standards", "Miscellaneous", "Operating Systems", "Qualifications"),
        *("Processes & Methodologies", "Programming Languages", "Quality Assurance & Compliance", "System Software"),
        "Systems Management",
    }
)
"""Names of the source's categories, 2013 to 2026."""
_PAY_WORDS = (("daily", "daily_rate"), ("hourly", "hourly_rate"), ("salary", "annual_salary"))


@dataclass(slots=True)
class Lists:
    """What the lists of a page say."""

    figures: list[Figure] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)


def read_locations(outline: Outline, market: str, unchanged_place: str | None) -> Lists:
    """Read the locations table.

    Args:
        outline: The page.
        market: Tells the pay basis where the table's head does not.
        unchanged_place: Place whose median the summary prints twice as the same, so that its "-" is no change.
    """
    lists = Lists()
    for table in outline.tables:
        measures = location_columns(table.rows[0])
        if not measures:
            continue
        lists.tables.append(table)
        basis = _pay_basis(table.rows[0], market)
        names: set[str] = set()
        for number, row in enumerate(table.rows[1:], 1):
            name = row[0].text if row else ""
            if name in names:
                lists.findings.append(
                    Finding("repeated_row", f"locations/{number}", WARNING, f"location {name!r} stands twice")
                )
                continue
            names.add(name)
            _read_location(lists, number, row, measures, basis, is_unchanged=name == unchanged_place)
    _check_count(lists, outline, _TOP_LOCATIONS, "locations", len({f.row_number for f in lists.figures}))
    return lists


def location_columns(head: tuple[Cell, ...]) -> list[str | None]:
    """Measure of each column of a locations table by its head; empty when the table is none."""
    if len(head) < 3 or head[0].text.strip().lower() != "location":
        return []
    return ["location", *(_location_measure(cell.text.lower()) for cell in head[1:])]


def _location_measure(head: str) -> str | None:
    for words, measure in (
        (("rank",), "rank_change"),
        (("live",), "live_job_count"),
        (("% change",), "median_change_pct"),
        (("matching", "job ads"), "job_count"),
        (("median", "average"), "median_gbp"),
    ):
        if any(word in head for word in words):
            return measure
    return None


def _pay_basis(head: tuple[Cell, ...], market: str) -> str:
    text = " ".join(cell.text.lower() for cell in head)
    default = "daily_rate" if market == "contract" else "annual_salary"
    return next((basis for word, basis in _PAY_WORDS if word in text), default)


def _read_location(
    lists: Lists,
    number: int,
    row: tuple[Cell, ...],
    measures: list[str | None],
    basis: str,
    *,
    is_unchanged: bool,
) -> None:
    name, slug = row[0].text, _slug(row[0])
    if len(row) > len(measures) or len(row) < len(measures) - 1:
        texts = [cell.text for cell in row]
        lists.findings.append(
            Finding(
                "cell_count",
                f"locations/{number}",
                WARNING,
                f"row has {len(row)} cells, not {len(measures)}: {texts}",
            )
        )
    figures: dict[str, Figure] = {}
    for column, measure in enumerate(measures[1:], 1):
        text = row[column].text if column < len(row) else ""
        read = read_cell(text, KIND_OF_MEASURE[measure]) if measure else CellValue("unreadable")
        is_pay = measure in ("median_gbp", "median_change_pct")
        figures[measure or f"column {column}"] = Figure(
            "locations", "locations", number, column, name, text, measure, read.status, read.value,
            basis if is_pay else None, 0, slug,
        )  # fmt: skip
        if read.status == "unreadable" or (read.status == "blank" and measure != "live_job_count"):
            lists.findings.append(
                Finding(
                    "unreadable_cell",
                    f"locations/{number}/{column}",
                    WARNING,
                    f"{name}: {text[:60]!r} was not read",
                )
            )
    lists.figures.extend(resolve_row_dash(figure, figures, is_unchanged=is_unchanged) for figure in figures.values())


def read_skills(outline: Outline) -> Lists:
    """Read the top skills and the skills of each category."""
    lists = Lists()
    sections: dict[str, int] = {}
    names: set[tuple[str, str]] = set()
    for table in outline.tables:
        rows = [row for row in table.rows if _is_skill_row(row)]
        if not rows:
            continue
        lists.tables.append(table)
        section = _section(table)
        if section != TOP and section not in CATEGORIES:
            severity = WARNING if _BY_CATEGORY.search(section) or section == "unknown" else INFO
            message = f"skills stand under {section[:80]!r}, which is no known category"
            lists.findings.append(Finding("unknown_category", f"skills/{section}", severity, message))
        for row in rows:
            sections[section] = sections.get(section, 0) + 1
            position = f"skills/{section}/{sections[section]}"
            if (section, row[2].text) in names:
                lists.findings.append(
                    Finding("repeated_row", position, WARNING, f"skill {row[2].text!r} stands twice in {section}")
                )
                continue
            names.add((section, row[2].text))
            lists.figures.extend(_skill_figures(section, sections[section], row))
        lists.findings.extend(_leftover_rows(table, section))
    _check_count(lists, outline, _TOP_SKILLS, "skills", sections.get(TOP, 0), is_most=True)
    return lists


def _is_skill_row(row: tuple[Cell, ...]) -> bool:
    return len(row) == 3 and row[0].text.isdecimal() and _SKILL_COUNT.fullmatch(row[1].text) is not None


def _leftover_rows(table: Table, section: str) -> Iterator[Finding]:
    for number, row in enumerate(table.rows, 1):
        if len(row) > 1 and not _is_skill_row(row) and any(cell.text for cell in row):
            texts = [cell.text[:60] for cell in row]
            yield Finding("unreadable_row", f"skills/{section}/row {number}", WARNING, f"row was not read: {texts}")


def _section(table: Table) -> str:
    """`top`, or the category: the table's own title row, or the heading right above it."""
    for row in table.rows:
        if len(row) == 1 and row[0].text:
            return row[0].text
    return TOP if _TOP_SKILLS.search(table.heading) else table.heading or "unknown"


def _skill_figures(section: str, number: int, row: tuple[Cell, ...]) -> Iterator[Figure]:
    name, slug, printed = row[2].text, _slug(row[2]), row[1].text
    count, share = read_count_and_share(printed)
    for column, measure, text, read in (
        (1, "rank", row[0].text, read_cell(row[0].text, COUNT)),
        (2, "job_count", printed, count),
        (3, "share_pct", printed, share),
    ):
        yield Figure("skills", section, number, column, name, text, measure, read.status, read.value, None, 0, slug)


def _slug(cell: Cell) -> str | None:
    link = read_link(cell.href)
    return link.slug if link else None


def _check_count(
    lists: Lists, outline: Outline, pattern: re.Pattern[str], part: str, found: int, *, is_most: bool = False
) -> None:
    """Compare the rows read with the number a heading announces; a list of skills may be shorter."""
    for block in outline.blocks:
        match = pattern.search(block.text) if isinstance(block, Heading) else None
        if match and found and found != int(match[1]):
            severity = INFO if is_most and found < int(match[1]) else WARNING
            lists.findings.append(
                Finding("row_count", part, severity, f"heading announces {match[1]} rows, {found} were read")
            )
            return
