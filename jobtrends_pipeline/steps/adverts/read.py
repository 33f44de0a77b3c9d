"""Read inputs of adverts: archived inputs to rows, spread over an engine.

A piece of work writes files of rows, which the step alone stores. It holds the rows of some adverts at a time, and of
a table one row; an answer or a page is in memory as a whole.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path

from jobtrends_pipeline.adverts.judged import RULES_VERSION, judge
from jobtrends_pipeline.adverts.readers.posting import Posting
from jobtrends_pipeline.adverts.readers.recognise import stream_adverts
from jobtrends_pipeline.adverts.titles import GivenRole, given_roles
from jobtrends_pipeline.archive.archive import Archive, ArchiveDamagedError
from jobtrends_pipeline.archive.document import Document
from jobtrends_pipeline.config.adverts import AdvertSource
from jobtrends_pipeline.config.watchlist import Watchlist, role_key
from jobtrends_pipeline.facts.advert_rows import READ_TABLES, Row, advert_findings, advert_id, advert_rows
from jobtrends_pipeline.facts.parsed import LOST
from jobtrends_pipeline.steps.engine import IN_PROCESS, Engine
from jobtrends_pipeline.steps.spread.row_files import merged, write_frames
from jobtrends_pipeline.tables.adverts import ADVERT_FINDINGS, ADVERT_INPUTS
from jobtrends_pipeline.tables.frames import rows_frame
from jobtrends_pipeline.warehouse.adverts import adopt_read, inputs_to_read
from jobtrends_pipeline.warehouse.database import Database
from jobtrends_pipeline.warehouse.store import Warehouse

PIECE_INPUTS, PIECE_BYTES = 200, 4 * 1024 * 1024
"""Inputs, and their bytes, of a piece of work."""
PIECES_STORED = 8
"""Pieces stored in one transaction; a killed run loses at most those in work, which the next run reads again."""
ROWS_HELD = 20_000
"""Rows that are in memory before they are written."""
Names = tuple[tuple[str, tuple[str, ...]], ...]
"""Roles of the watchlist with their other spellings."""


@dataclass(frozen=True, slots=True)
class InputsToRead:
    """A piece of work: inputs of one source that are read together.

    Attributes:
        archive_dir: The archive, at the same path on every machine.
        folder: Folder of files of rows.
        source: Where they are from.
        names: Roles of the watchlist.
        read_with: Digest of source and roles.
        rows: Rows of `advert_inputs`.
    """

    archive_dir: Path
    folder: str
    source: AdvertSource
    names: Names
    read_with: str
    rows: tuple[Row, ...]


def read_inputs(
    archive: Archive,
    database: Database,
    sources: Sequence[AdvertSource],
    watchlist: Watchlist,
    engine: Engine = IN_PROCESS,
    month: tuple[str, str] | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> list[str]:
    """Read the inputs that these rules have not read, and store them in batches.

    Inputs of a source that adverts.yaml no longer names keep their rows.

    Args:
        archive: The archive, at the same path on every machine of the engine.
        database: Where the warehouse is kept, with the inputs listed.
        sources: Sources of adverts.yaml.
        watchlist: Its names come before those of the vocabulary.
        engine: Reads the inputs.
        month: Source and month of capture, `2026-08`; all when null.
        tell: Called with a line of progress.

    Returns:
        Identities of the inputs that were read.
    """
    names = _names(watchlist)
    by_name = {source.name: source for source in sources}
    read_with = _read_with(sources, watchlist)
    store = database.open()
    unread = inputs_to_read(store, read_with, RULES_VERSION, LOST, month)
    pieces = [
        InputsToRead(
            archive.folder, database.work_folder, by_name[name], names, read_with[name], tuple(rows)
        )
        for name, rows in _pieces(unread)
    ]  # fmt: skip
    results, done = zip(pieces, engine.map(read_piece, pieces), strict=True), 0
    while some := list(islice(results, PIECES_STORED)):
        rows = [row for piece, _ in some for row in piece.rows]
        adopt_read(
            store, merged(read.files for _, read in some), rows, {name for _, read in some for name in read.lost}
        )
        done += len(rows)
        tell(f"read {done:,} of {len(unread):,} inputs")
    return [str(row["input_id"]) for row in unread]


def months_to_read(store: Warehouse, sources: Sequence[AdvertSource], watchlist: Watchlist) -> list[tuple[str, str]]:
    """List sources and months of capture, `2026-08`, with inputs to read."""
    unread = inputs_to_read(store, _read_with(sources, watchlist), RULES_VERSION, LOST)
    return sorted({(str(row["source"]), f"{row['seen_on']:%Y-%m}") for row in unread})


def _read_with(sources: Sequence[AdvertSource], watchlist: Watchlist) -> dict[str, str]:
    """Return the digest of what each source is read with, by its name."""
    return {source.name: _digest(source, _names(watchlist)) for source in sources}


def _names(watchlist: Watchlist) -> Names:
    return tuple((role.name, tuple(role.aliases)) for role in watchlist.roles)


@dataclass(frozen=True, slots=True)
class PieceRead:
    """Result of a piece of work.

    Attributes:
        files: Files of `advert_inputs` and of the tables of adverts.
        lost: Inputs whose records are damaged; what was read of them before stays.
    """

    files: dict[str, list[str]]
    lost: tuple[str, ...]


def read_piece(piece: InputsToRead) -> PieceRead:
    """Read the inputs of a piece, and write their rows."""
    archive, given = Archive(piece.archive_dir), _given(piece.names)
    copies = archive.copies({str(row["warc_file"]) for row in piece.rows})
    written, lost = _Written(piece.folder), []
    for row in piece.rows:
        found = copies.get(str(row["input_id"]), [])
        try:
            document = archive.read_any(found or archive.find(str(row["input_id"])))
        except ArchiveDamagedError as error:
            lost.append(str(row["input_id"]))
            count = int(str(row["advert_count"] or 0))
            written.add({ADVERT_INPUTS.name: [row | _settled(piece, str(row["form"] or ""), count, f"{LOST}{error}")]})
        else:
            _read_input(piece, row, document, given, written)
    written.flush()
    return PieceRead(merged(written.files), tuple(lost))


class _Written:
    """Rows that are written to files as soon as they are many."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._rows: dict[str, list[Row]] = {}
        self.files: list[dict[str, list[str]]] = []

    def add(self, rows: Mapping[str, list[Row]]) -> None:
        for name, more in rows.items():
            self._rows.setdefault(name, []).extend(more)
        if sum(map(len, self._rows.values())) >= ROWS_HELD:
            self.flush()

    def flush(self) -> None:
        tables = {table.name: table for table in (ADVERT_INPUTS, *READ_TABLES)}
        frames = {name: rows_frame(tables[name], rows) for name, rows in self._rows.items() if rows}
        self.files.append(write_frames(self._folder, frames))
        self._rows = {}


