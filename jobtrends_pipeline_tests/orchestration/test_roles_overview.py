"""In the web UI: how all roles stand, on the page of their asset; runs by role; links to the report."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import cast

import dagster as dg
import pytest

from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.orchestration.assets.parsed import parsed_pages
from jobtrends_pipeline.orchestration.partitions import (
    MOST_TAGGED,
    RANGE_END_TAG,
    RANGE_START_TAG,
    found_by,
    range_tags,
    single_tags,
)
from jobtrends_pipeline.orchestration.roles_overview import MOST_SHOWN, overview_of
from jobtrends_pipeline.orchestration.run_failures import RunFailedError
from jobtrends_pipeline.orchestration.runner import Runner
from jobtrends_pipeline.steps.latest_attempts import LatestAttempts
from jobtrends_pipeline.steps.role_status import LastRun, RoleStatus
from jobtrends_pipeline_tests.orchestration.test_alerts import IMPOSSIBLE, READ_AGAIN
from jobtrends_pipeline_tests.support.dagster_runs import ROLES, running, working

Metadata = Mapping[str, dg.MetadataValue]
WATCHLIST = "roles:\n  - name: Java\n  - name: Backend Developer\n  - name: Rust\n"


def latest(runs: Runner, asset: str) -> dg.AssetMaterialization:
    """What the page of an asset shows."""
    event = runs.instance.get_latest_materialization_event(dg.AssetKey(asset))
    assert event
    assert event.asset_materialization
    return event.asset_materialization


def rows(metadata: Metadata) -> list[dict[str, object]]:
    table = metadata["states"]
    assert isinstance(table, dg.TableMetadataValue)
    return [dict(record.data) for record in table.records]


def ids(runs: Runner, **tags: str) -> set[str]:
    return {run.run_id for run in runs.instance.get_runs(dg.RunsFilter(tags=tags))}


@pytest.fixture
def failed(root: DataPaths) -> DataPaths:
    """A data root of which Java failed to refresh, and which was published then."""
    (root.data_dir / "watchlist.yaml").write_text(WATCHLIST)
    working(root, IMPOSSIBLE, READ_AGAIN)
    with running(root) as runs, pytest.raises(RunFailedError):
        runs.refresh(["java"])
    return root


@pytest.mark.parametrize("asset", ["role_report", "report_home"])
def test_the_page_of_an_asset_shows_how_all_roles_stand(failed: DataPaths, asset: str) -> None:
    with running(failed) as runs:
        shown = latest(runs, asset)
        assert shown.partition is None
        assert shown.metadata["latest_vintage"].value == "2026-03-13"
        numbers = {name: shown.metadata[name].value for name in ("roles", "roles_failed", "roles_overdue")}
        assert numbers == {"roles": 3, "roles_failed": 1, "roles_overdue": 1}
        java, backend, rust = rows(shown.metadata)
    assert (java["role"], java["state"], java["last_run"]) == ("java", "failed", "failure")
    assert str(java["cause"]).startswith("facts of java were not stored: figures break their schema.")
    assert (backend["role"], backend["state"], backend["vintage"]) == ("backend-developer", "overdue", "2026-02-15")
    assert (rust["role"], rust["state"], rust["vintage"], rust["seen"]) == ("rust", "never captured", "none", "never")


def test_the_partitions_of_the_report_stay_as_they_were(failed: DataPaths) -> None:
    with running(failed) as runs:
        held = runs.instance.get_materialized_partitions(dg.AssetKey("role_report"))
    assert held == set(ROLES)


def test_of_many_roles_those_that_need_a_person_come_first_and_the_table_ends() -> None:
    at = datetime(2026, 2, 15, tzinfo=UTC)
    run = LastRun("r", "failure", at, "page says \x1b[2J" + "x" * 500)
    statuses = [
        RoleStatus(f"role-{number}", "failed" if number == 399 else "current", None, None, None, None, None,
                   LatestAttempts(), run if number == 399 else None)
        for number in range(400)
    ]  # fmt: skip
    metadata = overview_of(statuses)
    shown = rows(metadata)
    assert len(shown) == MOST_SHOWN
    assert metadata["roles"].value == 400
    assert shown[0]["role"] == "role-399"
    assert str(shown[0]["cause"]).startswith("page says ?[2Jxx")
    assert len(str(shown[0]["cause"])) == 160


def test_a_batch_is_found_by_each_of_its_roles_and_a_single_run_by_its_own(root: DataPaths) -> None:
    with running(root) as runs:
        before = {role: ids(runs, **{f"role/{role}": "true"}) for role in ROLES}
        runs.derive(ROLES)
        runs.derive(["java"])
        new = {role: ids(runs, **{f"role/{role}": "true"}) - before[role] for role in ROLES}
        assert (len(new["backend-developer"]), len(new["java"])) == (1, 2)
        assert new["backend-developer"] < new["java"]
        assert ids(runs, role="java") & new["java"] == new["java"] - new["backend-developer"]
        assert ids(runs, **{"role/rust": "true"}) == set()


def test_a_backfill_of_the_web_ui_is_tagged_by_its_first_step(root: DataPaths) -> None:
    with running(root) as runs:
        tags = dict(zip((RANGE_START_TAG, RANGE_END_TAG), ROLES, strict=True))
        result = dg.materialize([parsed_pages], instance=runs.instance, resources=runs.definitions.resources, tags=tags)
        assert result.success
        for role in ROLES:
            assert result.run_id in ids(runs, **{f"role/{role}": "true"})


def test_tags_of_roles_are_few_and_short() -> None:
    assert single_tags("java") == {"role": "java", "role/java": "true"}
    assert set(range_tags(["a", "b"])) == {RANGE_START_TAG, RANGE_END_TAG, "roles", "role/a", "role/b"}
    assert len(found_by(f"role-{number}" for number in range(1_000))) == MOST_TAGGED
    (tag,) = found_by(["a" * 80])
    assert tag == f"role/{'a' * 63}"


def test_a_page_of_the_report_has_its_address_where_it_is_known(root: DataPaths) -> None:
    with running(root) as runs:
        runs.redraw(["java"])
        assert "report_page" not in latest(runs, "report_home").metadata
        root.settings_file.write_text("notify: {report: 'http://report.example.org/jobs/'}\n")
        runs.redraw(["java"])
        home = latest(runs, "report_home").metadata
        wanted = dg.AssetRecordsFilter(dg.AssetKey("role_report"), asset_partitions=["java"])
        (record,) = runs.instance.fetch_materializations(wanted, limit=1).records
        role = cast("dg.AssetMaterialization", record.asset_materialization).metadata
    assert home["report_page"] == dg.MetadataValue.url("http://report.example.org/jobs/index.html")
    assert role["report_page"] == dg.MetadataValue.url("http://report.example.org/jobs/roles/java.html")
    assert str(role["report"].value).endswith("/reports/roles/java.html")
