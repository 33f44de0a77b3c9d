"""Chart images by outcome, kind and layout: what is read, what waits, and why."""

from typing import TYPE_CHECKING

from jobtrends_pipeline.trends.queried import Row, rows_of

if TYPE_CHECKING:
    import duckdb

CHART_GROUPS_QUERY = """
    SELECT outcome, chart_kind, layout, count(*) AS image_count, count(DISTINCT role) AS role_count,
           max(captured_at)::DATE AS latest_capture, arg_max(reason, (captured_at, capture_id)) AS latest_reason,
           arg_max(capture_id, (captured_at, capture_id)) AS latest_capture_id
    FROM chart_images GROUP BY outcome, chart_kind, layout
    ORDER BY list_position(['read', 'pending', 'unknown_layout', 'refused'], outcome), chart_kind, image_count DESC,
             layout
"""
"""Query of one row per outcome, kind of chart and layout; of an unknown layout its key is the layout."""


def read_chart_groups(connection: "duckdb.DuckDBPyConnection") -> list[Row]:
    """Read the groups of a database that has `chart_images`; those read come first."""
    return rows_of(connection, CHART_GROUPS_QUERY)
