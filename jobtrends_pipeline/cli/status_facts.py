"""Data of `jobtrends status`, collected without waiting and without writing."""

import difflib
import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from jobtrends_pipeline.acquire.inbox.advert_folders import describe_advert_inbox
from jobtrends_pipeline.acquire.inbox.waiting import describe_inbox
from jobtrends_pipeline.archive.attempts import AttemptLog
from jobtrends_pipeline.cli.charts import OUTCOME_WORDS
from jobtrends_pipeline.cli.disk import room
from jobtrends_pipeline.cli.show import fail, number
from jobtrends_pipeline.config.adverts import AdvertSourcesError, load_advert_sources
from jobtrends_pipeline.config.cadence import LONDON, USUAL_HOURS, Hours
from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.config.settings import Settings, SettingsError
from jobtrends_pipeline.config.watchlist import Watchlist, WatchlistError, load_watchlist
from jobtrends_pipeline.steps.latest_attempts import LatestAttempts, latest_attempts
from jobtrends_pipeline.steps.role_status import LastRun, RoleEvidence, RoleStatus, role_statuses

if TYPE_CHECKING:
    import duckdb

    from jobtrends_pipeline.warehouse.standings import Source, Standing

_MOST_NAMED, _LONGEST = 3, 200
ALIVE = timedelta(minutes=3)
"""The daemon reports a heartbeat every 30 seconds."""


@dataclass(slots=True)
class Machinery:
    """State of what all roles share.

    Attributes:
        faults: Faults that a person has to correct, one line each.
        notes: Other information, one line each.
        heartbeat: Last heartbeat of the daemon, UTC.
        is_daemon_running: Whether the daemon is alive.
        writer: Id of the process that writes to the warehouse, if known.
        is_locked: Whether a process is writing.
        chart_images: Number of chart images by outcome.
    """

    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    heartbeat: datetime | None = None
    is_daemon_running: bool = False
    writer: int | None = None
    is_locked: bool = False
    chart_images: dict[str, int] = field(default_factory=dict)


def look(paths: DataPaths, only: str | None, now: datetime) -> tuple[Machinery, list[RoleStatus]]:
    """Collect the status of roles and of what they share.

    An unknown role ends the command.

    Args:
        paths: The data root.
        only: Key of the one role to show; null for all.
        now: The current time, with a time zone.
    """
    machinery = Machinery()
    watchlist, hours = _watchlist(paths, machinery), _hours(paths, machinery)
    standings, tries = _captures(paths, machinery, watchlist)
    _note_archive(paths, machinery)
    listed = watchlist.keys if watchlist else ()
    roles = [*listed, *sorted(set(standings) - set(listed))]
    if only is not None and only not in roles:
        near = difflib.get_close_matches(only, roles, n=3) or roles[:10]
        fail(f"{only!r} is not on the watchlist and has no captures; similar names: {', '.join(near) or 'nothing'}")
    chosen = roles if only is None else [only]
    _note_disk(paths, machinery)
    machinery.notes += describe_inbox(paths.inbox_dir)
    _note_adverts(paths, machinery)
    known = RoleEvidence(standings, tries, _runs(paths, chosen, machinery, now))
    return machinery, role_statuses(chosen, watchlist, hours, known, now)


def _watchlist(paths: DataPaths, machinery: Machinery) -> Watchlist | None:
    try:
        watchlist = load_watchlist(paths.watchlist_file)
    except WatchlistError as error:
        machinery.faults.append(f"watchlist: {error} ({paths.watchlist_file})")
        return None
    if paths.watchlist_remark:
        machinery.notes.append(f"watchlist: {paths.watchlist_remark}")
    if not watchlist.roles:
        machinery.notes.append("watchlist: no role is followed: `jobtrends init` writes a watchlist.yaml to fill in")
    return watchlist


def _note_adverts(paths: DataPaths, machinery: Machinery) -> None:
    try:
        sources = load_advert_sources(paths.advert_sources_file)
    except AdvertSourcesError as error:
        machinery.faults.append(f"adverts: {error}")
        return
    machinery.notes += describe_advert_inbox(paths.advert_inbox_dir, sources)


def _hours(paths: DataPaths, machinery: Machinery) -> Hours:
    try:
        return Settings.load(paths.settings_file).refresh_hours
    except SettingsError as error:
        machinery.faults.append(f"settings: {error} ({paths.settings_file})")
        return USUAL_HOURS


def _captures(
    paths: DataPaths, machinery: Machinery, watchlist: Watchlist | None
) -> "tuple[dict[str, Standing], dict[str, LatestAttempts]]":
    """Read captures and latest attempts per role; from the archive without a database."""
    import duckdb

    from jobtrends_pipeline.pages.page import PARSER_VERSION
    from jobtrends_pipeline.steps.configured import database_of
    from jobtrends_pipeline.warehouse.database import DatabaseFile
    from jobtrends_pipeline.warehouse.standings import chart_outcomes, freshest, lost_captures, standings

    log = AttemptLog(paths.attempts_dir)
    try:
        database = database_of(paths)
    except SettingsError:  # which is among the faults already
        database = DatabaseFile(paths.working_file)
    with freshest(database, paths.published_file, paths.lock_file, PARSER_VERSION) as source:
        _note_source(source, machinery, is_archive_filled=any(paths.archive_dir.glob("warc/*.warc.gz")))
        if source.connection is None:
            return _archived(paths, watchlist), latest_attempts(None, log)
        try:
            _note_lost(lost_captures(source.connection), machinery)
            per_role = standings(source.connection)
            _note_charts(chart_outcomes(source.connection), machinery)
        except duckdb.Error as error:
            _note_unreadable(error, machinery)
            per_role = _archived(paths, watchlist)
        try:
            return per_role, latest_attempts(source.connection, log)
        except duckdb.Error as error:
            _note_unreadable(error, machinery)
            return per_role, latest_attempts(None, log)


