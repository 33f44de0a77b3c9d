"""Pages read by an engine: captures to files of cells, findings and outcome."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

import pandas as pd

from jobtrends_pipeline.archive.archive import Archive
from jobtrends_pipeline.base import clock
from jobtrends_pipeline.facts.drift import CHECKS
from jobtrends_pipeline.facts.parsed import Row
from jobtrends_pipeline.steps.drift import drift_rows
from jobtrends_pipeline.steps.engine import Engine
from jobtrends_pipeline.steps.parse import BATCH, Parsed, nothing_parsed, read_rows, unread_captures, with_counts
from jobtrends_pipeline.steps.progress import PROGRESS
from jobtrends_pipeline.steps.spread.row_files import RowFiles, merged, read_files, write_frames
from jobtrends_pipeline.tables.captures import CAPTURES, FINDINGS, PARSED_CELLS
from jobtrends_pipeline.tables.frames import rows_frame
from jobtrends_pipeline.warehouse.store import Warehouse

PIECE = 4 * BATCH
"""Pages of a piece of work."""
PIECES_STORED = 4
"""Pieces stored in one transaction; a killed run loses at most those in work, which the next run reads again."""
_USABLE = ("read", "partial")


@dataclass(frozen=True, slots=True)
class PagesToRead:
    """A piece of work: captures that are read together.

    Attributes:
        archive_dir: The archive, at the same path on every machine.
        folder: Folder of files of rows, or prefix of objects.
        rows: Rows of `captures`.
        now: The current time.
    """

    archive_dir: Path
    folder: str
    rows: tuple[Row, ...]
    now: datetime


def read_pages(piece: PagesToRead) -> dict[str, list[str]]:
    """Read the captures of a piece, and write their rows.

    Returns:
        Files of `captures`, `parsed_cells` and `findings`, without those of drift.
    """
    return write_frames(piece.folder, read_rows(piece.rows, Archive(piece.archive_dir), piece.now))


def parse_spread(
    roles: Sequence[str],
    archive: Archive,
    store: Warehouse,
    folder: str,
    engine: Engine,
) -> dict[str, Parsed]:
    """Read the unread captures of some roles by an engine, and store them.

    The same as `steps.parse.parse_roles`, but that a page which an earlier reader has read is compared with cells of
    this reader alone.

    Args:
        roles: The roles, in the order in which they are read.
        archive: The archive, at the same path on every machine of the engine.
        store: The warehouse.
        folder: Folder of files of rows, or prefix of objects, which the warehouse can adopt.
        engine: The engine.

    Returns:
        Result by role, for every role.
    """
    unread, now = unread_captures(store, roles), clock.now()
    records = unread.astype(object).where(unread.notna(), None).to_dict("records")
    rows = [{str(name): value for name, value in record.items()} for record in records]
    pieces = [
        PagesToRead(archive.folder, folder, tuple(rows[start : start + PIECE]), now)
        for start in range(0, len(rows), PIECE)
    ]
    parsed, done = nothing_parsed(roles), 0
    results = engine.map(read_pages, pieces)
    while files := list(islice(results, PIECES_STORED)):
        before = unread.iloc[done : done + len(files) * PIECE]
        settled, findings = _store(store, merged(files), before)
        with_counts(parsed, settled, findings)
        done += len(before)
        PROGRESS.info("Read %d of %d pages", done, len(rows))
    return parsed


def _store(store: Warehouse, files: RowFiles, before: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Store the rows of some pieces with the findings of drift, in one transaction.

    Args:
        store: The warehouse.
        files: Files of the pieces.
        before: Their rows of `captures` before they were read, in the order in which they are read.

    Returns:
        Rows of `captures` and of `findings`.
    """
    ids = before["capture_id"].tolist()
    keys = {"role": sorted(set(before["role"])), "capture_id": ids}
    settled = read_files(CAPTURES, files[CAPTURES.name]).set_index("capture_id", drop=False).loc[ids]
    findings = read_files(FINDINGS, files[FINDINGS.name])
    never_read = before.loc[~before["outcome"].isin(_USABLE), "capture_id"].tolist()
    with store.transaction():
        store.adopt(files, keys)
        drift = rows_frame(FINDINGS, list(_drift(store, settled, set(never_read))))
        store.replace({FINDINGS.name: drift}, keys | {"check_name": CHECKS})
    return settled, pd.concat([findings, drift])


def _drift(store: Warehouse, settled: pd.DataFrame, never_read: set[str]) -> Iterator[Row]:
    """Compare pages with their history, in the batches of reading without an engine."""
    for start in range(0, len(settled), BATCH):
        batch = settled.iloc[start : start + BATCH]
        later = [name for name in settled["capture_id"].iloc[start + BATCH :] if name in never_read]
        keys = {"role": sorted(set(batch["role"])), "capture_id": batch["capture_id"].tolist()}
        yield from drift_rows(store, batch.reset_index(drop=True), store.read(PARSED_CELLS, keys), later)
