"""Sensors make the runs that are due to something that happened, once each, and say why they make none."""

import os
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import dagster as dg
import pytest

from jobtrends_pipeline.archive.attempts import Attempt
from jobtrends_pipeline.base import clock
from jobtrends_pipeline.config.cadence import last_slot
from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.config.watchlist import Role, WatchlistError
from jobtrends_pipeline.orchestration.build import build_definitions
from jobtrends_pipeline.orchestration.instance import open_instance
from jobtrends_pipeline.orchestration.partitions import RANGE_END_TAG, RANGE_START_TAG, ROLE_DIMENSION, add_roles
from jobtrends_pipeline.orchestration.resources import DataRoot
from jobtrends_pipeline.orchestration.sensors.filed import publish_refreshed, read_filed_captures
from jobtrends_pipeline.orchestration.sensors.inbox import watch_inbox
from jobtrends_pipeline.orchestration.sensors.pick_up import MOST_TRIES, PickUp, pick_up_refreshes, pick_ups
from jobtrends_pipeline.orchestration.sensors.watchlist import watch_watchlist
from jobtrends_pipeline_tests.conftest import kept_environment

HOURS = (1, 6)
JAVA, PYTHON = "  - name: Java\n", "  - name: Python\n"


@pytest.fixture
def instance(empty_root: DataPaths) -> Iterator[dg.DagsterInstance]:
    with kept_environment(), open_instance(empty_root) as opened:
        yield opened


def tick(
    sensor: dg.SensorDefinition, paths: DataPaths, instance: dg.DagsterInstance, cursor: str | None = None
) -> tuple[list[dg.RunRequest], str | None, str | None]:
    """Requests, cursor and reason of a tick."""
    with dg.build_sensor_context(
        instance=instance,
        instance_ref=instance.get_ref(),
        cursor=cursor,
        repository_def=build_definitions(paths).get_repository_def(),
        resources={"root": DataRoot(data_dir=str(paths.data_dir))},
    ) as context:
        result = sensor.evaluate_tick(context)
    return list(result.run_requests or ()), result.cursor, result.skip_message


def listed(paths: DataPaths, *roles: str, contact: bool = True) -> None:
    (paths.data_dir / "watchlist.yaml").write_text("roles:\n" + "".join(roles))
    if contact:
        paths.settings_file.write_text("contact: someone@example.org\n")


def test_a_new_role_becomes_a_partition_is_captured_and_its_past_looked_for(
    empty_root: DataPaths, instance: dg.DagsterInstance
) -> None:
    listed(empty_root, JAVA)
    first, cursor, _ = tick(watch_watchlist, empty_root, instance)
    assert first == []
    assert instance.get_dynamic_partitions(ROLE_DIMENSION) == ["java"]
    listed(empty_root, JAVA, PYTHON)
    requests, cursor, _ = tick(watch_watchlist, empty_root, instance, cursor)
    assert [(request.job_name, request.tags["role"]) for request in requests] == [
        ("refresh_live_role", "python"),
        ("backfill_pages", "python"),
    ]
    assert set(instance.get_dynamic_partitions(ROLE_DIMENSION)) == {"java", "python"}
    again, _, message = tick(watch_watchlist, empty_root, instance, cursor)
    assert (again, message) == ([], "the watchlist has not changed")


def test_a_dropped_role_loses_its_partition_once_no_run_of_it_is_in_flight(
    empty_root: DataPaths, instance: dg.DagsterInstance
) -> None:
    listed(empty_root, JAVA, PYTHON)
    _, cursor, _ = tick(watch_watchlist, empty_root, instance)
    job = build_definitions(empty_root).resolve_job_def("refresh_role")
    run = instance.create_run_for_job(job, tags={"role": "python"}, status=dg.DagsterRunStatus.STARTED)
    listed(empty_root, JAVA)
    _, cursor, _ = tick(watch_watchlist, empty_root, instance, cursor)
    assert instance.has_dynamic_partition(ROLE_DIMENSION, "python")
    instance.report_run_failed(run)
    tick(watch_watchlist, empty_root, instance, cursor)
    assert instance.get_dynamic_partitions(ROLE_DIMENSION) == ["java"]


