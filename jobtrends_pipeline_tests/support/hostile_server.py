"""A server on loopback that answers as badly as a server can: raw bytes by path, sent as the test says."""

import gzip
import socket
import socketserver
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from jobtrends_pipeline_tests.support.listening import listening

Act = Callable[[socket.socket], None]
"""Sends an answer itself, as slowly or brokenly as it likes."""
Script = bytes | Act | list[bytes]
"""What a path answers: always the same bytes, an act, or one of several answers after the other."""


@dataclass
class Arrival:
    """One request: when its head was complete (monotonic seconds), its path and its head."""

    at: float
    path: str
    head: str


@dataclass
class Hostile:
    """A running server.

    Attributes:
        port: Where it listens on 127.0.0.1.
        scripts: What each path answers; others, robots.txt among them, are a 404.
        arrivals: Every request so far, in order.
    """

    scripts: dict[str, Script]
    port: int = 0
    arrivals: list[Arrival] = field(default_factory=list)

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        """The address of a path on this server."""
        return f"http://{host}:{self.port}{path}"

    @property
    def paths(self) -> list[str]:
        """Paths asked so far, in order."""
        return [arrival.path for arrival in self.arrivals]

    def answer(self, connection: socket.socket, head: str) -> None:
        """Answer one request."""
        path = head.split(" ")[1]
        self.arrivals.append(Arrival(time.monotonic(), path, head))
        script = self.scripts.get(path, answer(status=404))
        if isinstance(script, list):
            script = script.pop(0) if len(script) > 1 else script[0]
        if isinstance(script, bytes):
            connection.sendall(script)
        else:
            script(connection)


@contextmanager
def serving(scripts: Mapping[str, Script] | None = None, *, context: ssl.SSLContext | None = None) -> Iterator[Hostile]:
    """A server while the block runs; over TLS with a context."""
    hostile = Hostile(dict(scripts or {}))

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            try:
                connection = context.wrap_socket(self.request, server_side=True) if context else self.request
                head = b""
                while b"\r\n\r\n" not in head:
                    piece = connection.recv(65536)
                    if not piece:
                        return
                    head += piece
                hostile.answer(connection, head.decode("latin-1"))
                connection.shutdown(socket.SHUT_WR)
                connection.recv(65536)
                connection.close()
            except OSError:
                pass

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True
        block_on_close = False

    with listening(Server(("127.0.0.1", 0), Handler)) as hostile.port:
        yield hostile


def answer(body: bytes = b"", status: int = 200, length: int | None = -1, **fields: str) -> bytes:
    """An answer; `Content_Type="text/html"` adds a field, a length of None leaves Content-Length out."""
    lines = [f"HTTP/1.1 {status} Said"]
    if length is not None:
        lines.append(f"Content-Length: {len(body) if length == -1 else length}")
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in fields.items()]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def redirect(location: str, status: int = 302, body: bytes = b"", **fields: str) -> bytes:
    """An answer that sends elsewhere."""
    return answer(body, status, -1, Location=location, **fields)


def chunked(*pieces: bytes, end: bytes = b"0\r\n\r\n") -> bytes:
    """An answer in chunks."""
    body = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces)
    return answer(length=None, Transfer_Encoding="chunked") + body + end


def drip(start: bytes, piece: bytes, seconds: float) -> Act:
    """Sends a start, then a piece again and again, until nobody listens."""

    def act(connection: socket.socket) -> None:
        connection.sendall(start)
        while True:
            connection.sendall(piece)
            time.sleep(seconds)

    return act


def reset_after(start: bytes) -> Act:
    """Sends a start, then resets the connection."""

    def act(connection: socket.socket) -> None:
        connection.sendall(start)
        time.sleep(0.05)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        connection.close()

    return act


def kept_open(whole: bytes) -> Act:
    """Sends an answer and leaves the connection to the other side to close."""

    def act(connection: socket.socket) -> None:
        connection.sendall(whole)
        connection.recv(65536)

    return act


def gzip_bomb(mebibytes: int, members: int = 1) -> bytes:
    """Zeros packed a thousandfold, of that many MiB a member."""
    return gzip.compress(bytes(mebibytes << 20), 9, mtime=0) * members
