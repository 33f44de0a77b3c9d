"""Serving over standard input and output, or over HTTP on loopback with a token."""

import contextlib
import hmac
import os
import signal
import socket
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from typing import Any, TextIO

import uvicorn
from mcp.server.mcpserver import MCPServer
from mcp.server.transport_security import TransportSecuritySettings

ADDRESS = "127.0.0.1"
PATH = "/mcp"
_INTERRUPTED = 130
_LAST_SECONDS = 2
"""Time that open requests have to end when the server stops."""
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]


def serve_stdio(server: MCPServer, stdout: TextIO) -> None:
    """Serve one client on standard input and output, until input ends or Ctrl-C.

    Whatever else is printed meanwhile goes to standard error.

    Args:
        server: The server.
        stdout: Standard output as the process began with it.
    """
    with _interruptible(), contextlib.redirect_stdout(stdout):
        server.run("stdio")


@contextlib.contextmanager
def _interruptible() -> Iterator[None]:
    """End the process on Ctrl-C during the block, also where its parent ignores it."""
    before = signal.signal(signal.SIGINT, _end)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _end(*_: object) -> None:
    """End the process at once: the thread that waits for input would keep it for ever."""
    os._exit(_INTERRUPTED)


def listen(port: int) -> socket.socket:
    """Listen on a port of loopback; 0 takes a free one.

    Raises:
        OSError: if the port is taken or not allowed.
    """
    return socket.create_server((ADDRESS, port))


def serve_http(server: MCPServer, listening: socket.socket, token: str) -> None:
    """Serve clients that have the token over HTTP, until Ctrl-C.

    A request needs the token, and a `Host` and `Origin` of this server, so that no page in a browser reaches it by a
    name that resolves to this machine.

    Args:
        server: The server.
        listening: Socket of loopback.
        token: The bearer token.
    """
    port = listening.getsockname()[1]
    names = [f"{name}:{port}" for name in (ADDRESS, "localhost")]
    app = server.streamable_http_app(
        streamable_http_path=PATH,
        json_response=True,
        stateless_http=True,
        transport_security=TransportSecuritySettings(
            enable_dns_rebinding_protection=True,
            allowed_hosts=names,
            allowed_origins=[f"http://{name}" for name in names],
        ),
    )
    config = uvicorn.Config(
        with_token(app, token),
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_LAST_SECONDS,
    )
    with _interruptible():
        uvicorn.Server(config).run([listening])


def with_token(app: Application, token: str) -> Application:
    """Return an application that answers 401 to requests without the token."""
    wanted = token.encode()

    async def guarded(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or (scope["type"] == "http" and _has_token(scope, wanted)):
            await app(scope, receive, send)
        elif scope["type"] == "http":
            await _refuse(send)
        else:
            await send({"type": "websocket.close", "code": 1008})

    return guarded


def _has_token(scope: Message, wanted: bytes) -> bool:
    given = [value for name, value in scope["headers"] if name == b"authorization"]
    scheme, _, token = given[0].partition(b" ") if len(given) == 1 else (b"", b"", b"")
    return hmac.compare_digest(token.strip(), wanted) and scheme.lower() == b"bearer"


async def _refuse(send: Send) -> None:
    body = b'{"error": "a bearer token is needed"}'
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"www-authenticate", b"Bearer"),
    ]
    await send({"type": "http.response.start", "status": 401, "headers": headers})
    await send({"type": "http.response.body", "body": body})
