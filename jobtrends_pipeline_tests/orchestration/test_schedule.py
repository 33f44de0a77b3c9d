"""The schedule asks for each role when it is due, once, and for many roles in few runs."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
import pytest

from jobtrends_pipeline.config.cadence import next_slot, slots
from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.config.watchlist import Role, Watchlist
from jobtrends_pipeline.orchestration.build import build_definitions
from jobtrends_pipeline.orchestration.instance import open_instance
from jobtrends_pipeline.orchestration.partitions import add_roles
from jobtrends_pipeline.orchestration.resources import DataRoot
from jobtrends_pipeline.orchestration.schedules import INDEX, due_roles, live_requests, refresh_due_roles
from jobtrends_pipeline_tests.conftest import kept_environment

HOURS = (1, 6)
MONDAY = datetime(2026, 11, 23, tzinfo=UTC)


def requests_at(moment: datetime, paths: DataPaths) -> tuple[list[dg.RunRequest], str | None]:
    with kept_environment(), open_instance(paths) as instance:
        add_roles(instance, ["java", INDEX.key])
        definitions = build_definitions(paths)
        with dg.build_schedule_context(
            instance,
            scheduled_execution_time=moment,
            repository_def=definitions.get_repository_def(),
            resources={"root": DataRoot(data_dir=str(paths.data_dir))},
        ) as context:
            result = refresh_due_roles.evaluate_tick(context)
    return list(result.run_requests or ()), result.skip_message


@pytest.fixture
def root(tmp_path: Path) -> DataPaths:
    paths = DataPaths(tmp_path)
    (tmp_path / "watchlist.yaml").write_text("roles:\n  - name: Java\n    cadence: daily\n")
    paths.settings_file.write_text("contact: someone@example.org\n")
    return paths


def tick_after(key: str, cadence: str = "daily") -> datetime:
    due = next_slot(key, cadence, HOURS, MONDAY)  # type: ignore[arg-type]  # one of the three
    return due.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)


def test_a_due_role_is_one_run_with_its_role_month_and_origin(root: DataPaths) -> None:
    (request,), _ = requests_at(tick_after("java"), root)
    assert request.partition_key == "java"
    assert {name: request.tags[name] for name in ("role", "month", "origin")} == {
        "role": "java",
        "month": "2026-11-01",
        "origin": "live",
    }


def test_a_day_of_ticks_asks_for_a_daily_role_once(root: DataPaths) -> None:
    found = [request for n in range(24) for request in requests_at(MONDAY + timedelta(hours=n), root)[0]]
    assert [request.partition_key for request in found if request.partition_key == "java"] == ["java"]


def test_without_a_contact_nothing_is_asked_for_and_the_tick_says_why(root: DataPaths) -> None:
    root.settings_file.unlink()
    found, message = requests_at(tick_after("java"), root)
    assert found == []
    assert message is not None
    assert "contact" in message


def test_the_market_index_is_refreshed_like_a_role(root: DataPaths) -> None:
    found, _ = requests_at(tick_after(INDEX.key, "weekly"), root)
    assert "market-index" in {request.partition_key for request in found}


def many(count: int) -> Watchlist:
    return Watchlist(tuple(Role(name=f"Role {number:03}") for number in range(count)))


def test_five_hundred_roles_are_all_refreshed_in_a_week_in_batches_of_neighbours() -> None:
    watchlist = many(500)
    held = [*watchlist.keys, INDEX.key]
    asked: list[str] = []
    runs = 0
    for hour in range(7 * 24):
        until = MONDAY + timedelta(hours=hour + 1)
        due = list(due_roles(watchlist, HOURS, until - timedelta(hours=1), until))
        for request in live_requests(due, held, until, is_batched=True):
            first, last = (request.tags[f"dagster/asset_partition_range_{end}"] for end in ("start", "end"))
            asked += held[held.index(first) : held.index(last) + 1]
            runs += 1
    assert sorted(asked) == sorted(held)
    assert runs <= 500 // 25 + 2


def test_a_role_that_is_no_partition_yet_is_left_out() -> None:
    (moment,) = slots("java", "daily", HOURS, MONDAY, MONDAY + timedelta(days=1))
    assert list(live_requests([("java", moment)], [], moment, is_batched=False)) == []


def test_a_batch_is_broken_where_a_partition_between_is_not_due() -> None:
    due = [(f"r{n}", MONDAY) for n in (0, 1, 3)]
    found = list(live_requests(due, ["r0", "r1", "r2", "r3"], MONDAY, is_batched=True))
    assert [request.tags["roles"] for request in found] == ["2", "1"]
