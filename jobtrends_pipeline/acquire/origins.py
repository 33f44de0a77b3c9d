"""Web archives as origins of a backfill, behind one interface."""

from collections.abc import Sequence
from typing import Protocol

from jobtrends_pipeline.archive.document import COMMON_CRAWL, WAYBACK, Document
from jobtrends_pipeline.fetch.response import Fetcher
from jobtrends_pipeline.web_archives import common_crawl, wayback
from jobtrends_pipeline.web_archives.cdx import CdxRecord, Months
from jobtrends_pipeline.web_archives.crawls import Crawl, crawls
from jobtrends_pipeline.web_archives.crawls import Service as CommonCrawl

IMAGE_ORIGINS = frozenset({WAYBACK})
"""Web archives that keep images; Common Crawl keeps pages alone."""


class Origin(Protocol):
    """A web archive to list and retrieve past pages from."""

    name: str

    @staticmethod
    def listings(months: Months) -> int:
        """Return the number of requests to list one target."""

    def search(self, urls: Sequence[str], months: Months) -> Sequence[CdxRecord]:
        """List the captures of a page."""

    def fetch(self, snapshot: CdxRecord) -> Document:
        """Retrieve the page of a capture."""


class WaybackOrigin:
    """The Internet Archive, or a compatible service."""

    name = WAYBACK

    def __init__(self, fetcher: Fetcher, service: wayback.Service) -> None:
        self._fetcher, self._service = fetcher, service

    @staticmethod
    def listings(months: Months) -> int:
        """Return 1: one response lists a page over all its years."""
        return 1 if months.first <= months.last else 0

    def search(self, urls: Sequence[str], months: Months) -> Sequence[CdxRecord]:
        """List the captures of a page in the index."""
        return wayback.search(self._fetcher, urls, months, self._service).snapshots

    def fetch(self, snapshot: CdxRecord) -> Document:
        """Retrieve the original bytes of a capture."""
        return wayback.replay(self._fetcher, snapshot, self._service)


class CommonCrawlOrigin:
    """Common Crawl, with an index per crawl."""

    name = COMMON_CRAWL

    def __init__(self, fetcher: Fetcher, service: CommonCrawl) -> None:
        self._fetcher, self._service = fetcher, service
        self._crawls: dict[Months, list[Crawl]] = {}

    @staticmethod
    def listings(months: Months) -> int:
        """Return the number of indexes: about one crawl a month since 2014."""
        return max(1, round((months.end - months.start).days / 30))

    def search(self, urls: Sequence[str], months: Months) -> Sequence[CdxRecord]:
        """List the captures of a page in the indexes of these months' crawls."""
        if months not in self._crawls:
            self._crawls[months] = crawls(self._fetcher, months, self._service)
        records: list[CdxRecord] = []
        for crawl in self._crawls[months]:
            records.extend(common_crawl.search(self._fetcher, crawl, urls, self._service).snapshots)
        return records

    def fetch(self, snapshot: CdxRecord) -> Document:
        """Retrieve the page of a record."""
        if not isinstance(snapshot, common_crawl.Record):
            raise TypeError("a snapshot of another archive")
        return common_crawl.fetch(self._fetcher, snapshot, self._service)