def test_a_watchlist_that_does_not_parse_or_is_gone_leaves_the_last_good_one_in_force(
    empty_root: DataPaths, instance: dg.DagsterInstance
) -> None:
    root = DataRoot(data_dir=str(empty_root.data_dir))
    listed(empty_root, "  - nome: Java\n")
    with pytest.raises(WatchlistError):
        root.watchlist()
    listed(empty_root, JAVA)
    _, cursor, _ = tick(watch_watchlist, empty_root, instance)
    listed(empty_root, "  - nome: Java\n")
    requests, _, message = tick(watch_watchlist, empty_root, instance, cursor)
    assert requests == []
    assert message is not None
    assert "did you mean 'name'" in message
    assert "last good" in message
    assert root.watchlist().keys == ("java",)
    empty_root.own_watchlist_file.unlink()
    assert tick(watch_watchlist, empty_root, instance, cursor)[2] == empty_root.watchlist_remark
    assert root.watchlist().keys == ("java",)


def test_without_a_contact_a_new_role_is_only_a_partition(empty_root: DataPaths, instance: dg.DagsterInstance) -> None:
    listed(empty_root, JAVA, contact=False)
    _, cursor, _ = tick(watch_watchlist, empty_root, instance)
    listed(empty_root, JAVA, PYTHON, contact=False)
    requests, _, _ = tick(watch_watchlist, empty_root, instance, cursor)
    assert requests == []
    assert instance.has_dynamic_partition(ROLE_DIMENSION, "python")


def test_files_of_the_inbox_are_one_run_once_they_are_written(
    empty_root: DataPaths, instance: dg.DagsterInstance
) -> None:
    assert tick(watch_inbox, empty_root, instance)[2] == "the inbox is empty"
    empty_root.inbox_dir.mkdir(parents=True)
    for name in ("a.html", "b.html"):
        (empty_root.inbox_dir / name).write_text("<html>")
    assert tick(watch_inbox, empty_root, instance)[2] == "a file of the inbox is still being written"
    for file in empty_root.inbox_dir.iterdir():
        os.utime(file, (1_700_000_000, 1_700_000_000))
    (request,), _, _ = tick(watch_inbox, empty_root, instance)
    assert tick(watch_inbox, empty_root, instance)[0][0].run_key == request.run_key
    (empty_root.inbox_dir / "a.html").unlink()
    assert tick(watch_inbox, empty_root, instance)[0][0].run_key != request.run_key


def test_a_file_dated_in_the_future_and_one_that_is_being_written_hold_up_no_other(
    empty_root: DataPaths, instance: dg.DagsterInstance
) -> None:
    empty_root.inbox_dir.mkdir(parents=True)
    old, future, fresh = (empty_root.inbox_dir / name for name in ("a.html", "b.html", "c.html"))
    for file, moment in ((old, 1_700_000_000), (future, 1_900_000_000)):
        file.write_text("<html>")
        os.utime(file, (moment, moment))
    (first,), _, _ = tick(watch_inbox, empty_root, instance)
    fresh.write_text("<html>")
    (second,), _, _ = tick(watch_inbox, empty_root, instance)
    assert second.run_key == first.run_key
    assert first.run_config == {"ops": {"take_saved_pages": {"config": {"leaves_fresh": True}}}}
    build_definitions(empty_root).resolve_job_def("ingest_saved_pages").execute_in_process(
        instance=instance, run_config=first.run_config
    )
    assert sorted(file.name for file in (empty_root.inbox_dir / "refused").iterdir()) == [
        "a.html", "a.html.reason", "b.html", "b.html.reason",
    ]  # fmt: skip
    assert fresh.read_text() == "<html>"
    old.symlink_to("gone")
    assert tick(watch_inbox, empty_root, instance)[2] == "a file of the inbox is still being written"


def test_captures_filed_by_a_run_are_read_by_a_refresh_of_each_role_once(
    empty_root: DataPaths, instance: dg.DagsterInstance
) -> None:
    add_roles(instance, ["java", "python"])

    @dg.op
    def file_some(context: dg.OpExecutionContext) -> None:
        for key in ("2026-02-01|java", "2026-03-01|java", "2026-02-01|python"):
            context.log_event(dg.AssetMaterialization("page_captures", partition=key))

    @dg.job
    def filing() -> None:
        file_some()

    filing.execute_in_process(instance=instance)
    requests, cursor, _ = tick(read_filed_captures, empty_root, instance)
    assert [request.partition_key for request in requests] == ["java", "python"]
    assert tick(read_filed_captures, empty_root, instance, cursor)[2] == "no captures were filed"
    filing.execute_in_process(instance=instance, tags={"jobtrends/writer": "command"})
    assert tick(read_filed_captures, empty_root, instance, cursor)[0] == []


