"""Reading of a detail page: its parts combined, and whether to trust it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from jobtrends_pipeline.pages.announced import ANNOUNCED
from jobtrends_pipeline.pages.comparison_names import comparison_findings
from jobtrends_pipeline.pages.dashes import Known, known_values, resolve_summary_dash
from jobtrends_pipeline.pages.identities import proves_order, summary_breaches
from jobtrends_pipeline.pages.judgement import judge
from jobtrends_pipeline.pages.links import read_link
from jobtrends_pipeline.pages.list_identities import location_breaches
from jobtrends_pipeline.pages.locations import Locations, read_locations
from jobtrends_pipeline.pages.outline import CUT_OFF, Outline, Table
from jobtrends_pipeline.pages.page import (
    ERROR,
    INFO,
    WARNING,
    Figure,
    Finding,
    PageKey,
    ParsedPage,
    UnknownPageError,
)
from jobtrends_pipeline.pages.periods import Window, other_windows, read_window
from jobtrends_pipeline.pages.plausibility import implausible_figures
from jobtrends_pipeline.pages.remainder import remaining_figures, unknown_tables
from jobtrends_pipeline.pages.skill_identities import skill_breaches
from jobtrends_pipeline.pages.skills import CATEGORIES, Skills, read_skills
from jobtrends_pipeline.pages.summary import PERIOD_COUNT, Summary, read_summary, section_figures
from jobtrends_pipeline.pages.visible import mixes_alphabets
from jobtrends_pipeline.pages.witnesses import holds_markup

CORE_MEASURES = ("rank", "advert_count", "share_of_all_pct", "pay_advert_count", "median_gbp")
_ORDER = (
    *(
        "rank",
        "rank_change",
        "advert_count",
        "share_of_all_pct",
        "share_of_category_pct",
        "pay_advert_count",
        "p10_gbp",
    ),
    *("p25_gbp", "median_gbp", "median_change_pct", "p75_gbp", "p90_gbp", "comparison_place_median_gbp"),
    "comparison_place_change_pct",
)
COMPARISON_CORE = ("advert_count", "share_of_all_pct", "pay_advert_count", "median_gbp")


class _Parts(NamedTuple):
    """Key of a detail page, and its parts as read."""

    key: PageKey
    summary: Summary
    figures: list[Figure]
    locations: Locations
    skills: Skills
    jobs: float | None

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables that belong to a part."""
        return (*self.summary.tables, *self.locations.tables, *self.skills.tables)


def read_detail(outline: Outline) -> ParsedPage | None:
    """Read a detail page; null if the outline has no summary table.

    Raises:
        UnknownPageError: if there is a summary, but its subject, place or period is not stated.
    """
    parts = _parts(outline)
    if parts is None:
        return None
    findings = tuple(_findings(parts, outline))
    outcome, reason = judge("detail", findings)
    return _page(parts, outline, outcome, reason, findings)


def read_detail_unchecked(outline: Outline) -> ParsedPage | None:
    """Read key and figures of a detail page, without any check.

    Raises:
        UnknownPageError: as `read_detail`.
    """
    parts = _parts(outline)
    return _page(parts, outline, "read", None, ()) if parts else None


def _parts(outline: Outline) -> _Parts | None:
    summary = read_summary(outline)
    if not summary.tables:
        return None
    key = _key(summary, outline)
    known = known_values(summary.figures)
    figures = [resolve_summary_dash(figure, known) for figure in summary.figures]
    locations = read_locations(outline, key.market, _unchanged_place(figures, known))
    jobs = known.get(("subject", None, "advert_count", 0))
    return _Parts(key, summary, figures, locations, read_skills(outline), jobs)


def _page(
    parts: _Parts, outline: Outline, outcome: str, reason: str | None, findings: tuple[Finding, ...]
) -> ParsedPage:
    return ParsedPage(
        key=parts.key,
        layout=f"detail/{outline.kind}",
        outcome=outcome,
        reason=reason,
        figures=(
            *parts.figures,
            *parts.locations.figures,
            *parts.skills.figures,
            *remaining_figures(outline, parts.tables),
        ),
        findings=findings,
    )


