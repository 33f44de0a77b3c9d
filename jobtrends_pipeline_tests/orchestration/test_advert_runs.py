"""Runs over one's own adverts, as the web UI starts them: a source and month, then figures, then the roles."""

from pathlib import Path

import dagster as dg

from jobtrends_pipeline.archive.archive import Archive
from jobtrends_pipeline.config.adverts import load_advert_sources
from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.orchestration.assets.adverts import adverts
from jobtrends_pipeline.orchestration.build import build_definitions
from jobtrends_pipeline.orchestration.partitions import SOURCE_PARTITIONS, add_roles, add_sources, source_month
from jobtrends_pipeline.orchestration.sensors.adverts import compute_read_adverts, refresh_roles_of_adverts
from jobtrends_pipeline.steps.adverts.take import take_inputs
from jobtrends_pipeline.tables.adverts import ADVERTS
from jobtrends_pipeline.warehouse.store import Warehouse
from jobtrends_pipeline_tests.cli.test_own_figures import SOURCES, WATCHLIST, dump
from jobtrends_pipeline_tests.orchestration.test_sensors import instance, tick

__all__ = ["instance"]
PAY = [40_000, 50_000, 60_000, 70_000, 80_000]


def run(paths: DataPaths, used: dg.DagsterInstance, job: str, partition: str | None = None) -> dg.DagsterRun:
    """A run that succeeds, as the web UI starts it: without the marks of a command."""
    result = build_definitions(paths).resolve_job_def(job).execute_in_process(instance=used, partition_key=partition)
    assert result.success
    return result.dagster_run


def test_months_are_read_one_by_one_then_figures_are_computed_once_and_their_roles_refreshed(
    empty_root: DataPaths, instance: dg.DagsterInstance, tmp_path: Path
) -> None:
    empty_root.advert_sources_file.write_text(SOURCES, encoding="utf-8")
    empty_root.own_watchlist_file.write_text(WATCHLIST, encoding="utf-8")
    (source,) = load_advert_sources(empty_root.advert_sources_file)
    dump(tmp_path, "2026-06-20", PAY)
    dump(tmp_path, "2026-07-05", [90_000], "Java Developer")
    take_inputs([tmp_path], source, None, Archive(empty_root.archive_dir), "adverts")
    add_sources(instance, [source.name])
    assert instance.get_dynamic_partitions(SOURCE_PARTITIONS) == ["board"]
    run(empty_root, instance, "read_adverts", source_month("board", "2026-06"))
    read = Warehouse.reading(empty_root.working_file).read(ADVERTS)
    assert {f"{day:%Y-%m-%d}" for day in read["seen_on"]} == {"2026-06-20"}
    run(empty_root, instance, "read_adverts", source_month("board", "2026-07"))
    reading = instance.create_run_for_job(
        build_definitions(empty_root).resolve_implicit_global_asset_job_def(),
        asset_selection=frozenset([adverts.key]),
        status=dg.DagsterRunStatus.STARTED,
    )
    assert tick(compute_read_adverts, empty_root, instance)[::2] == ([], "adverts are being read")
    instance.report_run_failed(reading)
    requests, cursor, _ = tick(compute_read_adverts, empty_root, instance)
    assert [request.job_name for request in requests] in ([None], ["compute_adverts"])
    assert tick(compute_read_adverts, empty_root, instance, cursor)[::2] == ([], "no adverts were read")
    run(empty_root, instance, "compute_adverts")
    add_roles(instance, ["data-engineer", "java-developer"])
    requests, cursor, _ = tick(refresh_roles_of_adverts, empty_root, instance)
    assert [request.partition_key for request in requests] == ["data-engineer"]
    again = tick(refresh_roles_of_adverts, empty_root, instance, cursor)
    assert again[::2] == ([], "no figures of own adverts were computed")
    run(empty_root, instance, "refresh_role", "data-engineer")
    with Warehouse.reading(empty_root.working_file).connection() as connection:
        found = connection.execute(
            "SELECT median_gbp FROM trend_pay WHERE publisher = 'mine' AND scope = 'subject' AND window_months = 6 "
            "AND place = 'UK' AND period_end = DATE '2026-06-30'"
        ).fetchall()
    assert found == [(60_000,)]
