"""Parsed pages: every capture not yet read by this version of the reader, read and kept cell by cell."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import dagster as dg

from jobtrends_pipeline.acquire.identify import read_document
from jobtrends_pipeline.archive.archive import ArchiveDamagedError
from jobtrends_pipeline.orchestration.assets.captures import PAGE_CAPTURES, WAREHOUSE_POOL, list_and_file
from jobtrends_pipeline.orchestration.assets.live import live_pages
from jobtrends_pipeline.orchestration.checks import FINDINGS_CHECK, findings_check
from jobtrends_pipeline.orchestration.describe import (
    OWNERS,
    counts,
    frame_metadata,
    row_count,
    table_description,
    table_metadata,
)
from jobtrends_pipeline.orchestration.partitions import ROLE_DIMENSION, roles
from jobtrends_pipeline.orchestration.resources import DataRoot, WarehouseResource
from jobtrends_pipeline.tables.captures import CAPTURES, FINDINGS, PARSED_FIGURES

if TYPE_CHECKING:
    import pandas as pd

    from jobtrends_pipeline.pages.page import ParsedPage
    from jobtrends_pipeline.warehouse.store import Warehouse

GROUP = "parsed"
PARSED_TABLE = "parsed_pages"
BATCH = 200
"""Pages read before they are stored: a run that is cut off loses at most so many, and reads them again."""


@dg.asset(
    partitions_def=roles,
    backfill_policy=dg.BackfillPolicy.single_run(),
    deps=[
        dg.AssetDep(PAGE_CAPTURES, partition_mapping=dg.MultiToSingleDimensionPartitionMapping(ROLE_DIMENSION)),
        live_pages,
    ],
    group_name=GROUP,
    owners=OWNERS,
    kinds={"python", "duckdb"},
    pool=WAREHOUSE_POOL,
    description=(
        f"{table_description(PARSED_FIGURES)}\n\nReads the captures of the role that this version of the reader has "
        "not read. A page that cannot be trusted is quarantined: kept, listed with its reason, and not in the facts."
    ),
    metadata=table_metadata(PARSED_FIGURES),
    check_specs=[
        dg.AssetCheckSpec(
            FINDINGS_CHECK,
            asset=PARSED_TABLE,
            description="The latest page of every role and place: identities that broke, parts that could not be read.",
        )
    ],
)
def parsed_pages(
    context: dg.AssetExecutionContext, root: DataRoot, warehouse: WarehouseResource
) -> Iterator[dg.MaterializeResult[None]]:
    """Read what is new of each role; in a run that asked the source, file first what came."""
    store = warehouse.open()
    if live_pages.key in context.job_def.asset_layer.executable_asset_keys:
        list_and_file(context, root, warehouse, ())
    total: Counter[str] = Counter()
    preview: dict[str, dg.MetadataValue] = {}
    for role in context.partition_keys:
        numbers, figures = read_role(role, root, store)
        total.update(numbers)
        preview = frame_metadata(figures) if figures is not None else preview
    rows = store.counts([PARSED_FIGURES], {"role": context.partition_keys})
    yield dg.MaterializeResult(
        metadata=preview | counts(total) | row_count(rows[PARSED_FIGURES.name]), check_results=[findings_check(store)]
    )


def read_role(role: str, root: DataRoot, store: "Warehouse") -> "tuple[dict[str, int], pd.DataFrame | None]":
    """Read the role's unread captures; gives numbers, and the figures of the last batch for a preview."""
    from jobtrends_pipeline.pages.page import PARSER_VERSION

    captures = store.read(CAPTURES, {"role": [role]})
    unread = captures[captures["parser_version"].fillna(0) < PARSER_VERSION]
    unread = unread.sort_values(["captured_at", "capture_id"])  # a batch is compared with what came before it
    numbers = {"pages_read": 0, "pages_partial": 0, "pages_quarantined": 0, "findings": 0}
    figures = None
    for start in range(0, len(unread), BATCH):
        batch, figures = _read_batch(unread.iloc[start : start + BATCH], root, store)
        for name, number in batch.items():
            numbers[name] += number
    return numbers, figures


def _read_batch(captures: "pd.DataFrame", root: DataRoot, store: "Warehouse") -> "tuple[dict[str, int], pd.DataFrame]":
    """Read some captures and store what they say; one transaction for all three tables."""
    from jobtrends_pipeline.facts.parsed import (
        capture_columns,
        figures_frame,
        finding_rows,
        lost_columns,
        unread_columns,
    )
    from jobtrends_pipeline.pages.page import UnknownPageError
    from jobtrends_pipeline.steps.drift import drift_rows
    from jobtrends_pipeline.tables.frames import rows_frame

    archive, now = root.archive, datetime.now(UTC)
    copies = archive.copies()
    rows = captures.astype(object).where(captures.notna(), None).to_dict("records")
    pages: list[tuple[str, str, ParsedPage]] = []
    findings: list[dict[str, object]] = []
    numbers = {"pages_read": 0, "pages_partial": 0, "pages_quarantined": 0}
    for row in rows:
        capture_id, role = str(row["capture_id"]), str(row["role"])
        try:
            page = read_document(archive.read_any(copies.get(capture_id, ())), now)
        except ArchiveDamagedError as error:  # the page alone is lost, and looked for again by each listing
            row.update({"loaded_version": None, **lost_columns(str(error))})
        except UnknownPageError as error:  # an earlier reader took it: kept, and out of the facts until one can again
            row.update({"loaded_version": None, **unread_columns(str(error))})
        else:
            row.update({"loaded_version": None, **capture_columns(page)})
            pages.append((capture_id, role, page))
            findings.extend(finding_rows(capture_id, role, page))
        numbers["pages_read"] += 1
        numbers["pages_partial"] += row["outcome"] == "partial"
        numbers["pages_quarantined"] += row["outcome"] == "quarantined"
    read = figures_frame(pages)
    settled = rows_frame(CAPTURES, [{str(name): value for name, value in row.items()} for row in rows])
    findings.extend(drift_rows(store, settled, read))
    store.replace(
        {
            CAPTURES.name: settled,
            PARSED_FIGURES.name: read,
            FINDINGS.name: rows_frame(FINDINGS, findings),
        },
        {"capture_id": [row["capture_id"] for row in rows]},
    )
    return numbers | {"findings": len(findings)}, read
