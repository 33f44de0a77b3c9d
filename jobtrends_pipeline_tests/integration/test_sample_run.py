"""After the sample archive went through: every asset is there, shows its rows, and a second time changes nothing."""

from collections.abc import Iterator

import dagster as dg
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.orchestration.assets.outputs import role_report
from jobtrends_pipeline.orchestration.assets.trends import trend_tables
from jobtrends_pipeline.orchestration.instance import open_instance
from jobtrends_pipeline.orchestration.partitions import RANGE_END_TAG, RANGE_START_TAG, roles_of
from jobtrends_pipeline_tests.conftest import SAMPLE, kept_environment
from jobtrends_pipeline_tests.orchestration.test_definitions import GROUPS, KEYS, WITHOUT_PARTITIONS
from jobtrends_pipeline_tests.support.dagster_runs import ROLES, published, running

Metadata = dict[str, dg.MetadataValue]
OF_PAGES = set(KEYS) - GROUPS["adverts"]
"""Assets that the sample fills; it has no adverts."""


@pytest.fixture(scope="module")
def instance(ingested: DataPaths) -> Iterator[dg.DagsterInstance]:
    with kept_environment(), open_instance(ingested) as opened:
        yield opened


@pytest.fixture(scope="module")
def shown(instance: dg.DagsterInstance) -> dict[str, Metadata]:
    """Metadata of the last materialisation of each asset."""
    events = {name: instance.get_latest_materialization_event(dg.AssetKey(name)) for name in OF_PAGES}
    found = {name: event.asset_materialization for name, event in events.items() if event is not None}
    return {name: dict(event.metadata) for name, event in found.items() if event is not None}


def test_every_asset_is_materialised_for_every_role(instance: dg.DagsterInstance, shown: dict[str, Metadata]) -> None:
    assert OF_PAGES - set(shown) == {"live_pages"}, "the sample is taken in without asking the source"
    for name in set(shown) - WITHOUT_PARTITIONS - {"page_captures"}:
        assert sorted(instance.get_materialized_partitions(dg.AssetKey(name))) == ROLES, name


def test_the_partitions_of_page_captures_are_exactly_the_roles_and_months_of_the_captures(
    instance: dg.DagsterInstance, ingested: DataPaths
) -> None:
    captures = published(ingested)["captures"]
    pairs = {f"{end:%Y-%m-01}|{role}" for role, end in zip(captures["role"], captures["period_end"], strict=True)}
    assert len(pairs) == 7
    assert instance.get_materialized_partitions(dg.AssetKey("page_captures")) == pairs


def test_all_runs_of_the_ingest_succeeded_and_name_their_roles(instance: dg.DagsterInstance) -> None:
    runs = instance.get_runs()
    assert {run.status for run in runs} == {dg.DagsterRunStatus.SUCCESS}
    assert sorted((run.job_name, run.tags.get("role", "")) for run in runs) == [
        ("ingest_saved_pages", ""),
        ("publish_all", ""),
        ("refresh_role", ""),
    ]
    assert [roles_of(run.tags, ROLES) for run in runs if run.job_name == "refresh_role"] == [ROLES]


def each_shown(instance: dg.DagsterInstance, ingested: DataPaths) -> Iterator[tuple[str, pd.DataFrame, Metadata]]:
    """Every table with its rows and what is shown of them, those of a role for each role."""
    for name, frame in published(ingested).items():
        if name in OF_PAGES & WITHOUT_PARTITIONS:
            event = instance.get_latest_materialization_event(dg.AssetKey(name))
            assert event is not None
            assert event.asset_materialization is not None
            yield name, frame, dict(event.asset_materialization.metadata)
        elif name in OF_PAGES:
            for role in ROLES:
                yield f"{name} of {role}", frame[frame["role"].eq(role)], shown_of(instance, name, role)


def test_row_counts_are_those_of_each_role(instance: dg.DagsterInstance, ingested: DataPaths) -> None:
    for name, frame, shown in each_shown(instance, ingested):
        assert shown["dagster/row_count"].value == len(frame), name


def test_a_table_with_rows_shows_a_preview_of_at_most_five(instance: dg.DagsterInstance, ingested: DataPaths) -> None:
    for name, frame, shown in each_shown(instance, ingested):
        if frame.empty:
            assert "preview" not in shown, name
        else:
            lines = [line for line in str(shown["preview"].value).splitlines() if line.startswith("|")]
            assert 1 <= len(lines) - 2 <= 5, name


