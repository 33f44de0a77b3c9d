"""Backfill: archive past pages of roles from saved files and web archives.

Every attempt is logged.
"""

from collections.abc import Container, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from jobtrends_pipeline.acquire.backfill import MonthResult, Plan, TargetKey, past_targets, plan, run
from jobtrends_pipeline.acquire.chart_subjects import ChartSubjects
from jobtrends_pipeline.acquire.fetchers import origin_of
from jobtrends_pipeline.acquire.inbox.examine import ExaminedFile, examine_files, examine_separately
from jobtrends_pipeline.acquire.inbox.waiting import waiting_files
from jobtrends_pipeline.acquire.origins import IMAGE_ORIGINS
from jobtrends_pipeline.acquire.past_charts import ChartResult, PastCharts
from jobtrends_pipeline.acquire.saved_months import WantedPages, select_wanted
from jobtrends_pipeline.archive.archive import Archive
from jobtrends_pipeline.archive.attempts import Attempt, AttemptLog
from jobtrends_pipeline.archive.document import Document
from jobtrends_pipeline.base import clock
from jobtrends_pipeline.config.settings import Settings
from jobtrends_pipeline.config.watchlist import Watchlist
from jobtrends_pipeline.warehouse.store import Warehouse

_CAPTURED = """
    FROM (SELECT *, date_trunc('month', period_end)::DATE AS month FROM captures)
    WHERE market IS NOT NULL AND place IS NOT NULL AND month IS NOT NULL AND role IN (SELECT unnest(?))
"""
_TRUSTED = "outcome IN ('read', 'partial', 'pending')"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Selection of past pages.

    Attributes:
        roles: Keys of roles.
        months: First days of months.
        every: Whether to get every distinct page of a month, not only the last good one.
        takes_charts: Whether to look for the demand charts that the pages name, in web archives that keep images.
    """

    roles: Sequence[str]
    months: Sequence[date]
    every: bool = False
    takes_charts: bool = True


def months_between(first: str, last: str = "") -> list[date]:
    """List the months from one (`2026-02`) to another, inclusive.

    Args:
        first: First month.
        last: Last month; the current one if empty.

    Returns:
        First days of the months.
    """
    last = last or f"{clock.now():%Y-%m}"
    (year, month), end = (int(part) for part in first.split("-")[:2]), date.fromisoformat(f"{last[:7]}-01")
    months = []
    while (day := date(year, month, 1)) <= end:
        months.append(day)
        year, month = year + month // 12, month % 12 + 1
    return months


def plan_backfill(
    wanted: Wanted,
    origin: str,
    settings: Settings,
    log: AttemptLog,
    store: Warehouse,
    watchlist: Watchlist,
    unlisted: Sequence[Attempt] = (),
) -> Plan:
    """Plan the months still to request from a web archive.

    Args:
        wanted: Roles and months.
        origin: Name of the web archive.
        settings: Address of the source, whose pages the web archive has.
        log: Attempts of earlier runs.
        store: The warehouse, which lists the captures.
        watchlist: Names of the roles.
        unlisted: Attempts whose captures the warehouse does not list yet, from any web archive.

    Returns:
        The plan: targets with their months, and counts of months passed over.

    Raises:
        ValueError: if a role is not on the watchlist.
    """
    roles = watchlist.chosen(list(wanted.roles)) if wanted.roles else ()
    targets = [target for role in roles for target in past_targets(role, settings.source)]
    captured = captured_months(store, wanted.roles)
    for target in targets:
        of_page = (one for one in unlisted if one.capture_id and (one.role, one.url) == (target.role, target.url))
        months = {date.fromisoformat(one.month) for one in of_page if one.month}
        captured[target.key] = captured.get(target.key, frozenset()) | months
    todo = plan(targets, wanted.months, origin, log.all(), captured, every=wanted.every)
    return replace(todo, takes_charts=wanted.takes_charts and origin in IMAGE_ORIGINS)


def capture_past(
    todo: Plan,
    origin: str,
    settings: Settings,
    watchlist: Watchlist,
    archive: Archive,
    log: AttemptLog,
    name: str,
) -> Generator[MonthResult | ChartResult, None, None]:
    """Carry out a plan; yield a step per month, and one per chart of its page.

    The page or image is in the archive and the attempt in the log before the step is yielded. A chart that is not found
    is an attempt and nothing more.

    Args:
        todo: The plan.
        origin: Name of the web archive.
        settings: Contact, pace and address of the web archive.
        watchlist: Assigns pages to roles.
        archive: Receives the pages.
        log: Receives every attempt.
        name: Name of the files that this run adds to archive and log.

    Raises:
        ValueError: if there is no web archive of this name.
        MissingContactError: if no contact is set.
    """
    asked = origin_of(origin, settings)
    with archive.session(name) as session:
        charts = PastCharts(asked, todo.span, session.contains) if todo.takes_charts and todo.targets else None
        for step in run(todo, asked, watchlist, session.contains):
            if step.arrival:
                session.keep(step.arrival.document)
            log.add(name, step.attempt)
            yield step
            for chart in _charts(charts, step) if charts else ():
                if chart.document:
                    session.keep(chart.document)
                log.add(name, chart.attempt)
                yield chart


def _charts(charts: PastCharts, step: MonthResult) -> Iterator[ChartResult]:
    """Look for the charts of a new page that can be trusted."""
    page, month = step.arrival, step.attempt.month
    if page and month and page.page.outcome != "quarantined":
        yield from charts.of(page, date.fromisoformat(month))


def sort_saved(
    wanted: Wanted, paths: Iterable[Path], inbox: Path, watchlist: Watchlist, archived: Container[str]
) -> WantedPages:
    """Sort saved pages into wanted, already archived and other pages.

    Chart images of the wanted roles are wanted whenever they were saved: each shows all months.

    Args:
        wanted: Roles and months.
        paths: Files and folders; if empty, the files of the inbox.
        inbox: The inbox.
        watchlist: Assigns pages to roles.
        archived: Ids of the captures stored without damage.
    """
    roles, months = set(wanted.roles), {month.isoformat() for month in wanted.months}
    named = list(paths)
    looked: Iterable[ExaminedFile]
    if named:
        looked = examine_separately(named, watchlist)
    else:
        looked = (one for file in waiting_files(inbox) for one in examine_files([file], watchlist, {}))
    subjects = ChartSubjects(watchlist)

    def is_wanted_chart(chart: Document) -> bool:
        of = subjects.of(chart.url or "")
        return of is not None and of.role in roles

    return select_wanted(
        looked, lambda arrival: arrival.role in roles and arrival.month in months, is_wanted_chart, archived
    )


def captured_months(store: Warehouse, roles: Sequence[str]) -> dict[TargetKey, frozenset[date]]:
    """List the months with a trusted capture, per role, market and place."""
    months: dict[TargetKey, set[date]] = {}
    query = f"SELECT role, market, place, list(DISTINCT month) {_CAPTURED} AND {_TRUSTED} GROUP BY ALL"
    with store.connection() as connection:
        for role, market, place, captured in connection.execute(query, [list(roles)]).fetchall():
            months.setdefault((role, market, place.casefold()), set()).update(captured)
    return {key: frozenset(captured) for key, captured in months.items()}


def quarantined_months(store: Warehouse, roles: Sequence[str]) -> dict[tuple[TargetKey, date], str]:
    """List the months with a quarantined capture, with the reason.

    Returns:
        Reason by (role, market, place) and month; of several captures the latest.
    """
    query = f"SELECT role, market, place, month, reason {_CAPTURED} AND NOT {_TRUSTED} ORDER BY captured_at"
    with store.connection() as connection:
        rows = connection.execute(query, [list(roles)]).fetchall()
    return {((role, market, place.casefold()), month): reason for role, market, place, month, reason in rows}