def test_what_roles_share_is_published_once_after_refreshes_and_never_during_one(
    empty_root: DataPaths, instance: dg.DagsterInstance
) -> None:
    job = build_definitions(empty_root).resolve_job_def("refresh_live_role")
    assert tick(publish_refreshed, empty_root, instance)[0] == []
    instance.create_run_for_job(job, status=dg.DagsterRunStatus.SUCCESS)
    running = instance.create_run_for_job(job, status=dg.DagsterRunStatus.STARTED)
    _, _, message = tick(publish_refreshed, empty_root, instance)
    assert message is not None
    assert "under way" in message
    instance.report_run_failed(running)
    (request,), cursor, _ = tick(publish_refreshed, empty_root, instance)
    assert request.run_key
    assert tick(publish_refreshed, empty_root, instance, cursor)[0] == []


def attempt(at: datetime, outcome: str = "captured", not_before: datetime | None = None) -> Attempt:
    return Attempt("live", "https://example.org/", "java", f"{at:%Y-%m}-01", at, outcome, not_before=not_before)


NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ROLE = Role(name="Java", cadence="daily")
SLOT = last_slot("java", "daily", HOURS, NOW)


def asked(attempts: Sequence[Attempt], now: datetime = NOW) -> list[PickUp]:
    return list(pick_ups([ROLE], HOURS, attempts, now))


def test_a_moment_that_passed_without_a_try_is_missed_after_two_hours() -> None:
    assert asked([]) == [PickUp("java", SLOT, ":missed")]
    assert asked([attempt(SLOT - timedelta(hours=5))]) == [PickUp("java", SLOT, ":missed")]
    assert asked([attempt(SLOT + timedelta(minutes=5))]) == []
    assert asked([attempt(SLOT - timedelta(hours=5))], SLOT + timedelta(hours=1)) == []


def test_a_try_that_was_put_off_is_made_again_after_longer_and_longer_pauses() -> None:
    first = attempt(SLOT + timedelta(minutes=1), "deferred")
    assert asked([first], first.attempted_at + timedelta(minutes=14)) == []
    assert asked([first], first.attempted_at + timedelta(minutes=15)) == [PickUp("java", SLOT, ":1")]
    second = attempt(first.attempted_at + timedelta(minutes=20), "deferred")
    assert asked([first, second], second.attempted_at + timedelta(minutes=29)) == []
    assert asked([first, second], second.attempted_at + timedelta(minutes=30)) == [PickUp("java", SLOT, ":2")]


def test_never_earlier_than_the_source_said() -> None:
    later = attempt(SLOT + timedelta(minutes=1), "deferred", SLOT + timedelta(hours=3))
    assert asked([later], SLOT + timedelta(hours=2, minutes=59)) == []
    assert asked([later], SLOT + timedelta(hours=3)) == [PickUp("java", SLOT, ":1")]


def test_after_six_tries_it_is_given_up_until_its_next_moment() -> None:
    tries = [attempt(SLOT + timedelta(minutes=n), "deferred") for n in range(1, MOST_TRIES + 1)]
    assert asked(tries) == [PickUp("java", SLOT, f":{MOST_TRIES}", is_given_up=True)]
    following = SLOT + timedelta(days=1, hours=3)
    assert [each.mark for each in asked(tries, following)] == [":missed"]


def test_a_try_that_came_to_something_counts_from_the_beginning() -> None:
    tries = [attempt(SLOT + timedelta(minutes=n), "deferred") for n in (1, 2)] + [attempt(SLOT + timedelta(minutes=3))]
    assert asked(tries) == []


@pytest.fixture
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock at a moment that is hours after the last due time of any role."""
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 29, 12, tzinfo=UTC))


@pytest.mark.usefixtures("noon")
def test_roles_never_captured_are_asked_for_unless_a_run_of_theirs_is_waiting(
    empty_root: DataPaths, instance: dg.DagsterInstance
) -> None:
    listed(empty_root, JAVA, PYTHON)
    job = build_definitions(empty_root).resolve_job_def("refresh_live_role")
    instance.create_run_for_job(job, tags={"role": "python"}, status=dg.DagsterRunStatus.STARTED)
    requests, _, _ = tick(pick_up_refreshes, empty_root, instance)
    assert [request.partition_key for request in requests] == ["java", "market-index"]


@pytest.mark.usefixtures("noon")
def test_a_role_in_a_batch_that_is_in_flight_is_not_asked_for_again(
    empty_root: DataPaths, instance: dg.DagsterInstance
) -> None:
    listed(empty_root, JAVA, PYTHON)
    add_roles(instance, ["java"])
    add_roles(instance, ["python"])
    ends = {RANGE_START_TAG: "java", RANGE_END_TAG: "python"}
    batch = dg.DagsterRun("refresh_live_role", tags=ends, status=dg.DagsterRunStatus.STARTED)
    instance.run_storage.add_run(batch)
    requests, _, _ = tick(pick_up_refreshes, empty_root, instance)
    assert [request.partition_key for request in requests] == ["market-index"]
