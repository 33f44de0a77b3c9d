"""Lists of skills of a detail page: the top thirty, and up to twenty per category."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from jobtrends_pipeline.pages.announced import TOP_SKILLS, count_findings
from jobtrends_pipeline.pages.cells import COUNT, COUNT_AND_SHARE, read_cell, read_count_and_share
from jobtrends_pipeline.pages.links import read_link
from jobtrends_pipeline.pages.outline import Cell, Outline, Table
from jobtrends_pipeline.pages.page import INFO, WARNING, Figure, Finding, figure_of
from jobtrends_pipeline.pages.witnesses import misplaced_cells, name_finding, unlinked, unlinked_names

TOP = "top"
_COUNTED = re.compile(r"[\d,]+\s*\(\s*[\d.]+\s?%\s*\)")
_LONGEST_ROW, _LONGEST_CATEGORY = 200, 20
_ANNOUNCED = re.compile(r"\b[1-9]\d\b")
_BY_CATEGORY = re.compile(r"by category", re.IGNORECASE)
CATEGORIES = frozenset(
    {
        *("Application Platforms", "Applications", "Business Applications", "Cloud Services", "General", "Job Titles"),
        *("Communications & Networking", "Database & Business Intelligence", "Development Applications", "Vendors"),
        *("Libraries, Frameworks & Software Standards", "Miscellaneous", "Operating Systems", "Qualifications"),
        *("Processes & Methodologies", "Programming Languages", "Quality Assurance & Compliance", "System Software"),
        *("Systems Management", "Application Development"),
    }
)
"""Names of the source's categories, 2013 to 2026."""


class Skill(NamedTuple):
    """One row of one list: its position, and its figures as printed and parsed."""

    section: str
    number: int
    name: str
    rank: float
    advert_count: float
    share_pct: float
    share_text: str


skill_of: Callable[[tuple[object, ...]], Skill] = partial(tuple.__new__, Skill)


@dataclass(slots=True)
class Skills:
    """Rows, figures, findings and tables of the lists of skills."""

    rows: list[Skill] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)


def read_skills(outline: Outline) -> Skills:
    """Read the top skills and the skills of each category."""
    skills = Skills()
    sizes: dict[str, int] = {}
    names: dict[str, set[str]] = {}
    top_heading = None
    for table in outline.tables:
        if not table.listed and not any(map(_is_listed, table.rows)):
            continue
        skills.tables.append(table)
        section = _section(table)
        if not sizes and section not in (TOP, *CATEGORIES) and _is_top(table, outline):
            message = f"the first list of skills, under {section[:80]!r}, is the top one by its place and length"
            skills.findings.append(Finding("new_wording", "skills/top", INFO, message))
            top_heading = section
        if section == top_heading:  # the list's columns all have the same heading
            section = TOP
        skills.findings.extend(_section_findings(section))
        rows = [row for row in table.rows if len(row) == 3]
        skills.findings.extend(misplaced_cells(rows, f"skills/{section}"))
        skills.findings.extend(unlinked_names([(row[2].text, row[2].href) for row in rows], f"skills/{section}"))
        start, known = sizes.get(section, 0), names.setdefault(section, set())
        read = _read_rows(skills, table, section, start, known) + _read_listed(skills, table, section, start, known)
        sizes[section] = start + read
    skills.findings.extend(_lost(outline, sizes))
    skills.findings.extend(count_findings(outline, TOP_SKILLS, "skills", sizes.get(TOP, 0), is_most=True))
    return skills


def _lost(outline: Outline, sizes: Mapping[str, int]) -> Iterator[Finding]:
    """Report announced categories without a table, and unread rows in a text.

    The page's table of contents announces the categories.
    """
    for category in outline.announced:
        if category not in sizes:
            message = f"the page announces skills of {category[:80]!r}, which are missing"
            yield Finding("part_cut_off", f"skills/{category}", WARNING, message)
    lines = outline.prose if outline.kind == "text" else ()
    for number, line in enumerate(lines, 1):
        if len(line) <= _LONGEST_ROW and _COUNTED.search(line):
            yield Finding("unreadable_row", f"skills/line {number}", WARNING, f"line was not read: {line[:120]!r}")


def _is_listed(row: tuple[Cell, ...]) -> bool:
    return len(row) == 3 and row[0].text.isdecimal() and _COUNTED.fullmatch(row[1].text) is not None


def _section(table: Table) -> str:
    """Return `top` or the category of a table.

    It is the table's own title row, or else the heading right above it.
    """
    for row in table.rows:
        if len(row) == 1 and row[0].text:
            return row[0].text
    return TOP if TOP_SKILLS.search(table.heading) else table.heading or "unknown"


def _is_top(table: Table, outline: Outline) -> bool:
    """Check whether a list is the top one, by its length or its heading.

    It is longer than the list of a category can be, or its heading contains a two-digit number.
    """
    if any(len(row) == 1 and row[0].text for row in table.rows):
        return False
    columns = (one for one in outline.tables if one.heading == table.heading)
    rows = sum(len(one.listed) + sum(map(_is_listed, one.rows)) for one in columns)
    return rows > _LONGEST_CATEGORY or _ANNOUNCED.search(table.heading) is not None


