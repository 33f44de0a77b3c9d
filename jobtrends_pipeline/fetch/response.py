"""What one request brings, and the ways it can end without a page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Protocol

from jobtrends_pipeline.errors import Cause, JobtrendsError


@dataclass(frozen=True, slots=True)
class Response:
    """One answer, whole and within every bound.

    Attributes:
        url: Address asked for.
        final_url: Address that answered, after redirects.
        redirects: Addresses passed on the way, in order; the first is `url`; empty without a redirect.
        status: HTTP status of the last answer; 429 and 503 are deferrals, but for archived ones.
        headers: Header fields of the last answer as received, in order.
        payload: Body as transferred, with its content coding still on.
        body: Body decoded.
        fetched_at: When the last answer began to arrive, UTC.
        request_headers: Header fields sent for the last answer, in order.
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
        """The first value of a header field, whatever its case."""
        return next((value for field, value in self.headers if field.lower() == name.lower()), None)


class FetchError(JobtrendsError):
    """A request that ended without an answer to keep; says why in one line. `outcome` names the kind."""

    outcome: ClassVar[str] = "failed"


class DisallowedError(FetchError):
    """robots.txt of the host forbids the address, or is redirected to where nothing may be asked."""

    outcome: ClassVar[str] = "disallowed"


class UnsafeAddressError(FetchError):
    """An address, or one redirected to, that must not be followed: scheme, host or network."""

    outcome: ClassVar[str] = "unsafe"


class OversizedError(FetchError):
    """More bytes than a page has, before or after decompression."""

    outcome: ClassVar[str] = "oversized"


class BrokenAnswerError(FetchError):
    """An answer cut off, of a wrong length, in a coding not asked for, no HTTP, or redirected without end."""

    outcome: ClassVar[str] = "broken"


class UnreachableError(FetchError):
    """No connection, no answer, or none within the deadline."""

    cause = Cause.UNREACHABLE

    outcome: ClassVar[str] = "unreachable"


class NoConnectionError(UnreachableError):
    """The host takes no connection: it refuses each, or nobody answers."""


class OffLineError(UnreachableError):
    """No way to the host from here: its name cannot be looked up, or this machine has no route to it."""


class DeferredError(FetchError):
    """The host is not to be asked now (429, 503, no connection, robots.txt fails, others ask it); nothing was kept.

    Attributes:
        not_before: Earliest moment to ask this host again, UTC.
    """

    cause = Cause.DEFERRED

    outcome: ClassVar[str] = "deferred"

    def __init__(self, message: str, not_before: datetime) -> None:
        super().__init__(message)
        self.not_before = not_before


class Fetcher(Protocol):
    """Gets one address politely; every origin on the web asks through one."""

    def get(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        byte_limit: int | None = None,
        is_archived: Callable[[Response], bool] | None = None,
    ) -> Response:
        """Get one address.

        Args:
            url: Absolute http or https address.
            headers: Further request header fields, e.g. If-None-Match or Range.
            byte_limit: Most bytes of the decoded body, where it differs from the fetcher's own.
            is_archived: Tells what an archive replays from what it says itself, by the head of an answer: a 429 or 503
                that was archived is an answer like any other.

        Raises:
            FetchError: one of its kinds, each with an `outcome`.
        """
