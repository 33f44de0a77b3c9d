"""Jobs: take in saved pages, refresh one role from its captures to its report, publish what all roles share.

`page_captures` is in none of them: Dagster runs a job backfill of it wrongly (see `refuse_job_backfill`).
"""

import dagster as dg

from jobtrends_pipeline.orchestration.assets.captures import list_captures, take_saved_pages
from jobtrends_pipeline.orchestration.assets.facts import fact_tables
from jobtrends_pipeline.orchestration.assets.live import live_pages, take_live_pages
from jobtrends_pipeline.orchestration.assets.outputs import published_warehouse, report_home, role_report
from jobtrends_pipeline.orchestration.assets.parsed import parsed_pages
from jobtrends_pipeline.orchestration.assets.past import ORIGINS, take_past_pages
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


@dg.job(description="Live pages of the watchlist into the archive of pages; `list_new_captures` follows.")
def capture_live_pages() -> None:
    """Ask the source for the pages of the watchlist and archive them."""
    take_live_pages()


@dg.job(description="Past pages of roles into the archive of pages; `list_new_captures` follows.")
def capture_past_pages() -> None:
    """Find past pages at their origin and archive them."""
    take_past_pages()


@dg.job(description="Past pages of roles into the archive, and onto the list of pages to read; their refresh follows.")
def backfill_past_pages() -> None:
    """`take_past_pages`, then `list_captures`."""
    taken = take_past_pages()
    list_captures([getattr(taken, origin) for origin in ORIGINS])


@dg.job(description="Pages that a capture archived onto the list of pages to read.")
def list_new_captures() -> None:
    """One step: `list_captures`."""
    list_captures()


@dg.job(description="Saved pages into the archive, whatever their role and month; the inbox unless paths are given.")
def ingest_saved_pages() -> None:
    """One step: `take_saved_pages`."""
    take_saved_pages()
