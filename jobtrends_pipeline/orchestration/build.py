"""Assembly of the definitions from lists of assets, jobs, sensors and resources."""

from typing import TYPE_CHECKING

import dagster as dg

from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.orchestration.alerts import failed_checks, failed_runs, new_error_findings
from jobtrends_pipeline.orchestration.assets.advert_inputs import advert_inputs
from jobtrends_pipeline.orchestration.assets.adverts import advert_figures, adverts, vacancies
from jobtrends_pipeline.orchestration.assets.attempts import capture_attempts
from jobtrends_pipeline.orchestration.assets.charts import chart_tables
from jobtrends_pipeline.orchestration.assets.facts import fact_tables
from jobtrends_pipeline.orchestration.assets.live import live_pages
from jobtrends_pipeline.orchestration.assets.outputs import published_warehouse, report_home, role_report
from jobtrends_pipeline.orchestration.assets.page_captures import page_captures
from jobtrends_pipeline.orchestration.assets.parsed import parsed_pages
from jobtrends_pipeline.orchestration.assets.trends import comparison_tables, trend_tables
from jobtrends_pipeline.orchestration.jobs import (
    backfill_pages,
    compute_adverts,
    draw_report,
    ingest_saved_pages,
    publish_all,
    read_adverts,
    refresh_live_role,
    refresh_role,
    register_captures,
    take_adverts,
)
from jobtrends_pipeline.orchestration.resources import build_resources
from jobtrends_pipeline.orchestration.schedules import compute_month_ends, refresh_due_roles
from jobtrends_pipeline.orchestration.sensors.adverts import (
    compute_read_adverts,
    read_taken_adverts,
    refresh_roles_of_adverts,
)
from jobtrends_pipeline.orchestration.sensors.filed import publish_refreshed, read_filed_captures
from jobtrends_pipeline.orchestration.sensors.inbox import watch_advert_inbox, watch_inbox
from jobtrends_pipeline.orchestration.sensors.killed import end_runs_of_killed_processes
from jobtrends_pipeline.orchestration.sensors.pick_up import pick_up_refreshes
from jobtrends_pipeline.orchestration.sensors.watchlist import watch_watchlist
from jobtrends_pipeline.orchestration.watch_figures import watched_figures

if TYPE_CHECKING:
    from jobtrends_pipeline.warehouse.database import Database

ASSETS = (
    page_captures,
    capture_attempts,
    live_pages,
    parsed_pages,
    fact_tables,
    chart_tables,
    trend_tables,
    comparison_tables,
    role_report,
    report_home,
    published_warehouse,
    advert_inputs,
    adverts,
    vacancies,
    advert_figures,
)
JOBS = (
    ingest_saved_pages,
    backfill_pages,
    register_captures,
    refresh_live_role,
    refresh_role,
    draw_report,
    publish_all,
    take_adverts,
    read_adverts,
    compute_adverts,
)
SCHEDULES = (refresh_due_roles, compute_month_ends)
SENSORS = (
    watch_watchlist,
    watch_inbox,
    read_filed_captures,
    publish_refreshed,
    watch_advert_inbox,
    read_taken_adverts,
    compute_read_adverts,
    refresh_roles_of_adverts,
    pick_up_refreshes,
    end_runs_of_killed_processes,
    failed_runs,
    failed_checks,
    new_error_findings,
    watched_figures,
)


def build_definitions(paths: DataPaths, draft: "Database | None" = None) -> dg.Definitions:
    """Build all definitions for a data root.

    Steps run in the process of the run, as they are short.

    Args:
        paths: The data root.
        draft: The warehouse that is being built to take the place of the data root's own; null for that one.
    """
    return dg.Definitions(
        assets=ASSETS,
        jobs=JOBS,
        schedules=SCHEDULES,
        sensors=SENSORS,
        resources=build_resources(paths, draft),
        executor=dg.in_process_executor,
    )
