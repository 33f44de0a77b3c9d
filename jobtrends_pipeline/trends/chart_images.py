"""Chart images by outcome, kind and layout: what is read, what waits, and why."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

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


def read_chart_groups(connection: "duckdb.DuckDBPyConnection") -> list[Mapping[str, Any]]:
    """Read the groups of a database that has `chart_images`; those read come first."""
    cursor = connection.execute(CHART_GROUPS_QUERY)
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]
