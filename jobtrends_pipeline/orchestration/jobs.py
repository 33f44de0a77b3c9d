"""Jobs: ingest saved pages, get past pages, refresh a role, publish.

`page_captures` is in none of them, as Dagster runs a job backfill of it wrongly (see `refuse_job_backfill`).
"""

import dagster as dg

from jobtrends_pipeline.orchestration.assets.advert_inputs import advert_inputs
from jobtrends_pipeline.orchestration.assets.adverts import advert_figures, adverts, vacancies
from jobtrends_pipeline.orchestration.assets.captures import register_unlisted, take_saved_pages
from jobtrends_pipeline.orchestration.assets.charts import chart_tables
from jobtrends_pipeline.orchestration.assets.facts import fact_tables
from jobtrends_pipeline.orchestration.assets.live import live_pages
from jobtrends_pipeline.orchestration.assets.outputs import published_warehouse, report_home, role_report
from jobtrends_pipeline.orchestration.assets.page_captures import capture_pages
from jobtrends_pipeline.orchestration.assets.parsed import parsed_pages
from jobtrends_pipeline.orchestration.assets.trends import comparison_tables, trend_tables

refresh_role = dg.define_asset_job(
    "refresh_role",
    selection=dg.AssetSelection.assets(parsed_pages, fact_tables, chart_tables, trend_tables, role_report),
    description="Refresh one role: from unread captures to its page in the report.",
)
refresh_live_role = dg.define_asset_job(
    "refresh_live_role",
    selection=dg.AssetSelection.assets(live_pages, parsed_pages, fact_tables, chart_tables, trend_tables, role_report),
    description="Refresh one role: from current pages of the source to its page in the report.",
)
draw_report = dg.define_asset_job(
    "draw_report",
    selection=dg.AssetSelection.assets(role_report),
    description="Redraw the page of one role in the report from its trends.",
)
take_adverts = dg.define_asset_job(
    "take_adverts",
    selection=dg.AssetSelection.assets(advert_inputs),
    description="Archive the raw adverts of the inbox, and list them; sensors then read them.",
)
read_adverts = dg.define_asset_job(
    "read_adverts",
    selection=dg.AssetSelection.assets(adverts),
    description="Read the archived inputs of one source of adverts and one month.",
)
compute_adverts = dg.define_asset_job(
    "compute_adverts",
    selection=dg.AssetSelection.assets(vacancies, advert_figures),
    description="Group one's own adverts into vacancies, and compute their figures.",
)
publish_all = dg.define_asset_job(
    "publish_all",
    selection=dg.AssetSelection.assets(comparison_tables, published_warehouse, report_home),
    description="Publish what all roles share: comparisons, the published warehouse, the home page of the report.",
)


@dg.job(description="Get past pages of roles, archive and list them; sensors then refresh the roles.")
def backfill_pages() -> None:
    """Run the steps of `page_captures` for the configured roles and months."""
    capture_pages()


@dg.job(description="List archived pages that are not listed yet, so that they are read.")
def register_captures() -> None:
    """Run one step: `register_unlisted`."""
    register_unlisted()


@dg.job(description="Archive saved pages of any role and month, from the inbox unless paths are given.")
def ingest_saved_pages() -> None:
    """Run one step: `take_saved_pages`."""
    take_saved_pages()
