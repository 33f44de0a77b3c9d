"""A data root with years of history in Dagster's event log, made quickly: for what must stay fast as it grows."""

import json
import sqlite3
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import dagster as dg

from jobtrends_pipeline.archive.attempts import Attempt, AttemptLog
from jobtrends_pipeline.config.cadence import Cadence
from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.config.watchlist import MARKET_INDEX
from jobtrends_pipeline.orchestration.build import build_definitions
from jobtrends_pipeline.orchestration.instance import open_instance
from jobtrends_pipeline.orchestration.partitions import add_roles, role_month

FIRST_YEAR = 2004
_CADENCES: tuple[Cadence, ...] = ("weekly", "daily", "monthly")
_WEEKS, _PLACES = 6, ("uk", "london", "manchester")
_MODEL = ("model-role", f"{FIRST_YEAR}-01-01")


def keys(roles: int) -> list[str]:
    """Keys of the roles."""
    return [f"role-{number}" for number in range(roles)]


def write_watchlist(paths: DataPaths, roles: int) -> None:
    """A watchlist of so many roles, of every cadence, and a contact, so that sensors have what to do."""
    paths.data_dir.mkdir(parents=True, exist_ok=True)
    lines = [f"  - name: Role {number}\n    cadence: {_CADENCES[number % len(_CADENCES)]}\n" for number in range(roles)]
    (paths.data_dir / "watchlist.yaml").write_text(f"roles:\n{''.join(lines)}", encoding="utf-8")
    paths.settings_file.write_text("contact: someone@example.org\nnotify:\n  log: true\n", encoding="utf-8")


def fill(paths: DataPaths, roles: int, months: int) -> None:
    """Every role in every month as a materialised partition of `page_captures`, every role of the assets after it.

    Also a run of each role's refresh, and weeks of tries in the log of attempts.
    """
    write_watchlist(paths, roles)
    named = keys(roles)
    definitions = build_definitions(paths)
    with open_instance(paths) as instance:
        add_roles(instance, [*named, MARKET_INDEX])
        for role in named:
            tags = {"role": role, "dagster/partition": role, "origin": "live"}
            instance.add_run(dg.DagsterRun("refresh_live_role", tags=tags, status=dg.DagsterRunStatus.SUCCESS))
        by_role = [spec.key for spec in definitions.resolve_all_asset_specs() if _is_by_role(spec)]
        for key in by_role:
            instance.report_runless_asset_event(dg.AssetMaterialization(key, partition=_MODEL[0]))
        event = dg.AssetMaterialization("page_captures", partition=role_month(*_MODEL), metadata={"pages_taken": 12})
        instance.report_runless_asset_event(event)
    _copy(paths, roles, months)
    _try(paths, named)


def _is_by_role(spec: dg.AssetSpec) -> bool:
    return spec.partitions_def is not None and spec.key.to_user_string() != "page_captures"


def _copy(paths: DataPaths, roles: int, months: int) -> None:
    """Copies of the model's events for every partition, straight into the index of the event log: 1,000 a second."""
    partitions = {
        False: keys(roles),
        True: [f"{month}|{role}" for role in keys(roles) for month in _months(months)],
    }
    with sqlite3.connect(paths.dagster_home / "history" / "runs" / "index.db") as connection:
        columns = "run_id, event, dagster_event_type, timestamp, step_key, asset_key, partition"
        models = connection.execute(f"SELECT {columns} FROM event_logs WHERE partition NOT NULL").fetchall()  # noqa: S608  # named above
        for *model, asset, partition in models:
            names: Iterable[str] = partitions["|" in partition]
            model_text, text = json.dumps(partition), str(model[1])
            rows = ((model[0], text.replace(model_text, json.dumps(name)), *model[2:], asset, name) for name in names)
            connection.executemany(f"INSERT INTO event_logs ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?)", rows)  # noqa: S608
        connection.execute("DELETE FROM event_logs WHERE partition LIKE ?", [f"%{_MODEL[0]}"])


def _months(count: int) -> list[str]:
    return [f"{FIRST_YEAR + number // 12}-{number % 12 + 1:02}-01" for number in range(count)]


def _try(paths: DataPaths, roles: list[str]) -> None:
    log, now = AttemptLog(paths.attempts_dir), datetime.now(UTC)
    for week in reversed(range(_WEEKS)):
        at = now - timedelta(weeks=week, hours=3)
        tries = [
            Attempt("live", f"https://example.org/{place}/{role}", role, f"{at:%Y-%m}-01", at, "unchanged")
            for role in roles
            for place in _PLACES
        ]
        log.add(f"{at:%Y%m%dT%H%M%S}-filled", *tries)
