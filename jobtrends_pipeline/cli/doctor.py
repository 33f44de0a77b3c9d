"""`jobtrends doctor`: check the installation; say what is missing and what to do."""

import contextlib
import os
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, timedelta
from pathlib import Path

import typer

from jobtrends_pipeline.base import clock
from jobtrends_pipeline.cli import show
from jobtrends_pipeline.cli.disk import room
from jobtrends_pipeline.config.paths import DataPaths

_RECENT = timedelta(days=30)
Check = tuple[str, bool, str]


def doctor() -> None:
    """Check the installation and data root, and say what is missing and what to do.

    One line per check: Python, data root and free disk space, watchlist, contact, archive (all of it is read back),
    attempts of the last 30 days by outcome with those deferred and until when, inbox, warehouse, notifications, report,
    Dagster instance; in the profile cluster also its packages, databases, folder of files, machines of the Ray cluster
    with their versions, and the way of runs to it. Exits with 1 if a check fails.

    \b
    Example:
      jobtrends doctor
    """
    checks = list(_checks(DataPaths.load()))
    for name, is_well, text in checks:
        show.say(f"{'ok ' if is_well else 'NO '} {name:<12} {text}")
    if not all(is_well for _, is_well, _ in checks):
        raise typer.Exit(1)


def _checks(paths: DataPaths) -> Iterator[Check]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield "python", sys.version_info >= (3, 11), f"{version} ({sys.executable})"
    yield _data_root(paths.data_dir)
    for name, check in (
        ("watchlist", _watchlist),
        ("capture", _capture),
        ("archive", _archive),
        ("attempts", _attempts),
        ("inbox", _inbox),
        ("warehouse", _warehouse),
        ("notify", _notify),
    ):
        try:
            yield (name, *check(paths))
        except Exception as error:  # noqa: BLE001  # a fault of one part must not hide the others
            yield name, False, " ".join(str(error).split())
    home = paths.reports_dir / "index.html"
    yield (
        "report",
        home.exists(),
        str(home) if home.exists() else "not drawn yet: run `jobtrends ingest PATH`",
    )
    instance = paths.dagster_home / "dagster.yaml"
    yield (
        "dagster",
        instance.exists(),
        str(instance) if instance.exists() else "no instance yet: the first run makes it",
    )
    yield from _cluster(paths)


def _cluster(paths: DataPaths) -> Iterator[Check]:
    """Check the parts of the profile cluster, where it is chosen."""
    from jobtrends_pipeline.config.settings import Settings, SettingsError

    with contextlib.suppress(SettingsError):  # the line of `capture` says so
        settings = Settings.load(paths.settings_file)
        if settings.profile == "cluster":
            from jobtrends_pipeline.cli.doctor_cluster import cluster_checks

            yield from cluster_checks(paths, settings)


def _data_root(folder: Path) -> Check:
    nearest = next(parent for parent in (folder, *folder.parents) if parent.exists())
    if not os.access(nearest, os.W_OK):
        return "data root", False, f"{folder} cannot be written: set JOBTRENDS_DATA_DIR to a folder that can"
    is_enough, words = room(folder)
    return "data root", is_enough, f"{folder}, {words}"


def _watchlist(paths: DataPaths) -> tuple[bool, str]:
    from jobtrends_pipeline.config.watchlist import load_watchlist

    roles = load_watchlist(paths.watchlist_file).roles
    if not roles:
        return (
            True,
            f"no role is followed, saved pages only: `jobtrends init` writes {paths.watchlist_file} to fill in",
        )
    if paths.watchlist_remark:
        return False, paths.watchlist_remark
    return True, f"{paths.watchlist_file}, {len(roles)} roles"


def _capture(paths: DataPaths) -> tuple[bool, str]:
    from jobtrends_pipeline.config.settings import Settings
    from jobtrends_pipeline.fetch.user_agent import user_agent

    capture = Settings.load(paths.settings_file)
    if capture.contact is None:
        return True, f"saved pages only: to capture from the web set `contact` in {paths.settings_file}"
    return True, f"as {user_agent(capture.contact)}, a request per {capture.pause_seconds:g} s and host"


def _notify(paths: DataPaths) -> tuple[bool, str]:
    from jobtrends_pipeline.cli.notify import state

    return state(paths)


def _archive(paths: DataPaths) -> tuple[bool, str]:
    from jobtrends_pipeline.archive.archive import Archive
    from jobtrends_pipeline.archive.verify import Counts, verify

    Archive(paths.archive_dir).sweep()
    counts = Counts()
    problems = [problem.line for problem in verify(paths.archive_dir, counts) if not problem.is_healed]
    if problems:
        more = f" and {len(problems) - 1:,} more, `jobtrends archive verify` names all" if problems[1:] else ""
        return False, f"{counts.lost:,} of {counts.captures:,} pages are lost: {problems[0]}{more}"
    if not counts.captures:
        return False, "empty: run `jobtrends ingest PATH`"
    return True, f"{paths.archive_dir}, {counts.captures:,} pages, all read back"


def _attempts(paths: DataPaths) -> tuple[bool, str]:
    from jobtrends_pipeline.archive.attempts import AttemptLog, still_deferred

    now, attempts = clock.now(), list(AttemptLog(paths.attempts_dir).all())
    recent = Counter(each.outcome for each in attempts if each.attempted_at >= now - _RECENT)
    words = ", ".join(f"{count:,} {outcome}" for outcome, count in recent.most_common()) or "none"
    deferred = still_deferred(attempts)
    later = [each.not_before for each in deferred if each.not_before and each.not_before > now]
    waiting = f"; {len(deferred):,} put off, to be asked for again" if deferred else ""
    until = f" after {max(later).astimezone(UTC):%Y-%m-%d %H:%M} UTC" if later else ""
    return True, f"of the last {_RECENT.days} days: {words}{waiting}{until}"


def _inbox(paths: DataPaths) -> tuple[bool, str]:
    from jobtrends_pipeline.acquire.inbox.advert_folders import describe_advert_inbox
    from jobtrends_pipeline.acquire.inbox.waiting import describe_inbox
    from jobtrends_pipeline.config.adverts import load_advert_sources

    lines = [line.removeprefix("inbox: ") for line in describe_inbox(paths.inbox_dir)]
    lines += describe_advert_inbox(paths.advert_inbox_dir, load_advert_sources(paths.advert_sources_file))
    return True, "; ".join(lines) or f"nothing waits in {paths.inbox_dir}"


def _warehouse(paths: DataPaths) -> tuple[bool, str]:
    from jobtrends_pipeline.cli.summary import published_state
    from jobtrends_pipeline.pages.page import PARSER_VERSION
    from jobtrends_pipeline.steps.configured import database_of
    from jobtrends_pipeline.warehouse.refusals import WarehouseLockedError

    database = database_of(paths)
    if database.exists():
        with contextlib.suppress(WarehouseLockedError):
            database.check(PARSER_VERSION, is_thorough=True)
    state = published_state(paths)
    if state is None and database.exists():
        return False, f"{paths.published_file} is missing: `jobtrends refresh` publishes it anew"
    if state is None:
        return False, "nothing published yet: run `jobtrends ingest PATH`"
    waiting = f", {state.pages_waiting} waiting: `jobtrends refresh`" if state.pages_waiting else ""
    return (
        True,
        f"{paths.published_file}, {state.facts:,} facts, {state.pages_quarantined} pages quarantined{waiting}",
    )