def _read_input(
    piece: InputsToRead, row: Row, document: Document, given: Sequence[GivenRole], written: _Written
) -> None:
    """Read the adverts of an input one by one, and add their rows."""
    head = {"input_id": row["input_id"], "source": row["source"], "publisher": piece.source.publisher}
    head["seen_on"] = row["seen_on"]
    source, url = piece.source.as_source(), document.url if (document.url or "").startswith("http") else None
    form, items = stream_adverts(document.body, document.media_type, url, document.captured_at, source)
    ordinal = number = 0
    reason = "no advert is in it"
    for item in items:
        rows: dict[str, list[Row]] = {}
        found: list[tuple[str | None, str, str]] = []
        if isinstance(item, Posting):
            judged = judge(item, given)
            rows = advert_rows(judged, head, ordinal, role_key)
            identity = advert_id(str(row["input_id"]), ordinal)
            found = [(identity, field, message) for field, message in advert_findings(judged)]
            ordinal += 1
        else:
            reason = reason if number else item.message
            found = [(None, item.field, item.message)]
        rows[ADVERT_FINDINGS.name] = [
            {"input_id": row["input_id"], "finding_number": place, "advert_id": one, "field": field, "message": message}
            for place, (one, field, message) in enumerate(found, number)
        ]
        number += len(found)
        written.add(rows)
    written.add({ADVERT_INPUTS.name: [row | _settled(piece, form, ordinal, None if ordinal else reason)]})


def _settled(piece: InputsToRead, form: str, adverts: int, reason: str | None) -> Row:
    return {
        "publisher": piece.source.publisher, "form": form or None, "rules_version": RULES_VERSION,
        "read_with": piece.read_with, "advert_count": adverts, "outcome": "refused" if reason else "read",
        "reason": reason,
    }  # fmt: skip


def _pieces(rows: Sequence[Row]) -> Iterator[tuple[str, list[Row]]]:
    """Yield the inputs of each source in groups that are read together."""
    group: list[Row] = []
    size = 0
    for row in rows:
        if group and (row["source"] != group[0]["source"] or len(group) >= PIECE_INPUTS or size >= PIECE_BYTES):
            yield str(group[0]["source"]), group
            group, size = [], 0
        group.append(row)
        size += int(str(row["byte_count"]))
    if group:
        yield str(group[0]["source"]), group


def _digest(source: AdvertSource, names: Names) -> str:
    return hashlib.sha256(f"{source.model_dump_json()}\n{names}".encode()).hexdigest()[:16]


@cache
def _given(names: Names) -> tuple[GivenRole, ...]:
    return given_roles(dict(names))
