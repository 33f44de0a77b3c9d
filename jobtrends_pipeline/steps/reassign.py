"""Reassign captures and charts to roles after a change of the watchlist.

With a new alias the history of that subject moves to the role.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import pandas as pd

from jobtrends_pipeline.config.watchlist import Watchlist
from jobtrends_pipeline.reports.site import remove_role
from jobtrends_pipeline.steps.reassign_charts import moved_charts, reassign_charts
from jobtrends_pipeline.tables.captures import CAPTURES, FINDINGS, PARSED_CELLS
from jobtrends_pipeline.tables.facts import FACT_TABLES, OF_PAGES
from jobtrends_pipeline.tables.frames import rows_frame, typed
from jobtrends_pipeline.tables.model import Table
from jobtrends_pipeline.tables.trends import TREND_DEMAND_MONTHLY, TREND_TABLES
from jobtrends_pipeline.warehouse.store import Warehouse


def reassign(
    watchlist: Watchlist, store: Warehouse, reports_dir: Path, tell: Callable[[str], object]
) -> Counter[tuple[str, str]]:
    """Move captures to the role that the watchlist gives their subject now.

    They are then pending to be read again. A role that loses all its captures loses its trends and its report page; one
    that keeps some has them loaded again, so that its trends follow. Chart images move with their figures, and are not
    read again.

    Args:
        watchlist: Gives each subject its role.
        store: The warehouse.
        reports_dir: The report, from which the pages of emptied roles are removed.
        tell: Called with a line where there is no watchlist: captures stay with their roles then.

    Returns:
        Number of captures moved to each role and month (`2026-02-01`).
    """
    charts = moved_charts(watchlist, store) if watchlist.is_known else None
    if charts is not None and not charts.empty:
        reassign_charts(charts, store)
    if not _has_changed(watchlist, store):
        return Counter()
    captures = store.read(CAPTURES)
    identified = captures[captures["subject"].notna()]
    roles = identified["subject"].map(watchlist.role_of_subject).astype("string")
    moved = identified.assign(role=roles)[roles != identified["role"]]
    if not watchlist.is_known:
        tell(f"no watchlist: {len(moved)} captures stay with the roles that it gave them")
        return Counter()
    left = captures[~captures["capture_id"].isin(moved["capture_id"])]
    losers = set(captures.loc[moved.index, "role"])
    keys = {"role": sorted({*losers, *moved["role"]}), "capture_id": moved["capture_id"].tolist()}
    again = left[left["role"].isin(losers)]
    unloaded = typed(CAPTURES, again.assign(loaded_version=None))
    store.replace({CAPTURES.name: unloaded}, {"capture_id": again["capture_id"].tolist()})
    emptied = sorted(losers - set(left["role"]) - set(moved["role"]))
    of_pages = [table for table in TREND_TABLES if table is not TREND_DEMAND_MONTHLY]
    store.replace(_none_of(of_pages), {"role": emptied, **OF_PAGES})
    store.replace(_none_of([TREND_DEMAND_MONTHLY]), {"role": emptied})
    for role in emptied:
        remove_role(reports_dir, role)
    # The move comes last: if the run is killed before it, the next call repeats everything, as the roles still differ.
    pending = moved.assign(parser_version=None, loaded_version=None, outcome="pending", reason=None)
    store.replace({CAPTURES.name: typed(CAPTURES, pending), **_none_of((PARSED_CELLS, FINDINGS, *FACT_TABLES))}, keys)
    return Counter(zip(moved["role"], moved["period_end"].dt.strftime("%Y-%m-01"), strict=True))


def _has_changed(watchlist: Watchlist, store: Warehouse) -> bool:
    """Return whether the watchlist gives any subject another role than before."""
    with store.connection() as connection:
        pairs = connection.execute("SELECT DISTINCT subject, role FROM captures WHERE subject NOT NULL").fetchall()
    return any(watchlist.role_of_subject(subject) != role for subject, role in pairs)


def _none_of(tables: Iterable[Table]) -> dict[str, pd.DataFrame]:
    return {table.name: rows_frame(table, []) for table in tables}
