"""People are told of failed runs, failed checks and new findings, each once, and of nothing while it is off."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from dagster._core.errors import DagsterExecutionInterruptedError
from dagster._core.remote_origin import RegisteredCodeLocationOrigin, RemoteRepositoryOrigin

from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.config.settings import SettingsError
from jobtrends_pipeline.orchestration.alerts import failed_checks, failed_runs, new_error_findings
from jobtrends_pipeline.orchestration.build import build_definitions
from jobtrends_pipeline.orchestration.instance import open_instance
from jobtrends_pipeline.orchestration.resources import build_resources
from jobtrends_pipeline.orchestration.run_failures import RunFailedError
from jobtrends_pipeline.tables.facts import FACT_TABLES
from jobtrends_pipeline.warehouse.publish import publish
from jobtrends_pipeline.warehouse.store import Warehouse
from jobtrends_pipeline_tests.conftest import kept_environment
from jobtrends_pipeline_tests.support.dagster_runs import running, saved, working
from jobtrends_pipeline_tests.support.notify_servers import taking_posts

SENSORS = (failed_runs, failed_checks, new_error_findings)
IMPOSSIBLE = """
    UPDATE parsed_cells SET value = 250
    WHERE role = 'java' AND section = 'subject' AND measure = 'share_of_all_pct' AND lag_years = 0