def _section_findings(section: str) -> Iterator[Finding]:
    if section != TOP and section not in CATEGORIES:
        severity = WARNING if _BY_CATEGORY.search(section) or section == "unknown" else INFO
        message = f"skills stand under {section[:80]!r}, which is no known category"
        yield Finding("unknown_category", f"skills/{section}", severity, message)


def _read_listed(skills: Skills, table: Table, section: str, start: int, names: set[str]) -> int:
    """Read the listed rows of a table.

    Args:
        skills: Receives the rows, figures and findings.
        table: The table.
        section: Its section.
        start: Number of the section's rows in earlier tables.
        names: Names already read in the section; extended.

    Returns:
        The number of rows.
    """
    rows, figures = skills.rows, skills.figures
    for number, (rank, digits, share, href, printed_name, tip) in enumerate(table.listed, start + 1):
        name = " ".join(printed_name.split())
        if name in names:
            skills.findings.append(_repeated(name, section, number))
            continue
        names.add(name)
        link = read_link(href)
        slug = link.slug if link else None
        if slug is None:
            skills.findings.append(unlinked(name, f"skills/{section}/{number}"))
        elif slug != name.lower():
            skills.findings.extend(name_finding(name, slug, f"skills/{section}/{number}", tip))
        place, count, part, text = float(rank), float(digits.replace(",", "")), float(share), f"{digits} ({share}%)"
        # Written out, not by `_figures`: these are nine in ten figures of a page.
        rows.append(skill_of((section, number, name, place, count, part, share)))
        figures.append(figure_of(("skills", section, number, 1, name, rank, "rank", "value", place, None, 0, slug)))
        figures.append(
            figure_of(("skills", section, number, 2, name, text, "advert_count", "value", count, None, 0, slug))
        )
        figures.append(figure_of(("skills", section, number, 3, name, text, "share_pct", "value", part, None, 0, slug)))
    return len(table.listed)


def _read_rows(skills: Skills, table: Table, section: str, start: int, names: set[str]) -> int:
    """Read the rows of a table that are not listed.

    Args:
        skills: Receives the rows, figures and findings.
        table: The table.
        section: Its section.
        start: Number of the section's rows in earlier tables.
        names: Names already read in the section; extended.

    Returns:
        The number of rows of the list.
    """
    number = start
    for row in table.rows:
        if len(row) == 1:
            continue
        if not _is_listed(row):
            skills.findings.extend(_leftover(row, section, number + 1))
            continue
        number += 1
        (rank, *_), (text, *_), (name, href, tip, *_) = row
        if name in names:
            skills.findings.append(_repeated(name, section, number))
            continue
        names.add(name)
        link = read_link(href)
        slug = link.slug if link else None
        skills.findings.extend(name_finding(name, slug, f"skills/{section}/{number}", tip))
        match = COUNT_AND_SHARE.fullmatch(text)
        if match is None:
            skills.findings.extend(_leftover(row, section, number))
            skills.figures.extend(_odd_figures(section, number, row, slug))
            continue
        digits, share = match[1], match[2] or match[3]
        skill = Skill(section, number, name, float(rank), float(digits.replace(",", "")), float(share), share)
        skills.rows.append(skill)
        skills.figures += _figures(skill, rank, text, slug)
    return number - start


def _figures(skill: Skill, rank_text: str, text: str, slug: str | None) -> tuple[Figure, Figure, Figure]:
    section, number, name, rank, count, share, _ = skill
    return (
        figure_of(("skills", section, number, 1, name, rank_text, "rank", "value", rank, None, 0, slug)),
        figure_of(("skills", section, number, 2, name, text, "advert_count", "value", count, None, 0, slug)),
        figure_of(("skills", section, number, 3, name, text, "share_pct", "value", share, None, 0, slug)),
    )


def _repeated(name: str, section: str, number: int) -> Finding:
    return Finding("repeated_row", f"skills/{section}/{number}", WARNING, f"skill {name!r} stands twice in {section}")


def _odd_figures(section: str, number: int, row: tuple[Cell, ...], slug: str | None) -> Iterator[Figure]:
    """List the figures of a list row that has an unreadable cell."""
    rank, printed, name = (cell.text for cell in row)
    count, share = read_count_and_share(printed)
    for column, measure, text, read in (
        (1, "rank", rank, read_cell(rank, COUNT)),
        (2, "advert_count", printed, count),
        (3, "share_pct", printed, share),
    ):
        yield Figure("skills", section, number, column, name, text, measure, read.status, read.value, None, 0, slug)


def _leftover(row: tuple[Cell, ...], section: str, number: int) -> Iterator[Finding]:
    if any(cell.text for cell in row):
        texts = [cell.text[:60] for cell in row]
        yield Finding("unreadable_row", f"skills/{section}/{number}", WARNING, f"row was not read: {texts}")
