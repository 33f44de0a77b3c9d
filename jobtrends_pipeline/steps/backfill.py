"""Backfill: past pages of roles, from saved files and web archives, into the archive and the log of attempts."""

from collections.abc import Container, Generator, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from jobtrends_pipeline.acquire.backfill import MonthResult, Plan, TargetKey, past_targets, plan, run
from jobtrends_pipeline.acquire.fetchers import origin_of
from jobtrends_pipeline.acquire.inbox.examine import ExaminedFile, examine_files, examine_separately
from jobtrends_pipeline.acquire.inbox.waiting import waiting_files
from jobtrends_pipeline.acquire.saved_months import WantedPages, select_wanted
from jobtrends_pipeline.archive.archive import Archive
from jobtrends_pipeline.archive.attempts import Attempt, AttemptLog
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
    """Which past pages to look for.

    Attributes:
        roles: Keys of roles.
        months: First days of months.
        every: Whether every distinct page of a month is wanted, not only the last good one.
    """

    roles: Sequence[str]
    months: Sequence[date]
    every: bool = False


def months_between(first: str, last: str = "") -> list[date]:
    """First days of the months from one to the other (`2026-02`), both included; to this one where none is given."""
    last = last or f"{datetime.now(UTC):%Y-%m}"
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
    """Plan the months still to request of a web archive.

    Args:
        wanted: Roles and months.
        origin: Name of the archive.
        settings: Address of the source, whose pages the archive has.
        log: What earlier runs tried.
        store: The warehouse, which lists what is held.
        watchlist: Names the roles.
        unlisted: Attempts whose captures the warehouse does not list yet, of whatever archive.

    Raises:
        ValueError: if a role is not on the watchlist.
    """
    roles = watchlist.chosen(list(wanted.roles)) if wanted.roles else ()
    targets = [target for role in roles for target in past_targets(role, settings.source)]
    held = held_months(store, wanted.roles)
    for target in targets:
        of_page = (one for one in unlisted if one.capture_id and (one.role, one.url) == (target.role, target.url))
        months = {date.fromisoformat(one.month) for one in of_page if one.month}
        held[target.key] = held.get(target.key, frozenset()) | months
    return plan(targets, wanted.months, origin, log.all(), held, every=wanted.every)


def capture_past(
    todo: Plan,
    origin: str,
    settings: Settings,
    watchlist: Watchlist,
    archive: Archive,
    log: AttemptLog,
    name: str,
) -> Generator[MonthResult, None, None]:
    """Carry out a plan; a page is in the archive, and its attempt in the log, before its step is given.

    Args:
        todo: What to look for.
        origin: Name of the web archive.
        settings: Contact, pace and address of the web archive.
        watchlist: Names the role a page belongs to.
        archive: Keeps the pages.
        log: Keeps every attempt.
        name: Of the files that this run adds to both.

    Raises:
        ValueError: if there is no web archive of the name.
        MissingContactError: if no contact is set.
    """
    asked = origin_of(origin, settings)
    with archive.session(name) as session:
        for step in run(todo, asked, watchlist, session.contains):
            if step.arrival:
                session.keep(step.arrival.document)
            log.add(name, step.attempt)
            yield step


def sort_saved(
    wanted: Wanted, paths: Iterable[Path], inbox: Path, watchlist: Watchlist, held: Container[str]
) -> WantedPages:
    """Sort saved pages: those of the wanted roles and months, those held, and all others.

    Args:
        wanted: Roles and months.
        paths: Files and folders; the files of the inbox where none is given.
        inbox: The inbox.
        watchlist: Names the role a page belongs to.
        held: Identities of the captures that the archive holds whole.
    """
    roles, months = set(wanted.roles), {month.isoformat() for month in wanted.months}
    named = list(paths)
    looked: Iterable[ExaminedFile]
    if named:
        looked = examine_separately(named, watchlist)
    else:
        looked = (one for file in waiting_files(inbox) for one in examine_files([file], watchlist, {}))
    return select_wanted(looked, lambda arrival: arrival.role in roles and arrival.month in months, held)


def held_months(store: Warehouse, roles: Sequence[str]) -> dict[TargetKey, frozenset[date]]:
    """Months that a trusted page of some roles is held of."""
    months: dict[TargetKey, set[date]] = {}
    query = f"SELECT role, market, place, list(DISTINCT month) {_CAPTURED} AND {_TRUSTED} GROUP BY ALL"
    with store.connection() as connection:
        for role, market, place, held in connection.execute(query, [list(roles)]).fetchall():
            months.setdefault((role, market, place.casefold()), set()).update(held)
    return {key: frozenset(held) for key, held in months.items()}


def quarantined_months(store: Warehouse, roles: Sequence[str]) -> dict[tuple[TargetKey, date], str]:
    """Months that a page of some roles is held of which could not be trusted, and why."""
    query = f"SELECT role, market, place, month, reason {_CAPTURED} AND NOT {_TRUSTED} ORDER BY captured_at"
    with store.connection() as connection:
        rows = connection.execute(query, [list(roles)]).fetchall()
    return {((role, market, place.casefold()), month): reason for role, market, place, month, reason in rows}
