"""Errors of web archives; each is a `FetchError` with an `outcome`."""

from datetime import datetime
from typing import ClassVar

from jobtrends_pipeline.fetch.response import BrokenAnswerError, FetchError, UnreachableError


class IndexAnswerError(FetchError):
    """An index response that cannot be parsed; the archive's captures are unknown."""


class ArchiveFailedError(UnreachableError):
    """A failure of the archive itself; the same request may succeed later.

    The status was 5xx or unexpected.
    """


class WithheldError(FetchError):
    """An address that the archive does not show (HTTP 401, 403 or 451).

    Either the address is excluded there, or this client is.
    """

    outcome: ClassVar[str] = "withheld"


class NotArchivedError(FetchError):
    """A capture that the archive does not have, although its index may list it."""

    outcome: ClassVar[str] = "not_archived"


class ArchivedRedirectError(FetchError):
    """Archived redirects that form a circle, do not end, or leave the archive."""

    outcome: ClassVar[str] = "archived_redirect"


class DamagedCaptureError(BrokenAnswerError):
    """Bytes other than those archived: cut off, altered, or of another capture."""


class ArchivedStatusError(FetchError):
    """A capture of an error page: the source failed, not the archive.

    Attributes:
        status: HTTP status of the source at that time.
        url: Address at the source.
        captured_at: Time of the capture, UTC.
    """

    outcome: ClassVar[str] = "archived_error"

    def __init__(self, status: int, url: str, captured_at: datetime) -> None:
        super().__init__(f"{url}: the source answered HTTP {status} when archived on {captured_at:%d %b %Y}")
        self.status = status
        self.url = url
        self.captured_at = captured_at


def refuse_status(status: int, address: str) -> None:
    """Raise an error unless the archive's own status is 200 or 206.

    Raises:
        NotArchivedError: for 404 and 410.
        WithheldError: for 401, 403 and 451.
        ArchiveFailedError: for any other status.
    """
    if status in (200, 206):
        return
    if status in (404, 410):
        raise NotArchivedError(f"{address}: the archive has no such capture (HTTP {status})")
    if status in (401, 403, 451):
        raise WithheldError(f"{address}: the archive does not show it (HTTP {status}); ask its operators why")
    raise ArchiveFailedError(f"{address}: the archive failed (HTTP {status}); try again later")
