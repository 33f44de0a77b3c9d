"""Past periods: pages of web archives and saved files into the archive; the next listing takes them on."""

import logging
from collections import Counter
from collections.abc import Generator, Iterable
from datetime import date
from pathlib import Path

import dagster as dg
from pydantic import Field

from jobtrends_pipeline.backfill import HeldKey, Plan, Step, past_targets, plan, run
from jobtrends_pipeline.capture.archive import Archive
from jobtrends_pipeline.capture.attempts import AttemptLog
from jobtrends_pipeline.capture_settings import CaptureSettings
from jobtrends_pipeline.inbox import put_away, waiting_files
from jobtrends_pipeline.orchestration.assets.captures import held_ids, log_refused, run_file_name
from jobtrends_pipeline.orchestration.describe import counts
from jobtrends_pipeline.orchestration.resources import DataRoot, WarehouseResource
from jobtrends_pipeline.past_origins import CommonCrawlOrigin, Origin, WaybackOrigin
from jobtrends_pipeline.past_saved import SortedOut, sort_out
from jobtrends_pipeline.settings import Settings
from jobtrends_pipeline.warehouse.store import Warehouse
from jobtrends_pipeline.watchlist import Watchlist

SAVED = "saved"
_CAPTURED = """
    FROM (SELECT *, date_trunc('month', period_end)::DATE AS month FROM captures)
    WHERE market IS NOT NULL AND place IS NOT NULL AND month IS NOT NULL AND role IN (SELECT unnest(?))
"""
_TRUSTED = "outcome IN ('read', 'partial', 'pending')"
PROGRESS = logging.getLogger("jobtrends.progress")
"""Says what a capture is doing, for whoever shows it."""


class PastPages(dg.Config):
    """Which past pages to look for, and where."""

    roles: list[str] = Field(default_factory=list, description="Keys of roles; all of the watchlist when empty.")
    first_month: str = Field(description="First month, YYYY-MM.")
    last_month: str = Field(description="Last month, YYYY-MM.")
    origin: str = Field(default="wayback", description="wayback, common_crawl or saved.")
    every: bool = Field(default=False, description="Every distinct page of a month, not only the last good one.")
    paths: list[str] = Field(default_factory=list, description="Saved files and folders; the inbox when empty.")


def months_between(first: str, last: str) -> list[date]:
    """First days of the months from one to the other, both included."""
    (year, month), end = (int(part) for part in first.split("-")[:2]), date.fromisoformat(f"{last[:7]}-01")
    months = []
    while (day := date(year, month, 1)) <= end:
        months.append(day)
        year, month = year + month // 12, month % 12 + 1
    return months


def plan_past(config: PastPages, settings: Settings, store: Warehouse, watchlist: Watchlist) -> Plan:
    """What is left to look for of some roles in a web archive.

    Raises:
        ValueError: if a role is not on the watchlist.
    """
    roles = watchlist.chosen(config.roles)
    months = months_between(config.first_month, config.last_month)
    attempts = AttemptLog(settings.attempts_dir).all()
    site = CaptureSettings.load(settings.settings_file).source
    targets = [target for role in roles for target in past_targets(role, site)]
    held = held_months(store, [role.key for role in roles])
    return plan(targets, months, config.origin, attempts, held, every=config.every)


def sort_saved(config: PastPages, settings: Settings, watchlist: Watchlist, held: Iterable[str]) -> SortedOut:
    """What the inbox, or the paths named, hold of the pages of some roles and months.

    Raises:
        ValueError: if a role is not on the watchlist.
    """
    roles = {role.key for role in watchlist.chosen(config.roles)}
    months = {month.isoformat() for month in months_between(config.first_month, config.last_month)}
    paths = [Path(path) for path in config.paths] or waiting_files(settings.inbox_dir)
    return sort_out(
        paths, watchlist, lambda arrival: arrival.role in roles and arrival.month in months, frozenset(held)
    )


