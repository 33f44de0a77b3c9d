"""Real servers on loopback that take what is sent: an HTTP server and an SMTP server."""

import asyncio
import json
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from jobtrends_pipeline_tests.support.listening import listening

NO = "no@example.org"
"""The SMTP server takes no mail for this address."""


@dataclass
class Posts:
    """A running HTTP server.

    Attributes:
        port: Where it listens on 127.0.0.1.
        status: What it answers with.
        location: Where it redirects to, if it does.
        arrivals: Path, header fields and content of each request so far.
    """

    port: int = 0
    status: int = 200
    location: str | None = None
    arrivals: list[tuple[str, dict[str, str], Any]] = field(default_factory=list)

    def url(self, path: str) -> str:
        """The address of a path."""
        return f"http://127.0.0.1:{self.port}{path}"

    @property
    def titles(self) -> list[str]:
        """Of the messages so far."""
        return [content["title"] for _, _, content in self.arrivals]


@contextmanager
def taking_posts() -> Iterator[Posts]:
    """An HTTP server while the block runs."""
    posts = Posts()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            posts.arrivals.append((self.path, dict(self.headers), json.loads(content)))
            self.send_response(posts.status)
            if posts.location:
                self.send_header("Location", posts.location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def do_GET(self) -> None:
            posts.arrivals.append((self.path, dict(self.headers), None))
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with listening(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as posts.port:
        yield posts


@dataclass
class Mailbox:
    """A running SMTP server.

    Attributes:
        port: Where it listens on 127.0.0.1.
        logins: User names and passwords that were tried.
        envelopes: What arrived, with whether it came over TLS.
    """

    port: int = 0
    logins: list[tuple[str, str]] = field(default_factory=list)
    envelopes: list[tuple[Envelope, bool]] = field(default_factory=list)

    @property
    def mails(self) -> list[EmailMessage]:
        """The mails that arrived."""
        contents = (envelope.content for envelope, _ in self.envelopes)
        return [message_from_bytes(cast("bytes", text), policy=default) for text in contents]

    async def handle_RCPT(  # noqa: N802  # the server calls it so
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take a recipient or refuse it, with an escape sequence in the answer."""
        if address == NO:
            return "550 no such \x1b[31muser"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take a mail."""
        self.envelopes.append((envelope, session.ssl is not None))
        return "250 OK"

    def login(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, given: LoginPassword
    ) -> AuthResult:
        """Let in whoever has the password `right`."""
        self.logins.append((given.login.decode(), given.password.decode()))
        return AuthResult(success=given.password == b"right", handled=False)


class _OnAnyPort(Controller):
    """Listens on a free port of the system's choice."""

    def _trigger_server(self) -> None:
        self.port = cast("asyncio.Server", self.server).sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@contextmanager
def taking_mail(context: ssl.SSLContext | None = None, *, asks_login: bool = False) -> Iterator[Mailbox]:
    """An SMTP server while the block runs; with a context it offers STARTTLS and takes nothing before that."""
    box = Mailbox()
    controller = _OnAnyPort(
        box,
        hostname="127.0.0.1",
        port=0,
        tls_context=context,
        require_starttls=context is not None,
        authenticator=box.login,
        auth_required=asks_login,
    )
    controller.start()
    box.port = controller.port
    try:
        yield box
    finally:
        controller.stop()


@contextmanager
def silent() -> Iterator[int]:
    """The port of a server that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]
