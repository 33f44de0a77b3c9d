"""Past periods: pages of web archives into the archive of pages; the next listing brings them to the warehouse."""

import logging
from collections import Counter
from datetime import date

import dagster as dg
from pydantic import Field

from jobtrends_pipeline.backfill import Plan, Step, past_targets, plan, run
from jobtrends_pipeline.capture.attempts import AttemptLog
from jobtrends_pipeline.capture_settings import CaptureSettings
from jobtrends_pipeline.orchestration.assets.captures import held_ids, run_file_name
from jobtrends_pipeline.orchestration.describe import counts
from jobtrends_pipeline.orchestration.resources import DataRoot, WarehouseResource
from jobtrends_pipeline.past_origins import CommonCrawlOrigin, Origin, WaybackOrigin
from jobtrends_pipeline.settings import Settings
from jobtrends_pipeline.warehouse.store import Warehouse
from jobtrends_pipeline.watchlist import Role, Watchlist

PROGRESS = logging.getLogger("jobtrends.progress")
"""Says what a capture is doing, for whoever shows it."""


class PastPages(dg.Config):
    """Which past pages to look for, and where."""

    role: str = Field(description="Key of a role on the watchlist.")
    first_month: str = Field(description="First month, YYYY-MM.")
    last_month: str = Field(description="Last month, YYYY-MM.")
    origin: str = Field(default="wayback", description="wayback or common_crawl.")
    every: bool = Field(default=False, description="Every distinct page of a month, not only the last good one.")


def months_between(first: str, last: str) -> list[date]:
    """First days of the months from one to the other, both included."""
    (year, month), end = (int(part) for part in first.split("-")[:2]), date.fromisoformat(f"{last[:7]}-01")
    months = []
    while (day := date(year, month, 1)) <= end:
        months.append(day)
        year, month = year + month // 12, month % 12 + 1
    return months


def plan_past(config: PastPages, settings: Settings, store: Warehouse, watchlist: Watchlist) -> Plan:
    """What is left to look for of a role.

    Raises:
        ValueError: if the role is not on the watchlist.
    """
    role = _role(watchlist, config.role)
    months = months_between(config.first_month, config.last_month)
    attempts = AttemptLog(settings.attempts_dir).all()
    targets = past_targets(role, CaptureSettings.load(settings.settings_file).source)
    return plan(targets, months, config.origin, attempts, _held(store, role.key), every=config.every)


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


@dg.op
def take_past_pages(
    context: dg.OpExecutionContext, config: PastPages, root: DataRoot, warehouse: WarehouseResource
) -> None:
    """Look for past pages of a role and keep them; what is left when an archive asks to wait is left for a next run."""
    settings, watchlist, archive = root.settings, root.watchlist(), root.archive
    todo = plan_past(config, settings, warehouse.open(), watchlist)
    log, name = AttemptLog(settings.attempts_dir), run_file_name(context.run)
    held = set(held_ids(root))
    outcomes: Counter[str] = Counter()
    with archive.session(name) as session:
        origin = origin_of(config.origin, settings)
        for step in run(todo, origin, watchlist, held.__contains__, every=config.every):
            if step.arrival:
                session.keep(step.arrival.document)
                held.add(step.arrival.capture_id)
            log.add(name, step.attempt)
            outcomes[step.attempt.outcome] += 1
            PROGRESS.info("%s", _words(step, outcomes.total(), todo.month_count))
            context.log.info("%s", _words(step, outcomes.total(), todo.month_count))
    context.log.info("outcomes: %s", dict(outcomes))
    context.add_output_metadata(counts(outcomes))


def _words(step: Step, number: int, whole: int) -> str:
    attempt = step.attempt
    what = f"{step.target.market} {step.target.role} in {step.target.place}, {attempt.month[:7]}"
    return f"{number} of {whole}: {what}: {attempt.outcome}" + (f" ({attempt.reason})" if attempt.reason else "")


def _role(watchlist: Watchlist, key: str) -> Role:
    found = [role for role in watchlist.roles if role.key == key]
    if not found:
        raise ValueError(f"{key!r} is not on the watchlist: it has {', '.join(watchlist.keys)}")
    return found[0]


def _held(store: Warehouse, role: str) -> dict[tuple[str, str], frozenset[date]]:
    """Months that a trusted page of the role is held of, by market and place."""
    from jobtrends_pipeline.tables.captures import CAPTURES

    captures = store.read(CAPTURES, {"role": [role]})
    trusted = captures[captures["outcome"].isin(["read", "partial", "pending"]) & captures["period_end"].notna()]
    months: dict[tuple[str, str], set[date]] = {}
    for market, place, end in zip(trusted["market"], trusted["place"], trusted["period_end"], strict=True):
        months.setdefault((str(market), str(place)), set()).add(end.date().replace(day=1))
    return {key: frozenset(held) for key, held in months.items()}