def _note_charts(counts: dict[str, int], machinery: Machinery) -> None:
    """Add a note on the chart images, if there are any."""
    machinery.chart_images = counts
    said = ", ".join(f"{number(counts[name])} {words}" for name, words in OUTCOME_WORDS.items() if counts.get(name))
    if said:
        machinery.notes.append(f"chart images: {said}: `jobtrends charts` lists them")


def _note_unreadable(error: "duckdb.Error", machinery: Machinery) -> None:
    """Add a fault for a database that lacks data, unless there is one already."""
    from jobtrends_pipeline.warehouse.refusals import in_words

    if any(fault.startswith("warehouse:") for fault in machinery.faults):
        return
    clear = in_words(error)
    line = " ".join(str(error).split())[:_LONGEST]
    words = f"{clear}" if clear is not error else f"of an earlier version, `jobtrends refresh` mends it: {line}"
    machinery.faults.append(f"warehouse: {words}")


def _archived(paths: DataPaths, watchlist: Watchlist | None) -> "dict[str, Standing]":
    """List captures per role from the archive alone, by page address.

    Their figures are unknown.
    """
    from jobtrends_pipeline.acquire.targets import role_at
    from jobtrends_pipeline.archive.archive import Archive
    from jobtrends_pipeline.warehouse.standings import Standing

    per_role: dict[str, Standing] = {}
    entries = {entry.capture_id: entry for entry in Archive(paths.archive_dir).entries()}
    for entry in sorted(entries.values(), key=lambda entry: entry.captured_at):
        if role := role_at(entry.url, watchlist or Watchlist(())):
            count = per_role[role].captures + 1 if role in per_role else 1
            per_role[role] = Standing(count, entry.captured_at, entry.origin, None, (), {})
    return per_role


def _note_lost(lost: list[tuple[str, str]], machinery: Machinery) -> None:
    if lost:
        named = ", ".join(f"{url} ({capture_id})" for capture_id, url in lost[:_MOST_NAMED])
        more = f" and {number(len(lost) - _MOST_NAMED)} more" if len(lost) > _MOST_NAMED else ""
        machinery.faults.append(
            f"archive: {number(len(lost))} captures are lost: {named}{more}; `jobtrends archive verify` says why: "
            "restore the file, or give the same page again to `jobtrends ingest`"
        )


def _note_archive(paths: DataPaths, machinery: Machinery) -> None:
    """Add faults of archive files that are evident without reading them."""
    from jobtrends_pipeline.archive.relist import evident_faults

    for fault in list(evident_faults(paths.archive_dir))[:_MOST_NAMED]:
        machinery.faults.append(f"archive: {fault}")


def _note_source(source: "Source", machinery: Machinery, *, is_archive_filled: bool) -> None:
    machinery.is_locked, machinery.writer = source.is_locked, source.writer
    machinery.faults += [f"warehouse: {fault}" for fault in source.faults]
    if source.is_locked:
        who = f"process {source.writer}" if source.writer else "another process"
        machinery.notes.append(f"warehouse: {who} is writing; captures and findings are those last published")
    elif source.connection is None and is_archive_filled:
        machinery.faults.append("warehouse: none can be read: `jobtrends refresh` makes it from the archive")
    elif source.connection is None:
        machinery.notes.append("warehouse: nothing taken in yet: run `jobtrends capture` or `jobtrends ingest PATH`")


def _note_disk(paths: DataPaths, machinery: Machinery) -> None:
    is_enough, words = room(paths.data_dir)
    if not is_enough:
        machinery.notes.append(f"disk nearly full: {words}")


def _runs(paths: DataPaths, roles: Sequence[str], machinery: Machinery, now: datetime) -> dict[str, LastRun]:
    """Read the last refresh of each role; note whether the daemon is alive."""
    if not (paths.dagster_home / "dagster.yaml").exists():
        _note_daemon(machinery, now)
        return {}
    if not os.access(paths.dagster_home, os.W_OK):  # SQLite cannot open Dagster's files there
        words = "how runs ended, and whether the daemon runs, is not known"
        machinery.notes.append(f"the data root is read-only here: {words}")
        return {}
    from jobtrends_pipeline.orchestration.last_runs import existing_instance, last_heartbeat, last_refreshes
    from jobtrends_pipeline.orchestration.storage import full_disk_message

    logging.getLogger("dagster").setLevel(logging.CRITICAL)
    runs: dict[str, LastRun] = {}
    try:
        with existing_instance(paths) as instance:
            runs, machinery.heartbeat = last_refreshes(instance, roles), last_heartbeat(instance)
    except SettingsError:
        pass  # already reported when the hours were read
    except Exception as error:  # noqa: BLE001  # a fault of the instance must not hide the roles
        line = full_disk_message(paths, error) or f"{type(error).__name__}: {' '.join(str(error).split())}"
        machinery.faults.append(f"Dagster's runs cannot be read: {line}"[:400])
    _note_daemon(machinery, now)
    return runs


def _note_daemon(machinery: Machinery, now: datetime) -> None:
    beat = machinery.heartbeat
    machinery.is_daemon_running = beat is not None and now - beat < ALIVE
    if not machinery.is_daemon_running:
        since = f"since {beat.astimezone(LONDON):%Y-%m-%d %H:%M}" if beat else "and never was"
        machinery.notes.append(
            f"daemon: not running, {since}: nothing is captured on its own; `jobtrends ui` or `jobtrends service`"
        )