@pytest.mark.parametrize(("name", "words"), [("trend_demand", "share of all adverts, %"), ("trend_pay", "median, £")])
def test_demand_and_pay_show_a_chart_that_the_web_ui_draws_inline(
    instance: dg.DagsterInstance, name: str, words: str
) -> None:
    chart = str(shown_of(instance, name, "java")["chart"].value)
    assert len(chart) < 1000
    assert chart.startswith("![Java, UK, permanent\\: " + words)
    assert "data:image/svg+xml;base64," in chart


def test_every_check_of_the_facts_passed(instance: dg.DagsterInstance) -> None:
    keys = [
        dg.AssetCheckKey(dg.AssetKey(name), "schema_and_identities")
        for name in sorted(OF_PAGES)
        if name.startswith("fact_")
    ]
    latest = instance.event_log_storage.get_latest_asset_check_execution_by_key(keys)
    assert [record.status.value for record in latest.values()] == ["SUCCEEDED"] * 6


def test_the_report_has_a_page_per_role_and_a_home_page(ingested: DataPaths) -> None:
    pages = {str(path.relative_to(ingested.reports_dir)) for path in ingested.reports_dir.rglob("*.html")}
    shared = {"index.html", "compare.html", "data.html", "skills/index.html"}
    assert pages == shared | {f"roles/{role}.html" for role in ROLES}


def test_taking_and_refreshing_again_changes_no_table(root: DataPaths, ingested: DataPaths) -> None:
    with running(root) as runs:
        runs.take_saved([SAMPLE])
        assert runs.roles_with_work() == []
        runs.refresh(ROLES)
    after, before = published(root), published(ingested)
    assert sum(map(len, before.values())) > 1000
    for name, frame in after.items():
        assert_frame_equal(frame, before[name])
    assert len(list(root.archive_dir.rglob("*.warc.gz"))) == 1


def test_the_instance_sends_no_telemetry_and_holds_the_warehouse_to_one_writer(
    instance: dg.DagsterInstance,
) -> None:
    assert instance.telemetry_enabled is False
    assert instance.event_log_storage.get_concurrency_info("warehouse").slot_count == 1


def shown_of(instance: dg.DagsterInstance, asset: str, role: str) -> Metadata:
    """Metadata of the last materialisation of a role's partition."""
    wanted = dg.AssetRecordsFilter(dg.AssetKey(asset), asset_partitions=[role])
    (record,) = instance.fetch_materializations(wanted, limit=1).records
    assert record.asset_materialization is not None
    return dict(record.asset_materialization.metadata)


def test_the_report_of_a_role_says_its_state_in_a_sentence_numbers_and_links(
    instance: dg.DagsterInstance, ingested: DataPaths
) -> None:
    role = shown_of(instance, "role_report", "backend-developer")
    assert str(role["state"].value).startswith(
        "The median Backend Developer salary advertised in the UK in the 6 months"
    )
    assert (role["headline"].value, role["period_end"].value) == ("UK, permanent, 6 months", "2026-02-15")
    trends = published(ingested)
    for table, name in (("trend_pay", "median_gbp"), ("trend_demand", "share_of_all_pct")):
        frame = trends[table]
        latest = frame[frame["role"].eq("backend-developer") & frame["place"].eq("UK") & frame["scope"].eq("subject")]
        row = latest[latest["period_end"].eq("2026-02-15")].iloc[0]
        assert role[name].value == row[name]
        assert str(role[f"{name}_reliability"].value).startswith(row["reliability"])
    assert role["findings"].value == 0
    assert role["source_page"].value == "https://www.itjobswatch.co.uk/jobs/uk/backend%20developer.do"
    assert str(role["report"].value).endswith("/roles/backend-developer.html")


def test_in_a_batch_every_role_shows_its_own_state_and_chart(root: DataPaths) -> None:
    with running(root) as runs:
        tags = dict(zip((RANGE_START_TAG, RANGE_END_TAG), ROLES, strict=True))
        result = dg.materialize(
            [trend_tables, role_report],
            instance=runs.instance,
            resources=runs.definitions.resources,
            tags=tags,
        )
        assert result.success
        for role, name in (("backend-developer", "Backend Developer"), ("java", "Java")):
            assert f"median {name} " in str(shown_of(runs.instance, "role_report", role)["state"].value)
            assert str(shown_of(runs.instance, "trend_pay", role)["chart"].value).startswith(f"![{name}, UK")
