"""Asset checks beyond those of the facts: findings, freshness, rows, nulls.

Dagster keeps one state of a check per asset, not per partition. Each check therefore looks at all roles and names those
concerned. None stops later steps.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

import dagster as dg

from jobtrends_pipeline.base.errors import Cause, JobtrendsError
from jobtrends_pipeline.config.cadence import OVERDUE_AFTER
from jobtrends_pipeline.config.watchlist import Watchlist
from jobtrends_pipeline.orchestration.describe import counts
from jobtrends_pipeline.tables.facts import FACT_TABLES
from jobtrends_pipeline.warehouse.ddl import quoted

if TYPE_CHECKING:
    from jobtrends_pipeline.facts.validate import Verdict
    from jobtrends_pipeline.tables.model import Table
    from jobtrends_pipeline.warehouse.store import Warehouse

FINDINGS_CHECK, FRESHNESS_CHECK, ROWS_CHECK, NULLS_CHECK = "findings", "freshness", "row_counts", "null_rates"
SCHEMA_CHECK, PRINTS_CHECK, WEIGHTS_CHECK = "schema_and_identities", "printed_shares", "weights_agree"
PAGE_DELAY = timedelta(days=2)
"""Time from the end of a period to the page that prints it, at most."""
LEAST_KEPT = 0.8
"""A table has lost rows if it has less than this share of its previous rows."""
LEAST_RISE, LEAST_ERRORS = 0.2, 3.0
"""A column's share of nulls has risen if it grew by at least this much, and by this many of its standard errors."""
PRINT_RATIOS = (0.8, 1.6)
"""Bounds of the printed share over the drawn one, at the last point of a chart."""
MOST_DEVIATION = 0.05
"""Largest distance of a subject's weight of permanent adverts from the median of its place and month."""
_MOST_CASES = 20
_NULLS = """
    WITH pages AS (
        SELECT publisher, market, subject, place, window_months,
               as_of > (SELECT max(as_of) FROM {table}) - INTERVAL 1 MONTH AS is_new, count(*) AS rows, {counts}
        FROM {table} WHERE as_of > (SELECT max(as_of) FROM {table}) - INTERVAL 1 MONTH - INTERVAL 12 MONTH
        GROUP BY ALL
    )
    SELECT is_new, sum(rows)::BIGINT, {sums}
    FROM pages SEMI JOIN (FROM pages WHERE is_new) AS new USING (publisher, market, subject, place, window_months)
    GROUP BY is_new
"""
"""Rows and values of a table in its newest month, and in the year before on pages of the same subject and place.

They are counted by page first, as to look for the page of each row takes more than twice as long.
"""


class BrokenSchemaError(JobtrendsError):
    """Facts that were not stored because figures break their schema."""

    cause = Cause.SCHEMA


def schema_check(table: str, verdicts: "Sequence[tuple[Sequence[str], Verdict]]") -> dg.AssetCheckResult:
    """Build the check result of a fact table over all roles of a run.

    Args:
        table: Name of the table.
        verdicts: Roles whose rows were validated together, with the verdict; each failing row is shown with them.
    """
    cases = [
        dg.TableRecord({"role": ", ".join(roles)} | {str(name): str(value) for name, value in case.items()})
        for roles, verdict in verdicts
        for case in verdict.cases.head(_MOST_CASES).to_dict("records")
    ]
    metadata: dict[str, dg.MetadataValue] = counts({"rows_checked": sum(verdict.row_count for _, verdict in verdicts)})
    if cases:
        metadata["failure_cases"] = dg.MetadataValue.table(cases)
    return dg.AssetCheckResult(
        asset_key=table,
        check_name=SCHEMA_CHECK,
        passed=all(verdict.is_valid for _, verdict in verdicts),
        severity=dg.AssetCheckSeverity.ERROR,
        metadata=metadata,
    )


def printed_shares_check(store: "Warehouse") -> dg.AssetCheckResult:
    """Check the last point of every chart against the share printed near it.

    They are different measures: the ratio was 0.98 to 1.39 where both are known. A ratio beyond `PRINT_RATIOS` means
    that one of both is misread, or of another subject or place.
    """
    low, high = PRINT_RATIOS
    return _warned(
        PRINTS_CHECK,
        store,
        f"""
        SELECT role, market_series, place, month::VARCHAR AS month, drawn_share_pct, printed_share_pct,
               printed_to_drawn_ratio
        FROM trend_demand_monthly
        QUALIFY printed_to_drawn_ratio NOT BETWEEN {low} AND {high}
            AND month = max(month) OVER (PARTITION BY role, market_series, place)
        ORDER BY ALL
        """,  # noqa: S608  # constants
        "trend_demand_monthly",
    )