def _findings(parts: _Parts, outline: Outline) -> Iterator[Finding]:
    key, summary, figures, locations, skills, jobs = parts
    yield from outline.findings
    yield from summary.findings
    yield from locations.findings
    yield from skills.findings
    yield from _core_findings(figures, summary, outline, key.period_end)
    yield from _part_findings(outline, figures)
    yield from _name_findings(key, outline)
    yield from comparison_findings(outline, (*figures, *locations.figures))
    yield from _period_findings(key, outline)
    has_list = {"locations": bool(locations.tables), "skills": bool(skills.tables)}
    yield from _list_findings(outline, jobs, has_list)
    yield from summary_breaches(key, outline, figures)
    yield from location_breaches(key, locations.figures, jobs)
    yield from skill_breaches(skills.rows, jobs, key.period_end, is_text=outline.kind == "text")
    yield from implausible_figures((*figures, *locations.figures), key.period_end)
    yield from unknown_tables(outline, parts.tables)


def _key(summary: Summary, outline: Outline) -> PageKey:
    window = summary.window or _prose_window(outline)
    for what, value in (
        ("the job count row, which names market and subject", summary.subject),
        ("the share row, which names the place", summary.place),
        ("the head row, which gives the period end", window),
    ):
        if not value:
            raise UnknownPageError(f"the summary table lacks {what}: the page may be cut off")
    assert summary.market and summary.subject and summary.place and window  # noqa: S101, PT018  # for mypy, checked above
    return PageKey(
        kind="detail",
        market=summary.market,
        subject=summary.subject,
        subject_kind=summary.subject_kind,
        place=summary.place,
        window_months=window.months,
        period_end=window.end,
    )


def _prose_window(outline: Outline) -> Window | None:
    return next(filter(None, (read_window(text) for text in outline.prose)), None)


def _unchanged_place(figures: list[Figure], known: Known) -> str | None:
    """Return the comparison place if its medians of two years are equal.

    The two are those of this year and the last in the summary; null if either is not printed or they differ.
    """
    for figure in figures:
        if figure.measure == "comparison_place" and figure.section == "subject":
            medians = [known.get(("subject", figure.pay_basis, "comparison_place_median_gbp", lag)) for lag in (0, 1)]
            return figure.text if medians[0] is not None and medians[0] == medians[1] else None
    return None


def _core_findings(figures: list[Figure], summary: Summary, outline: Outline, period_end: date) -> Iterator[Finding]:
    is_text = outline.kind == "text"
    if summary.window is None:
        is_told = is_text and proves_order(figures, period_end)
        message = "the head row with the three windows is absent" + (", the changes of medians tell" if is_told else "")
        yield Finding("core_row_absent", "summary/subject/0", WARNING if is_told else ERROR, message)
    held = list(section_figures(figures, "subject"))
    goes_on = next(section_figures(figures, "comparison"), None) is not None
    lost = _cut_off(held) if is_text and goes_on else ""
    if lost:
        yield Finding("part_cut_off", "summary/subject", WARNING, f"the subject's table ends before {lost}")
    for measure in CORE_MEASURES:
        cells = [figure for figure in held if figure.measure == measure]
        if not cells and not lost:
            yield Finding(
                "core_row_absent",
                f"summary/subject/{measure}",
                ERROR,
                f"no {measure} row in the summary table",
            )
        sizes = Counter(figure.row_number for figure in cells)
        for figure in cells:
            if figure.status in ("unreadable", "blank"):
                is_lost = figure.text in ("", CUT_OFF) or sizes[figure.row_number] != PERIOD_COUNT
                yield _core_cell(figure, WARNING if is_lost and is_text else ERROR)


def _cut_off(figures: Iterable[Figure]) -> str:
    """Return the first absent core row if the table is cut off before it.

    The table is cut off if no row of a later position is there either; otherwise the result is empty.
    """
    held = {figure.measure for figure in figures}
    absent = next((measure for measure in CORE_MEASURES if measure not in held), "")
    later = _ORDER[_ORDER.index(absent) :] if absent else ()
    return absent if held.isdisjoint(later) else ""


