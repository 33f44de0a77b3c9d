"""Forget what was read of roles, so that the next run reads it again."""

from collections.abc import Sequence

from jobtrends_pipeline.tables.captures import CAPTURES
from jobtrends_pipeline.tables.charts import CHART_IMAGES
from jobtrends_pipeline.tables.frames import typed
from jobtrends_pipeline.warehouse.store import Warehouse


def forget_roles(store: Warehouse, roles: Sequence[str]) -> None:
    """Mark all captures of some roles as unread, of pages and of charts.

    Their facts stay until the next refresh.
    """
    keys = {"role": list(roles)}
    held = store.read_many([CAPTURES, CHART_IMAGES], keys)
    pages = held[CAPTURES.name].assign(parser_version=None, loaded_version=None)
    charts = held[CHART_IMAGES.name].assign(reader_version=None)
    store.replace({CAPTURES.name: typed(CAPTURES, pages), CHART_IMAGES.name: typed(CHART_IMAGES, charts)}, keys)