def weights_check(store: "Warehouse") -> dg.AssetCheckResult:
    """Check that the subjects of a place imply the same weight of permanent adverts.

    A subject farther from the median than `MOST_DEVIATION` has a misread chart, or one of another place.
    """
    return _warned(
        WEIGHTS_CHECK,
        store,
        f"""
        SELECT place, month::VARCHAR AS month, permanent_weight, subject_count, largest_deviation, farthest_role
        FROM permanent_weight WHERE subject_count > 2 AND largest_deviation > {MOST_DEVIATION}
        ORDER BY largest_deviation DESC, place, month
        """,  # noqa: S608  # constants
        "permanent_weight",
    )


def _warned(name: str, store: "Warehouse", query: str, asset: str) -> dg.AssetCheckResult:
    """Build a check that warns of the rows of a query."""
    with store.connection() as connection:
        cursor = connection.execute(query)
        names = [column[0] for column in cursor.description or ()]
        cases = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    metadata: dict[str, dg.MetadataValue] = counts({"cases": len(cases)})
    if cases:
        shown = [dg.TableRecord({key: str(value) for key, value in case.items()}) for case in cases[:_MOST_CASES]]
        metadata["worst"] = dg.MetadataValue.table(shown)
    return dg.AssetCheckResult(
        asset_key=asset, check_name=name, passed=not cases, severity=dg.AssetCheckSeverity.WARN, metadata=metadata
    )


def findings_check(store: "Warehouse") -> dg.AssetCheckResult:
    """Check that the latest page of every role and place has no finding above `info`.

    The worst findings are listed.
    """
    with store.connection() as connection:
        cases = connection.execute(
            """
            WITH latest AS (
                SELECT capture_id FROM captures WHERE period_end IS NOT NULL
                AND (outcome <> 'quarantined' OR period_end <= captured_at::DATE + 1)
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
    """Check that every role of the watchlist has a page from its last two refreshes."""
    with store.connection() as connection:
        latest = "SELECT role, max(period_end) FROM captures WHERE outcome <> 'quarantined' GROUP BY role"
        latest_of = dict(connection.execute(latest).fetchall())
    old = [
        role
        for role in watchlist.roles
        if not latest_of.get(role.key) or today - latest_of[role.key] > OVERDUE_AFTER[role.cadence] + PAGE_DELAY
    ]
    stale = [
        dg.TableRecord(
            {"role": role.key, "cadence": role.cadence, "last_period_end": str(latest_of.get(role.key, "never"))}
        )
        for role in old
    ]
    metadata: dict[str, dg.MetadataValue] = counts({"stale_roles": len(stale), "roles": len(watchlist.roles)})
    if stale:
        metadata["stale"] = dg.MetadataValue.table(stale[:_MOST_CASES])
    return dg.AssetCheckResult(
        check_name=FRESHNESS_CHECK, passed=not stale, severity=dg.AssetCheckSeverity.WARN, metadata=metadata
    )


def row_counts_check(now: Mapping[str, int], before: Mapping[str, int]) -> dg.AssetCheckResult:
    """Check that every published table kept at least four fifths of its previous rows."""
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


def null_rates_check(store: "Warehouse") -> dg.AssetCheckResult:
    """Check that no column of the facts has markedly more nulls than a year before.

    The newest month is compared with the year before it, on pages of subjects and places that the newest month has, so
    that another mix of roles is not a rise. A table without such earlier pages is skipped.
    """
    risen = [record for table in FACT_TABLES for record in _risen(store, table)]
    metadata: dict[str, dg.MetadataValue] = counts({"columns_risen": len(risen)})
    if risen:
        metadata["risen"] = dg.MetadataValue.table(risen[:_MOST_CASES])
    return dg.AssetCheckResult(
        check_name=NULLS_CHECK, passed=not risen, severity=dg.AssetCheckSeverity.WARN, metadata=metadata
    )


def _risen(store: "Warehouse", table: "Table") -> Iterator[dg.TableRecord]:
    """Yield the columns of a table whose share of nulls has risen, in percent."""
    names = [column.name for column in table if column.nullable and column.name != "missing"]
    counted = ", ".join(f"count({quoted(name)}) AS values_{number}" for number, name in enumerate(names))
    sums = ", ".join(f"sum(values_{number})::BIGINT" for number in range(len(names)))
    query = _NULLS.format(table=quoted(table.name), counts=counted, sums=sums)
    with store.connection() as connection:
        tallies = {is_new: (rows, values) for is_new, rows, *values in connection.execute(query).fetchall()}
    if len(tallies) < 2:
        return
    (rows, values), (rows_before, values_before) = tallies[True], tallies[False]
    for name, filled, filled_before in zip(names, values, values_before, strict=True):
        rate, before = 1 - filled / rows, 1 - filled_before / rows_before
        pooled = 1 - (filled + filled_before) / (rows + rows_before)
        error = (pooled * (1 - pooled) * (1 / rows + 1 / rows_before)) ** 0.5
        if rate - before >= LEAST_RISE and rate - before >= LEAST_ERRORS * error:
            shares = {"null_pct_before": round(100 * before, 1), "null_pct_now": round(100 * rate, 1)}
            yield dg.TableRecord({"table": table.name, "column": name, **shares, "rows_now": rows})
