"""A crawl of an index that was interrupted goes on where it stopped, and begins anew where anything changed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import islice
from pathlib import Path

import pytest

from jobtrends_pipeline.acquire.conditional_get import LiveResult, latest_good
from jobtrends_pipeline.acquire.market_index import capture_index
from jobtrends_pipeline.acquire.targets import IndexTarget
from jobtrends_pipeline.archive.attempts import Attempt
from jobtrends_pipeline_tests.support.live_source import NOW, Source, source_of
from jobtrends_pipeline_tests.support.pages.samples import index_of
from jobtrends_pipeline_tests.support.site.index_markup import index_html
from jobtrends_pipeline_tests.support.site.printed import PrintedIndex
from jobtrends_pipeline_tests.support.site.server import Answer, Site

INDEX = index_of(320)
PAGES = 7
GONE_ON = "pages 2 to {} are archived from an interrupted crawl: it continues after them"


@dataclass
class Crawler:
    """Crawls an index as runs do that keep what they capture and log what they try."""

    source: Source
    attempts: list[Attempt] = field(default_factory=list)
    bodies: dict[str, bytes] = field(default_factory=dict)
    moment: datetime = NOW

    def crawl(self, most: int | None = None) -> list[LiveResult]:
        """Crawl, at most so many pages: then it is killed."""
        target = IndexTarget("permanent", "UK", 6, self.source.base)
        last = latest_good(self.attempts)
        lives = []
        crawling = capture_index(self.source.fetcher, target, last.get, lambda: self.moment, self.bodies.get)
        for live in islice(crawling, most):
            if live.document:
                self.bodies[live.attempt.capture_id or ""] = live.document.body
            self.attempts.append(live.attempt)
            lives.append(live)
        self.moment += timedelta(hours=1)
        return lives

    def asked(self, most: int | None = None) -> list[int]:
        """Crawl; the numbers of the pages asked for."""
        before = len(self.source.paths)
        self.crawl(most)
        return [int(path.rpartition("=")[2]) for path in self.source.paths[before:]]

    def serve(self, index: PrintedIndex) -> None:
        """Have the source print another index."""
        self.source.site.indexes = [index]


@pytest.fixture
def crawler(tmp_path: Path) -> Iterator[Crawler]:
    with source_of(Site([], [INDEX]), tmp_path) as running:
        yield Crawler(running)


def path(number: int) -> str:
    return f"/default.aspx?ql=&ll=UK&id=0&p=6&page={number}"


@pytest.mark.parametrize("stopped", range(2, PAGES))
def test_a_crawl_that_was_killed_goes_on_after_the_last_page_it_had(crawler: Crawler, stopped: int) -> None:
    crawler.crawl(stopped)
    found = crawler.crawl()
    assert [int(live.attempt.url.rpartition("=")[2]) for live in found] == [1, *range(stopped + 1, PAGES + 1)]
    assert [live.attempt.reason for live in found] == [GONE_ON.format(stopped), *[None] * (PAGES - stopped)]
    assert {bytes(body) for body in crawler.bodies.values()} == {index_html(INDEX, n) for n in range(1, PAGES + 1)}


def test_a_crawl_that_was_put_off_asks_again_for_the_page_it_did_not_get(crawler: Crawler) -> None:
    crawler.source.site.instead[path(4)] = Answer(500)
    assert crawler.asked() == [1, 2, 3, 4]
    crawler.source.site.instead.clear()
    assert crawler.asked() == [1, 4, 5, 6, 7]


def test_a_crawl_interrupted_twice_goes_on_after_all_it_had(crawler: Crawler) -> None:
    assert [crawler.asked(3), crawler.asked(3), crawler.asked()] == [[1, 2, 3], [1, 4, 5], [1, 6, 7]]


def test_after_a_whole_crawl_every_page_is_asked_for_again(crawler: Crawler) -> None:
    everything = list(range(1, PAGES + 1))
    assert [crawler.asked(), crawler.asked()] == [everything] * 2
    crawler.asked(2)
    assert crawler.asked() == everything


def test_a_crawl_interrupted_after_it_went_on_and_ended_begins_anew(crawler: Crawler) -> None:
    crawler.asked(3)
    crawler.asked()
    assert crawler.asked() == list(range(1, PAGES + 1))


CHANGES: dict[str, Callable[[PrintedIndex], PrintedIndex]] = {
    "another period end": lambda index: replace(index, period_end=date(2026, 6, 2)),
    "a row more": lambda _: index_of(321),
    "a row less": lambda _: index_of(319),
    "other subjects on page 1": lambda index: replace(index, rows=(index.rows[1], index.rows[0], *index.rows[2:])),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_an_index_that_changed_since_is_asked_for_as_a_whole(
    crawler: Crawler, change: Callable[[PrintedIndex], PrintedIndex]
) -> None:
    crawler.crawl(5)
    crawler.serve(change(INDEX))
    assert crawler.asked() == list(range(1, PAGES + 1))


def test_page_1_may_change_in_its_figures_and_the_crawl_still_goes_on(crawler: Crawler) -> None:
    """Vacancies open on a day move within the day; rows and ranks do not."""
    crawler.crawl(5)
    crawler.source.site.instead[path(1)] = Answer(200, index_html(INDEX, 1) + b"<!-- later -->")
    found = crawler.crawl()
    assert [live.attempt.outcome for live in found] == ["captured"] * 3
    assert found[0].attempt.reason == GONE_ON.format(5)


def test_a_page_had_longer_than_a_day_ago_is_of_another_crawl(crawler: Crawler) -> None:
    crawler.crawl(5)
    crawler.moment = NOW + timedelta(days=1, seconds=1)
    assert crawler.asked() == list(range(1, PAGES + 1))


def test_a_page_whose_bytes_are_not_held_is_asked_for_again_with_those_after_it(crawler: Crawler) -> None:
    third = crawler.crawl(5)[2].attempt.capture_id
    del crawler.bodies[third or ""]
    assert crawler.asked() == [1, 3, 4, 5, 6, 7]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<b>101 - 150</b>", b"<b>104 - 153</b>"),
        (b"<b>101 - 150</b>", b"<b>91 - 140</b>"),
        (b"Results <b>", b"Rows <b>"),
        (b">Next</a>", b"></a>"),
        (b"of <b>320</b>", b"of <b>330</b>"),
    ],
    ids=["rows missing before it", "rows again", "no rows said", "no next page", "another number of rows"],
)
def test_a_held_page_at_which_the_rows_break_is_asked_for_again(crawler: Crawler, old: bytes, new: bytes) -> None:
    broken = index_html(INDEX, 3)
    assert old in broken
    crawler.source.site.instead[path(3)] = Answer(200, broken.replace(old, new))
    crawler.crawl(5)
    crawler.source.site.instead.clear()
    assert crawler.asked()[:2] == [1, 3]


def test_a_held_page_of_another_day_is_asked_for_again(crawler: Crawler) -> None:
    later = replace(INDEX, period_end=date(2026, 6, 2))
    crawler.source.site.instead[path(3)] = Answer(200, index_html(later, 3))
    crawler.crawl(5)
    assert crawler.asked() == [1, 3, 4, 5, 6, 7]
