"""A web archive on loopback that answers as the Internet Archive does, and after some pages takes no connections."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit


class Closing:
    """The archive: pages by timestamp, of one address; `asked` counts the pages that were replayed."""

    def __init__(self, url: str, pages: Mapping[str, bytes], most: int) -> None:
        self.url, self.pages, self.most = url, pages, most
        self.asked: list[str] = []
        self.port = 0

    @contextmanager
    def open(self, port: int = 0) -> Iterator[str]:
        """Take connections until so many pages were replayed; yields the base address."""
        archive = self

        class Handler(BaseHTTPRequestHandler):
            """Answers the index and replays."""

            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                if parts.path == "/robots.txt":
                    self._say(404, b"")
                elif parts.path == "/cdx/search/cdx":
                    self._say(200, archive.index(parse_qs(parts.query)["url"][0]))
                else:
                    stamp = parts.path.split("/")[2][:14]
                    archive.asked.append(stamp)
                    if len(archive.asked) >= archive.most:
                        server.socket.close()
                    moment = datetime.strptime(f"{stamp}+0000", "%Y%m%d%H%M%S%z")
                    self._say(200, archive.pages[stamp], f"{moment:%a, %d %b %Y %H:%M:%S GMT}")

            def _say(self, status: int, body: bytes, memento: str = "") -> None:
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                if memento:
                    self.send_header("Memento-Datetime", memento)
                    self.send_header("x-archive-orig-content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Keep the tests' output quiet."""

        server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.port = server.server_address[1]
        thread = Thread(target=_serve, args=(server,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{self.port}"
        finally:
            server.socket.close()
            thread.join()

    def index(self, url: str) -> bytes:
        """The listing of an address."""
        head = ["timestamp", "original", "mimetype", "statuscode", "digest", "length"]
        rows = [[stamp, self.url, "text/html", "200", "-", "1"] for stamp in self.pages] if url == self.url else []
        return json.dumps([head, *rows]).encode()


def _serve(server: ThreadingHTTPServer) -> None:
    """Answer until the socket is closed."""
    server.timeout = 0.05
    while server.socket.fileno() != -1:
        try:
            server.handle_request()
        except (OSError, ValueError):
            return
