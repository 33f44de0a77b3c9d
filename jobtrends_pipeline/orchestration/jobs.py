"""Jobs: take in saved pages, refresh one role from its captures to its report, publish what all roles share.

`page_captures` is in none of them: Dagster runs a job backfill of it wrongly (see `refuse_job_backfill`).
"""

import dagster as dg

from jobtrends_pipeline.orchestration.assets.captures import register_unlisted, take_saved_pages
from jobtrends_pipeline.orchestration.assets.facts import fact_tables
from jobtrends_pipeline.orchestration.assets.live import live_pages
from jobtrends_pipeline.orchestration.assets.outputs import published_warehouse, report_home, role_report
from jobtrends_pipeline.orchestration.assets.page_captures import capture_pages
from jobtrends_pipeline.orchestration.assets.parsed import parsed_pages
from jobtrends_pipeline.orchestration.assets.trends import comparison_tables, trend_tables

refresh_role = dg.define_asset_job(
    "refresh_role",
    selection=dg.AssetSelection.assets(parsed_pages, fact_tables, trend_tables, role_report),
    description="One role, from captures not yet read to its page in the report.",
)
refresh_live_role = dg.define_asset_job(
    "refresh_live_role",
    selection=dg.AssetSelection.assets(live_pages, parsed_pages, fact_tables, trend_tables, role_report),
    description="One role, from what the source says now to its page in the report.",
)
draw_report = dg.define_asset_job(
    "draw_report",
    selection=dg.AssetSelection.assets(role_report),
    description="The page of one role in the report, drawn anew from its trends.",
)
publish_all = dg.define_asset_job(
    "publish_all",
    selection=dg.AssetSelection.assets(comparison_tables, published_warehouse, report_home),
    description="What all roles share: the comparison, the published warehouse, the home page of the report.",
)


@dg.job(description="Past pages of roles into the archive, and onto the list of pages to read; their refresh follows.")
def backfill_pages() -> None:
    """The steps of `page_captures`, for the roles and months of the configuration."""
    capture_pages()


@dg.job(description="Pages that were archived and are not known onto the list of pages to read.")
def register_captures() -> None:
    """One step: `register_unlisted`."""
    register_unlisted()


@dg.job(description="Saved pages into the archive, whatever their role and month; the inbox unless paths are given.")
def ingest_saved_pages() -> None:
    """One step: `take_saved_pages`."""
    take_saved_pages()
