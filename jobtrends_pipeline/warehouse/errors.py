"""Findings of severity error in the published copy, which no run locks."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from jobtrends_pipeline.tables.captures import FINDINGS
from jobtrends_pipeline.warehouse.ddl import literal, quoted
from jobtrends_pipeline.warehouse.published import open_published

_TABLE = quoted(FINDINGS.name)


@dataclass(frozen=True, slots=True)
class ErrorFinding:
    """A fault of a page that keeps figures out of the facts."""

    capture_id: str
    role: str
    check_name: str
    position: str
    message: str

    @property
    def identity(self) -> str:
        """Sixteen hexadecimal digits, the same after each reading of the page."""
        return digest((self.capture_id, self.check_name, self.position))


def error_findings(published: Path) -> list[ErrorFinding]:
    """Read all findings of severity error.

    Returns:
        Empty if nothing is published, or by a version without the table.
    """
    if not published.exists():
        return []
    with open_published(published) as connection:
        known = f"SELECT 1 FROM duckdb_tables() WHERE table_name = {literal(FINDINGS.name)}"  # noqa: S608
        if not connection.execute(known).fetchall():
            return []
        rows = connection.execute(
            f"SELECT capture_id, role, check_name, position, message FROM {_TABLE} "  # noqa: S608  # names are declared
            "WHERE severity = 'error' ORDER BY role, check_name, capture_id, position"
        ).fetchall()
    return [ErrorFinding(*(str(value) for value in row)) for row in rows]


def digest(parts: Iterable[str]) -> str:
    """Hash texts to sixteen hexadecimal digits."""
    return hashlib.blake2b("\0".join(parts).encode("utf-8", "replace"), digest_size=8).hexdigest()
