"""What `jobtrends status` looks at: it waits for nobody, and makes nothing."""

import difflib
import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from jobtrends_pipeline.acquire.inbox.waiting import describe_inbox
from jobtrends_pipeline.archive.attempts import AttemptLog
from jobtrends_pipeline.cli.disk import room
from jobtrends_pipeline.cli.show import fail, number
from jobtrends_pipeline.config.cadence import LONDON, USUAL_HOURS, Hours
from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.config.settings import Settings, SettingsError
from jobtrends_pipeline.config.watchlist import Watchlist, WatchlistError, load_watchlist
from jobtrends_pipeline.steps.latest_attempts import LatestAttempts, latest_attempts
from jobtrends_pipeline.steps.role_status import Known, LastRun, RoleStatus, role_statuses

if TYPE_CHECKING:
    import duckdb

    from jobtrends_pipeline.warehouse.standings import Source, Standing

_MOST_NAMED, _LONGEST = 3, 200
ALIVE = timedelta(minutes=3)
"""The daemon tells every 30 seconds that it is alive."""


@dataclass(slots=True)
class Machinery:
    """What concerns all roles.

    Attributes:
        faults: What a person has to mend, a line each.
        notes: What is worth knowing, a line each.
        heartbeat: When the daemon was last alive, UTC.
        is_daemon_running: Whether it is.
        writer: Process that writes to the warehouse, where it is known.
        is_locked: Whether one does.
    """

    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    heartbeat: datetime | None = None
    is_daemon_running: bool = False
    writer: int | None = None
    is_locked: bool = False


def look(paths: DataPaths, only: str | None, now: datetime) -> tuple[Machinery, list[RoleStatus]]:
    """How roles stand, and what concerns all of them; an unknown role ends the command.

    Args:
        paths: The data root.
        only: Key of the one role to look at; null for all.
        now: The moment, aware.
    """
    machinery = Machinery()
    watchlist, hours = _watchlist(paths, machinery), _hours(paths, machinery)
    held, tries = _held(paths, machinery, watchlist)
    _note_archive(paths, machinery)
    listed = watchlist.keys if watchlist else ()
    roles = [*listed, *sorted(set(held) - set(listed))]
    if only is not None and only not in roles:
        near = difflib.get_close_matches(only, roles, n=3) or roles[:10]
        fail(f"{only!r} is neither on the watchlist nor held; near it: {', '.join(near) or 'nothing'}")
    chosen = roles if only is None else [only]
    _note_disk(paths, machinery)
    machinery.notes += describe_inbox(paths.inbox_dir)
    known = Known(held, tries, _runs(paths, chosen, machinery, now))
    return machinery, role_statuses(chosen, watchlist, hours, known, now)


def _watchlist(paths: DataPaths, machinery: Machinery) -> Watchlist | None:
    try:
        watchlist = load_watchlist(paths.watchlist_file)
    except WatchlistError as error:
        machinery.faults.append(f"watchlist: {error} ({paths.watchlist_file})")
        return None
    if not watchlist.roles:
        machinery.notes.append("watchlist: no role is followed: `jobtrends init` writes a watchlist.yaml to fill in")
    return watchlist


def _hours(paths: DataPaths, machinery: Machinery) -> Hours:
    try:
        return Settings.load(paths.settings_file).refresh_hours
    except SettingsError as error:
        machinery.faults.append(f"settings: {error} ({paths.settings_file})")
        return USUAL_HOURS


def _held(
    paths: DataPaths, machinery: Machinery, watchlist: Watchlist | None
) -> "tuple[dict[str, Standing], dict[str, LatestAttempts]]":
    """Captures and latest attempts of each role; by the archive alone where no database can be read."""
    import duckdb

    from jobtrends_pipeline.pages.page import PARSER_VERSION
    from jobtrends_pipeline.warehouse.standings import freshest, lost_captures, standings

    log = AttemptLog(paths.attempts_dir)
    with freshest(paths.working_file, paths.published_file, paths.lock_file, PARSER_VERSION) as source:
        _note_source(source, machinery, is_archive_filled=any(paths.archive_dir.glob("warc/*.warc.gz")))
        if source.connection is None:
            return _archived(paths, watchlist), latest_attempts(None, log)
        try:
            _note_lost(lost_captures(source.connection), machinery)
            held = standings(source.connection)
        except duckdb.Error as error:
            _note_unreadable(error, machinery)
            held = _archived(paths, watchlist)
        try:
            return held, latest_attempts(source.connection, log)
        except duckdb.Error as error:
            _note_unreadable(error, machinery)
            return held, latest_attempts(None, log)


def _note_unreadable(error: "duckdb.Error", machinery: Machinery) -> None:
    """Note that a database that could be opened lacks what is read of it, unless it is known already."""
    from jobtrends_pipeline.warehouse.refusals import in_words

    if any(fault.startswith("warehouse:") for fault in machinery.faults):
        return
    clear = in_words(error)
    line = " ".join(str(error).split())[:_LONGEST]
    words = f"{clear}" if clear is not error else f"of an earlier version, `jobtrends refresh` mends it: {line}"
    machinery.faults.append(f"warehouse: {words}")


def _archived(paths: DataPaths, watchlist: Watchlist | None) -> "dict[str, Standing]":
    """What the archive lists of each role, by the addresses of the pages; their figures are not known here."""
    from jobtrends_pipeline.acquire.targets import role_at
    from jobtrends_pipeline.archive.archive import Archive
    from jobtrends_pipeline.warehouse.standings import Standing

    found: dict[str, Standing] = {}
    entries = {entry.capture_id: entry for entry in Archive(paths.archive_dir).entries()}
    for entry in sorted(entries.values(), key=lambda entry: entry.captured_at):
        if role := role_at(entry.url, watchlist or Watchlist(())):
            count = found[role].captures + 1 if role in found else 1
            found[role] = Standing(count, entry.captured_at, entry.origin, None, (), {})
    return found


def _note_lost(lost: list[tuple[str, str]], machinery: Machinery) -> None:
    if lost:
        named = ", ".join(f"{url} ({capture_id})" for capture_id, url in lost[:_MOST_NAMED])
        more = f" and {number(len(lost) - _MOST_NAMED)} more" if len(lost) > _MOST_NAMED else ""
        machinery.faults.append(
            f"archive: {number(len(lost))} captures are lost: {named}{more}; `jobtrends archive verify` says why: "
            "restore the file, or give the same page again to `jobtrends ingest`"
        )


def _note_archive(paths: DataPaths, machinery: Machinery) -> None:
    """Note files of the archive that are evidently not as they were written, without reading them."""
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
    """The last refresh of each role; notes whether the daemon is alive."""
    if not (paths.dagster_home / "dagster.yaml").exists():
        _note_daemon(machinery, now)
        return {}
    if not os.access(paths.dagster_home, os.W_OK):  # SQLite opens none of Dagster's files there
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
        pass  # told already, where the hours are read
    except Exception as error:  # noqa: BLE001  # whatever ails the instance, the roles are shown
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
