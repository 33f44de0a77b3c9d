"""One connection for one request: to a network address already checked, with one deadline for all of it.

`requests` and urllib3 speak HTTP over it; TLS and the Host field go by the name of the host, as ever. Since the
connection looks nothing up, a name that changes its address after the check changes nothing.
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
"""Most bytes of the status line and header fields together, interim answers included."""
_NO_ROUTE = (errno.ENETUNREACH, errno.ENETDOWN, errno.EADDRNOTAVAIL)


class Deadline:
    """A moment by which a request has to be over, whatever happens."""

    def __init__(self, url: str, seconds: float) -> None:
        self._url = url
        self._seconds = seconds
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds until the deadline, more than none.

        Raises:
            UnreachableError: when it has passed.
        """
        left = self._end - time.monotonic()
        if left <= 0:
            raise self.passed()
        return left

    def passed(self) -> UnreachableError:
        """The error that says so."""
        return UnreachableError(f"{self._url}: no whole answer within {self._seconds:g} s")


class PinnedAdapter(HTTPAdapter):
    """Sends one prepared request and gives its answer as it comes; to be closed after.

    Args:
        addresses: Network addresses of the host, tried in turn.
        deadline: For connecting, TLS, head and body together.
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
        pool.ConnectionCls = partial(_Tls if pool.scheme == "https" else _Plain, line=self)
        return pool

    def connect(self, port: int) -> socket.socket:
        """A connection to the first address that takes one.

        Raises:
            NoConnectionError: if each refuses it or says nothing.
            OffLineError: if this machine has no way there.
        """
        refusal: OSError = OSError("no network address")
        for tried, address in enumerate(self._addresses):
            share = self.deadline.left() / (len(self._addresses) - tried)
            try:
                connected = socket.create_connection((address, port), timeout=share)
            except OSError as error:
                refusal = error
            else:
                connected.settimeout(self.deadline.left())
                return connected
        kind = OffLineError if refusal.errno in _NO_ROUTE else NoConnectionError
        raise kind(f"the connection failed ({refusal})") from refusal

    def answer(self, sock: socket.socket, *args: Any, **kwargs: Any) -> http.client.HTTPResponse:
        """The answer on a connection, read within the bounds."""
        response = http.client.HTTPResponse(sock, *args, **kwargs)
        self._incoming = _Incoming(response.fp.detach(), sock, self.deadline)
        self._reader = response.fp = _Reader(self._incoming)
        return response

    def begin_body(self) -> None:
        """End the head, whose bytes alone are counted here."""
        if self._incoming:
            self._incoming.is_head = False

    @property
    def has_more(self) -> bool:
        """Whether bytes followed the answer after its announced end."""
        return self._reader is not None and self._reader.has_more


class _Plain(HTTPConnection):
    def __init__(self, *args: Any, line: PinnedAdapter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._line = line
        self.response_class = line.answer  # type: ignore[assignment]

    def _new_conn(self) -> socket.socket:
        return self._line.connect(self.port)


class _Tls(HTTPSConnection):
    def __init__(self, *args: Any, line: PinnedAdapter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._line = line
        self.response_class = line.answer  # type: ignore[assignment]

    def _new_conn(self) -> socket.socket:
        return self._line.connect(self.port)


class _Incoming(io.RawIOBase):
    """Bytes of an answer from its socket: waits no longer than the deadline, and takes no endless head."""

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
            return self._what_is_there(buffer)
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

    def _what_is_there(self, buffer: Any) -> int | None:
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
    """Buffers an answer, and at its end looks whether more came than was announced (but a line end)."""

    raw: _Incoming
    has_more = False

    def close(self) -> None:
        if not self.closed:
            self.raw.is_over = True
            self.has_more = bool(self.peek(1).strip(b"\r\n"))
        super().close()
