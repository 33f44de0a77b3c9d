"""Parsed page: its key, figures and findings, and whether to trust it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import NamedTuple

from jobtrends_pipeline.base.errors import JobtrendsError

PARSER_VERSION = 4
"""Increased when the same bytes would be read differently; captures read by an older version are read again."""


@dataclass(frozen=True, slots=True)
class PageKey:
    """Key of a page, as the page itself states it.

    Attributes:
        kind: `detail` for a subject's page, `index` for the market index.
        market: `permanent` or `contract`.
        subject: Job title or skill as the page names it; null for an index.
        subject_kind: `role` or `skill`; null for an index.
        place: Place as the page names it.
        window_months: Length of the window, in months.
        period_end: Last day of the page's own window.
        category: Category of an index page; null for a detail page and for the index of all categories.
        first_row: Position of an index page's first row among all results, from 1; 1 for a detail page.
    """

    kind: str
    market: str
    subject: str | None
    subject_kind: str | None
    place: str
    window_months: int
    period_end: date
    first_row: int = 1
    category: str | None = None


class Figure(NamedTuple):
    """One printed cell, parsed: a row of `parsed_cells` without its capture.

    A tuple for speed, since a page has over a thousand.
    """

    part: str
    section: str
    row_number: int
    column_number: int
    label: str
    text: str
    measure: str | None
    status: str
    value: float | None = None
    pay_basis: str | None = None
    lag_years: int | None = None
    slug: str | None = None


figure_of: Callable[[tuple[object, ...]], Figure] = partial(tuple.__new__, Figure)
"""Makes a figure from its twelve fields, for lists of hundreds: the constructor without its parsing of arguments."""

ERROR, WARNING, INFO = "error", "warning", "info"


@dataclass(frozen=True, slots=True)
class Finding:
    """Failed check or unreadable content: a row of `findings` without its capture."""

    check_name: str
    position: str
    severity: str
    message: str


@dataclass(frozen=True, slots=True)
class ParsedPage:
    """Result of parsing a page.

    Attributes:
        key: Key of the page.
        layout: Kind of page and of capture, e.g. `detail/html`.
        outcome: `read`, `partial` or `quarantined`.
        reason: Why it is not `read`, in one line.
        figures: Every cell of every table.
        findings: Every failed check.
    """

    key: PageKey
    layout: str
    outcome: str
    reason: str | None
    figures: tuple[Figure, ...]
    findings: tuple[Finding, ...]

    def with_findings(self, found: Iterable[Finding]) -> "ParsedPage":
        """Return the page with further findings; an error among them quarantines it."""
        added = tuple(found)
        errors = [finding.message for finding in added if finding.severity == ERROR]
        page = replace(self, findings=(*self.findings, *added))
        if not errors:
            return page
        known = [self.reason] if self.outcome == "quarantined" and self.reason else []
        return replace(page, outcome="quarantined", reason="; ".join(errors + known))


class UnknownPageError(JobtrendsError, ValueError):
    """Content that is no page of the source known to this parser.

    The message states the reason in one line.
    """
