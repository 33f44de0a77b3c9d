"""Figures that break their schema stop one role and nothing else, and say which row it was."""

import shutil
from pathlib import Path

import dagster as dg
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.orchestration.instance import open_instance
from jobtrends_pipeline.orchestration.partitions import RANGE_END_TAG, RANGE_START_TAG
from jobtrends_pipeline.orchestration.run_failures import RunFailedError
from jobtrends_pipeline.tables.facts import FACT_TABLES
from jobtrends_pipeline_tests.conftest import kept_environment
from jobtrends_pipeline_tests.support.dagster_runs import ROLES, published, running, working

IMPOSSIBLE = """
    UPDATE parsed_cells SET value = 250
    WHERE role = 'java' AND section = 'subject' AND measure = 'share_of_all_pct' AND lag_years = 0
"""
READ_AGAIN = "UPDATE captures SET loaded_version = NULL"
LOSE_FACTS = "DELETE FROM fact_demand WHERE role = 'backend-developer'"
CHECK = dg.AssetCheckKey(dg.AssetKey("fact_demand"), "schema_and_identities")


@pytest.fixture(scope="module")
def broken(ingested: DataPaths, tmp_path_factory: pytest.TempPathFactory) -> tuple[DataPaths, str]:
    """A data root whose Java figures are impossible, after a refresh of both roles; and what the refresh said."""
    paths = DataPaths(tmp_path_factory.mktemp("broken") / "data")
    shutil.copytree(ingested.data_dir, paths.data_dir)
    working(paths, IMPOSSIBLE, READ_AGAIN, LOSE_FACTS)
    with kept_environment(), running(paths) as runs:
        with pytest.raises(RunFailedError) as raised:
            runs.refresh(["java", "backend-developer"])
        assert runs.roles_with_work() == ["java"]
    return paths, str(raised.value)


@pytest.fixture(scope="module")
def verdicts(broken: tuple[DataPaths, str]) -> list[tuple[str, dict[str, dg.MetadataValue]]]:
    """Status and metadata of the last three checks of fact_demand, the earliest first: of both roles, then of each."""
    with kept_environment(), open_instance(broken[0]) as instance:
        records = instance.event_log_storage.get_asset_check_execution_history(CHECK, limit=3)
    found = []
    for record in reversed(records):
        assert record.event is not None
        assert record.event.dagster_event is not None
        evaluation = record.event.dagster_event.asset_check_evaluation_data
        found.append((record.status.value, dict(evaluation.metadata)))
    return found


def of_role(tables: dict[str, pd.DataFrame], role: str) -> dict[str, pd.DataFrame]:
    """The rows of one role in the fact tables."""
    frames = {table.name: tables[table.name] for table in FACT_TABLES}
    return {name: frame[frame["role"].eq(role)].reset_index(drop=True) for name, frame in frames.items()}


def test_the_error_is_one_line_that_names_the_role_the_cause_and_the_run(broken: tuple[DataPaths, str]) -> None:
    line = broken[1]
    assert "\n" not in line
    assert line.startswith("java: refresh_role failed: facts of java were not stored: figures break their schema")
    assert "`jobtrends ui`" in line
    assert "backend-developer" not in line


def test_the_check_of_the_table_failed_and_lists_the_row(
    verdicts: list[tuple[str, dict[str, dg.MetadataValue]]],
) -> None:
    (both, _), *alone = verdicts
    assert [both, *sorted(status for status, _ in alone)] == ["FAILED", "FAILED", "SUCCEEDED"]
    ((_, metadata),) = [each for each in alone if each[0] == "FAILED"]
    cases = metadata["failure_cases"]
    assert isinstance(cases, dg.TableMetadataValue)
    rows = [record.data for record in cases.records]
    assert {(row["role"], row["column"], row["failure_case"]) for row in rows} == {
        ("java", "share_of_all_pct", "250.0")
    }
    assert "less_than_or_equal_to(100)" in str(rows[0]["check"])


def test_the_facts_of_the_failed_role_are_as_they_were(broken: tuple[DataPaths, str], ingested: DataPaths) -> None:
    before, after = of_role(published(ingested), "java"), of_role(published(broken[0]), "java")
    assert len(before["fact_demand"]) == 12
    for name, frame in before.items():
        assert_frame_equal(after[name], frame)


def test_the_other_role_is_refreshed_all_the_same(broken: tuple[DataPaths, str], ingested: DataPaths) -> None:
    before = of_role(published(ingested), "backend-developer")
    after = of_role(published(broken[0]), "backend-developer")
    for name, frame in before.items():
        assert_frame_equal(after[name], frame)
    waiting = working(broken[0], "SELECT DISTINCT role FROM captures WHERE loaded_version IS NULL")
    assert waiting == [("java",)]


def test_nothing_after_the_facts_ran_for_the_failed_role(broken: tuple[DataPaths, str]) -> None:
    with kept_environment(), open_instance(broken[0]) as instance:
        failed = instance.get_runs(dg.RunsFilter(statuses=[dg.DagsterRunStatus.FAILURE]))
        assert [run.tags.get("role") for run in failed] == ["java", None]  # alone, and before with the other role
        events = instance.all_logs(failed[0].run_id, of_type=dg.DagsterEventType.ASSET_MATERIALIZATION)
    written = [event.dagster_event.asset_key for event in events if event.dagster_event]
    assert {key.to_user_string() for key in written if key} == {"parsed_pages", "chart_images", "fact_chart_demand"}


def test_the_report_still_has_both_roles(broken: tuple[DataPaths, str]) -> None:
    pages: list[Path] = sorted((broken[0].reports_dir / "roles").glob("*.html"))
    assert [page.stem for page in pages] == ROLES


def test_a_role_whose_figures_break_keeps_no_other_role_of_the_same_run_from_its_facts(root: DataPaths) -> None:
    count = "SELECT count(*) FROM fact_demand WHERE role = 'backend-developer'"
    before = working(root, count)
    working(root, IMPOSSIBLE, READ_AGAIN, LOSE_FACTS)
    tags = dict(zip((RANGE_START_TAG, RANGE_END_TAG), ROLES, strict=True))
    with running(root) as runs:
        result = runs.definitions.resolve_job_def("refresh_role").execute_in_process(
            instance=runs.instance, tags=tags, raise_on_error=False
        )
    assert not result.success
    assert working(root, count) == before != [(0,)]
    assert working(root, "SELECT DISTINCT role FROM captures WHERE loaded_version IS NULL") == [("java",)]
