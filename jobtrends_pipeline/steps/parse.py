"""Parse: unread captures to cells, findings and outcome."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from jobtrends_pipeline.acquire.identify import read_document
from jobtrends_pipeline.archive.archive import Archive, ArchiveDamagedError, ArchiveEntry
from jobtrends_pipeline.base import clock
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

BATCH = 50
"""Pages read before they are stored; a killed run loses at most one batch, which the next run reads again."""
CELLS_KEPT = 5
"""Cells of a role that are kept in memory to be shown, after they are stored."""
COUNTS = ("pages_read", "pages_partial", "pages_quarantined", "findings")


@dataclass(frozen=True, slots=True)
class Parsed:
    """Result of parsing the captures of a role.

    Attributes:
        counts: Counts by name (`COUNTS`).
        figures: Its first cells in the last batch; null if nothing was read.
    """

    counts: Counter[str]
    figures: pd.DataFrame | None


def parse_roles(
    roles: Sequence[str], archive: Archive, store: Warehouse, tell: Callable[[str], None] = lambda _: None
) -> dict[str, Parsed]:
    """Read the unread captures of some roles, and store them in batches.

    Unread are captures that this version has not read.

    Args:
        roles: The roles, in the order in which they are read.
        archive: The archive.
        store: The warehouse.
        tell: Called with each role whose captures are read.

    Returns:
        Result by role, for every role.
    """
    unread, parsed = unread_captures(store, roles), nothing_parsed(roles)
    told: set[str] = set()
    for start in range(0, len(unread), BATCH):
        batch = unread.iloc[start : start + BATCH]
        for role in batch["role"].unique():
            if role not in told:
                tell(role)
                told.add(role)
        _parse_batch(batch, archive, store, parsed)
    return parsed


def read_capture(archive: Archive, copies: Iterable[ArchiveEntry], now: datetime) -> tuple[ParsedPage | None, Row]:
    """Read a capture of the archive.

    A damaged record loses only its own page, until a good copy is given. A page that an earlier reader accepted and
    this one cannot read is kept, and out of the facts until a reader can read it again.

    Args:
        archive: The archive.
        copies: Records of the capture; they are tried in order until one is whole.
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


class _Copies:
    """Lookup of the records of captures, first in the files that list them."""

    def __init__(self, archive: Archive, warc_files: Iterable[str]) -> None:
        self._archive = archive
        self._near = archive.copies(warc_files)

    def of(self, capture_id: str) -> Iterator[ArchiveEntry]:
        """Yield the records of a capture.

        The whole archive is searched only if all before are damaged.
        """
        near = self._near.get(capture_id, [])
        yield from near
        yield from (entry for entry in self._archive.find(capture_id) if entry not in near)


def unread_captures(store: Warehouse, roles: Sequence[str]) -> pd.DataFrame:
    """Return the captures that this version has not read, in the order to read them.

    The captures of a role are read in the order of time, as each is compared with earlier ones.
    """
    captures = store.read(CAPTURES, {"role": roles})
    unread = captures[captures["parser_version"].fillna(0) < PARSER_VERSION]
    order = unread["role"].map({role: number for number, role in enumerate(roles)})
    return unread.assign(order=order).sort_values(["order", "captured_at", "capture_id"]).drop(columns="order")


def read_rows(rows: Sequence[Row], archive: Archive, now: datetime) -> dict[str, pd.DataFrame]:
    """Read some captures.

    Args:
        rows: Rows of `captures`.
        archive: The archive.
        now: The current time.

    Returns:
        Rows of `captures`, `parsed_cells` and `findings` (without those of drift), by table name.
    """
    copies = _Copies(archive, [str(row["warc_file"]) for row in rows])
    pages: list[tuple[str, str, ParsedPage]] = []
    settled: list[Row] = []
    findings: list[Row] = []
    for row in rows:
        capture_id, role = str(row["capture_id"]), str(row["role"])
        page, columns = read_capture(archive, copies.of(capture_id), now)
        settled.append(row | {"loaded_version": None, **columns})
        if page:
            pages.append((capture_id, role, page))
            findings.extend(finding_rows(capture_id, role, page))
    return {
        CAPTURES.name: rows_frame(CAPTURES, settled),
        PARSED_CELLS.name: figures_frame(pages),
        FINDINGS.name: rows_frame(FINDINGS, findings),
    }


def nothing_parsed(roles: Sequence[str]) -> dict[str, Parsed]:
    """Return the result for roles of which nothing was read."""
    return {role: Parsed(Counter(dict.fromkeys(COUNTS, 0)), None) for role in roles}


def with_counts(
    parsed: dict[str, Parsed], settled: pd.DataFrame, findings: pd.DataFrame, figures: pd.DataFrame | None = None
) -> None:
    """Add the counts of some captures to the results of their roles.

    Args:
        parsed: Result by role.
        settled: Rows of `captures`.
        findings: Their rows of `findings`.
        figures: Their rows of `parsed_cells`, if they are at hand.
    """
    for key, own in settled.groupby("role", sort=False):
        role = str(key)
        counts = parsed[role].counts
        counts.update(pages_read=len(own), findings=int(findings["role"].eq(role).sum()))
        outcomes = Counter(own["outcome"])
        counts.update({f"pages_{outcome}": outcomes[outcome] for outcome in ("partial", "quarantined")})
        parsed[role] = Parsed(counts, None if figures is None else figures[figures["role"].eq(role)])


def _parse_batch(captures: pd.DataFrame, archive: Archive, store: Warehouse, parsed: dict[str, Parsed]) -> None:
    """Read some captures, and store the results in one transaction.

    They are added to those of their roles.
    """
    records = captures.astype(object).where(captures.notna(), None).to_dict("records")
    rows = [{str(name): value for name, value in record.items()} for record in records]
    frames = read_rows(rows, archive, clock.now())
    settled, figures = frames[CAPTURES.name], frames[PARSED_CELLS.name]
    drift = rows_frame(FINDINGS, store.in_little_memory(lambda: drift_rows(store, settled, figures)))
    frames[FINDINGS.name] = pd.concat([frames[FINDINGS.name], drift], ignore_index=True)
    keys = {"role": sorted(set(captures["role"])), "capture_id": captures["capture_id"].tolist()}
    store.in_little_memory(lambda: store.replace(frames, keys))
    first = figures.groupby("role", sort=False).head(CELLS_KEPT)
    with_counts(parsed, settled, frames[FINDINGS.name], first)
