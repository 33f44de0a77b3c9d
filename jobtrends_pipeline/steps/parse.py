"""Parse: unread captures to cells, findings and outcome."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from jobtrends_pipeline import clock
from jobtrends_pipeline.acquire.identify import read_document
from jobtrends_pipeline.archive.archive import Archive, ArchiveDamagedError, ArchiveEntry
from jobtrends_pipeline.facts.parsed import (
    Row,
    capture_columns,
    figures_frame,
    finding_rows,
    lost_columns,
    unread_columns,
)
from jobtrends_pipeline.pages.page import PARSER_VERSION, ParsedPage, UnknownPageError
from jobtrends_pipeline.steps.drift import drift_rows
from jobtrends_pipeline.tables.captures import CAPTURES, FINDINGS, PARSED_CELLS
from jobtrends_pipeline.tables.frames import rows_frame
from jobtrends_pipeline.warehouse.store import Warehouse

BATCH = 200
"""Pages read before they are stored; a killed run loses at most one batch, which the next run reads again."""
COUNTS = ("pages_read", "pages_partial", "pages_quarantined", "findings")


@dataclass(frozen=True, slots=True)
class Parsed:
    """Result of parsing a role.

    Attributes:
        counts: Counts by name (`COUNTS`).
        figures: Cells of the last batch; null if nothing was read.
    """

    counts: Counter[str]
    figures: pd.DataFrame | None


def parse_role(role: str, archive: Archive, store: Warehouse) -> Parsed:
    """Read the role's captures that this version has not read; store them in batches."""
    captures = store.read(CAPTURES, {"role": [role]})
    unread = captures[captures["parser_version"].fillna(0) < PARSER_VERSION]
    unread = unread.sort_values(["captured_at", "capture_id"])  # a batch is compared with earlier captures
    numbers: Counter[str] = Counter(dict.fromkeys(COUNTS, 0))
    figures = None
    for start in range(0, len(unread), BATCH):
        figures = _parse_batch(unread.iloc[start : start + BATCH], archive, store, numbers)
    return Parsed(numbers, figures)


def read_capture(archive: Archive, copies: list[ArchiveEntry], now: datetime) -> tuple[ParsedPage | None, Row]:
    """Read a capture of the archive.

    A damaged record loses only its own page, until a good copy is given. A page that an earlier reader accepted and
    this one cannot read is kept, and out of the facts until a reader can read it again.

    Args:
        archive: The archive.
        copies: Records of the capture; one is enough.
        now: The current time.

    Returns:
        The page (null if unreadable) and its columns of `captures`.
    """
    try:
        page = read_document(archive.read_any(copies), now)
    except ArchiveDamagedError as error:
        return None, lost_columns(str(error))
    except UnknownPageError as error:
        return None, unread_columns(str(error))
    return page, capture_columns(page)


def _parse_batch(captures: pd.DataFrame, archive: Archive, store: Warehouse, numbers: Counter[str]) -> pd.DataFrame:
    """Read some captures, store the results in one transaction and add to the counts.

    Returns:
        Their cells.
    """
    copies, now = archive.copies(), clock.now()
    rows = captures.astype(object).where(captures.notna(), None).to_dict("records")
    pages: list[tuple[str, str, ParsedPage]] = []
    findings: list[Row] = []
    for row in rows:
        capture_id, role = str(row["capture_id"]), str(row["role"])
        page, columns = read_capture(archive, copies.get(capture_id, []), now)
        row.update({"loaded_version": None, **columns})
        if page:
            pages.append((capture_id, role, page))
            findings.extend(finding_rows(capture_id, role, page))
    figures = figures_frame(pages)
    settled = rows_frame(CAPTURES, [{str(name): value for name, value in row.items()} for row in rows])
    findings.extend(drift_rows(store, settled, figures))
    frames = {CAPTURES.name: settled, PARSED_CELLS.name: figures, FINDINGS.name: rows_frame(FINDINGS, findings)}
    store.replace(frames, {"capture_id": [row["capture_id"] for row in rows]})
    outcomes = Counter(row["outcome"] for row in rows)
    numbers.update(pages_read=len(rows), findings=len(findings))
    numbers.update({f"pages_{outcome}": outcomes[outcome] for outcome in ("partial", "quarantined")})
    return figures
