"""Model of the home page: roles at their headline place, changes, gaps, findings.

Pure.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd
from markupsafe import Markup

from jobtrends_pipeline.reports import words
from jobtrends_pipeline.reports.cells import Cell, cell, derived, is_suppressed, reliability_mark
from jobtrends_pipeline.reports.changes import Change, changes_of
from jobtrends_pipeline.reports.gaps import Gaps, SeriesKey, gaps_of, periods_held
from jobtrends_pipeline.reports.home_months import month_lines
from jobtrends_pipeline.reports.rows import Row, labour_market, records, series_name, target_of
from jobtrends_pipeline.reports.sparkline import Point, sparkline
from jobtrends_pipeline.reports.summary import pay_formatter
from jobtrends_pipeline.tables.columns import ITJOBSWATCH, PAY_BASES, SEVERITIES
from jobtrends_pipeline.tables.trends import ROLE_COMPARISON
from jobtrends_pipeline.trends.headlines import HomeSeries

FINDINGS_SHOWN = 100
CHANGES_SHOWN = 10
COMPARED_AT_START = 3
PAGE_COLUMNS = ["role", "market", "subject", "place", "window_months", "period_end", "layout", "outcome"]
_BASES = ("none", *reversed(PAY_BASES))
_SORTED = ("share_of_all_pct", "rank", "rank_change", "median_gbp", "median_year_change_pct")


@dataclass(frozen=True, slots=True)
class RoleLine:
    """Role in the table of its market; `note` states how certain the change is.

    `series` is its name on the compare page.
    `sort` has the values that columns are sorted by, null where the figure is suppressed.
    """

    role: str
    series: str
    market: str
    subject: str
    place: str
    window: str
    spark: Markup
    months: Markup
    share: Cell
    rank: Cell
    rank_change: Cell
    median: Cell
    per: str
    change: Cell
    note: str
    period_end: date
    freshness: str
    gaps: Gaps
    sort: Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Finding:
    """Finding as the home page lists it; `pages` counts the role's captures with it."""

    severity: str
    role: str
    check_name: str
    message: str
    pages: int


@dataclass(frozen=True, slots=True)
class HomePage:
    """The home page; markets without roles are left out.

    `roles_of_charts` have a monthly series and no other figures. `indexes` are partitions of market index pages, with
    their number of pages. `changes` are in order, the largest first; `compared_count` is the number of lines with a
    vintage a week or more before.
    """

    markets: tuple[tuple[str, tuple[RoleLine, ...]], ...]
    changes: tuple[Change, ...]
    compared_count: int
    roles_without_data: tuple[tuple[str, str], ...]
    roles_of_charts: tuple[tuple[str, str], ...]
    indexes: tuple[tuple[str, int], ...]
    capture_counts: tuple[tuple[str, int], ...]
    findings: tuple[Finding, ...]
    finding_count: int
    newest: date | None
    changes_shown: int = CHANGES_SHOWN

    @property
    def generated_from(self) -> date | None:
        """Newest period end among the roles."""
        return self.newest

    @property
    def role_count(self) -> int:
        """Number of roles that have figures."""
        return len({line.role for _, lines in self.markets for line in lines})

    @property
    def has_own(self) -> bool:
        """Whether a line is of own adverts."""
        return any(line.series != line.role for _, lines in self.markets for line in lines)

    @property
    def with_gaps(self) -> tuple[tuple[str, RoleLine], ...]:
        """Lines with gaps, each with its market; those with most missing months first."""
        found = [(market, line) for market, lines in self.markets for line in lines if line.gaps.count]
        return tuple(sorted(found, key=lambda one: (-one[1].gaps.count, one[1].role, one[0])))

    @property
    def compared(self) -> str:
        """Parameters of the compare page for the roles with the highest demand."""
        _, lines = self.markets[0]
        names = ",".join(line.series for line in lines[:COMPARED_AT_START])
        return f"roles={names}&place=UK&market={lines[0].market}"


def build_home_page(
    comparison: pd.DataFrame, captures: pd.DataFrame, findings: pd.DataFrame, series: HomeSeries | None = None
) -> HomePage:
    """Return the home page of `role_comparison`, `captures` and `findings`.

    A role has one line per publisher and market, at its headline place: UK and 6 months if available, else the largest
    place. Lines are sorted by share, the largest first.

    Args:
        comparison: Typed rows of `role_comparison`.
        captures: Typed rows of `captures`.
        findings: Typed rows of `findings`.
        series: Series that `trends.headlines` reads; without it there are no sparklines and no changes.
    """
    rows, pages = records(comparison), records(captures[PAGE_COLUMNS])
    newest = max((row["period_end"] for row in rows), default=None)
    headlines = _headlines(rows)
    medians, drawn = _medians(series), series.months if series else []
    months = month_lines(drawn, headlines)
    held = periods_held(pages)
    markets = tuple(
        (
            market,
            tuple(_line(row, newest or row["period_end"], medians.get(_key(row), ()), held, months) for row in own),
        )
        for market, own in _parts(headlines).items()
    )
    changes, compared_count = changes_of(headlines, series.moves if series else ())
    found = _by_severity(records(findings))
    listed_in = [row["role"] for row in pages if row["subject"] is None and row["layout"]]
    of_charts = {row["role"]: row["subject"] for row in drawn}
    for role in {row["role"] for row in rows} & of_charts.keys():
        del of_charts[role]
    without = sorted({row["role"] for row in pages} - {row["role"] for row in rows} - {*listed_in, *of_charts})
    return HomePage(
        markets,
        changes,
        compared_count,
        tuple((role, words.role_title(role)) for role in without),
        tuple(sorted(of_charts.items())),
        tuple((role, listed_in.count(role)) for role in sorted(set(listed_in))),
        _outcomes(pages),
        _grouped(found)[:FINDINGS_SHOWN],
        len(found),
        newest,
    )


