"""Attempts of a backfill, as its log records them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from jobtrends_pipeline.archive.attempts import NOTHING, Attempt
from jobtrends_pipeline.fetch.response import DeferredError, FetchError
from jobtrends_pipeline.pages.page import PARSER_VERSION
from jobtrends_pipeline.web_archives.cdx import CdxRecord


@dataclass(frozen=True, slots=True)
class AttemptBuilder:
    """Builder of the attempts at one page in a web archive.

    Attributes:
        origin: Name of the web archive.
        url: Address that identifies the target.
        role: Partition key of its role.
        clock: Returns the current time.
    """

    origin: str
    url: str
    role: str
    clock: Callable[[], datetime]

    def build(self, month: date, outcome: str, reason: str | None) -> Attempt:
        """Return an attempt with an outcome and a reason."""
        return Attempt(self.origin, self.url, self.role, month.isoformat(), self.clock(), outcome, reason)

    def rejected(self, month: date, outcome: str, reason: str) -> Attempt:
        """Return an attempt whose page this version of the parser rejects."""
        return replace(self.build(month, outcome, reason), parser_version=PARSER_VERSION)

    def failed(self, month: date, error: FetchError) -> Attempt:
        """Return an attempt that failed with an error."""
        not_before = error.not_before if isinstance(error, DeferredError) else None
        return replace(self.build(month, error.outcome, str(error)), not_before=not_before)

    def nothing(self, month: date, listed: Sequence[CdxRecord]) -> Attempt:
        """Return an attempt for a month without a page in the archive.

        The reason names the other HTTP statuses that the archive lists.
        """
        statuses = sorted({snapshot.status or 0 for snapshot in listed if snapshot.month == month} - {0})
        reason = f"only HTTP {', '.join(map(str, statuses))} archived" if statuses else "nothing archived"
        return self.build(month, NOTHING, reason)
