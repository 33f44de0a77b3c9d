"""The source on loopback: a real HTTP server that answers the source's addresses from printed pages.

It answers as the source does where readers have been misled: an unknown place parameter is ignored and the
UK served, a subject without a page is a 404, and the latest page of an address is the one it has. It can be told to
answer 304 to what has not changed, to send renamed subjects elsewhere, and to fail.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

from jobtrends_pipeline_tests.support.listening import listening
from jobtrends_pipeline_tests.support.site.chart_images import png
from jobtrends_pipeline_tests.support.site.index_markup import index_html
from jobtrends_pipeline_tests.support.site.markup import page_html
from jobtrends_pipeline_tests.support.site.printed import PrintedIndex, PrintedPage

ROBOTS = "User-agent: *\nDisallow: /ja/\n"
CONDITIONS = ("If-None-Match", "If-Modified-Since")
NOT_FOUND = b"<!DOCTYPE html><html><head><title>Page not found</title></head><body><h1>404</h1></body></html>"


@dataclass(frozen=True)
class Answer:
    """What the site says to one request."""

    status: int = 200
    body: bytes = b""
    media_type: str = "text/html"
    headers: Mapping[str, str] = field(default_factory=dict)


def moved(location: str) -> Answer:
    """A redirect, as of a subject that was renamed."""
    return Answer(301, headers={"Location": location})


class Site:
    """What a running server holds; any of it may be replaced while it runs.

    Attributes:
        pages: The detail pages; of several at one address and window the latest is served.
        indexes: The market indexes.
        robots: The text of robots.txt.
        instead: Answers given in place of the site's own, by path or by path and query.
        validators: Which of `ETag` and `Last-Modified` it sends and answers 304 by.
        modified: What it says as Last-Modified.
        requested: Path and query of every request so far, in order.
        conditions: The conditional header fields of each of them.
        render: What makes the bytes of a detail page, as `page_html` with an encoding.
    """

    def __init__(
        self,
        pages: Sequence[PrintedPage],
        indexes: Sequence[PrintedIndex] = (),
        *,
        robots: str = ROBOTS,
        render: Callable[[PrintedPage], bytes] = page_html,
    ) -> None:
        self.pages = pages
        self.indexes = indexes
        self.robots = robots
        self.instead: dict[str, Answer] = {}
        self.validators: Sequence[str] = ("ETag", "Last-Modified")
        self.modified = "Mon, 16 Feb 2026 03:00:00 GMT"
        self.requested: list[str] = []
        self.conditions: list[dict[str, str]] = []
        self.render = render

    def answer(self, target: str, conditions: Mapping[str, str]) -> Answer:
        """What to say to a path and query, and to the request's conditional header fields."""
        self.requested.append(target)
        self.conditions.append(dict(conditions))
        parts = urlsplit(target)
        instead = self.instead.get(target) or self.instead.get(parts.path)
        if instead:
            return instead
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/robots.txt":
            return Answer(200, self.robots.encode(), "text/plain")
        if parts.path.startswith("/charts/"):
            return self._validated(self._chart(parts.path, query), conditions, "image/png")
        body = self._index(query) if parts.path in ("/", "/default.aspx") else self._page(parts.path, query)
        return self._validated(body, conditions, "text/html")

    def _validated(self, body: bytes | None, conditions: Mapping[str, str], media_type: str) -> Answer:
        """A body with its validators, or a 304 without it; as RFC 9110 has it, an ETag goes before a date."""
        if body is None:
            return Answer(404, NOT_FOUND)
        known = {"ETag": f'"{hashlib.sha256(body).hexdigest()[:16]}"', "Last-Modified": self.modified}
        answer = Answer(200, body, media_type, {name: known[name] for name in self.validators})
        tag = answer.headers.get("ETag") and conditions.get("If-None-Match")
        since = answer.headers.get("Last-Modified") and conditions.get("If-Modified-Since")
        is_same = tag == known["ETag"] if tag else since == self.modified
        return replace(answer, status=304, body=b"") if is_same else answer

    def _chart(self, path: str, query: dict[str, str]) -> bytes | None:
        """A picture of its own for each chart of a page held, whatever its figures."""
        place, subject = (query.get(name, "").lower() for name in "ls")
        folder = "contracts" if "rate" in path or "contract" in path else "jobs"
        held = {_address(urlsplit(page.url).path) for page in self.pages}
        return png(7, 4, path + subject + place) if f"/{folder}/{place}/{subject}.do" in held else None

    def _page(self, path: str, query: dict[str, str]) -> bytes | None:
        """The page of an address: the window asked for, else the longest it has."""
        held = [page for page in self.pages if _address(urlsplit(page.url).path) == _address(path)]
        if "p" in query:
            held = [page for page in held if str(page.window_months) == query["p"]]
        if not held:
            return None
        return self.render(max(held, key=lambda page: (page.window_months, page.period_end)))

    def _index(self, query: dict[str, str]) -> bytes | None:
        """One page of the index of the place in `ll`; any other name for the place is ignored."""
        place = query.get("ll") or "UK"
        window = query.get("p", "6")
        held = [
            index
            for index in self.indexes
            if index.location.lower() == place.lower() and str(index.window_months) == window
        ]
        if not held:
            return None
        page = query.get("page", "")
        number = max(1, int(page)) if page.isdecimal() else 1
        return index_html(max(held, key=lambda index: index.period_end), number)


@contextmanager
def running(site: Site) -> Iterator[str]:
    """Serve a site on an ephemeral loopback port; yields its base address, without a slash at the end."""
    with listening(ThreadingHTTPServer(("127.0.0.1", 0), _handler(site))) as port:
        yield f"http://127.0.0.1:{port}"


@contextmanager
def serve(pages: Sequence[PrintedPage], indexes: Sequence[PrintedIndex] = ()) -> Iterator[str]:
    """Serve these pages on an ephemeral loopback port; yields the base address."""
    with running(Site(pages, indexes)) as base_url:
        yield base_url


def _address(path: str) -> str:
    """A path as the source compares it: any case, and however often its spaces were quoted."""
    return unquote(unquote(path)).lower()


def _handler(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """Answers GET and HEAD from the site."""

        def do_GET(self) -> None:
            conditions = {name: self.headers[name] for name in CONDITIONS if name in self.headers}
            said = site.answer(self.path, conditions)
            self.send_response(said.status)
            fields = {"Content-Type": said.media_type, "Content-Length": str(len(said.body))} | dict(said.headers)
            for name, value in fields.items():
                if said.status != 304 or not name.startswith("Content-"):
                    self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(said.body)

        do_HEAD = do_GET  # noqa: N815 (the name http.server calls)

        def log_message(self, *_: object) -> None:
            """Keep the tests' output quiet; `Site.requested` is the log."""

    return Handler
