"""Progress per role, read from the first database that is not locked."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb

from jobtrends_pipeline.base.errors import JobtrendsError
from jobtrends_pipeline.files import lock
from jobtrends_pipeline.warehouse.database import Database
from jobtrends_pipeline.warehouse.published import NothingPublishedError, UnreadablePublishedError, open_published
from jobtrends_pipeline.warehouse.refusals import (
    LaterVersionError,
    WarehouseLockedError,
    in_words,
)

_STANDINGS = """
    WITH latest AS (
        SELECT role, max(period_end) AS period_end FROM captures WHERE outcome IN ('read', 'partial') GROUP BY role
    ), graded AS (
        SELECT captures.role, severity, count(*) AS found
        FROM findings JOIN captures USING (capture_id) JOIN latest
        ON captures.role = latest.role AND captures.period_end = latest.period_end
        GROUP BY ALL
    ), findings_of AS (SELECT role, map(list(severity), list(found)) AS findings FROM graded GROUP BY role)
    SELECT
        captures.role, count(*), max(captured_at), arg_max(origin, (captured_at, captures.capture_id)),
        any_value(latest.period_end),
        list(DISTINCT date_trunc('month', captures.period_end)::DATE) FILTER (outcome IN ('read', 'partial')),
        any_value(findings), count(*) FILTER (outcome = 'quarantined'),
        arg_max(reason, captured_at) FILTER (outcome = 'quarantined')
    FROM captures LEFT JOIN latest ON captures.role = latest.role
    LEFT JOIN findings_of ON captures.role = findings_of.role
    GROUP BY captures.role
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """Summary of a role's captures.

    Attributes:
        captures: Number of pages.
        captured_at: When the latest was captured from the source, UTC.
        origin: Origin of that one.
        period_end: Period end of the latest vintage; null if no page could be read.
        months: First days of the months with a vintage, in order.
        findings: Number of findings of the latest vintage, by severity.
        quarantined: Number of pages that are kept and not in the facts.
        quarantine_reason: Reason of the one among them that was captured last.
    """

    captures: int
    captured_at: datetime
    origin: str
    period_end: date | None
    months: tuple[date, ...]
    findings: dict[str, int]
    quarantined: int = 0
    quarantine_reason: str | None = None

    @property
    def gaps(self) -> list[date]:
        """First days of the months without a vintage, between the first and the last one."""
        if not self.months:
            return []
        first, last = (month.year * 12 + month.month - 1 for month in (self.months[0], self.months[-1]))
        between = (date(number // 12, number % 12 + 1, 1) for number in range(first, last))
        return sorted(set(between) - set(self.months))


@dataclass(frozen=True, slots=True)
class Source:
    """The database that was opened, if any.

    Attributes:
        connection: Read-only; null if no database can be read.
        is_published: Whether it is the published copy, not the working database.
        is_locked: Whether another process is writing, or may not be disturbed.
        writer: Id of that process; null if unknown.
        faults: Faults of the databases, one line each.
    """

    connection: duckdb.DuckDBPyConnection | None
    is_published: bool
    is_locked: bool = False
    writer: int | None = None
    faults: tuple[str, ...] = ()


@contextmanager
def freshest(database: Database, published: Path, lock_file: Path, reader: int) -> Iterator[Source]:
    """Open the working database if nobody writes to it, else the published copy.

    It stays open for the length of the block. Nothing waits and no file is made: the working database is opened only if
    its lock is free, and writing commands wait for that lock.

    Args:
        database: The database that runs write.
        published: Its published copy.
        lock_file: Lock of commands that write; absent before the first of them.
        reader: Version of the page reader.
    """
    with ExitStack() as opened:
        faults: list[str] = []
        is_locked, writer = False, None
        try:
            if database.exists():
                is_locked = not opened.enter_context(_lock_if_there(lock_file))
                if not is_locked:
                    connection = opened.enter_context(database.checked(reader))
                    yield Source(connection, is_published=False, faults=tuple(_faults_of(published)))
                    return
        except duckdb.Error as error:
            clear = in_words(error)
            if isinstance(clear, WarehouseLockedError):
                is_locked, writer = True, clear.process
            else:
                faults.append(f"{database.shown}: {clear}")
        except JobtrendsError as error:
            faults.append(f"{database.shown}: {error}")
        copy = None
        try:
            copy = opened.enter_context(open_published(published))
        except NothingPublishedError:
            pass
        except (UnreadablePublishedError, LaterVersionError) as error:
            faults.append(str(error))
        yield Source(copy, is_published=True, is_locked=is_locked, writer=writer, faults=tuple(faults))


def _faults_of(published: Path) -> Iterator[str]:
    """Yield the fault of the published copy beside a readable working database."""
    try:
        open_published(published).close()
    except NothingPublishedError:
        yield f"{published} is missing: `jobtrends refresh` publishes it anew"
    except (UnreadablePublishedError, LaterVersionError) as error:
        yield str(error)


@contextmanager
def _lock_if_there(path: Path) -> Iterator[bool]:
    """Lock an existing lock file for the length of the block; never make one.

    Yields:
        Whether it was free or absent.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError:
        yield True
        return
    try:
        yield lock(descriptor)
    finally:
        os.close(descriptor)


def lost_captures(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """List id and address of the captures whose records in the archive are damaged."""
    return connection.execute(
        "SELECT capture_id, url FROM captures WHERE outcome = 'quarantined' AND starts_with(reason, 'lost: ') "
        "ORDER BY url, capture_id"
    ).fetchall()


def chart_outcomes(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Count the chart images by outcome."""
    query = "SELECT outcome, count(*) FROM chart_images GROUP BY outcome ORDER BY outcome"
    return dict(connection.execute(query).fetchall())


def standings(connection: duckdb.DuckDBPyConnection) -> dict[str, Standing]:
    """Summarise the captures of each role that has any."""
    return {
        role: Standing(
            captures,
            captured_at.replace(tzinfo=UTC),
            origin,
            period_end,
            tuple(sorted(months or ())),
            findings or {},
            *quarantined,
        )
        for role, captures, captured_at, origin, period_end, months, findings, *quarantined in connection.execute(
            _STANDINGS
        ).fetchall()
    }
