"""Reassign chart images and their figures after a change of the watchlist."""

import pandas as pd

from jobtrends_pipeline.acquire.chart_subjects import ChartSubjects
from jobtrends_pipeline.config.watchlist import Watchlist
from jobtrends_pipeline.tables.captures import CAPTURES
from jobtrends_pipeline.tables.charts import CHART_IMAGES, CHART_TABLES
from jobtrends_pipeline.tables.frames import rows_frame, typed
from jobtrends_pipeline.tables.trends import TREND_TABLES
from jobtrends_pipeline.warehouse.store import Warehouse

_ASSIGNED = ["role", "subject", "place"]


def moved_charts(watchlist: Watchlist, store: Warehouse) -> pd.DataFrame:
    """List the charts to which the watchlist gives another role, subject or place now.

    Returns:
        A row per image: `capture_id`, `role_before`, and its new `role`, `subject` and `place`.
    """
    subjects = ChartSubjects(watchlist)
    with store.connection() as connection:
        query = "SELECT capture_id, url, role, subject, place FROM chart_images ORDER BY capture_id"
        rows = connection.execute(query).fetchall()
    moved = []
    for capture_id, url, *before in rows:
        of = subjects.of(url)
        if of and before != [of.role, of.subject, of.place]:
            moved.append((capture_id, before[0], of.role, of.subject, of.place))
    return pd.DataFrame(moved, columns=["capture_id", "role_before", *_ASSIGNED])


def reassign_charts(moved: pd.DataFrame, store: Warehouse) -> None:
    """Move chart images and their figures to their new role, subject and place.

    No image is read again. The captures of the roles concerned are loaded again, so that their trends follow; a role
    without any capture or chart loses its trends.

    Args:
        moved: The charts, as `moved_charts` lists them.
        store: The warehouse.
    """
    roles = sorted({*moved["role_before"], *moved["role"]})
    captures = store.read(CAPTURES, {"role": roles})
    store.replace({CAPTURES.name: typed(CAPTURES, captures.assign(loaded_version=None))}, {"role": roles})
    # The move comes last: if the run is killed before it, the next call repeats everything, as the roles still differ.
    capture_ids = moved["capture_id"].tolist()
    frames = {
        table.name: typed(table, _moved(store.read(table, {"capture_id": capture_ids}), moved))
        for table in CHART_TABLES
    }
    store.replace(frames, {"role": roles, "capture_id": capture_ids})
    left = set(store.read(CHART_IMAGES, {"role": roles})["role"]) | set(captures["role"])
    store.replace({table.name: rows_frame(table, []) for table in TREND_TABLES}, {"role": sorted({*roles} - left)})


def _moved(rows: pd.DataFrame, moved: pd.DataFrame) -> pd.DataFrame:
    return rows.drop(columns=_ASSIGNED).merge(moved[["capture_id", *_ASSIGNED]], on="capture_id")