def _core_cell(figure: Figure, severity: str) -> Finding:
    """Return the finding of a core cell without a value.

    It is an error, or a warning if a text capture lost the cell itself; the caller decides the severity.
    """
    position = f"summary/subject/{figure.row_number}/{figure.column_number}"
    return Finding("core_cell_unreadable", position, severity, f"{figure.label!r} prints {figure.text[:60]!r}")


def _part_findings(outline: Outline, figures: list[Figure]) -> Iterator[Finding]:
    compared = {figure.measure for figure in section_figures(figures, "comparison")}
    absent = [measure for measure in COMPARISON_CORE if measure not in compared]
    if absent:
        yield Finding("part_cut_off", "summary/comparison", WARNING, f"the comparison table lacks {', '.join(absent)}")
    names = {(one.section, one.measure, one.pay_basis): one.text for one in figures if one.status == "text"}
    if compared and ("comparison", "comparison_name", None) not in names:
        yield Finding("row_absent", "summary/comparison/0", INFO, "no title says what the second table compares with")
    blocks = {one.pay_basis for one in figures if one.measure == "median_gbp" and one.section == "subject"}
    others = {one.pay_basis for one in figures if one.measure == "median_gbp" and one.section == "comparison"}
    for block in sorted(map(str, blocks - others if compared else ())):
        yield Finding("row_absent", f"summary/comparison/{block}", INFO, f"only the first table has a block of {block}")
    for (section, measure, basis), name in names.items():
        other = names.get(("comparison", measure, basis), name)
        if section == "subject" and measure == "comparison_place" and other != name:
            message = f"compared with {name[:80]!r} in one table, with {other[:80]!r} in the other"
            yield Finding("comparison_place", f"summary/comparison/{basis}", WARNING, message)
        if measure == "category" and name not in CATEGORIES:
            yield Finding("unknown_category", "summary/subject", INFO, f"{name[:80]!r} is no known category")
    if not outline.is_closed:
        yield Finding("part_cut_off", "page", WARNING, "the document ends before its end mark")


def _name_findings(key: PageKey, outline: Outline) -> Iterator[Finding]:
    """Report names in row labels that nothing else on the page confirms."""
    prose = " ".join((outline.title, *outline.loose, *outline.prose, *_titles(outline))).casefold()
    link = read_link(outline.canonical_url)
    for what, name, slug in (
        ("subject", key.subject or "", link.slug if link else ""),
        ("place", key.place, link.place if link else ""),
    ):
        if holds_markup(name) or mixes_alphabets(name):
            yield Finding("name_unreadable", f"page/{what}", ERROR, f"the rows name the {what} {name[:80]!r}: no name")
        elif name.casefold() not in prose and name.casefold() != slug:
            message = f"the rows name the {what} {name[:80]!r}, nothing else on the page does"
            yield Finding("name_unconfirmed", f"page/{what}", INFO, message)


def _period_findings(key: PageKey, outline: Outline) -> Iterator[Finding]:
    """Report prose that gives other windows only than the table head."""
    window = Window(key.window_months, key.period_end)
    for other in other_windows(window, (outline.title, *outline.loose, *outline.prose))[:1]:
        message = f"the table is of {window.months} months to {window.end}, the text of {other.months} to {other.end}"
        yield Finding("period_end", "page/period_end", WARNING, message)


def _titles(outline: Outline) -> Iterator[str]:
    return (row[0].text for table in outline.tables for row in table.rows[:1] if len(row) == 1)


def _list_findings(outline: Outline, jobs: float | None, has_list: Mapping[str, bool]) -> Iterator[Finding]:
    """Report an absent list of locations or skills.

    A list that a heading announces was lost: a warning. One that was never announced may not exist: information.
    """
    for part, is_there in has_list.items():
        if is_there or not jobs:
            continue
        is_announced = any(ANNOUNCED[part].search(text) for text in outline.prose)
        if is_announced or (part == "skills" and outline.kind == "text"):
            yield Finding("part_cut_off", part, WARNING, f"the table of {part} is missing")
        else:
            yield Finding("part_absent", part, INFO, f"the page has no table of {part}")
