"""One request and its response, without following redirects."""

import http.client
import re
import ssl
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass

import requests
import urllib3

from jobtrends_pipeline.base import clock
from jobtrends_pipeline.fetch.body import take_body
from jobtrends_pipeline.fetch.connection import Deadline, PinnedAdapter
from jobtrends_pipeline.fetch.response import BrokenAnswerError, FetchError, OversizedError, Response, UnreachableError

REDIRECTS = (301, 302, 303, 307, 308)
DEFERRALS = (429, 503)
_BODILESS = (204, 304)
_CHUNK = 64 * 1024
_LENGTH = re.compile(r"[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class Bounds:
    """Size limits of a response.

    Attributes:
        byte_limit: Maximum size of the body in bytes, as transferred and decoded.
        keeps_start: Whether to cut a longer body at the limit instead of raising an error.
    """

    byte_limit: int
    keeps_start: bool = False


def exchange(
    request: requests.PreparedRequest,
    addresses: Sequence[str],
    deadline: Deadline,
    bounds: Bounds,
    *,
    verify: bool | str = True,
) -> Response:
    """Send a request and return its response.

    The body of a redirect or a deferral (429, 503) is not read.

    Args:
        request: The request; its Connection field must be `close`.
        addresses: Network addresses to connect to, checked before.
        deadline: Time limit for connecting, TLS, head and body together.
        bounds: Size limits of the response.
        verify: True to check certificates against the usual authorities, or the path of a PEM file of others.

    Returns:
        The response, without redirects.

    Raises:
        FetchError: if no whole response arrives; the message gives the reason.
    """
    url = request.url or ""
    with _as_fetch_errors(url), closing(PinnedAdapter(addresses, deadline)) as line:
        response = line.send(request, stream=True, timeout=deadline.left(), verify=verify)
        fetched_at = clock.now()
        with closing(response):
            line.begin_body()
            payload, body = b"", b""
            if not _is_deferral_or_redirect(response):
                payload, body = _take(line, response, bounds)
            return Response(
                url=url,
                final_url=url,
                redirects=(),
                status=response.status_code,
                headers=tuple(response.raw.headers.iteritems()),
                payload=payload,
                body=body,
                fetched_at=fetched_at,
                request_headers=tuple((name, str(value)) for name, value in request.headers.items()),
            )


def _is_deferral_or_redirect(response: requests.Response) -> bool:
    is_redirect = response.status_code in REDIRECTS and "Location" in response.headers
    return is_redirect or response.status_code in DEFERRALS


def _take(line: PinnedAdapter, response: requests.Response, bounds: Bounds) -> tuple[bytes, bytes]:
    """Read the body and check its announced length.

    Returns:
        The body as transferred, and decoded.

    Raises:
        BrokenAnswerError: if status, coding or length is invalid.
        OversizedError: if the body is longer than the limit.
    """
    if not 200 <= response.status_code < 600:
        raise BrokenAnswerError(f"status {response.status_code} is no answer")
    transfer = response.headers.get("Transfer-Encoding", "chunked")
    if transfer.strip().lower() != "chunked":
        raise BrokenAnswerError(f"the body is transferred as {transfer!r}, which was not asked for")
    has_body = response.status_code not in _BODILESS
    length = _announced(response) if has_body else 0
    if (length or 0) > bounds.byte_limit and not bounds.keeps_start:
        raise OversizedError(f"a body of {length:,} bytes is announced, and at most {bounds.byte_limit:,} are taken")
    coding = "" if length == 0 else response.headers.get("Content-Encoding", "")
    taken = take_body(_chunks(response.raw), coding, bounds.byte_limit, keeps_start=bounds.keeps_start)
    if line.has_more:
        raise BrokenAnswerError("more bytes came than Content-Length or the last chunk announced")
    return taken


def _announced(response: requests.Response) -> int | None:
    """Return the announced length of the body; None without such a field.

    urllib3 has already rejected contradictory lengths.

    Raises:
        BrokenAnswerError: if Content-Length is not a number.
    """
    value = response.headers.get("Content-Length")
    if value is None:
        return None
    length = value.split(",")[0].strip()
    if not _LENGTH.fullmatch(length):
        raise BrokenAnswerError(f"Content-Length says {value[:40]!r}, which is no length")
    return int(length)


def _chunks(raw: urllib3.HTTPResponse) -> Iterator[bytes]:
    while chunk := raw.read(_CHUNK, decode_content=False):
        yield chunk


@contextmanager
def _as_fetch_errors(url: str) -> Iterator[None]:
    """Convert errors of the HTTP libraries into `FetchError`s that name the address."""
    try:
        yield
    except FetchError as error:
        if str(error).startswith(url):
            raise
        error.args = (f"{url}: {error}",)
        raise
    except (OSError, http.client.HTTPException, urllib3.exceptions.HTTPError) as error:
        raise _fetch_error(url, list(_causes(error))) from error


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and its causes.

    urllib3 and requests put the causes into an error's arguments.
    """
    yield error
    for inner in (*error.args, getattr(error, "reason", None)):
        if isinstance(inner, BaseException):
            yield from _causes(inner)


def _fetch_error(url: str, causes: list[BaseException]) -> FetchError:
    innermost = " ".join(
        "".join(character if character.isprintable() else " " for character in str(causes[-1])[:200]).split()
    )
    if any(type(cause) is http.client.HTTPException for cause in causes):
        return OversizedError(f"{url}: the answer has too many header fields ({innermost})")
    for cause in causes:
        if isinstance(cause, ssl.SSLError):
            return UnreachableError(f"{url}: no safe connection ({innermost})")
        if isinstance(cause, OSError) and not isinstance(cause, requests.RequestException):
            return UnreachableError(f"{url}: the connection failed ({innermost})")
    return BrokenAnswerError(f"{url}: the answer is broken ({innermost})")
