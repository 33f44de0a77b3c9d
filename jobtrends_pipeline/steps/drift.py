"""Comparison of new pages with stored history, by the pure rules of `facts`."""

from collections.abc import Iterable, Sequence

import pandas as pd

from jobtrends_pipeline.facts.across import CHECKS, across_findings
from jobtrends_pipeline.facts.drift import drift_findings
from jobtrends_pipeline.facts.missing_rows import with_preceding
from jobtrends_pipeline.facts.recaptured import captured_again
from jobtrends_pipeline.facts.vintage import Held, of_vintages
from jobtrends_pipeline.tables.captures import CAPTURES, FINDINGS, PARSED_CELLS
from jobtrends_pipeline.tables.facts import FACT_DEMAND, FACT_MARKET_INDEX, FACT_PAY, OF_PAGES
from jobtrends_pipeline.tables.frames import rows_frame
from jobtrends_pipeline.tables.model import Table
from jobtrends_pipeline.warehouse.noted import UNCOMPARED
from jobtrends_pipeline.warehouse.statements import Keys
from jobtrends_pipeline.warehouse.store import Warehouse
from jobtrends_pipeline.warehouse.tallies import field_tallies

VINTAGES = 50
"""Period ends compared at a time, so that a first load of years does not keep all facts in memory."""


def drift_rows(
    store: Warehouse, captures: pd.DataFrame, figures: pd.DataFrame, later: Sequence[str] = ()
) -> list[dict[str, object]]:
    """Find drift in captures that are being read.

    Args:
        store: The warehouse with the history.
        captures: Rows of `captures` that were read; quarantined ones have an error already and are left out.
        figures: Their rows of `parsed_cells`.
        later: Captures that are stored already, and count as read after these.

    Returns:
        Rows of `findings`.
    """
    usable = captures[captures["outcome"].isin(["read", "partial"])]
    if usable.empty:
        return []
    with store.transaction() as connection:
        tallies = field_tallies(connection, usable, figures[figures["capture_id"].isin(usable["capture_id"])], later)
    roles = usable.set_index("capture_id")["role"].to_dict()
    return [row | {"role": roles[str(row["capture_id"])]} for row in drift_findings(tallies)]


def watch_across(store: Warehouse, further: Iterable[pd.DataFrame] = ()) -> int:
    """Compare loaded captures with all pages of the same vintages, of any role.

    Every capture of these vintages is checked again and its findings of this kind are replaced. A second run therefore
    changes nothing, and roles and index can be loaded in any order. Captures that a killed run loaded and did not
    compare are among them.

    Args:
        store: The warehouse, with the facts of the captures stored.
        further: Rows of `captures` to compare beside those.

    Returns:
        Number of findings that these vintages have now.
    """
    with store.connection() as connection:
        waiting = UNCOMPARED.waiting(connection)
    frames = [store.read(CAPTURES, {"capture_id": waiting})] if waiting else []
    new = pd.concat([*frames, *further, rows_frame(CAPTURES, [])], ignore_index=True).sort_values("period_end")
    ends = new["period_end"].dropna().unique()
    count = 0
    for start in range(0, len(ends), VINTAGES):
        vintages = _read_vintages(store, new[new["period_end"].isin(ends[start : start + VINTAGES])])
        findings = across_findings(vintages)
        keys = {"capture_id": vintages.captures["capture_id"].tolist(), "check_name": CHECKS}
        store.replace({FINDINGS.name: findings}, keys)
        count += len(findings)
    if waiting:
        with store.transaction() as connection:
            UNCOMPARED.forget(connection, waiting)
    return count


def _read_vintages(store: Warehouse, new: pd.DataFrame) -> Held:
    """Read all rows of the vintages that the new captures belong to."""
    ends = new["period_end"].dropna().unique().tolist()
    captures = of_vintages(store.read(CAPTURES, {"period_end": ends}), new)
    captures = captures[captures["outcome"].isin(["read", "partial"])]
    facts = store.read_many([FACT_DEMAND, FACT_PAY, FACT_MARKET_INDEX], {"as_of": ends, **OF_PAGES})
    again = captured_again(captures)
    indexes = captures[captures["subject"].isna()]
    places = {name: indexes[name].unique().tolist() for name in ("role", "market")}
    listings = with_preceding(indexes, _rows(store, CAPTURES, places))
    return Held(
        captures=captures,
        demand=of_vintages(facts[FACT_DEMAND.name], captures),
        pay=of_vintages(facts[FACT_PAY.name], captures),
        index=of_vintages(facts[FACT_MARKET_INDEX.name], captures),
        figures=_rows(store, PARSED_CELLS, _of_captures(again)),
        listings=listings,
        listed=_rows(store, PARSED_CELLS, _of_captures(listings) | {"measure": ["rank", "advert_count"]}),
    )


def _of_captures(captures: pd.DataFrame) -> dict[str, list[str]]:
    return {name: captures[name].unique().tolist() for name in ("role", "capture_id")}


def _rows(store: Warehouse, table: Table, keys: Keys) -> pd.DataFrame:
    """Read rows of a table; skip the query if a key has no values."""
    return store.read(table, keys) if all(keys.values()) else rows_frame(table, [])
