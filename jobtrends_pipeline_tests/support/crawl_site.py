"""Common Crawl on loopback: an index of one crawl in pages, and a server of byte ranges of a real WARC file."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

from jobtrends_pipeline.web_archives.crawls import Crawl
from jobtrends_pipeline.web_archives.url_keys import index_key
from jobtrends_pipeline_tests.support.loopback import Answer
from jobtrends_pipeline_tests.support.past_months import page
from jobtrends_pipeline_tests.support.pywb_archive import SITE, Archived, sha1

ADDRESS = f"{SITE}/jobs/uk/data%20baker.do"
FILE = "crawl-data/CC-MAIN-2025-21/segments/1/warc/CC-MAIN-20250512-00001.warc.gz"
CRAWL = Crawl("CC-MAIN-2025-21", "", datetime(2025, 5, 10, tzinfo=UTC), datetime(2025, 5, 24, 12, tzinfo=UTC))
PAGES = {"20250511010203": page(2025, 5, 10), "20250520010203": page(2025, 5, 19)}
RECORDS = [
    *(Archived(ADDRESS, at, body) for at, body in PAGES.items()),
    Archived(
        ADDRESS.replace("https://www.", "http://"), "20250521010203", b"moved", "301 Moved", {"Location": ADDRESS}
    ),
    Archived(ADDRESS, "20250522010203", b"no", "404 Not Found"),
    Archived(f"{SITE}/jobs/uk/other.do", "20250512010203", page(2025, 5, 11)),
]
NONE_FOUND = json.dumps({"message": f"No Captures found for: {ADDRESS}"}).encode()


def index_rows(places: list[tuple[int, int]]) -> list[dict[str, str]]:
    """The index's rows of the records, which lie at these offsets and lengths."""
    return [
        {
            "urlkey": "uk,co,itjobswatch)/",
            "timestamp": one.at,
            "url": one.url,
            "mime": "text/html",
            "mime-detected": "text/html",
            "status": one.status[:3],
            "digest": sha1(one.body),
            "length": str(length),
            "offset": str(offset),
            "filename": FILE,
        }
        for one, (offset, length) in zip(RECORDS, places, strict=True)
    ]


@dataclass
class CrawlSite:
    """An index of one crawl and the file it points into, served as Common Crawl serves them.

    Attributes:
        data: The WARC file.
        rows: The index's rows, in its order.
        page_rows: Rows on a page of the index.
        requested: Path and query of every request so far.
        said: Answers to give instead, by the beginning of the path.
    """

    data: bytes
    rows: list[dict[str, str]]
    page_rows: int = 100
    requested: list[str] = field(default_factory=list)
    said: dict[str, Answer] = field(default_factory=dict)

    def answer(self, path: str, headers: Mapping[str, str]) -> Answer:
        """What is said to one request."""
        self.requested.append(path)
        for start, answer in self.said.items():
            if path.startswith(start):
                return answer
        if path == f"/{FILE}":
            return self._range(headers["Range"])
        query = {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}
        held = [row for row in self.rows if index_key(row["url"]) == index_key(query["url"])]
        if not held:
            return Answer(404, NONE_FOUND)
        if "showNumPages" in query:
            pages = -(-len(held) // self.page_rows)
            return Answer(body=json.dumps({"pages": pages, "pageSize": 5, "blocks": pages}).encode())
        first = int(query["page"]) * self.page_rows
        return Answer(body=b"".join(json.dumps(row).encode() + b"\n" for row in held[first : first + self.page_rows]))

    def _range(self, asked: str) -> Answer:
        match = re.fullmatch(r"bytes=(\d+)-(\d+)", asked)
        assert match
        first, last = int(match[1]), int(match[2])
        part = self.data[first : last + 1]
        return Answer(206, part, {"Content-Range": f"bytes {first}-{last}/{len(self.data)}"})
