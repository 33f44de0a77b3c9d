"""A page asked for at the source ends as exactly one outcome, and is kept only as what it is."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from jobtrends_pipeline.acquire.conditional_get import latest_good
from jobtrends_pipeline.acquire.live_pages import not_found_reason
from jobtrends_pipeline.archive.archive import capture_id
from jobtrends_pipeline.archive.attempts import Attempt
from jobtrends_pipeline_tests.support.live_source import NOW, PAGE, PATH, Source, outcome, source_of
from jobtrends_pipeline_tests.support.pages.samples import page_on
from jobtrends_pipeline_tests.support.site.markup import page_html
from jobtrends_pipeline_tests.support.site.server import Answer, Site, moved

CHALLENGE = b"<html><head><title>Just a moment</title></head><body><p>Are you a human?</p></body></html>"


def test_a_new_page_is_captured_as_it_came(source: Source) -> None:
    live = source.ask()
    assert live.document
    assert live.document.body == page_html(PAGE)
    assert (live.document.url, live.document.origin, live.document.media_type) == (
        source.base + PATH,
        "live",
        "text/html",
    )
    assert live.attempt == Attempt(
        origin="live",
        url=source.base + PATH,
        role="data-baker",
        month="2026-02-01",
        attempted_at=NOW,
        outcome="captured",
        http_status=200,
        capture_id=capture_id(live.document),
        etag=live.fetched.header("ETag") if live.fetched else "",
        last_modified=source.site.modified,
    )


@pytest.mark.parametrize("validators", [("ETag",), ("Last-Modified",), ("ETag", "Last-Modified")])
def test_a_page_the_source_calls_unmodified_is_unchanged_and_not_sent_again(
    source: Source, validators: tuple[str, ...]
) -> None:
    source.site.validators = validators
    first = source.ask().attempt
    second = source.ask(first)
    third = source.ask(second.attempt)
    for live in (second, third):
        assert (live.attempt.outcome, live.attempt.http_status, live.document) == ("unchanged", 304, None)
        assert live.attempt == replace(first, outcome="unchanged", http_status=304)
    assert [len(fields) for fields in source.conditions] == [0, len(validators), len(validators)]


def test_a_page_with_the_bytes_held_is_unchanged_where_the_source_knows_no_conditions(source: Source) -> None:
    source.site.validators = ()
    first = source.ask().attempt
    live = source.ask(first)
    assert (live.attempt.outcome, live.attempt.http_status, live.document) == ("unchanged", 200, None)
    assert live.attempt.capture_id == first.capture_id
    assert source.conditions == [{}, {}]


def test_a_page_that_changed_is_captured_anew(source: Source) -> None:
    first = source.ask().attempt
    source.site.pages, source.site.modified = [page_on(date(2026, 2, 16))], "Tue, 17 Feb 2026 03:00:00 GMT"
    live = source.ask(first)
    assert (live.attempt.outcome, live.attempt.http_status) == ("captured", 200)
    assert live.attempt.capture_id != first.capture_id


def test_only_an_attempt_that_holds_the_page_of_the_same_address_makes_a_condition(source: Source) -> None:
    first = source.ask().attempt
    for last in (
        replace(first, outcome="failed"),
        replace(first, outcome="other_page"),
        replace(first, capture_id=None),
        replace(first, url=first.url + "?p=3"),
    ):
        assert source.ask(last).attempt.outcome == "captured"
    assert source.conditions == [{}] * 5


@pytest.mark.parametrize(
    "field", [{"ETag": "no quotes"}, {"ETag": '"caf\xe9"'}, {"Last-Modified": "-1"}, {"Last-Modified": "yesterday"}]
)
def test_validators_that_no_server_should_send_are_not_sent_back(source: Source, field: dict[str, str]) -> None:
    source.site.instead[PATH] = Answer(200, page_html(PAGE), headers=field)
    assert source.ask(source.ask().attempt).attempt.outcome == "unchanged"
    assert source.conditions == [{}, {}]


def test_a_304_to_a_request_without_a_condition_is_a_failure(source: Source) -> None:
    source.site.instead[PATH] = Answer(304)
    assert outcome(source.ask()) == ("failed", f"{source.base}{PATH}: the source answered HTTP 304")


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_is_not_there_is_not_found_and_near_names_are_told(source: Source, status: int) -> None:
    source.site.instead[PATH] = Answer(status, b"gone")
    live = source.ask(None, "Data Bakery", "Candlestick Maker")
    reason = f"{status}: no page of the name 'Data Baker'; nearest names of the index: Data Bakery"
    assert outcome(live) == ("not_found", reason)
    assert live.attempt.http_status == status


def test_what_is_said_of_a_missing_name_depends_on_what_the_index_lists() -> None:
    assert not_found_reason(404, "AWS", []) == "404: no page of the name 'AWS'"
    assert not_found_reason(404, "AWS", ["Java"]) == "404: no page of the name 'AWS'; the index lists no name near it"
    assert not_found_reason(404, "Amazon AWS", ["Java", "AWS"]).endswith("; nearest names of the index: AWS")


@pytest.mark.parametrize("status", [202, 206, 400, 401, 403, 500, 502])
def test_any_other_status_is_a_failure_that_names_it(source: Source, status: int) -> None:
    source.site.instead[PATH] = Answer(status, page_html(PAGE))
    live = source.ask()
    assert outcome(live) == ("failed", f"{source.base}{PATH}: the source answered HTTP {status}")
    assert live.attempt.http_status == status


def test_a_page_forbidden_to_robots_is_disallowed(source: Source) -> None:
    source.site.robots = "User-agent: *\nDisallow: /jobs/\n"
    kind, reason = outcome(source.ask())
    assert (kind, source.paths) == ("disallowed", [])
    assert "robots.txt" in (reason or "")


def test_a_redirect_to_another_host_is_unsafe(source: Source) -> None:
    source.site.instead[PATH] = moved("http://169.254.169.254/latest/")
    kind, reason = outcome(source.ask())
    assert kind == "unsafe"
    assert "169.254.169.254" in (reason or "")


def test_redirects_in_a_circle_are_broken(source: Source) -> None:
    source.site.instead |= {PATH: moved("/there"), "/there": moved(PATH)}
    assert outcome(source.ask())[0] == "broken"


def test_a_page_longer_than_any_is_oversized(tmp_path: Path) -> None:
    with source_of(Site([PAGE]), tmp_path, byte_limit=1000) as source:
        assert outcome(source.ask())[0] == "oversized"


def test_a_source_that_begins_to_refuse_connections_is_put_off_as_one_that_asks_to_wait(tmp_path: Path) -> None:
    with source_of(Site([PAGE]), tmp_path) as source:
        source.ask()
    live = source.ask()
    assert outcome(live)[0] == "deferred"
    assert "is left alone until" in (live.attempt.reason or "")
    assert live.attempt.not_before
    assert live.attempt.not_before > datetime.now(UTC)


def test_a_source_that_asks_to_wait_is_deferred_until_then(source: Source) -> None:
    source.site.instead[PATH] = Answer(429, headers={"Retry-After": "7200"})
    live = source.ask()
    assert outcome(live)[0] == "deferred"
    assert live.attempt.not_before
    assert live.attempt.not_before > datetime.now(UTC)
    assert source.ask().attempt.outcome == "deferred"
    assert source.paths == [PATH]


def test_a_challenge_served_with_200_is_not_a_page(source: Source) -> None:
    source.site.instead[PATH] = Answer(200, CHALLENGE)
    kind, reason = outcome(source.ask())
    assert kind == "not_a_page"
    assert "prove one is human" in (reason or "")


def test_the_last_good_attempt_at_an_address_is_found_among_all() -> None:
    def attempt(hour: int, outcome: str, origin: str = "live", url: str = "a") -> Attempt:
        return Attempt(origin, url, "r", "2026-02-01", NOW.replace(hour=hour), outcome)

    captured, unchanged = attempt(1, "captured"), attempt(3, "unchanged")
    others = [attempt(4, "failed"), attempt(5, "captured", "wayback"), attempt(6, "not_found", url="b")]
    assert latest_good([unchanged, *others, captured]) == {"a": unchanged}