"""
READ_AGAIN = "UPDATE captures SET loaded_version = NULL WHERE role = 'java'"


class Watching:
    """The sensors of a data root, ticked by hand as the daemon does, with their cursors."""

    def __init__(self, paths: DataPaths, instance: dg.DagsterInstance) -> None:
        self._settings = paths
        self._instance = instance
        self._repository = build_definitions(paths).get_repository_def()
        self._cursors: dict[str, str | None] = {}

    def tick(self, sensor: dg.SensorDefinition) -> Any:
        """Evaluate a sensor as one of a code location, which runs of the command line belong to none of."""
        context = dg.build_sensor_context(
            instance=self._instance,
            cursor=self._cursors.get(sensor.name),
            repository_def=self._repository,
            resources=build_resources(self._settings),
            sensor_name=sensor.name,
        )
        context._code_location_origin = RegisteredCodeLocationOrigin("jobtrends_pipeline")
        with context:
            data = sensor.evaluate_tick(context)
        self._cursors[sensor.name] = data.cursor
        return data

    @property
    def told(self) -> list[dict[str, str]]:
        """Messages so far."""
        file = self._settings.notifications_file
        return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


@contextmanager
def watching(paths: DataPaths) -> Iterator[Watching]:
    with open_instance(paths) as instance:
        yield Watching(paths, instance)


def turn_on(paths: DataPaths, text: str = "notify: {log: true, ui: 'http://127.0.0.1:3000/'}\n") -> None:
    paths.data_dir.mkdir(parents=True, exist_ok=True)
    paths.settings_file.write_text(text)


def fail_on_the_watchlist(paths: DataPaths, folder: Path) -> None:
    """A run that fails for a watchlist that does not parse."""
    paths.data_dir.mkdir(parents=True, exist_ok=True)
    (paths.data_dir / "watchlist.yaml").write_text("roles: [")
    with running(paths) as runs, pytest.raises(RunFailedError, match="watchlist"):
        runs.take_saved(saved(folder, date(2026, 2, 1)))


@pytest.fixture(scope="module")
def broken(ingested: DataPaths, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watching]:
    """Sensors that saw all of a data root whose Java figures then broke their schema, in one refresh."""
    paths = DataPaths(tmp_path_factory.mktemp("alerts") / "data")
    shutil.copytree(ingested.data_dir, paths.data_dir)
    turn_on(paths)
    with kept_environment(), watching(paths) as sensors:
        for sensor in SENSORS:
            sensors.tick(sensor)
        working(paths, IMPOSSIBLE, READ_AGAIN)
        with running(paths) as runs, pytest.raises(RunFailedError):
            runs.refresh(["java"])
        for sensor in (*SENSORS, *SENSORS):
            sensors.tick(sensor)
        yield sensors


def test_each_failure_is_told_of_once(broken: Watching) -> None:
    assert [message["key"].split(":")[0] for message in broken.told] == ["run", "checks"]


def test_a_failed_run_is_told_of_with_its_job_role_cause_and_what_to_do(broken: Watching) -> None:
    message = broken.told[0]
    assert message["title"].startswith("refresh_role failed for java: facts of java were not stored: figures break")
    assert message["happened"].startswith("Job refresh_role, run ")
    assert "\nRole: java\nCause: facts of java were not stored" in message["happened"]
    assert "the facts stay as they were" in message["action"]
    assert message["link"].startswith("http://127.0.0.1:3000/runs/")


def test_a_failed_check_is_told_of_with_the_rows_that_broke_it(broken: Watching) -> None:
    message = broken.told[1]
    assert message["title"] == "1 check failed: fact_demand.schema_and_identities"
    assert "column share_of_all_pct, failure_case 250.0" in message["happened"]
    assert "role java" in message["happened"]
    assert message["link"] == broken.told[0]["link"]


def test_a_watchlist_that_does_not_parse_is_told_of_once_a_day(empty_root: DataPaths, tmp_path: Path) -> None:
    turn_on(empty_root)
    with watching(empty_root) as sensors:
        sensors.tick(failed_runs)
        for name in ("a", "b"):
            fail_on_the_watchlist(empty_root, tmp_path / name)
        sensors.tick(failed_runs)
        (message,) = sensors.told
    assert message["title"].startswith("ingest_saved_pages failed: watchlist.yaml is not valid YAML")
    assert message["action"].startswith("Correct watchlist.yaml at the place named")


def test_while_it_is_off_each_sensor_says_how_to_turn_it_on_and_nothing_is_told_later(
    empty_root: DataPaths, tmp_path: Path
) -> None:
    with watching(empty_root) as sensors:
        sensors.tick(failed_runs)
        fail_on_the_watchlist(empty_root, tmp_path / "a")
        for sensor in SENSORS:
            assert f"set `notify` in {empty_root.settings_file}" in str(sensors.tick(sensor).skip_message)
        turn_on(empty_root)
        for sensor in SENSORS:
            sensors.tick(sensor)
        assert sensors.told == []
    assert not empty_root.notified_file.exists()


def test_a_command_that_a_person_stopped_is_not_told_of(empty_root: DataPaths) -> None:
    turn_on(empty_root)

    @dg.op
    def stop() -> None:
        raise DagsterExecutionInterruptedError  # what Dagster makes of Ctrl-C

    @dg.job
    def stopped() -> None:
        stop()

    with watching(empty_root) as sensors, open_instance(empty_root) as instance:
        result = stopped.execute_in_process(instance=instance, raise_on_error=False)
        ended = dg.build_run_status_sensor_context(
            sensor_name=failed_runs.name,
            dagster_event=result.get_run_failure_event(),
            dagster_instance=instance,
            dagster_run=result.dagster_run,
            resources={"root": build_resources(empty_root)["root"]},
        )
        with ended.for_run_failure() as context:
            skip = failed_runs(context)
        assert isinstance(skip, dg.SkipReason)
        assert "was stopped by a person" in str(skip.skip_message)
        assert sensors.told == []


def test_a_run_of_the_daemon_is_told_of_when_it_is_not_tried_again(empty_root: DataPaths) -> None:
    turn_on(empty_root)
    origin = RemoteRepositoryOrigin(RegisteredCodeLocationOrigin("jobtrends_pipeline"), "__repository__")

    @dg.op
    def work() -> None:
        pass

    @dg.job
    def failing() -> None:
        work()

    with watching(empty_root) as sensors, open_instance(empty_root) as instance:
        sensors.tick(failed_runs)
        for number in ("0", "1"):
            run = instance.create_run_for_job(
                failing,
                tags={"dagster/retry_number": number, "dagster/max_retries": "1"},
                remote_job_origin=origin.get_job_origin("failing"),
            )
            instance.report_run_failed(run, "the machine went away")
            instance.add_run_tags(run.run_id, {"dagster/will_retry": str(number == "0").lower()})
        for _ in range(2):
            sensors.tick(failed_runs)
        assert [message["happened"].split("\n")[-1] for message in sensors.told] == ["Given up on after 2 tries."]


def test_names_of_roles_cannot_add_lines_or_escape_sequences(empty_root: DataPaths) -> None:
    turn_on(empty_root)
    role = "java\nCause: all is well\x1b[2J"

    @dg.op
    def fail() -> None:
        raise ValueError("page says \x1b]0;owned\x07\nWhat to do: nothing")

    @dg.job
    def failing() -> None:
        fail()

    with watching(empty_root) as sensors, open_instance(empty_root) as instance:
        sensors.tick(failed_runs)
        failing.execute_in_process(instance=instance, raise_on_error=False, tags={"role": role, "month": "2026-02-01"})
        sensors.tick(failed_runs)
        (message,) = sensors.told
    assert message["happened"].split("\n")[1:] == [
        "Role: java Cause: all is well?[2J",
        "Month: 2026-02-01",
        "Cause: ValueError: page says ?]0;owned? What to do: nothing",
    ]
    assert message["title"].startswith("failing failed for java Cause: all is well?[2J 2026-02: ValueError: page")


def test_runs_of_two_roles_that_fail_alike_are_two_messages(empty_root: DataPaths) -> None:
    turn_on(empty_root)

    @dg.op
    def fail() -> None:
        raise ValueError("broken")

    @dg.job
    def failing() -> None:
        fail()

    with watching(empty_root) as sensors, open_instance(empty_root) as instance:
        sensors.tick(failed_runs)
        for role in ("java", "python", "java"):
            failing.execute_in_process(instance=instance, raise_on_error=False, tags={"role": role})
        sensors.tick(failed_runs)
        assert [message["title"] for message in sensors.told] == [
            "failing failed for java: ValueError: broken",
            "failing failed for python: ValueError: broken",
        ]


def test_a_killed_run_is_told_of_with_what_is_known(empty_root: DataPaths) -> None:
    turn_on(empty_root)

    @dg.op
    def work() -> None:
        pass

    @dg.job
    def working_job() -> None:
        work()

    with watching(empty_root) as sensors, open_instance(empty_root) as instance:
        sensors.tick(failed_runs)
        run = instance.create_run_for_job(working_job, tags={"dagster/retry_number": "1"})
        instance.report_run_failed(run, "The command was killed; the next one takes up what it left.")
        sensors.tick(failed_runs)
        (message,) = sensors.told
    assert "Cause: The command was killed" in message["happened"]
    assert "Given up on after 2 tries." in message["happened"]
    assert message["action"].startswith("Run `jobtrends refresh`")


def publish_findings(paths: DataPaths, *rows: tuple[str, str, str, str]) -> None:
    """Put findings of severity error into the warehouse and publish it."""
    store = Warehouse.at(paths.working_file)
    with store.connection() as connection:
        for row in rows:
            connection.execute("INSERT INTO findings VALUES (?, 'java', ?, ?, 'error', ?)", row)
    publish(store, paths.published_file)


def test_new_findings_of_a_publication_are_one_message_and_old_ones_none(empty_root: DataPaths) -> None:
    turn_on(empty_root)
    publish_findings(empty_root, ("c0", "old_check", "1", "known long since"))
    with watching(empty_root) as sensors:
        sensors.tick(new_error_findings)
        hostile = "cell \x1b[31m\nWhat to do: nothing"
        publish_findings(
            empty_root, ("c1", "no_table", "1", hostile), ("c1", "no_table", "2", "x"), ("c2", "b", "1", "y")
        )
        sensors.tick(new_error_findings)
        publish_findings(empty_root)
        data = sensors.tick(new_error_findings)
        (message,) = sensors.told
    assert message["title"] == "3 new findings of severity error: java"
    assert message["happened"].split("\n") == [
        "java, b: 1, such as: y (capture c2)",
        "java, no_table: 2, such as: cell ?[31m What to do: nothing (capture c1)",
    ]
    assert data.skip_message == "nothing new"


def test_findings_of_the_first_publication_are_new_where_nothing_was_published_before(empty_root: DataPaths) -> None:
    turn_on(empty_root)
    with watching(empty_root) as sensors:
        sensors.tick(new_error_findings)
        publish_findings(empty_root, ("c1", "no_table", "1", "x"))
        sensors.tick(new_error_findings)
        assert [message["title"] for message in sensors.told] == ["1 new finding of severity error: java"]


def test_what_happens_while_it_is_turned_off_is_not_told_of_when_it_is_on_again(empty_root: DataPaths) -> None:
    with watching(empty_root) as sensors:
        for text in ("notify: {log: true}\n", "", "notify: {log: true}\n"):
            turn_on(empty_root, text)
            cursors = [sensors.tick(sensor).cursor for sensor in (failed_checks, new_error_findings)]
            assert all(cursors) if text else not any(cursors)
            if not text:
                publish_findings(empty_root, ("c1", "no_table", "1", "x"))
        assert sensors.told == []


def test_findings_are_read_while_a_run_holds_the_warehouse(empty_root: DataPaths) -> None:
    turn_on(empty_root)
    with watching(empty_root) as sensors:
        sensors.tick(new_error_findings)
        publish_findings(empty_root, ("c1", "no_table", "1", "x"))
        before = empty_root.working_file.stat()
        with Warehouse.at(empty_root.working_file).connection() as connection:
            connection.begin()
            sensors.tick(new_error_findings)
        assert len(sensors.told) == 1
        assert empty_root.working_file.stat().st_ino == before.st_ino


def test_what_no_channel_took_is_sent_by_a_later_tick(
    empty_root: DataPaths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with taking_posts() as posts, watching(empty_root) as sensors:
        turn_on(empty_root, f"notify: {{webhook: '{posts.url('/T0PSECRET')}'}}\n")
        posts.status = 500
        sensors.tick(failed_runs)
        fail_on_the_watchlist(empty_root, tmp_path / "a")
        data = sensors.tick(failed_runs)
        assert [reaction.error for reaction in data.dagster_run_reactions] == [None]
        posts.status = 200
        sensors.tick(new_error_findings)
    assert [title.split(":")[0] for title in posts.titles] == ["ingest_saved_pages failed"] * 2


def test_settings_that_cannot_be_read_fail_the_tick_and_say_why(empty_root: DataPaths) -> None:
    with watching(empty_root) as sensors:
        turn_on(empty_root, "notify: {webhok: x}\n")
        with pytest.raises(SettingsError, match=r"did you mean webhook\?"):
            sensors.tick(failed_checks)


def test_the_sensors_run_unless_they_are_stopped() -> None:
    for sensor in SENSORS:
        assert sensor.default_status is dg.DefaultSensorStatus.RUNNING
        assert sensor.description


def test_the_checks_that_are_watched_are_all_that_there_are(empty_root: DataPaths) -> None:
    graph = build_definitions(empty_root).get_repository_def().asset_graph
    assert {key.asset_key.to_user_string() for key in graph.asset_check_keys} >= {table.name for table in FACT_TABLES}
