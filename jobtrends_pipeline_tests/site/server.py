"""The source on loopback: a real HTTP server that answers the source's addresses from printed pages.

It answers as the source does where readers have been misled: an unknown place parameter is ignored and the
UK served, a subject without a page is a 404, and the latest page of an address is the one it has.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, unquote, urlsplit

from jobtrends_pipeline_tests.site.index_markup import index_html
from jobtrends_pipeline_tests.site.markup import page_html
from jobtrends_pipeline_tests.site.printed import PrintedIndex, PrintedPage

ROBOTS = "User-agent: *\nDisallow: /ja/\n"
NOT_FOUND = b"<!DOCTYPE html><html><head><title>Page not found</title></head><body><h1>404</h1></body></html>"

Answer = tuple[int, str, bytes]


class Site:
    """What a running server holds; `pages` and `indexes` may be replaced while it runs.

    Attributes:
        pages: The detail pages; of several at one address and window the latest is served.
        indexes: The market indexes.
        robots: The text of robots.txt.
        requested: Path and query of every request so far, in order.
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
        self.requested: list[str] = []
        self.render = render

    def answer(self, target: str) -> Answer:
        """Status, media type and body for a path and query."""
        self.requested.append(target)
        parts = urlsplit(target)
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/robots.txt":
            return 200, "text/plain", self.robots.encode()
        body = self._index(query) if parts.path in ("/", "/default.aspx") else self._page(parts.path, query)
        return (404, "text/html", NOT_FOUND) if body is None else (200, "text/html", body)

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
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(site))
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


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
            status, media_type, body = site.answer(self.path)
            self.send_response(status)
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        do_HEAD = do_GET  # noqa: N815 (the name http.server calls)

        def log_message(self, *_: object) -> None:
            """Keep the tests' output quiet; `Site.requested` is the log."""

    return Handler
