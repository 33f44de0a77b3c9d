"""Web archives as a backfill sees them: what one holds of a page, and each of its pages."""

from collections.abc import Sequence
from typing import Protocol

from jobtrends_pipeline.archive.document import Document
from jobtrends_pipeline.fetch.response import Fetcher
from jobtrends_pipeline.web_archives import common_crawl, wayback
from jobtrends_pipeline.web_archives.cdx import CdxRecord, Months
from jobtrends_pipeline.web_archives.crawls import Crawl, crawls
from jobtrends_pipeline.web_archives.crawls import Service as CommonCrawl


class Origin(Protocol):
    """An archive of past pages."""

    name: str

    @staticmethod
    def listings(months: Months) -> int:
        """Requests that one target's listing takes."""

    def search(self, urls: Sequence[str], months: Months) -> Sequence[CdxRecord]:
        """What is held of a page."""

    def fetch(self, snapshot: CdxRecord) -> Document:
        """A page that is held."""


class WaybackOrigin:
    """The Internet Archive, or a service like it."""

    name = "wayback"

    def __init__(self, fetcher: Fetcher, service: wayback.Service) -> None:
        self._fetcher, self._service = fetcher, service

    @staticmethod
    def listings(months: Months) -> int:
        """One answer lists a page over all its years."""
        return 1 if months.first <= months.last else 0

    def search(self, urls: Sequence[str], months: Months) -> Sequence[CdxRecord]:
        """What the index lists of the addresses."""
        return wayback.search(self._fetcher, urls, months, self._service).snapshots

    def fetch(self, snapshot: CdxRecord) -> Document:
        """The original bytes."""
        return wayback.replay(self._fetcher, snapshot, self._service)


class CommonCrawlOrigin:
    """Common Crawl, whose every crawl has an index of its own."""

    name = "common_crawl"

    def __init__(self, fetcher: Fetcher, service: CommonCrawl) -> None:
        self._fetcher, self._service = fetcher, service
        self._crawls: dict[Months, list[Crawl]] = {}

    @staticmethod
    def listings(months: Months) -> int:
        """About one crawl a month since 2014, each with its own index."""
        return max(1, round((months.end - months.start).days / 30))

    def search(self, urls: Sequence[str], months: Months) -> Sequence[CdxRecord]:
        """What the indexes of the crawls of these months list of the addresses."""
        if months not in self._crawls:
            self._crawls[months] = crawls(self._fetcher, months, self._service)
        found: list[CdxRecord] = []
        for crawl in self._crawls[months]:
            found.extend(common_crawl.search(self._fetcher, crawl, urls, self._service).snapshots)
        return found

    def fetch(self, snapshot: CdxRecord) -> Document:
        """The record's page."""
        if not isinstance(snapshot, common_crawl.Record):
            raise TypeError("a snapshot of another archive")
        return common_crawl.fetch(self._fetcher, snapshot, self._service)
