"""Past periods: pages of web archives and saved files into the archive; the next listing takes them on."""

import logging
from collections import Counter
from collections.abc import Container, Generator, Iterable, Iterator
from datetime import UTC, date, datetime

import dagster as dg
from pydantic import Field

from jobtrends_pipeline.acquire.backfill import HeldKey, Plan, Step, past_targets, plan, run
from jobtrends_pipeline.acquire.fetchers import origin_of
from jobtrends_pipeline.acquire.identify import Arrival
from jobtrends_pipeline.acquire.inbox.examine import Looked, look_at, looked_alone
from jobtrends_pipeline.acquire.inbox.put_away import put_away
from jobtrends_pipeline.acquire.inbox.waiting import waiting_files
from jobtrends_pipeline.acquire.origins import CommonCrawlOrigin, WaybackOrigin
from jobtrends_pipeline.acquire.saved_months import SortedOut, sort_out
from jobtrends_pipeline.archive.archive import Archive
from jobtrends_pipeline.archive.attempts import AttemptLog
from jobtrends_pipeline.config.paths import Settings
from jobtrends_pipeline.config.settings import CaptureSettings
from jobtrends_pipeline.config.watchlist import Watchlist
from jobtrends_pipeline.orchestration.assets.captures import held_ids, log_refused, run_file_name, tell_left
from jobtrends_pipeline.orchestration.clearly import clearly
from jobtrends_pipeline.orchestration.describe import counts
from jobtrends_pipeline.orchestration.resources import DataRoot, WarehouseResource
from jobtrends_pipeline.saved_files.file_names import path_of
from jobtrends_pipeline.warehouse.store import Warehouse

SAVED = "saved"
ORIGINS = (SAVED, WaybackOrigin.name, CommonCrawlOrigin.name)
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
    last_month: str = Field(default="", description="Last month, YYYY-MM; this one when empty.")
    origin: str = Field(default="wayback", description="wayback, common_crawl or saved.")
    every: bool = Field(default=False, description="Every distinct page of a month, not only the last good one.")
    paths: list[str] = Field(default_factory=list, description="Saved files and folders; the inbox when empty.")

    @property
    def months(self) -> list[date]:
        """First days of the months to look for."""
        return months_between(self.first_month, self.last_month or f"{datetime.now(UTC):%Y-%m}")


def months_between(first: str, last: str) -> list[date]:
    """First days of the months from one to the other, both included."""
    (year, month), end = (int(part) for part in first.split("-")[:2]), date.fromisoformat(f"{last[:7]}-01")
    months = []
    while (day := date(year, month, 1)) <= end:
        months.append(day)
        year, month = year + month // 12, month % 12 + 1
    return months


def plan_past(
    config: PastPages, settings: Settings, store: Warehouse, watchlist: Watchlist, unread: Iterable[Arrival] = ()
) -> Plan:
    """What is left to look for of some roles in a web archive.

    Args:
        config: Roles, months and archive.
        settings: The data root.
        store: The warehouse, which lists what is held.
        watchlist: Names the roles.
        unread: Pages held whose month the warehouse does not know yet.

    Raises:
        ValueError: if a role is not on the watchlist.
    """
    roles = watchlist.chosen(config.roles)
    attempts = AttemptLog(settings.attempts_dir).all()
    site = CaptureSettings.load(settings.settings_file).source
    targets = [target for role in roles for target in past_targets(role, site)]
    held = held_months(store, [role.key for role in roles])
    for arrival in unread:
        page, month = arrival.page.key, date.fromisoformat(arrival.month)
        key = (arrival.role, page.market, page.place.casefold())
        held[key] = held.get(key, frozenset()) | {month}
    return plan(targets, config.months, config.origin, attempts, held, every=config.every)


def sort_saved(config: PastPages, settings: Settings, watchlist: Watchlist, held: Container[str]) -> SortedOut:
    """What the inbox, or the paths named, hold of the pages of some roles and months.

    Raises:
        ValueError: if a role is not on the watchlist.
    """
    roles = {role.key for role in watchlist.chosen(config.roles)}
    months = {month.isoformat() for month in config.months}
    looked: Iterable[Looked]
    if config.paths:
        looked = looked_alone(map(path_of, config.paths), watchlist)
    else:
        looked = (one for file in waiting_files(settings.inbox_dir) for one in look_at([file], watchlist, {}))
    return sort_out(looked, lambda arrival: arrival.role in roles and arrival.month in months, held)


