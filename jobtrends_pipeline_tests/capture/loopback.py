"""Loopback for clients of web archives: a server that answers from a script, and a fetcher that goes nowhere else."""

import gzip
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urljoin, urlsplit

import requests
from urllib3.exceptions import HTTPError

from jobtrends_pipeline.capture.fetched import (
    BrokenAnswerError,
    DeferredError,
    Fetched,
    OversizedError,
    UnreachableError,
    UnsafeAddressError,
)

HOPS = 10


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server says to one request."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class LoopbackFetcher:
    """Gets addresses of this machine as the protocol says, without any of the manners; knows what it was asked."""

    asked: list[str] = field(default_factory=list)

    def get(self, url: str, *, headers: Mapping[str, str] | None = None, byte_limit: int | None = None) -> Fetched:
        """Follow redirects on loopback and bring the last answer."""
        self.asked.append(url)
        passed: list[str] = []
        at = url
        while True:
            answer, payload = self._one(at, headers or {})
            if not answer.is_redirect:
                break
            passed.append(at)
            at = urljoin(at, answer.headers["Location"])
            if at in passed or len(passed) > HOPS:
                raise BrokenAnswerError(f"{url}: redirects without end")
        if answer.status_code in (429, 503):
            raise DeferredError(f"{url}: HTTP {answer.status_code}", datetime.now(UTC) + timedelta(minutes=1))
        body = gzip.decompress(payload) if answer.headers.get("Content-Encoding") == "gzip" else payload
        if byte_limit is not None and len(body) > byte_limit:
            raise OversizedError(f"{url}: more than {byte_limit} bytes")
        return Fetched(
            url=url,
            final_url=at,
            redirects=tuple(passed),
            status=answer.status_code,
            headers=tuple(answer.headers.items()),
            payload=payload,
            body=body,
            fetched_at=datetime.now(UTC),
        )

    def _one(self, url: str, headers: Mapping[str, str]) -> tuple[requests.Response, bytes]:
        if urlsplit(url).hostname != "127.0.0.1":
            raise UnsafeAddressError(f"{url}: not on this machine")
        with requests.Session() as session:
            session.trust_env = False
            try:
                answer = session.get(url, headers=dict(headers), timeout=20, allow_redirects=False, stream=True)
                return answer, answer.raw.read(decode_content=False)
            except (requests.RequestException, HTTPError) as error:
                raise UnreachableError(f"{url}: {error}") from error


@contextmanager
def answering(answer: Callable[[str, Mapping[str, str]], Answer]) -> Iterator[str]:
    """Serve on loopback what a function of path and header fields says; yields the base address."""

    class Handler(BaseHTTPRequestHandler):
        """Answers GET from the function."""

        def do_GET(self) -> None:
            said = answer(self.path, dict(self.headers.items()))
            self.send_response(said.status)
            for name, value in ({"Content-Length": str(len(said.body))} | dict(said.headers)).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(said.body)

        def log_message(self, *_: object) -> None:
            """Keep the tests' output quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
