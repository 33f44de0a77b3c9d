"""Checks that show in the web UI beside those of the facts: findings, freshness by role, rows that went missing.

Dagster keeps one state of a check for a whole asset, not for each partition: so each looks at all roles, and names
those concerned. None of them stops what follows.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

import dagster as dg

from jobtrends_pipeline.orchestration.describe import counts
from jobtrends_pipeline.watchlist import Watchlist

if TYPE_CHECKING:
    from jobtrends_pipeline.warehouse.store import Warehouse

FINDINGS_CHECK, FRESHNESS_CHECK, ROWS_CHECK = "findings", "freshness", "row_counts"
OLDEST = {"daily": timedelta(days=4), "weekly": timedelta(days=16), "monthly": timedelta(days=64)}
"""Age of a role's last period end, by its cadence, from which on it is stale: two refreshes and the page's own lag."""
LEAST_KEPT = 0.8
"""A table that holds less than this part of the rows it held before has lost some."""
_MOST_CASES = 20


def findings_check(store: "Warehouse") -> dg.AssetCheckResult:
    """Whether the latest page of every role and place has no finding above `info`; the worst are listed."""
    with store.connection() as connection:
        cases = connection.execute(
            """
            WITH latest AS (
                SELECT capture_id FROM captures WHERE period_end IS NOT NULL
                QUALIFY period_end = max(period_end) OVER (PARTITION BY role, market, place, window_months)
            )
            SELECT role, severity, check_name, message FROM findings JOIN latest USING (capture_id)
            WHERE severity IN ('warning', 'error') ORDER BY severity = 'warning', role, check_name, message
            """
        ).fetchall()
    is_error = any(severity == "error" for _, severity, _, _ in cases)
    metadata: dict[str, dg.MetadataValue] = counts({"findings": len(cases)})
    if cases:
        names = ("role", "severity", "check", "message")
        records = [dg.TableRecord(dict(zip(names, map(str, case), strict=True))) for case in cases[:_MOST_CASES]]
        metadata["worst"] = dg.MetadataValue.table(records)
    return dg.AssetCheckResult(
        check_name=FINDINGS_CHECK,
        passed=not cases,
        severity=dg.AssetCheckSeverity.ERROR if is_error else dg.AssetCheckSeverity.WARN,
        metadata=metadata,
    )


def freshness_check(store: "Warehouse", watchlist: Watchlist, today: date) -> dg.AssetCheckResult:
    """Whether every role of the watchlist has a page whose period ended within two refreshes."""
    with store.connection() as connection:
        held = dict(connection.execute("SELECT role, max(period_end) FROM captures GROUP BY role").fetchall())
    old = [role for role in watchlist.roles if not held.get(role.key) or today - held[role.key] > OLDEST[role.cadence]]
    stale = [
        dg.TableRecord({"role": role.key, "cadence": role.cadence, "last_period_end": str(held.get(role.key, "never"))})
        for role in old
    ]
    metadata: dict[str, dg.MetadataValue] = counts({"stale_roles": len(stale), "roles": len(watchlist.roles)})
    if stale:
        metadata["stale"] = dg.MetadataValue.table(stale[:_MOST_CASES])
    return dg.AssetCheckResult(
        check_name=FRESHNESS_CHECK, passed=not stale, severity=dg.AssetCheckSeverity.WARN, metadata=metadata
    )


def row_counts_check(now: Mapping[str, int], before: Mapping[str, int]) -> dg.AssetCheckResult:
    """Whether every published table kept at least four fifths of the rows it had when it was published before."""
    fallen = {name: (before[name], rows) for name, rows in now.items() if rows < LEAST_KEPT * before.get(name, 0)}
    records = [
        dg.TableRecord({"table": name, "rows_before": was, "rows_now": rows}) for name, (was, rows) in fallen.items()
    ]
    metadata: dict[str, dg.MetadataValue] = counts({"tables_fallen": len(fallen)})
    if records:
        metadata["fallen"] = dg.MetadataValue.table(records)
    return dg.AssetCheckResult(
        check_name=ROWS_CHECK, passed=not fallen, severity=dg.AssetCheckSeverity.WARN, metadata=metadata
    )