def look_for(
    todo: Plan, config: PastPages, settings: Settings, watchlist: Watchlist, name: str
) -> Generator[Step, None, None]:
    """Do what a plan says; a page is in the archive, and its attempt in the log of this name, before its step is given.

    Raises:
        ValueError: if there is no web archive of the name.
        MissingContactError: if no contact is set.
    """
    log, origin = (
        AttemptLog(settings.attempts_dir),
        origin_of(config.origin, CaptureSettings.load(settings.settings_file)),
    )
    with Archive(settings.archive_dir).session(name) as session:
        for step in run(todo, origin, watchlist, session.holds, every=config.every):
            if step.arrival:
                session.keep(step.arrival.document)
            log.add(name, step.attempt)
            yield step


@dg.op(out={name: dg.Out(dg.Nothing, is_required=False) for name in ORIGINS})
def choose_origin(config: PastPages) -> Iterator[dg.Output[None]]:
    """Let the one step go on that looks where the configuration says; the others do not wait for their host."""
    if config.origin not in ORIGINS:
        raise dg.Failure(f"no origin {config.origin!r}: there are {', '.join(ORIGINS)}", allow_retries=False)
    yield dg.Output(None, config.origin)


@dg.op(ins={"chosen": dg.In(dg.Nothing)}, out=dg.Out(dg.Nothing))
def take_saved_past(context: dg.OpExecutionContext, config: PastPages, root: DataRoot) -> None:
    """Take the saved pages of roles and months."""
    with clearly():
        _say(context, _take_saved(context, config, root))


@dg.op(pool=WaybackOrigin.name, ins={"chosen": dg.In(dg.Nothing)}, out=dg.Out(dg.Nothing))
def ask_wayback(
    context: dg.OpExecutionContext, config: PastPages, root: DataRoot, warehouse: WarehouseResource
) -> None:
    """Ask the Wayback machine; what is left when it asks to wait is left for a next run."""
    with clearly():
        _say(context, ask(context, config, root, warehouse))


@dg.op(pool=CommonCrawlOrigin.name, ins={"chosen": dg.In(dg.Nothing)}, out=dg.Out(dg.Nothing))
def ask_common_crawl(
    context: dg.OpExecutionContext, config: PastPages, root: DataRoot, warehouse: WarehouseResource
) -> None:
    """Ask Common Crawl; what is left when it asks to wait is left for a next run."""
    with clearly():
        _say(context, ask(context, config, root, warehouse))


@dg.config_mapping
def _past_of_each_step(val: PastPages) -> dict[str, object]:
    steps = (choose_origin, take_saved_past, ask_wayback, ask_common_crawl)
    return {step.name: {"config": val.model_dump()} for step in steps}


@dg.graph(config=_past_of_each_step, out={name: dg.GraphOut() for name in ORIGINS})
def take_past_pages() -> dict[str, object]:
    """Look for past pages of roles where the configuration says, and keep them; each host has a pool of its own."""
    chosen = choose_origin()
    steps = (take_saved_past, ask_wayback, ask_common_crawl)
    return {name: step(getattr(chosen, name)) for name, step in zip(ORIGINS, steps, strict=True)}


def ask(
    context: dg.OpExecutionContext,
    config: PastPages,
    root: DataRoot,
    warehouse: WarehouseResource,
    unread: Iterable[Arrival] = (),
) -> Counter[str]:
    """Ask a web archive for what is left to look for; gives how often each outcome came.

    Args:
        context: Of the step.
        config: Roles, months and archive.
        root: The data root.
        warehouse: The warehouse, which lists what is held.
        unread: Pages held whose month the warehouse does not know yet.
    """
    settings, watchlist = root.settings, root.watchlist()
    todo = plan_past(config, settings, warehouse.open(), watchlist, unread)
    outcomes: Counter[str] = Counter()
    for step in look_for(todo, config, settings, watchlist, run_file_name(context.run)):
        outcomes[step.attempt.outcome] += 1
        PROGRESS.info("%s", _words(step, outcomes.total(), todo.month_count))
        context.log.info("%s", _words(step, outcomes.total(), todo.month_count))
    return outcomes


def _say(context: dg.OpExecutionContext, outcomes: Counter[str]) -> None:
    context.log.info("outcomes: %s", dict(outcomes))
    context.add_output_metadata(counts(outcomes))


def _take_saved(context: dg.OpExecutionContext, config: PastPages, root: DataRoot) -> Counter[str]:
    """Archive the saved pages asked for, then put away the files of the inbox that hold no other."""
    found = sort_saved(config, root.settings, root.watchlist(), held_ids(root))
    root.archive.add(run_file_name(context.run), (arrival.document for arrival in found.arrivals))
    if not config.paths:
        tell_left(context, put_away(root.settings.inbox_dir, found.finished))
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