def origin_of(name: str, settings: Settings) -> Origin:
    """A web archive by its name.

    Raises:
        ValueError: if there is none of the name.
        MissingContactError: if no contact is set.
    """
    capture = CaptureSettings.load(settings.settings_file)
    if name == WaybackOrigin.name:
        return WaybackOrigin(capture.fetcher(), capture.wayback_service())
    if name == CommonCrawlOrigin.name:
        return CommonCrawlOrigin(capture.fetcher(), capture.common_crawl_service())
    raise ValueError(f"no web archive {name!r}: there are {WaybackOrigin.name} and {CommonCrawlOrigin.name}")


def look_for(
    todo: Plan, config: PastPages, settings: Settings, watchlist: Watchlist, name: str
) -> Generator[Step, None, None]:
    """Do what a plan says; a page is in the archive, and its attempt in the log of this name, before its step is given.

    Raises:
        ValueError: if there is no web archive of the name.
        MissingContactError: if no contact is set.
    """
    log, origin = AttemptLog(settings.attempts_dir), origin_of(config.origin, settings)
    with Archive(settings.archive_dir).session(name) as session:
        for step in run(todo, origin, watchlist, session.holds, every=config.every):
            if step.arrival:
                session.keep(step.arrival.document)
            log.add(name, step.attempt)
            yield step


@dg.op
def take_past_pages(
    context: dg.OpExecutionContext, config: PastPages, root: DataRoot, warehouse: WarehouseResource
) -> None:
    """Look for past pages of roles and keep them; what is left when an archive asks to wait is left for a next run."""
    take = _take_saved(context, config, root) if config.origin == SAVED else _ask(context, config, root, warehouse)
    context.log.info("outcomes: %s", dict(take))
    context.add_output_metadata(counts(take))


def _ask(
    context: dg.OpExecutionContext, config: PastPages, root: DataRoot, warehouse: WarehouseResource
) -> Counter[str]:
    settings, watchlist = root.settings, root.watchlist()
    todo = plan_past(config, settings, warehouse.open(), watchlist)
    outcomes: Counter[str] = Counter()
    for step in look_for(todo, config, settings, watchlist, run_file_name(context.run)):
        outcomes[step.attempt.outcome] += 1
        PROGRESS.info("%s", _words(step, outcomes.total(), todo.month_count))
        context.log.info("%s", _words(step, outcomes.total(), todo.month_count))
    return outcomes


def _take_saved(context: dg.OpExecutionContext, config: PastPages, root: DataRoot) -> Counter[str]:
    """Archive the saved pages asked for, then put away the files of the inbox that hold no other."""
    found = sort_saved(config, root.settings, root.watchlist(), held_ids(root))
    root.archive.add(run_file_name(context.run), (arrival.document for arrival in found.arrivals))
    if not config.paths:
        put_away(root.settings.inbox_dir, found.finished, found.refused)
    log_refused(root, run_file_name(context.run), found.refused)
    return Counter(
        pages_taken=len(found.arrivals), pages_held=found.held, pages_left=found.others, refused=len(found.refused)
    )


def _words(step: Step, number: int, whole: int) -> str:
    attempt = step.attempt
    what = f"{step.target.market} {step.target.role} in {step.target.place}, {(attempt.month or '')[:7]}"
    return f"{number} of {whole}: {what}: {attempt.outcome}" + (f" ({attempt.reason})" if attempt.reason else "")


def held_months(store: Warehouse, roles: list[str]) -> dict[HeldKey, frozenset[date]]:
    """Months that a trusted page of some roles is held of."""
    months: dict[HeldKey, set[date]] = {}
    query = f"SELECT role, market, place, list(DISTINCT month) {_CAPTURED} AND {_TRUSTED} GROUP BY ALL"
    with store.connection() as connection:
        for role, market, place, held in connection.execute(query, [roles]).fetchall():
            months.setdefault((role, market, place.casefold()), set()).update(held)
    return {key: frozenset(held) for key, held in months.items()}


def quarantined_months(store: Warehouse, roles: list[str]) -> dict[tuple[HeldKey, date], str]:
    """Months that a page of some roles is held of which could not be trusted, and why."""
    query = f"SELECT role, market, place, month, reason {_CAPTURED} AND NOT {_TRUSTED} ORDER BY captured_at"
    with store.connection() as connection:
        rows = connection.execute(query, [roles]).fetchall()
    return {((role, market, place.casefold()), month): reason for role, market, place, month, reason in rows}
