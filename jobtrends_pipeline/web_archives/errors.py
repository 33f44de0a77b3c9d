"""The ways an archive's answer can fail to be a page of the past; each is a `FetchError` with an `outcome`."""

from datetime import datetime
from typing import ClassVar

from jobtrends_pipeline.fetch.response import BrokenAnswerError, FetchError, UnreachableError


class IndexAnswerError(FetchError):
    """An index answered with what is no index; nothing is known of what the archive holds."""


class ArchiveFailedError(UnreachableError):
    """The archive itself failed (HTTP 5xx or an unexpected status); the same request may succeed later."""


class WithheldError(FetchError):
    """The archive keeps the address to itself (HTTP 401, 403 or 451): excluded there, or we are."""

    outcome: ClassVar[str] = "withheld"


class NotArchivedError(FetchError):
    """The archive has no such capture, whatever its index says."""

    outcome: ClassVar[str] = "not_archived"


class ArchivedRedirectError(FetchError):
    """Archived redirects that go round in circles, do not end, or lead out of the archive."""

    outcome: ClassVar[str] = "archived_redirect"


class DamagedCaptureError(BrokenAnswerError):
    """Bytes that are not what the archive took from the source: cut off, altered, or of another capture."""


class ArchivedStatusError(FetchError):
    """The source had no page to give when it was archived; the archive is well.

    Attributes:
        status: HTTP status the source gave then.
        url: Address at the source.
        captured_at: When, UTC.
    """

    outcome: ClassVar[str] = "archived_error"

    def __init__(self, status: int, url: str, captured_at: datetime) -> None:
        super().__init__(f"{url}: the source answered HTTP {status} when archived on {captured_at:%d %b %Y}")
        self.status = status
        self.url = url
        self.captured_at = captured_at


def refuse_status(status: int, address: str) -> None:
    """Raise for a status that the archive itself gave.

    Raises:
        NotArchivedError: 404 or 410.
        WithheldError: 401, 403 or 451.
        ArchiveFailedError: anything else but 200 and 206.
    """
    if status in (200, 206):
        return
    if status in (404, 410):
        raise NotArchivedError(f"{address}: the archive has no such capture (HTTP {status})")
    if status in (401, 403, 451):
        raise WithheldError(f"{address}: the archive does not show it (HTTP {status}); ask its operators why")
    raise ArchiveFailedError(f"{address}: the archive failed (HTTP {status}); try again later")
