"""The model of the home page: roles side by side at their headline place, freshness, findings. Pure."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from jobtrends_pipeline.reports import words
from jobtrends_pipeline.reports.cells import Cell, cell, reliability_mark
from jobtrends_pipeline.reports.rows import Row, having, records
from jobtrends_pipeline.reports.summary import pay_formatter
from jobtrends_pipeline.tables.columns import MARKETS, PAY_BASES, SEVERITIES

FINDINGS_SHOWN = 100


@dataclass(frozen=True, slots=True)
class RoleLine:
    """A role in the table of its market; `note` says how sure the change is."""

    role: str
    subject: str
    place: str
    window: str
    share: Cell
    rank: Cell
    rank_change: Cell
    median: Cell
    per: str
    change: Cell
    note: str
    period_end: date
    freshness: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding as the home page lists it; `pages` counts the captures of the role that say the same."""

    severity: str
    role: str
    check_name: str
    message: str
    pages: int


@dataclass(frozen=True, slots=True)
class HomePage:
    """The home page; markets without roles are left out. `indexes` are partitions of market index pages, counted."""

    markets: tuple[tuple[str, tuple[RoleLine, ...]], ...]
    roles_without_data: tuple[tuple[str, str], ...]
    indexes: tuple[tuple[str, int], ...]
    capture_counts: tuple[tuple[str, int], ...]
    findings: tuple[Finding, ...]
    finding_count: int
    newest: date | None

    @property
    def generated_from(self) -> date | None:
        """Newest period end among the roles."""
        return self.newest


def build_home_page(comparison: pd.DataFrame, captures: pd.DataFrame, findings: pd.DataFrame) -> HomePage:
    """The home page of typed frames of `role_comparison`, `captures` and `findings`.

    A role has one line per market, at its headline place: UK and 6 months where held, else the largest place.
    """
    rows, pages = records(comparison), records(captures)
    newest = max((row["period_end"] for row in rows), default=None)
    markets = []
    for market in MARKETS:
        headlines = [_headline(having(rows, market=market, role=role)) for role in _roles(having(rows, market=market))]
        lines = tuple(_line(row, newest or row["period_end"]) for row in headlines)
        if lines:
            markets.append((market, lines))
    found = _by_severity(records(findings))
    listed = _grouped(found)
    listed_in = [row["role"] for row in pages if row["subject"] is None and row["layout"]]
    without = sorted(set(_roles(pages)) - set(_roles(rows)) - set(listed_in))
    return HomePage(
        tuple(markets),
        tuple((role, words.role_title(role)) for role in without),
        tuple((role, listed_in.count(role)) for role in sorted(set(listed_in))),
        _outcomes(pages),
        listed[:FINDINGS_SHOWN],
        len(found),
        newest,
    )


def _roles(rows: list[Row]) -> list[str]:
    return sorted({row["role"] for row in rows})


def _headline(rows: list[Row]) -> Row:
    bases = ("none", *reversed(PAY_BASES))
    return max(
        rows,
        key=lambda row: (
            row["place"] == "UK",
            row["window_months"],
            row["job_count"] or 0,
            bases.index(row["pay_basis"]),
            row["place"],
        ),
    )


def _line(row: Row, newest: date) -> RoleLine:
    pay_words = words.PAY_WORDS.get(row["pay_basis"])
    age = (newest - row["period_end"]).days
    beyond = row["is_change_beyond_noise"]
    known = beyond is not None and row["reliability"] != "suppressed"
    note = ("beyond noise" if beyond else "within noise") if known else "noise not known"
    return RoleLine(
        row["role"],
        row["subject"] or words.role_title(row["role"]),
        row["place"],
        words.window(int(row["window_months"])),
        cell(row, "share_of_all_pct", words.share),
        cell(row, "rank", words.count),
        cell(row, "rank_change", words.signed_count),
        cell(row, "median_gbp", pay_formatter(row["pay_basis"]), reliability_mark(row)),
        pay_words.per if pay_words else "",
        cell(row, "median_year_change_pct", words.signed_pct),
        note if row["median_year_change_pct"] is not None else "",
        row["period_end"],
        "newest" if age == 0 else f"{age:,} day{'s' if age != 1 else ''} older",
    )


def _outcomes(pages: list[Row]) -> tuple[tuple[str, int], ...]:
    outcomes = [row["outcome"] for row in pages]
    return tuple((outcome, outcomes.count(outcome)) for outcome in sorted(set(outcomes)))


def _by_severity(rows: list[Row]) -> list[Row]:
    names = ("role", "check_name", "position", "capture_id")
    return sorted(rows, key=lambda row: (-SEVERITIES.index(row["severity"]), *(str(row[name]) for name in names)))


def _grouped(rows: list[Row]) -> tuple[Finding, ...]:
    """The findings, those of one role with the same words as one, in their order."""
    captures: dict[tuple[str, str, str, str], set[str]] = {}
    for row in rows:
        key = (row["severity"], row["role"], row["check_name"], row["message"])
        captures.setdefault(key, set()).add(row["capture_id"])
    return tuple(Finding(*key, len(pages)) for key, pages in captures.items())
