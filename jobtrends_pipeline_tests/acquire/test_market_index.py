"""A market index is followed to its end, and what its pager loses on the way is told."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from jobtrends_pipeline.acquire import market_index_page as index_page
from jobtrends_pipeline.acquire.conditional_get import LiveResult, latest_good
from jobtrends_pipeline.acquire.market_index import capture_index
from jobtrends_pipeline.acquire.targets import IndexTarget
from jobtrends_pipeline.archive.attempts import Attempt
from jobtrends_pipeline_tests.support.live_source import Source, now, source_of
from jobtrends_pipeline_tests.support.pages.samples import index_of
from jobtrends_pipeline_tests.support.site.index_markup import index_html
from jobtrends_pipeline_tests.support.site.server import Answer, Site

INDEX = index_of(120)
Said = list[tuple[str, str | None]]


@pytest.fixture
def source(tmp_path: Path) -> Iterator[Source]:
    with source_of(Site([], [INDEX]), tmp_path) as running:
        yield running


def path(number: int, place: str = "UK") -> str:
    return f"/default.aspx?ql=&ll={place}&id=0&p=6&page={number}"


def crawl(
    source: Source, held: Mapping[str, Attempt] | None = None, place: str = "UK", window: int = 6
) -> list[LiveResult]:
    target = IndexTarget("permanent", place, window, source.base)
    return list(capture_index(source.fetcher, target, (held or {}).get, now, _nothing))


def _nothing(_: str) -> None:
    """No capture is held."""


def said(lives: list[LiveResult]) -> Said:
    assert all((live.document is None) == (live.attempt.outcome != "captured") for live in lives)
    return [(live.attempt.outcome, live.attempt.reason) for live in lives]


def instead(source: Source, number: int, change: Callable[[bytes], bytes]) -> None:
    """Serve a page of the index with its bytes changed."""
    source.site.instead[path(number)] = Answer(200, change(index_html(INDEX, number)))


def without_next(page: bytes) -> bytes:
    return page.replace(b">Next</a>", b"></a>")


def without_results(page: bytes) -> bytes:
    return page.replace(b"Results <b>", b"Rows <b>")


def test_an_index_is_followed_to_the_page_that_says_it_is_the_last(source: Source) -> None:
    found = crawl(source)
    assert said(found) == [("captured", None)] * 3
    assert source.paths == [path(1), path(2), path(3)]
    assert [live.document.body for live in found if live.document] == [index_html(INDEX, n) for n in (1, 2, 3)]
    assert {(live.attempt.role, live.attempt.month) for live in found} == {("market-index", "2026-02-01")}


@pytest.mark.parametrize("rows", [1, 50, 51, 100])
def test_an_index_of_any_length_is_asked_for_no_more_pages_than_it_has(tmp_path: Path, rows: int) -> None:
    with source_of(Site([], [index_of(rows)]), tmp_path) as source:
        assert said(crawl(source)) == [("captured", None)] * -(-rows // 50)


def test_an_index_of_2019_has_pages_of_thirty_rows(tmp_path: Path) -> None:
    with source_of(Site([], [index_of(70, date(2019, 8, 15))]), tmp_path) as source:
        assert said(crawl(source)) == [("captured", None)] * 3


def test_pages_with_the_bytes_held_are_unchanged_and_the_pager_still_turns(source: Source) -> None:
    held = latest_good(live.attempt for live in crawl(source))
    instead(source, 2, lambda page: page.replace(b"Skill 60<", b"Skill sixty<"))
    assert [kind for kind, _ in said(crawl(source, held))] == ["unchanged", "captured", "unchanged"]
    assert source.conditions == [{}] * 6


def test_a_page_called_unmodified_that_nobody_asked_whether_it_is_ends_the_crawl(source: Source) -> None:
    held = latest_good(live.attempt for live in crawl(source))
    source.site.instead[path(2)] = Answer(304)
    assert [kind for kind, _ in said(crawl(source, held))] == ["unchanged", "failed"]


def test_without_a_count_of_results_the_index_ends_where_no_next_page_is_named(source: Source) -> None:
    for number in (1, 2, 3):
        instead(source, number, without_results)
    reasons = [f"page {number} does not say which rows it shows" for number in (1, 2, 3)]
    assert said(crawl(source)) == [("captured", reason) for reason in reasons]


def test_a_pager_that_ends_before_its_rows_do_is_told(source: Source) -> None:
    instead(source, 2, without_next)
    reason = "page 2 names no next page, of 120 rows 100 were shown"
    assert said(crawl(source)) == [("captured", None), ("captured", reason)]


def test_rows_missing_between_two_pages_are_told_and_the_rest_is_still_captured(source: Source) -> None:
    instead(source, 2, lambda page: page.replace(b"<b>51 - 100</b>", b"<b>54 - 103</b>"))
    instead(source, 3, lambda page: page.replace(b"<b>101 - 120</b>", b"<b>104 - 120</b>"))
    reason = "rows 51 to 53 are missing before page 2"
    assert said(crawl(source)) == [("captured", None), ("captured", reason), ("captured", None)]


def test_an_index_that_begins_after_its_first_row_is_told(source: Source) -> None:
    instead(source, 1, lambda page: page.replace(b"<b>1 - 50</b>", b"<b>3 - 50</b>"))
    assert said(crawl(source))[0] == ("captured", "rows 1 to 2 are missing before page 1")


@pytest.mark.parametrize("change", [bytes, without_results], ids=["by its results", "by its rows"])
def test_a_page_that_repeats_the_one_before_ends_the_crawl_and_is_not_kept(
    source: Source, change: Callable[[bytes], bytes]
) -> None:
    instead(source, 1, change)
    source.site.instead[path(2)] = source.site.instead[path(1)]
    found = crawl(source)
    assert [kind for kind, _ in said(found)] == ["captured", "other_page"]
    assert found[1].attempt.reason == "page 2 repeats page 1: the pager does not turn"
    assert source.paths == [path(1), path(2)]


def test_a_page_that_begins_before_the_end_of_the_one_before_ends_the_crawl(source: Source) -> None:
    instead(source, 2, lambda page: page.replace(b"<b>51 - 100</b>", b"<b>31 - 80</b>"))
    reason = "page 2 begins with row 31, page 1 ends with 50"
    assert said(crawl(source)) == [("captured", None), ("captured", reason)]


def test_an_index_recalculated_between_two_pages_is_told(source: Source) -> None:
    later = replace(INDEX, period_end=date(2026, 6, 2))
    source.site.instead[path(2)] = Answer(200, index_html(later, 2))
    assert [reason for _, reason in said(crawl(source))] == [
        None,
        "page 2 is to 2026-06-02, page 1 to 2026-06-01",
        "page 3 is to 2026-06-01, page 2 to 2026-06-02",
    ]


def test_the_index_of_the_uk_is_not_kept_as_londons(source: Source) -> None:
    source.site.instead[path(1, "London")] = Answer(200, index_html(INDEX, 1))
    reason = (
        "asked for the market index (permanent, London, 6 months); received the market index (permanent, UK, 6 months)"
    )
    assert said(crawl(source, place="London")) == [("other_page", reason)]


def test_an_index_of_another_window_is_not_kept(source: Source) -> None:
    source.site.instead[path(1).replace("p=6", "p=3")] = Answer(200, index_html(INDEX, 1))
    assert said(crawl(source, window=3))[0][0] == "other_page"


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (Answer(404), "not_found"),
        (Answer(500), "failed"),
        (Answer(304), "failed"),
        (Answer(503, headers={"Retry-After": "3600"}), "deferred"),
        (Answer(200, b"<html><title>Sign in</title><p>Password</p></html>"), "not_a_page"),
    ],
)
def test_a_page_that_cannot_be_had_ends_the_crawl(source: Source, answer: Answer, kind: str) -> None:
    source.site.instead[path(2)] = answer
    found = said(crawl(source))
    assert [each[0] for each in found] == ["captured", kind]
    assert found[1][1]


def test_a_pager_without_end_is_left(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_page, "MOST_PAGES", 2)
    reason = "the 2 pages that are asked for at most end here, of 120 rows 100 were shown"
    assert said(crawl(source)) == [("captured", None), ("captured", reason)]


def test_the_pages_are_asked_for_one_at_a_time_as_they_are_taken(source: Source) -> None:
    target = IndexTarget("permanent", "UK", 6, source.base)
    crawling = capture_index(source.fetcher, target, latest_good([]).get, now, _nothing)
    next(crawling)
    assert source.paths == [path(1)]
