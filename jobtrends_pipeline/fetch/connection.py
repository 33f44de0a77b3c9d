"""Connection for one request: to checked network addresses, with one deadline.

`requests` and urllib3 speak HTTP over it; TLS and the Host field use the host's name as usual. The connection
resolves no names, so a name that changes its address after the check has no effect.
"""

import errno
import http.client
import io
import socket
import time
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection

from jobtrends_pipeline.fetch.response import NoConnectionError, OffLineError, OversizedError, UnreachableError

HEAD_BYTES = 64 * 1024
"""Maximum size in bytes of the status line and header fields together, interim responses included."""
_NO_ROUTE = (errno.ENETUNREACH, errno.ENETDOWN, errno.EADDRNOTAVAIL)


class Deadline:
    """Time limit of a request, counted from its creation.

    Args:
        url: The address requested, for the error message.
        seconds: Time limit in seconds.
    """

    def __init__(self, url: str, seconds: float) -> None:
        self._url = url
        self._seconds = seconds
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Return the seconds that remain, more than 0.

        Raises:
            UnreachableError: if the deadline has passed.
        """
        left = self._end - time.monotonic()
        if left <= 0:
            raise self.passed()
        return left

    def passed(self) -> UnreachableError:
        """Return the error for a missed deadline."""
        return UnreachableError(f"{self._url}: no whole answer within {self._seconds:g} s")


class PinnedAdapter(HTTPAdapter):
    """Transport adapter of requests that connects to given network addresses.

    It sends one request and must be closed after it.

    Args:
        addresses: Network addresses of the host, index in order.
        deadline: Time limit for connecting, TLS, head and body together.
    """

    def __init__(self, addresses: Sequence[str], deadline: Deadline) -> None:
        super().__init__()
        self._addresses = addresses
        self.deadline = deadline
        self._incoming: _Incoming | None = None
        self._reader: _Reader | None = None

    def get_connection_with_tls_context(  # noqa: D102 (as in requests)
        self,
        request: requests.PreparedRequest,
        verify: bool | str | None,  # noqa: FBT001
        proxies: Mapping[str, str] | None = None,
        cert: tuple[str, str] | str | None = None,
    ) -> Any:
        pool: Any = super().get_connection_with_tls_context(request, verify, proxies, cert)
        pool.ConnectionCls = partial(_PinnedTls if pool.scheme == "https" else _Pinned, line=self)
        return pool

    def connect(self, port: int) -> socket.socket:
        """Connect to the first network address that accepts.

        Each address gets an equal share of the remaining time.

        Raises:
            NoConnectionError: if every address refuses or does not respond.
            OffLineError: if this machine has no route to the host.
        """
        failure: OSError = OSError("no network address")
        for index, address in enumerate(self._addresses):
            share = self.deadline.left() / (len(self._addresses) - index)
            try:
                connected = socket.create_connection((address, port), timeout=share)
            except OSError as error:
                failure = error
            else:
                connected.settimeout(self.deadline.left())
                return connected
        kind = OffLineError if failure.errno in _NO_ROUTE else NoConnectionError
        raise kind(f"the connection failed ({failure})") from failure

    def answer(self, sock: socket.socket, *args: Any, **kwargs: Any) -> http.client.HTTPResponse:
        """Return the response on a connection, with reads limited by deadline and size."""
        response = http.client.HTTPResponse(sock, *args, **kwargs)
        self._incoming = _Incoming(response.fp.detach(), sock, self.deadline)
        self._reader = response.fp = _Reader(self._incoming)
        return response

    def begin_body(self) -> None:
        """Mark the end of the head; bytes after it do not count toward `HEAD_BYTES`."""
        if self._incoming:
            self._incoming.is_head = False

    @property
    def has_more(self) -> bool:
        """Whether bytes followed the response after its announced end."""
        return self._reader is not None and self._reader.has_more


class _Pinned(HTTPConnection):
    """Connection whose socket and response come from its adapter."""

    def __init__(self, *args: Any, line: PinnedAdapter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._line = line
        self.response_class = line.answer  # type: ignore[assignment]

    def _new_conn(self) -> socket.socket:
        return self._line.connect(self.port)


class _PinnedTls(_Pinned, HTTPSConnection):
    """Its TLS connection."""


class _Incoming(io.RawIOBase):
    """Byte stream of a response from its socket, limited by deadline and head size."""

    def __init__(self, stream: io.RawIOBase, sock: socket.socket, deadline: Deadline) -> None:
        self._stream = stream
        self._sock = sock
        self._deadline = deadline
        self._head_bytes = 0
        self.is_head = True
        self.is_over = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        if self.is_over:
            return self._read_available(buffer)
        self._sock.settimeout(self._deadline.left())
        try:
            count = self._stream.readinto(buffer) or 0
        except TimeoutError:
            raise self._deadline.passed() from None
        if self.is_head:
            self._head_bytes += count
            if self._head_bytes > HEAD_BYTES:
                raise OversizedError(f"the head of the answer is longer than {HEAD_BYTES // 1024} KiB")
        return count

    def _read_available(self, buffer: Any) -> int | None:
        try:
            self._sock.settimeout(0)
            count: int | None = self._stream.readinto(buffer)
        except OSError:
            return 0
        return count

    def close(self) -> None:
        self._stream.close()
        super().close()


class _Reader(io.BufferedReader):
    """Buffer of a response that checks for bytes after the announced end.

    A line end after it does not count.
    """

    raw: _Incoming
    has_more = False

    def close(self) -> None:
        if not self.closed:
            self.raw.is_over = True
            self.has_more = bool(self.peek(1).strip(b"\r\n"))
        super().close()
