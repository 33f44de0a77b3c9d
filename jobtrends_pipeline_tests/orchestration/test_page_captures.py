"""`page_captures` takes the pages of its partitions from the inbox, marks those held and no other, and refuses jobs."""

from datetime import date

import dagster as dg
import pytest

from jobtrends_pipeline.archive.archive import Archive
from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.orchestration.assets.page_captures import page_captures
from jobtrends_pipeline.orchestration.partitions import add_roles, role_month
from jobtrends_pipeline.orchestration.runner import Runner
from jobtrends_pipeline.steps.backfill import Wanted
from jobtrends_pipeline_tests.support.dagster_runs import running, saved, working

KEY = dg.AssetKey("page_captures")
RANGE_START, RANGE_END = "dagster/asset_partition_range_start", "dagster/asset_partition_range_end"
QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
JAVA_ROWS = "SELECT outcome, role FROM captures ORDER BY ALL"


@pytest.fixture
def inbox(empty_root: DataPaths) -> DataPaths:
    """A data root whose inbox holds Java pages of April, May and June 2025, and a note."""
    folder = empty_root.data_dir / "inbox"
    saved(folder, date(2025, 4, 7), date(2025, 5, 5), date(2025, 6, 9))
    (folder / "note.txt").write_text("remember the milk")
    return empty_root


def materialize(runs: Runner, tags: dict[str, str], key: str | None = None) -> dg.ExecuteInProcessResult:
    add_roles(runs.instance, ["java"])
    return dg.materialize(
        [page_captures],
        partition_key=key,
        instance=runs.instance,
        resources=runs.definitions.resources,
        tags=tags,
        run_config=QUIET,
        raise_on_error=False,
    )


def refusals(result: dg.ExecuteInProcessResult) -> list[str | None]:
    failures = [event.step_failure_data.user_failure_data for event in result.all_events if event.is_step_failure]
    return [failure.description if failure else None for failure in failures]


def archived(paths: DataPaths) -> list[str]:
    archive = Archive(paths.archive_dir)
    return sorted(archive.read(entry).source.split("@")[0] for entry in archive.entries())


def test_one_role_and_month_takes_only_its_pages_from_the_inbox(inbox: DataPaths) -> None:
    with running(inbox) as runs:
        runs.backfill(Wanted(["java"], [date(2025, 5, 1)]), ["saved"])
        assert runs.instance.get_materialized_partitions(KEY) == {"2025-05-01|java"}
    assert len(archived(inbox)) == 1
    assert working(inbox, JAVA_ROWS) == [("pending", "java")]


def test_a_month_with_nothing_to_take_is_not_marked_as_held(inbox: DataPaths) -> None:
    with running(inbox) as runs:
        runs.backfill(Wanted(["java"], [date(2024, 1, 1)]), ["saved"])
        runs.backfill(Wanted(["php"], [date(2025, 5, 1)]), ["saved"])
        assert runs.instance.get_materialized_partitions(KEY) == set()
    assert archived(inbox) == []


def test_a_run_over_a_range_of_months_marks_those_it_has_a_page_of(inbox: DataPaths) -> None:
    with running(inbox) as runs:
        result = materialize(runs, {RANGE_START: "2025-03-01|java", RANGE_END: "2025-05-01|java"})
        assert result.success
        assert runs.instance.get_materialized_partitions(KEY) == {"2025-04-01|java", "2025-05-01|java"}
    assert len(archived(inbox)) == 2


def test_taking_the_whole_inbox_files_each_page_under_the_month_it_prints(inbox: DataPaths) -> None:
    with running(inbox) as runs:
        runs.take_saved([])
        months = {"2025-04-01|java", "2025-05-01|java", "2025-06-01|java"}
        assert runs.instance.get_materialized_partitions(KEY) == months
        runs.take_saved([])
    assert len(archived(inbox)) == 3


def test_a_backfill_launched_from_a_job_is_refused(inbox: DataPaths) -> None:
    tags = {RANGE_START: "2025-05-01|java", RANGE_END: "2025-06-01|java", "dagster/partition/role": "java"}
    with running(inbox) as runs:
        result = materialize(runs, tags)
        assert not result.success
        (refusal,) = refusals(result)
        assert refusal is not None
        assert "dagster#28861" in refusal
        assert "use Materialize on the page_captures asset" in refusal
        assert runs.instance.get_materialized_partitions(KEY) == set()
    assert archived(inbox) == []


def test_one_partition_launched_by_itself_is_not_refused(inbox: DataPaths) -> None:
    with running(inbox) as runs:
        result = materialize(runs, {"dagster/backfill": "abc"}, role_month("java", "2025-05-01"))
        assert (result.success, refusals(result)) == (True, [])
