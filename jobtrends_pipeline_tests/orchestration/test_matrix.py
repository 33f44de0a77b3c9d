"""`page_captures` asks the web archive for months that no saved page fills, and says in one line why it cannot."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import dagster as dg
import pytest

from jobtrends_pipeline.archive.archive import Archive
from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.orchestration.assets.page_captures import page_captures
from jobtrends_pipeline.orchestration.dead_runs import alive, end_killed_runs
from jobtrends_pipeline.orchestration.instance import POOLS
from jobtrends_pipeline.orchestration.partitions import add_roles
from jobtrends_pipeline.orchestration.runner import Runner
from jobtrends_pipeline.orchestration.sensors.watchlist import _requests
from jobtrends_pipeline.steps.backfill import Wanted
from jobtrends_pipeline_tests.support.dagster_runs import running, working
from jobtrends_pipeline_tests.support.pages.samples import page_on
from jobtrends_pipeline_tests.support.pywb_archive import SITE, Archived, pywb
from jobtrends_pipeline_tests.support.site.markup import page_html

DAYS = (date(2024, 1, 15), date(2024, 2, 15), date(2024, 4, 15))
KEY = dg.AssetKey("page_captures")
QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A web archive with a page of January, February and April 2024."""
    url = f"{SITE}/jobs/uk/data%20baker.do"
    archived = [Archived(url, f"{day:%Y%m%d}120000", page_html(page_on(day))) for day in DAYS]
    with pywb(tmp_path_factory.mktemp("pywb"), archived) as address:
        yield address


@pytest.fixture
def root(empty_root: DataPaths, collection: str, tmp_path: Path) -> DataPaths:
    """A data root that may ask the web archive, with the saved page of February in its inbox."""
    empty_root.inbox_dir.mkdir(parents=True)
    (empty_root.data_dir / "watchlist.yaml").write_text("roles:\n  - name: Data Baker\n")
    empty_root.settings_file.write_text(
        f"contact: tests@example.org\npause_seconds: 0\nallows_loopback: true\npace_dir: {tmp_path / 'pace'}\n"
        f"wayback: {collection}\nwayback_kind: pywb\n"
    )
    (empty_root.inbox_dir / "february.html").write_bytes(page_html(page_on(DAYS[1])))
    return empty_root


def filled(runs: Runner, first: str, last: str, role: str = "data-baker") -> dg.ExecuteInProcessResult:
    """The result of a run over months of a role."""
    add_roles(runs.instance, [role])
    ends = {"dagster/asset_partition_range_start": first, "dagster/asset_partition_range_end": last}
    return dg.materialize(
        [page_captures],
        instance=runs.instance,
        resources=runs.definitions.resources,
        tags={name: f"{month}-01|{role}" for name, month in ends.items()},
        run_config=QUIET,
        raise_on_error=False,
    )


def refusal(result: dg.ExecuteInProcessResult) -> str:
    (said,) = (event.step_failure_data.user_failure_data for event in result.all_events if event.is_step_failure)
    assert said is not None
    return said.description or ""


def origins(paths: DataPaths) -> list[tuple[str, str]]:
    held = Archive(paths.archive_dir).entries()
    return sorted((f"{entry.captured_at:%Y-%m}" if entry.origin == "wayback" else "", entry.origin) for entry in held)


def test_a_saved_page_comes_first_and_the_archive_is_asked_for_the_rest(root: DataPaths) -> None:
    with running(root) as runs:
        result = filled(runs, "2024-01", "2024-04")
        assert result.success
        months = {"2024-01-01|data-baker", "2024-02-01|data-baker", "2024-04-01|data-baker"}
        assert runs.instance.get_materialized_partitions(KEY) == months
        run = runs.instance.get_run_by_id(result.run_id)
        assert run is not None
        assert run.tags["role"] == "data-baker"
        assert origins(root) == [("", "saved"), ("2024-01", "wayback"), ("2024-04", "wayback")]
        again = filled(runs, "2024-01", "2024-04")
        assert {event.partition for event in again.all_events if event.is_step_materialization} - {None} == months
    assert len(origins(root)) == 3
    assert working(root, "SELECT count(*) FROM captures") == [(3,)]


def test_without_a_contact_only_saved_pages_are_taken_and_the_run_says_so(root: DataPaths) -> None:
    text = root.settings_file.read_text().replace("contact: tests@example.org\n", "")
    root.settings_file.write_text(text)
    with running(root) as runs:
        result = filled(runs, "2024-01", "2024-04")
        assert result.success
        said = [entry.user_message for entry in runs.instance.all_logs(result.run_id)]
    assert any("only saved pages were taken" in line and "set `contact` in" in line for line in said)
    assert origins(root) == [("", "saved")]


def test_a_command_that_captures_a_month_asks_no_archive(root: DataPaths) -> None:
    with running(root) as runs:
        runs.backfill(Wanted(["data-baker"], [date(2024, 1, 1)]), ["saved"])
    assert origins(root) == []


def test_a_month_that_has_not_begun_is_refused_in_one_line(root: DataPaths) -> None:
    with running(root) as runs:
        assert "2099-01, 2099-02 has not begun: choose months up to" in refusal(filled(runs, "2099-01", "2099-02"))


def test_a_role_off_the_watchlist_is_named_and_its_saved_pages_are_taken(root: DataPaths) -> None:
    (root.data_dir / "watchlist.yaml").write_text("roles:\n  - name: Java\n")
    with running(root) as runs:
        assert refusal(filled(runs, "2024-01", "2024-04")).startswith("data-baker: not on the watchlist")
        assert runs.instance.get_materialized_partitions(KEY) == {"2024-02-01|data-baker"}


def test_every_pool_has_one_place_and_asking_an_archive_takes_only_its_own(root: DataPaths) -> None:
    with running(root) as runs:
        storage = runs.instance.event_log_storage
        assert {storage.get_concurrency_info(pool).slot_count for pool in POOLS} == {1}
    node = page_captures.node_def
    assert isinstance(node, dg.GraphDefinition)
    pools = {each.name: each.definition.pool for each in node.nodes if isinstance(each.definition, dg.OpDefinition)}
    assert pools == {
        "capture_saved": "warehouse",
        "capture_wayback": "wayback",
        "capture_common_crawl": "common_crawl",
        "register_wanted": "warehouse",
    }


def test_a_new_roles_backfill_is_asked_for_with_a_configuration_that_holds(root: DataPaths) -> None:
    (_, past) = _requests(["data-baker"], "0123456789abcdef")
    with running(root) as runs:
        job = runs.definitions.resolve_job_def("backfill_pages")
        assert dg.validate_run_config(job, past.run_config)


def test_a_started_run_whose_process_is_gone_is_ended_and_one_that_lives_is_not(empty_root: DataPaths) -> None:
    with running(empty_root) as runs:
        job = runs.definitions.resolve_job_def("register_captures")
        dead, living = (
            runs.instance.create_run_for_job(job, status=dg.DagsterRunStatus.STARTED).run_id for _ in range(2)
        )
        lock = empty_root.dagster_home / "alive" / f"{dead}.lock"
        lock.parent.mkdir(exist_ok=True)
        lock.touch()
        with alive(empty_root, living):
            assert end_killed_runs(runs.instance, empty_root) == [dead]
            assert end_killed_runs(runs.instance, empty_root) == []
        assert not any(lock.parent.iterdir())
