"""Faster storage for Dagster's SQLite files: kept engines, batches of events."""

import os
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Any

import dagster as dg
import sqlalchemy
from alembic.config import Config
from alembic.script import ScriptDirectory

from jobtrends_pipeline.orchestration.dagster_internals import ASSET_EVENTS
from jobtrends_pipeline.orchestration.dagster_storage import (
    SqliteEventLogStorage,
    sqlite_event_log,
    sqlite_run_storage,
    sqlite_schedule_storage,
)

_STORAGES = (sqlite_event_log, sqlite_run_storage, sqlite_schedule_storage)
_ENGINES = 64
"""Every run has a file of its own, which is asked often while it goes on and hardly ever after."""
_EVENTS = 200
"""Events that are written together, of one step and run."""
_new_scripts = ScriptDirectory.from_config


def speed_up_storage() -> None:
    """Make Dagster's SQLite storages keep engines and scripts, and batch events.

    It holds for this process. A refresh of one role takes a fifth less work, one of 36 roles half.

    Dagster makes an engine for every connection, up to eight for an event, and each compiles its statements anew. One
    that is kept has no connection open (`NullPool`), so that nothing of a file is kept with it. Alembic's scripts, 89
    modules of the installed Dagster, are else imported twice for every run. The events of a step, one for each
    partition of each asset, are else written with two transactions each.
    """
    for storage in _STORAGES:
        vars(storage)["create_engine"] = _engine
    type.__setattr__(ScriptDirectory, "from_config", staticmethod(_scripts))
    type.__setattr__(SqliteEventLogStorage, "store_event_batch", _store_batch)
    os.environ.setdefault("DAGSTER_EVENT_BATCH_SIZE", str(_EVENTS))


def _store_batch(storage: Any, events: Sequence[dg.EventLogEntry]) -> None:
    """Store events: those of assets in one transaction per file, others one by one."""
    for (run_id, is_of_asset), group in groupby(events, lambda event: (event.run_id, _is_of_asset(event))):
        if is_of_asset:
            _store_asset_events(storage, run_id, list(group))
        else:
            for event in group:
                storage.store_event(event)


def _is_of_asset(event: dg.EventLogEntry) -> bool:
    return event.is_dagster_event and event.dagster_event_type in ASSET_EVENTS


def _store_asset_events(storage: Any, run_id: str, events: Sequence[dg.EventLogEntry]) -> None:
    """Store events of assets in the file of their run and in the index of all runs."""
    table = storage.prepare_insert_event(events[0]).table
    rows = [storage._event_to_row(event) for event in events]  # noqa: SLF001  # no public method takes many events
    with storage.run_connection(run_id) as connection:
        connection.execute(table.insert(), rows)
    with storage.index_transaction() as connection:
        connection.execute(table.insert(), rows)
        last = connection.execute(sqlalchemy.select(sqlalchemy.func.max(table.c.id))).scalar_one()
        ids = range(last - len(rows) + 1, last + 1)  # the transaction is SQLite's only one, so they are consecutive
        storage._store_asset_event_tags(connection, events, ids)  # noqa: SLF001
        for event, number in _last_of_each(events, ids):
            storage._store_asset_event(connection, event, number)  # noqa: SLF001


def _last_of_each(events: Sequence[dg.EventLogEntry], ids: Sequence[int]) -> Iterator[tuple[dg.EventLogEntry, int]]:
    """Yield the last event of each asset, the one that the list of assets has."""
    last = {event.get_dagster_event().asset_key: (event, number) for event, number in zip(events, ids, strict=True)}
    yield from last.values()


def _engine(url: str, **options: Any) -> sqlalchemy.Engine:
    connecting = options.pop("connect_args", {})
    return _kept_engine(url, tuple(sorted(connecting.items())), tuple(options.items()))


@lru_cache(_ENGINES)
def _kept_engine(
    url: str, connecting: tuple[tuple[str, object], ...], options: tuple[tuple[str, Any], ...]
) -> sqlalchemy.Engine:
    return sqlalchemy.create_engine(url, connect_args=dict(connecting), **dict(options))


@lru_cache
def _scripts(config: Config) -> ScriptDirectory:
    return _new_scripts(config)
