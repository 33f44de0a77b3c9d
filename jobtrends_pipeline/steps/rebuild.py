"""Facts rebuilt in memory from the archive alone; nothing is stored."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from jobtrends_pipeline.acquire.identify import identify
from jobtrends_pipeline.acquire.targets import role_at
from jobtrends_pipeline.archive.archive import Archive, ArchiveDamagedError, ArchiveEntry
from jobtrends_pipeline.base import clock
from jobtrends_pipeline.config.watchlist import Watchlist
from jobtrends_pipeline.facts.best_parts import contested, loaded_figures, marked, with_index_mates
from jobtrends_pipeline.facts.build import build_facts
from jobtrends_pipeline.facts.compare import Difference, compare
from jobtrends_pipeline.facts.parsed import figures_frame, why_lost
from jobtrends_pipeline.facts.validate import validate
from jobtrends_pipeline.pages.page import ParsedPage, UnknownPageError
from jobtrends_pipeline.steps.list_captures import pending_row
from jobtrends_pipeline.steps.parse import BATCH, read_capture
from jobtrends_pipeline.tables.captures import CAPTURES
from jobtrends_pipeline.tables.facts import FACT_TABLES, OF_PAGES
from jobtrends_pipeline.tables.frames import rows_frame
from jobtrends_pipeline.warehouse.database import Database

Copies = list[ArchiveEntry]
"""Records of one capture; one is enough to read it."""


def by_role(archive: Archive, known: dict[str, str], watchlist: Watchlist) -> dict[str, list[Copies]]:
    """Group the captures of an archive by role; unidentified pages are left out.

    Args:
        archive: The archive.
        known: Known roles, by capture id; other captures are read to identify them.
        watchlist: Assigns pages to roles.
    """
    grouped: dict[str, list[Copies]] = {}
    for capture_id, copies in archive.pages_and_charts().items():
        role = known.get(capture_id) or _role(archive, copies, watchlist)
        if role:
            grouped.setdefault(role, []).append(copies)
    return grouped


@dataclass(frozen=True, slots=True)
class RoleToCheck:
    """A piece of work: a role whose stored facts are compared with its captures.

    Attributes:
        archive_dir: The archive.
        database: Where the warehouse is kept.
        role: Partition key of the role.
        captures: Its captures.
    """

    archive_dir: Path
    database: Database
    role: str
    captures: list[Copies]


@dataclass(frozen=True, slots=True)
class CheckedRole:
    """Differences of a role's facts, one per table.

    `lost` has a line for each capture with damaged records.
    """

    differences: list[Difference]
    lost: list[str]


def check_role(piece: RoleToCheck) -> CheckedRole:
    """Compare the stored facts of a role with facts rebuilt in memory."""
    lost: list[str] = []
    after = facts_again(Archive(piece.archive_dir), piece.captures, piece.role, lost.append)
    before = piece.database.reading().read_many(FACT_TABLES, {"role": [piece.role], **OF_PAGES})
    return CheckedRole([compare(table, before[table.name], after[table.name]) for table in FACT_TABLES], lost)


def facts_again(
    archive: Archive, captures: Iterable[Copies], role: str, tell_lost: Callable[[str], None]
) -> dict[str, pd.DataFrame]:
    """Build the facts of one role from its captures, typed and validated.

    When facts are stored, a table that breaks its schema stays unchanged, with a failed check; here it is returned as
    built.

    Args:
        archive: The archive of the captures.
        captures: All captures of the role.
        role: Partition key of the role.
        tell_lost: Called with a line for each capture with damaged records, which has no facts.

    Returns:
        Facts by table name.
    """
    frames, rows = [], []
    for pages, batch in _read(archive, list(captures), role, tell_lost):
        frames.append(figures_frame(pages))
        rows += batch
    if not rows:
        return {table.name: rows_frame(table, []) for table in FACT_TABLES}
    settled, figures = rows_frame(CAPTURES, rows), pd.concat(frames, ignore_index=True)
    shared = figures["capture_id"].isin(contested(settled)["capture_id"])
    best = marked(settled, figures[shared])
    built = build_facts(with_index_mates(best, best), loaded_figures(best, figures))
    return {table.name: validate(table, built[table.name])[0] for table in FACT_TABLES}


def _read(
    archive: Archive, captures: list[Copies], role: str, tell_lost: Callable[[str], None]
) -> Iterator[tuple[list[tuple[str, str, ParsedPage]], list[dict[str, object]]]]:
    """Yield pages and rows of `captures`, one batch at a time."""
    now = clock.now()
    for start in range(0, len(captures), BATCH):
        pages, rows = [], []
        for copies in captures[start : start + BATCH]:
            entry = copies[0]
            page, columns = read_capture(archive, copies, now)
            rows.append(pending_row(entry, role) | columns)
            if page:
                pages.append((entry.capture_id, role, page))
            elif why := why_lost(columns):
                tell_lost(f"{entry.url} ({entry.capture_id}) is lost: {why}")
        yield pages, rows


def _role(archive: Archive, copies: Copies, watchlist: Watchlist) -> str | None:
    try:
        return identify(archive.read_any(copies), watchlist).role
    except ArchiveDamagedError:
        return role_at(copies[0].url, watchlist)
    except UnknownPageError:
        return None