def _headlines(rows: Iterable[Row]) -> list[Row]:
    """Return one row per publisher, market and role: headline place, first pay basis.

    Rows are sorted by share, the largest first.
    """
    best: dict[tuple[str, str, str], Row] = {}
    for row in rows:
        key = (row["publisher"], row["market"], row["role"])
        best[key] = row if key not in best else max(best[key], row, key=_prominence)
    return sorted(best.values(), key=lambda row: (-(row["share_of_all_pct"] or 0.0), row["role"]))


def _parts(headlines: Iterable[Row]) -> dict[str, list[Row]]:
    """Return the rows of each publisher and market, IT Jobs Watch first."""
    parts: dict[str, list[Row]] = {}
    for row in sorted(headlines, key=lambda row: target_of(row).rank[:3]):
        parts.setdefault(labour_market(row), []).append(row)
    return parts


def _prominence(row: Row) -> tuple[object, ...]:
    return (
        row["place"] == "UK",
        row["window_months"],
        row["advert_count"] or 0,
        _BASES.index(row["pay_basis"]),
        row["place"],
    )


def _key(row: Row) -> tuple[SeriesKey, str]:
    return _series(row), row["pay_basis"]


def _series(row: Row) -> SeriesKey:
    return row["role"], row["publisher"], row["market"], row["place"], int(row["window_months"])


def _medians(series: HomeSeries | None) -> dict[tuple[SeriesKey, str], list[Point]]:
    if series is None:
        return {}
    return {_key(row): list(zip(row["period_ends"], row["medians_gbp"], strict=True)) for row in series.medians}


def _line(
    row: Row,
    newest: date,
    medians: Iterable[Point],
    held: Mapping[SeriesKey, set[date]],
    months: Mapping[tuple[str, str], Markup],
) -> RoleLine:
    pay_words = words.PAY_WORDS.get(row["pay_basis"])
    money = pay_formatter(row["pay_basis"])
    subject = row["subject"] or words.role_title(row["role"])
    age = (newest - row["period_end"]).days
    beyond = row["is_change_beyond_noise"]
    note = "noise not known" if beyond is None else "beyond noise" if beyond else "within noise"
    of_share = reliability_mark(row, "share_reliability")
    judge_of = ROLE_COMPARISON.judge_of
    return RoleLine(
        row["role"],
        series_name(row["role"], row["publisher"]),
        row["market"],
        subject,
        row["place"],
        words.window(int(row["window_months"])),
        sparkline(points := list(medians), _spark_message(subject, points, money)),
        months.get((row["role"], row["market"]), Markup()) if row["publisher"] == ITJOBSWATCH else Markup(),
        cell(row, "share_of_all_pct", words.share, of_share),
        cell(row, "rank", words.count, of_share),
        cell(row, "rank_change", words.signed_count, of_share),
        cell(row, "median_gbp", money, reliability_mark(row)),
        pay_words.per if pay_words else "",
        derived(row, "median_year_change_pct", words.signed_pct, "change_reliability"),
        note if row["median_year_change_pct"] is not None else "",
        row["period_end"],
        "newest" if age == 0 else f"{age:,} day{'s' if age != 1 else ''} older",
        gaps_of(held.get(_series(row), set()), newest),
        {name: None if is_suppressed(row, judge_of[name]) else row[name] for name in _SORTED},
    )


def _spark_message(subject: str, points: list[Point], money: words.Show) -> str:
    if not points:
        return ""
    (first, begin), (last, end) = points[0], points[-1]
    values = [value for _, value in points]
    return (
        f"Median of {subject}, {words.day(first)} to {words.day(last)}: from {money(begin)} to {money(end)};"
        f" lowest {money(min(values))}, highest {money(max(values))}"
    )


def _outcomes(pages: list[Row]) -> tuple[tuple[str, int], ...]:
    outcomes = [row["outcome"] for row in pages]
    return tuple((outcome, outcomes.count(outcome)) for outcome in sorted(set(outcomes)))


def _by_severity(rows: list[Row]) -> list[Row]:
    names = ("role", "check_name", "position", "capture_id")
    return sorted(rows, key=lambda row: (-SEVERITIES.index(row["severity"]), *(str(row[name]) for name in names)))


def _grouped(rows: list[Row]) -> tuple[Finding, ...]:
    """Return the findings in order; equal ones of one role become one."""
    captures: dict[tuple[str, str, str, str], set[str]] = {}
    for row in rows:
        key = (row["severity"], row["role"], row["check_name"], row["message"])
        captures.setdefault(key, set()).add(row["capture_id"])
    return tuple(Finding(*key, len(pages)) for key, pages in captures.items())
