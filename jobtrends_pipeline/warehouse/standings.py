"""How far each role has come, from whichever database may be read without waiting or being waited for."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
from filelock import FileLock, Timeout

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
        captures.role, count(*), max(captured_at), arg_max(origin, captured_at), any_value(latest.period_end),
        list(DISTINCT date_trunc('month', captures.period_end)::DATE) FILTER (outcome IN ('read', 'partial')),
        any_value(findings), count(*) FILTER (outcome = 'quarantined'),
        arg_max(reason, captured_at) FILTER (outcome = 'quarantined')
    FROM captures LEFT JOIN latest ON captures.role = latest.role
    LEFT JOIN findings_of ON captures.role = findings_of.role
    GROUP BY captures.role
"""
_PROCESS = re.compile(r"\(PID (\d+)\)")


@dataclass(frozen=True, slots=True)
class Standing:
    """What is held of a role.

    Attributes:
        captures: Pages held.
        captured_at: When the latest was taken from the source, UTC.
        origin: Where that one was had.
        period_end: Period end of the latest vintage; null where no page could be read.
        months: First days of the months that vintages are held of, in order.
        findings: Of the latest vintage, how many of each severity.
        quarantined: Pages that are kept and not in the facts.
        quarantine_reason: Why the one of them that was captured last is not.
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
        """First days of the months between the first and the last vintage that none is held of."""
        if not self.months:
            return []
        first, last = (month.year * 12 + month.month - 1 for month in (self.months[0], self.months[-1]))
        between = (date(number // 12, number % 12 + 1, 1) for number in range(first, last))
        return sorted(set(between) - set(self.months))


@dataclass(frozen=True, slots=True)
class Source:
    """The database that was opened, or none.

    Attributes:
        connection: Read-only; null where there is nothing to read yet.
        is_published: Whether it is the published copy, not what runs write.
        is_locked: Whether another process is writing, or may not be disturbed.
        writer: Its process id, where it is known.
    """

    connection: duckdb.DuckDBPyConnection | None
    is_published: bool
    is_locked: bool = False
    writer: int | None = None


@contextmanager
def freshest(working: Path, published: Path, lock: Path) -> Iterator[Source]:
    """The working database if nobody is writing it, else the published copy; open for the length of the block.

    Nobody waits: the working database is opened only where its lock is free, and commands wait on that lock.

    Args:
        working: The database that runs write.
        published: Its published copy.
        lock: The lock of commands that write.
    """
    with ExitStack() as held:
        is_locked, writer = False, None
        if working.exists():
            try:
                held.enter_context(FileLock(lock, timeout=0))
                connection = held.enter_context(duckdb.connect(working, read_only=True))
            except (Timeout, duckdb.IOException) as error:
                found = _PROCESS.search(str(error))
                is_locked, writer = True, int(found[1]) if found else None
            else:
                yield Source(connection, is_published=False)
                return
        copy = held.enter_context(duckdb.connect(published, read_only=True)) if published.exists() else None
        yield Source(copy, is_published=True, is_locked=is_locked, writer=writer)


def standings(connection: duckdb.DuckDBPyConnection) -> dict[str, Standing]:
    """What is held of each role that has a page."""
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
