"""Facts from the archive alone: every capture read again by this version of the reader, nothing stored."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

import pandas as pd

from jobtrends_pipeline.capture.archive import Archive, Held
from jobtrends_pipeline.facts.best_parts import contested, loaded_figures, marked, with_index_mates
from jobtrends_pipeline.facts.build import build_facts
from jobtrends_pipeline.facts.parsed import capture_columns, figures_frame, unread_columns
from jobtrends_pipeline.facts.validate import validate
from jobtrends_pipeline.intake import identify, pending_rows, read_document
from jobtrends_pipeline.pages.page import ParsedPage, UnknownPageError
from jobtrends_pipeline.tables.captures import CAPTURES
from jobtrends_pipeline.tables.facts import FACT_TABLES
from jobtrends_pipeline.tables.frames import rows_frame
from jobtrends_pipeline.watchlist import Watchlist

_BATCH = 200


def by_role(archive: Archive, known: dict[str, str], watchlist: Watchlist) -> dict[str, list[Held]]:
    """The captures of an archive by the role they belong to; pages that are not to be identified are of none.

    Args:
        archive: The archive.
        known: Role by capture, as far as it is known; other captures are read to tell.
        watchlist: Names the role a page belongs to.
    """
    found: dict[str, list[Held]] = {}
    for entry in {entry.capture_id: entry for entry in archive.held()}.values():
        role = known.get(entry.capture_id) or _role(archive, entry, watchlist)
        if role:
            found.setdefault(role, []).append(entry)
    return found


def facts_again(archive: Archive, entries: Iterable[Held], role: str) -> dict[str, pd.DataFrame]:
    """The facts that the captures of one role give, by table name, typed and validated as when they are stored.

    A table that breaks its schema stays as it is when facts are stored, with a failed check; here it is given as built.

    Args:
        archive: Where the captures are.
        entries: All captures of the role.
        role: Partition key of the role.

    Raises:
        ArchiveDamagedError: if a capture is altered or missing.
    """
    frames, rows = [], []
    for pages, batch in _read(archive, list(entries), role):
        frames.append(figures_frame(pages))
        rows += batch
    captures = rows_frame(CAPTURES, rows)
    figures = pd.concat(frames, ignore_index=True) if frames else figures_frame([])
    shared = figures["capture_id"].isin(contested(captures)["capture_id"])
    best = marked(captures, figures[shared])
    built = build_facts(with_index_mates(best, best), loaded_figures(best, figures))
    return {table.name: validate(table, built[table.name])[0] for table in FACT_TABLES}


def _read(
    archive: Archive, entries: list[Held], role: str
) -> Iterator[tuple[list[tuple[str, str, ParsedPage]], list[dict[str, object]]]]:
    """Pages and rows of `captures`, some captures at a time."""
    now = datetime.now(UTC)
    for start in range(0, len(entries), _BATCH):
        pages, rows = [], []
        batch = entries[start : start + _BATCH]
        for entry, row in zip(batch, pending_rows(batch, {entry.capture_id: role for entry in batch}), strict=True):
            try:
                page = read_document(archive.read(entry), now)
            except UnknownPageError as error:
                rows.append(row | unread_columns(str(error)))
            else:
                rows.append(row | capture_columns(page))
                pages.append((entry.capture_id, role, page))
        yield pages, rows


def _role(archive: Archive, entry: Held, watchlist: Watchlist) -> str | None:
    try:
        return identify(archive.read(entry), watchlist).role
    except UnknownPageError:
        return None
