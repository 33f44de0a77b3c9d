"""All definitions load, and each asset says what it is, whose it is and where it belongs."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
from dagster import AssetSpec

from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.definitions import defs
from jobtrends_pipeline.orchestration.assets.captures import WAREHOUSE_POOL
from jobtrends_pipeline.orchestration.assets.live import SOURCE_POOL, live_pages
from jobtrends_pipeline.orchestration.assets.page_captures import page_captures
from jobtrends_pipeline.orchestration.build import build_definitions
from jobtrends_pipeline.orchestration.partitions import ROLE_DIMENSION, role_months, roles, source_months
from jobtrends_pipeline.orchestration.resources import DataRoot
from jobtrends_pipeline.tables.advert_figures import ADVERT_FIGURE_TABLES, ADVERT_SOURCES
from jobtrends_pipeline.tables.catalog import PUBLIC_TABLES
from jobtrends_pipeline.tables.facts import FACT_TABLES
from jobtrends_pipeline_tests.conftest import kept_environment

KEYS = [
    "capture_attempts",
    "chart_images",
    "fact_chart_demand",
    "fact_demand",
    "fact_market_index",
    "fact_location",
    "fact_pay",
    "fact_skill",
    "live_pages",
    "page_captures",
    "parsed_pages",
    "pay_histogram",
    "permanent_weight",
    "published_warehouse",
    "report_home",
    "revision_summary",
    "revisions",
    "role_comparison",
    "role_report",
    "skill_specificity",
    "trend_demand",
    "trend_demand_monthly",
    "trend_location",
    "trend_pay",
    "trend_skill",
    "advert_inputs",
    "adverts",
    "vacancies",
    "advert_sources",
    "advert_coverage",
    "advert_pay_error",
    "advert_pay_histogram",
]
PUBLISHED = {"role_comparison", "skill_specificity", "permanent_weight", "report_home", "published_warehouse"}
COMPUTED = {"vacancies", "advert_sources", "advert_coverage", "advert_pay_error", "advert_pay_histogram"}
WITHOUT_PARTITIONS = PUBLISHED | COMPUTED | {"capture_attempts", "advert_inputs"}
BY_MONTH = {"page_captures", "adverts"}
GROUPS = {
    "captures": {"page_captures", "capture_attempts", "live_pages"},
    "parsed": {"parsed_pages"},
    "charts": {"chart_images", "fact_chart_demand"},
    "facts": {"fact_demand", "fact_pay", "fact_location", "fact_skill", "fact_market_index"},
    "trends": {
        "trend_demand", "trend_pay", "pay_histogram", "trend_skill", "trend_location", "revisions", "revision_summary",
        "trend_demand_monthly", "role_comparison", "skill_specificity", "permanent_weight",
    },
    "adverts": COMPUTED | {"adverts", "advert_inputs"},
    "reports": {"role_report", "report_home", "published_warehouse"},
}  # fmt: skip
JOB_ASSETS = {
    "refresh_role": set(KEYS) - WITHOUT_PARTITIONS - BY_MONTH - {"live_pages"},
    "refresh_live_role": set(KEYS) - WITHOUT_PARTITIONS - BY_MONTH,
    "draw_report": {"role_report"},
    "publish_all": PUBLISHED,
    "take_adverts": {"advert_inputs"},
    "read_adverts": {"adverts"},
    "compute_adverts": COMPUTED,
    "ingest_saved_pages": set(),
}


@pytest.fixture(scope="module")
def definitions(tmp_path_factory: pytest.TempPathFactory) -> dg.Definitions:
    return build_definitions(DataPaths(tmp_path_factory.mktemp("no") / "data"))


@pytest.fixture(scope="module")
def specs(definitions: dg.Definitions) -> dict[str, AssetSpec]:
    return {spec.key.to_user_string(): spec for spec in definitions.resolve_all_asset_specs()}


def assets(definitions: dg.Definitions) -> Iterator[dg.AssetsDefinition]:
    for asset in definitions.assets or ():
        assert isinstance(asset, dg.AssetsDefinition)
        yield asset


def test_the_module_that_dagster_loads_resolves_whole(tmp_path: Path) -> None:
    with kept_environment() as patch:
        patch.setenv("JOBTRENDS_DATA_DIR", str(tmp_path / "data"))
        dg.Definitions.validate_loadable(defs())


def test_loading_the_definitions_makes_no_file(definitions: dg.Definitions) -> None:
    root = (definitions.resources or {})["root"]
    assert isinstance(root, DataRoot)
    assert not root.paths.data_dir.exists()


def test_the_asset_keys_are_these(specs: dict[str, AssetSpec]) -> None:
    assert sorted(specs) == sorted(KEYS)


def test_assets_are_grouped_by_layer(specs: dict[str, AssetSpec]) -> None:
    groups: dict[str, set[str]] = {}
    for name, spec in specs.items():
        groups.setdefault(str(spec.group_name), set()).add(name)
    assert groups == GROUPS


def test_captures_are_by_role_and_month_the_rest_by_role_and_what_is_shared_not_at_all(
    specs: dict[str, AssetSpec],
) -> None:
    by_role = set(KEYS) - WITHOUT_PARTITIONS - BY_MONTH
    assert specs["page_captures"].partitions_def == role_months
    assert specs["adverts"].partitions_def == source_months
    assert {name for name, spec in specs.items() if spec.partitions_def == roles} == by_role
    assert {name for name, spec in specs.items() if spec.partitions_def is None} == WITHOUT_PARTITIONS


def test_a_run_of_many_partitions_is_one_run(definitions: dg.Definitions) -> None:
    for asset in assets(definitions):
        if asset.partitions_def is not None:
            assert asset.backfill_policy == dg.BackfillPolicy.single_run(), asset.key


def test_every_asset_has_an_owner_kinds_and_a_description(specs: dict[str, AssetSpec]) -> None:
    for name, spec in specs.items():
        assert spec.owners == ["team:jobtrends"], name
        assert spec.kinds, name
        assert len(spec.description or "") > 40, name


def test_an_asset_of_a_table_shows_its_grain_columns_source_and_rights(specs: dict[str, AssetSpec]) -> None:
    shown = [table for table in PUBLIC_TABLES if table.name in specs]
    assert len(shown) == len(PUBLIC_TABLES) - 3  # captures, parsed_cells and findings stand behind other assets
    for table in shown:
        spec = specs[table.name]
        assert f"Grain: {', '.join(table.grain)}." in (spec.description or "")
        schema = spec.metadata["dagster/column_schema"].schema
        assert [column.name for column in schema.columns] == table.column_names
        assert all(column.description for column in schema.columns)
        terms = "advert_sources" if table in (ADVERT_SOURCES, *ADVERT_FIGURE_TABLES) else "CC BY-NC-SA 4.0"
        assert terms in spec.metadata["rights"].text


def test_every_fact_table_has_a_blocking_check(definitions: dg.Definitions) -> None:
    checks = [spec for asset in assets(definitions) for spec in asset.check_specs]
    blocking = {spec.asset_key.to_user_string() for spec in checks if spec.blocking}
    assert blocking == {table.name for table in FACT_TABLES} | {"fact_chart_demand", "advert_coverage"}
    assert all(spec.description for spec in checks)


def test_findings_freshness_rows_and_nulls_are_checked_and_stop_nothing(definitions: dg.Definitions) -> None:
    checks = [spec for asset in assets(definitions) for spec in asset.check_specs if not spec.blocking]
    assert {(spec.asset_key.to_user_string(), spec.name) for spec in checks} == {
        ("parsed_pages", "findings"),
        ("permanent_weight", "weights_agree"),
        ("published_warehouse", "freshness"),
        ("published_warehouse", "null_rates"),
        ("published_warehouse", "row_counts"),
        ("trend_demand_monthly", "printed_shares"),
    }


def test_every_step_that_opens_the_warehouse_waits_for_its_turn(definitions: dg.Definitions) -> None:
    for asset in assets(definitions):
        pools = {op.pool for op in asset.node_def.iterate_op_defs()}
        if asset is page_captures:  # hours of asking an archive hold up nothing else
            assert {op.name: op.pool for op in asset.node_def.iterate_op_defs()} == {
                "capture_saved": WAREHOUSE_POOL,
                "capture_wayback": "wayback",
                "capture_common_crawl": "common_crawl",
                "register_wanted": WAREHOUSE_POOL,
            }
        else:
            assert pools == {SOURCE_POOL if asset is live_pages else WAREHOUSE_POOL}, asset.key


def test_jobs_hold_these_assets_and_page_captures_is_in_none(definitions: dg.Definitions) -> None:
    repository = definitions.get_repository_def()
    held = {
        job.name: {key.to_user_string() for key in job.asset_layer.executable_asset_keys}
        for job in repository.get_all_jobs()
        if job.name in JOB_ASSETS
    }
    assert held == JOB_ASSETS


def test_the_sensors_are_these(definitions: dg.Definitions) -> None:
    sensors = definitions.get_repository_def().sensor_defs
    assert sorted(sensor.name for sensor in sensors) == [
        "compute_read_adverts",
        "end_runs_of_killed_processes",
        "failed_checks",
        "failed_runs",
        "new_error_findings",
        "pick_up_refreshes",
        "publish_refreshed",
        "read_filed_captures",
        "read_taken_adverts",
        "refresh_roles_of_adverts",
        "watch_advert_inbox",
        "watch_inbox",
        "watch_watchlist",
        "watched_figures",
    ]


def test_a_refresh_is_of_one_role(definitions: dg.Definitions) -> None:
    partitions = definitions.resolve_job_def("refresh_role").partitions_def
    assert isinstance(partitions, dg.DynamicPartitionsDefinition)
    assert partitions.name == ROLE_DIMENSION


SLOW = {
    "pandas",
    "pandera",
    "numpy",
    "altair",
    "vl_convert",
    "selectolax",
    "warcio",
    "requests",
    "sqlalchemy",
    "alembic",
}
"""Libraries that runs and ticks need; loading the definitions without them takes half the time."""


def test_loading_the_definitions_imports_none_of_the_slow_libraries_of_the_steps() -> None:
    code = (
        "import sys\nfrom jobtrends_pipeline.definitions import defs\ndefs()\n"
        "print(*{name.split('.')[0] for name in sys.modules})"
    )
    ended = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert SLOW & set(ended.stdout.split()) == set()
