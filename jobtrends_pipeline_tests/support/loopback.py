"""Loopback for clients of web archives: a server that answers from a script, and the polite fetcher to ask it."""

import shutil
import weakref
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import mkdtemp
from urllib.parse import urlsplit

from jobtrends_pipeline.fetch.addresses import AddressRules
from jobtrends_pipeline.fetch.client import PoliteFetcher
from jobtrends_pipeline.fetch.response import Response
from jobtrends_pipeline_tests.support.fetching import CONTACT, Clock
from jobtrends_pipeline_tests.support.listening import listening


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server says to one request."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


class LoopbackFetcher:
    """The polite fetcher, allowed to ask any server of this machine, by a clock of its own; knows what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        folder = Path(mkdtemp())
        weakref.finalize(self, shutil.rmtree, folder)
        self._pace = Clock().pace(folder, 0.0)

    def get(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        byte_limit: int | None = None,
        is_archived: Callable[[Response], bool] | None = None,
    ) -> Response:
        """What the polite fetcher brings."""
        self.asked.append(url)
        rules = AddressRules([urlsplit(url).netloc], allows_loopback=True)
        polite = PoliteFetcher(CONTACT, rules, self._pace)
        return polite.get(url, headers=headers, byte_limit=byte_limit, is_archived=is_archived)


@contextmanager
def answering(answer: Callable[[str, Mapping[str, str]], Answer]) -> Iterator[str]:
    """Serve on loopback what a function of path and header fields says, and no robots.txt; yields the base address."""

    class Handler(BaseHTTPRequestHandler):
        """Answers GET from the function."""

        def do_GET(self) -> None:
            is_rules = self.path == "/robots.txt"
            said = Answer(404) if is_rules else answer(self.path, dict(self.headers.items()))
            self.send_response(said.status)
            for name, value in ({"Content-Length": str(len(said.body))} | dict(said.headers)).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(said.body)

        def log_message(self, *_: object) -> None:
            """Keep the tests' output quiet."""

    with listening(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as port:
        yield f"http://127.0.0.1:{port}"
