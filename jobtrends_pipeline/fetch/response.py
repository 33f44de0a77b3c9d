"""HTTP response, and the errors of a request that ended without one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Protocol

from jobtrends_pipeline.base.errors import Cause, JobtrendsError


@dataclass(frozen=True, slots=True)
class Response:
    """A whole HTTP response, within every size limit.

    Attributes:
        url: Address requested.
        final_url: Address that responded, after redirects.
        redirects: Addresses that redirected, in order, beginning with `url`; empty without a redirect.
        status: HTTP status of the last response; 429 and 503 raise `DeferredError` instead, except archived ones.
        headers: Header fields of the last response as received, in order.
        payload: Body as transferred, with its content coding.
        body: Body decoded.
        fetched_at: When the last response began to arrive, UTC.
        request_headers: Header fields sent for the last response, in order.
    """

    url: str
    final_url: str
    redirects: tuple[str, ...]
    status: int
    headers: tuple[tuple[str, str], ...]
    payload: bytes
    body: bytes
    fetched_at: datetime
    request_headers: tuple[tuple[str, str], ...] = ()

    def header(self, name: str) -> str | None:
        """Return the first value of a header field, ignoring case; None if missing."""
        return next((value for field, value in self.headers if field.lower() == name.lower()), None)


class FetchError(JobtrendsError):
    """A request that ended without a response to keep.

    The message is one line with the reason.

    Attributes:
        outcome: Kind of failure, as written in the log of attempts.
    """

    outcome: ClassVar[str] = "failed"


class DisallowedError(FetchError):
    """A request that robots.txt forbids.

    It also covers a robots.txt that redirects to an address that must not be requested.
    """

    outcome: ClassVar[str] = "disallowed"


class UnsafeAddressError(FetchError):
    """An address or redirect target that the address rules forbid."""

    outcome: ClassVar[str] = "unsafe"


class OversizedError(FetchError):
    """A response larger than the limit, before or after decompression."""

    outcome: ClassVar[str] = "oversized"


class BrokenAnswerError(FetchError):
    """An invalid response: incomplete, malformed, or redirected without end.

    Also a body of a wrong length, or in a coding that was not asked for.
    """

    outcome: ClassVar[str] = "broken"


class UnreachableError(FetchError):
    """A failed connection, or no response within the deadline."""

    cause = Cause.UNREACHABLE

    outcome: ClassVar[str] = "unreachable"


class NoConnectionError(UnreachableError):
    """A host that accepts no connection: it refuses, or does not respond."""


class OffLineError(UnreachableError):
    """A host without a route to it: no network address, or no way from this machine."""


class DeferredError(FetchError):
    """A host that must not be asked now; nothing was stored.

    The reason is a 429 or 503, a refused connection, a failing robots.txt, or other processes that ask the host.

    Attributes:
        not_before: Earliest time to ask this host again, UTC.
    """

    cause = Cause.DEFERRED

    outcome: ClassVar[str] = "deferred"

    def __init__(self, message: str, not_before: datetime) -> None:
        super().__init__(message)
        self.not_before = not_before


class Fetcher(Protocol):
    """HTTP client interface, used for every origin on the web."""

    def get(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        byte_limit: int | None = None,
        is_archived: Callable[[Response], bool] | None = None,
    ) -> Response:
        """Request an address, follow redirects, and return the response.

        Args:
            url: Absolute http or https address.
            headers: Additional request header fields, e.g. If-None-Match or Range; a request with Range asks for the
                bytes without coding, others for gzip. The fetcher's own fields cannot be overridden.
            byte_limit: Maximum size of the body in bytes; None for the fetcher's default.
            is_archived: Whether a response, judged by its head, is a capture replayed by a web archive. An archived 429
                or 503 is returned like any other response, but without its body.

        Returns:
            The response of the last hop.

        Raises:
            DisallowedError: if robots.txt forbids the address or a redirect's target.
            UnsafeAddressError: if the address rules forbid the address or a redirect's target.
            OversizedError: if the body is longer than the limit, or the head longer than 64 KiB.
            BrokenAnswerError: if the response is incomplete, or is redirected in a circle or more than five times.
            UnreachableError: if no whole response arrived within the deadline, also at the second try.
            DeferredError: if the host must not be asked now; `not_before` says when it may be.
        """
