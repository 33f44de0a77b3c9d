"""Assets of the facts: figures of trusted pages in five validated tables.

If a table breaks its schema, the previous facts are kept and a check fails.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import dagster as dg

from jobtrends_pipeline.errors import Cause, JobtrendsError
from jobtrends_pipeline.orchestration.assets.captures import WAREHOUSE_POOL
from jobtrends_pipeline.orchestration.assets.parsed import parsed_pages
from jobtrends_pipeline.orchestration.clearly import known_errors_as_failures
from jobtrends_pipeline.orchestration.describe import (
    OWNERS,
    column_lineage,
    counts,
    frame_metadata,
    row_count,
    table_description,
    table_metadata,
)
from jobtrends_pipeline.orchestration.partitions import roles
from jobtrends_pipeline.orchestration.resources import WarehouseResource
from jobtrends_pipeline.tables.captures import PARSED_CELLS
from jobtrends_pipeline.tables.facts import FACT_TABLES

if TYPE_CHECKING:
    from jobtrends_pipeline.steps.load import Load

GROUP = "facts"
CHECK = "schema_and_identities"
_MOST_CASES = 20


class BrokenSchemaError(JobtrendsError):
    """Facts that were not stored because figures break their schema."""

    cause = Cause.SCHEMA


@dg.multi_asset(
    specs=[
        dg.AssetSpec(
            table.name,
            deps=[parsed_pages],
            partitions_def=roles,
            group_name=GROUP,
            owners=OWNERS,
            kinds={"duckdb", "pandera"},
            description=table_description(table),
            metadata=table_metadata(table) | column_lineage(table, {"parsed_pages": PARSED_CELLS}),
            skippable=True,
        )
        for table in FACT_TABLES
    ],
    check_specs=[
        dg.AssetCheckSpec(
            CHECK,
            asset=table.name,
            blocking=True,
            description="Types, bounds, unique grain (pandera), rising percentiles. On failure the old facts stay.",
        )
        for table in FACT_TABLES
    ],
    backfill_policy=dg.BackfillPolicy.single_run(),
    pool=WAREHOUSE_POOL,
    name="facts",
)
def fact_tables(
    context: dg.AssetExecutionContext, warehouse: WarehouseResource
) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
    """Replace the facts of captures that are new, re-read, or superseded.

    A capture is superseded if it is no longer the best of its period end.
    """
    from jobtrends_pipeline.steps.drift import watch_across
    from jobtrends_pipeline.steps.load import prepare_load, store_load

    store = warehouse.open()
    loads = {role: prepare_load(store, role) for role in context.partition_keys}
    broken = [role for role, load in loads.items() if not load.is_valid]
    for table in FACT_TABLES:
        yield _check(table.name, loads)
    valid = [load for load in loads.values() if load.is_valid]
    for load in valid:
        store_load(store, load)
    watch_across(store, [load.captures for load in valid])
    if broken:
        with known_errors_as_failures():
            raise BrokenSchemaError(f"facts of {', '.join(broken)} were not stored: figures break their schema")
    rows = store.counts(FACT_TABLES, {"role": context.partition_keys})
    for table in FACT_TABLES:
        loaded = [load.frames[table.name] for load in loads.values() if load.frames]
        preview = frame_metadata(loaded[-1]) if loaded else {}
        numbers = counts({"rows_loaded": sum(map(len, loaded))}) | row_count(rows[table.name])
        yield dg.MaterializeResult(asset_key=table.name, metadata=preview | numbers)


def _check(table: str, loads: "dict[str, Load]") -> dg.AssetCheckResult:
    """Build the check result of a table over all roles of a run.

    Each failing row is shown with its role.
    """
    verdicts = [(role, verdict) for role, load in loads.items() for verdict in load.verdicts if verdict.table == table]
    cases = [
        dg.TableRecord({"role": role} | {str(name): str(value) for name, value in case.items()})
        for role, verdict in verdicts
        for case in verdict.cases.head(_MOST_CASES).to_dict("records")
    ]
    metadata: dict[str, dg.MetadataValue] = counts({"rows_checked": sum(verdict.row_count for _, verdict in verdicts)})
    if cases:
        metadata["failure_cases"] = dg.MetadataValue.table(cases)
    return dg.AssetCheckResult(
        asset_key=table,
        check_name=CHECK,
        passed=all(verdict.is_valid for _, verdict in verdicts),
        severity=dg.AssetCheckSeverity.ERROR,
        metadata=metadata,
    )
