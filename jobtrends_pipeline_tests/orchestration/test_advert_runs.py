"""Runs over one's own adverts, as the web UI starts them: a source and month, then figures, then the roles."""

import os
from datetime import datetime, timedelta
from pathlib import Path

import dagster as dg

from jobtrends_pipeline.archive.archive import Archive
from jobtrends_pipeline.config.adverts import load_advert_sources
from jobtrends_pipeline.config.cadence import LONDON
from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.orchestration.assets.adverts import adverts
from jobtrends_pipeline.orchestration.build import build_definitions
from jobtrends_pipeline.orchestration.partitions import SOURCE_PARTITIONS, add_roles, add_sources, source_month
from jobtrends_pipeline.orchestration.resources import DataRoot
from jobtrends_pipeline.orchestration.schedules import compute_month_ends
from jobtrends_pipeline.orchestration.sensors.adverts import (
    compute_read_adverts,
    read_taken_adverts,
    refresh_roles_of_adverts,
)
from jobtrends_pipeline.orchestration.sensors.inbox import watch_advert_inbox
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


def test_the_inbox_is_taken_once_its_files_are_written_and_its_months_are_read(
    empty_root: DataPaths, instance: dg.DagsterInstance, tmp_path: Path
) -> None:
    empty_root.advert_sources_file.write_text(SOURCES, encoding="utf-8")
    empty_root.own_watchlist_file.write_text(WATCHLIST, encoding="utf-8")
    assert tick(watch_advert_inbox, empty_root, instance)[2] == "the inbox is empty"
    folder = empty_root.advert_inbox_dir / "board"
    for other in ("elsewhere", "board"):
        (empty_root.advert_inbox_dir / other).mkdir(parents=True)
    dump(empty_root.advert_inbox_dir / "elsewhere", "2026-06-01", PAY)
    dump(folder, "2026-06-20", PAY)
    dump(folder, "2026-07-05", PAY[:2])
    (folder / "empty.html").write_text("")
    assert tick(watch_advert_inbox, empty_root, instance)[2] == "a file of the inbox is still being written"
    for file in folder.iterdir():
        os.utime(file, (1_700_000_000, 1_700_000_000))
    (request,), _, _ = tick(watch_advert_inbox, empty_root, instance)
    taken = build_definitions(empty_root).resolve_job_def("take_adverts")
    assert taken.execute_in_process(instance=instance, run_config=request.run_config).success
    assert sorted(path.name for path in (folder / "done").iterdir()) == ["2026-06-20.html", "2026-07-05.html"]
    assert (folder / "refused" / "empty.html.reason").exists()
    assert [path.name for path in (empty_root.advert_inbox_dir / "elsewhere").iterdir()] == ["2026-06-01.html"]
    requests, cursor, _ = tick(read_taken_adverts, empty_root, instance)
    wanted = [str(source_month("board", month)) for month in ("2026-06", "2026-07")]
    assert [one.partition_key for one in requests] == wanted
    assert tick(read_taken_adverts, empty_root, instance, cursor)[::2] == ([], "no adverts were taken")
    run(empty_root, instance, "read_adverts", wanted[0])
    run(empty_root, instance, "take_adverts")
    assert [one.partition_key for one in tick(read_taken_adverts, empty_root, instance, cursor)[0]] == wanted[1:]


def test_the_figures_of_a_month_end_are_computed_by_the_first_tick_of_the_next_month(
    empty_root: DataPaths, instance: dg.DagsterInstance
) -> None:
    def tick_at(moment: datetime) -> tuple[list[str | None], str | None]:
        with dg.build_schedule_context(
            instance=instance,
            scheduled_execution_time=moment,
            repository_def=build_definitions(empty_root).get_repository_def(),
            resources={"root": DataRoot(data_dir=str(empty_root.data_dir))},
        ) as context:
            result = compute_month_ends.evaluate_tick(context)
        return [one.run_key for one in result.run_requests or ()], result.skip_message

    assert tick_at(datetime(2026, 1, 1, tzinfo=LONDON)) == ([], "adverts.yaml names no source")
    empty_root.advert_sources_file.write_text(SOURCES, encoding="utf-8")
    assert tick_at(datetime(2026, 1, 1, tzinfo=LONDON)) == ([], "no adverts were read yet")
    run(empty_root, instance, "compute_adverts")
    last = instance.get_latest_materialization_event(dg.AssetKey("advert_coverage"))
    assert last is not None
    computed = datetime.fromtimestamp(last.timestamp, LONDON)
    assert tick_at(computed) == ([], "this month's figures are computed")
    following = (computed.replace(day=1) + timedelta(days=32)).replace(day=2)
    assert tick_at(following) == ([f"month-end:{following:%Y-%m}"], None)


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
