"""A request says who asks, follows robots.txt and Retry-After, and takes nothing from the environment."""

import gzip
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from jobtrends_pipeline.fetch.response import DeferredError, DisallowedError, Fetcher, UnsafeAddressError
from jobtrends_pipeline_tests.support.fetching import CONTACT, Clock, a_fetcher
from jobtrends_pipeline_tests.support.hostile_server import Script, answer, drip, redirect, serving

PAGE = b"<html>the page</html>"


def test_what_was_sent_and_what_came_are_kept_as_they_were(tmp_path: Path) -> None:
    packed = gzip.compress(PAGE, mtime=0)
    said = answer(packed, 404, Content_Encoding="gzip", Set_Cookie="a=1", ETag='"x"', set_cookie="b=2")
    with serving({"/page": said}) as server:
        fetcher: Fetcher = a_fetcher(tmp_path, server)
        before = datetime.now(UTC)
        fetched = fetcher.get(server.url("/page"), headers={"If-None-Match": '"w"'})
    assert (fetched.status, fetched.payload, fetched.body) == (404, packed, PAGE)
    assert before <= fetched.fetched_at <= datetime.now(UTC)
    assert fetched.headers == (
        ("Content-Length", str(len(packed))),
        ("Content-Encoding", "gzip"),
        ("Set-Cookie", "a=1"),
        ("Set-Cookie", "b=2"),
        ("ETag", '"x"'),
    )
    assert fetched.header("etag") == '"x"'
    lines = [f"{name}: {value}" for name, value in fetched.request_headers]
    assert server.arrivals[1].head == "\r\n".join(["GET /page HTTP/1.1", *lines, "", ""])
    assert f"(+{CONTACT})" in dict(fetched.request_headers)["User-Agent"]
    assert dict(fetched.request_headers) | {"If-None-Match": '"w"', "Accept-Encoding": "gzip"} == dict(
        fetched.request_headers
    )


def test_a_caller_cannot_change_who_asks_and_a_range_is_asked_for_as_it_is(tmp_path: Path) -> None:
    with serving({"/page": answer(PAGE[5:9], 206, Content_Range="bytes 5-8/21")}) as server:
        further = {
            "range": "bytes=5-8",
            "user-agent": "Mozilla/5.0",
            "HOST": "evil.example",
            "Connection": "keep-alive",
        }
        fetched = a_fetcher(tmp_path, server).get(server.url("/page"), headers=further)
    sent = dict(fetched.request_headers)
    assert (fetched.status, fetched.body) == (206, PAGE[5:9])
    assert (sent["range"], sent["Accept-Encoding"], sent["Connection"]) == ("bytes=5-8", "identity", "close")
    assert sent["Host"] == f"127.0.0.1:{server.port}"
    assert sent["User-Agent"].startswith("jobtrends_pipeline/")
    assert not {"user-agent", "HOST"} & set(sent)


def test_cookies_are_not_brought_back(tmp_path: Path) -> None:
    with serving({"/page": answer(PAGE, Set_Cookie="visit=1; Path=/")}) as server:
        fetcher = a_fetcher(tmp_path, server)
        assert "Cookie" not in dict(
            (fetcher.get(server.url("/page")), fetcher.get(server.url("/page")))[1].request_headers
        )


def test_proxies_and_secrets_of_the_environment_are_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secrets = tmp_path / "netrc"
    secrets.write_text("machine 127.0.0.1 login operator password secret\n", encoding="ascii")
    secrets.chmod(0o600)
    monkeypatch.setenv("NETRC", str(secrets))
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    with serving({"/page": answer(PAGE)}) as server:
        fetched = a_fetcher(tmp_path, server).get(server.url("/page"))
    assert fetched.body == PAGE
    assert "Authorization" not in dict(fetched.request_headers)


def test_an_address_that_may_not_be_asked_is_refused_before_any_request(tmp_path: Path) -> None:
    with serving() as server, serving() as other:
        fetcher = a_fetcher(tmp_path, server)
        for url in (other.url("/page"), "file:///etc/passwd", "http://user@127.0.0.1/"):
            with pytest.raises(UnsafeAddressError):
                fetcher.get(url)
        assert server.paths == other.paths == []


@pytest.mark.parametrize(
    ("rules", "outcome"),
    [
        (answer(b"User-agent: *\nDisallow: /page"), DisallowedError),
        (answer(b"User-agent: jobtrends_pipeline\nDisallow: /"), DisallowedError),
        (redirect("/rules"), DisallowedError),
        (redirect("http://evil.example/robots.txt"), DisallowedError),
        (redirect("/robots.txt"), DeferredError),
        (answer(status=500), DeferredError),
        (answer(status=503), DeferredError),
        (answer(status=429), DeferredError),
        (answer(status=429, Retry_After="3600"), DeferredError),
        (answer(b"User-agent: *", length=999), DeferredError),
        (answer(b"\0", Content_Encoding="br"), DeferredError),
        (b"", DeferredError),
        (drip(b"HTTP/1.1 200", b"", 1), DeferredError),
        (answer(b"User-agent: *\nDisallow: /page", 404), None),
        (answer(status=403), None),
        (answer(b"User-agent: *\nDisallow: /other"), None),
        (drip(answer(b"User-agent: *\nDisallow: /other\n", length=None), b"#" * 65536, 0), None),
        (answer(gzip.compress(b"User-agent: *\nAllow: /\n" + bytes(8 << 20)), Content_Encoding="gzip"), None),
    ],
)
def test_each_answer_to_robots_txt_has_its_outcome(
    tmp_path: Path, rules: Script, outcome: type[Exception] | None
) -> None:
    scripts = {"/robots.txt": rules, "/rules": answer(b"User-agent: *\nDisallow: /page"), "/page": answer(PAGE)}
    with serving(scripts) as server:
        fetcher = a_fetcher(tmp_path, server, deadline_seconds=1.0)
        for _ in range(2):
            if outcome is None:
                assert fetcher.get(server.url("/page")).body == PAGE
            else:
                with pytest.raises(outcome):
                    fetcher.get(server.url("/page"))
        assert server.paths.count("/robots.txt") == 1
        assert server.paths.count("/page") == (2 if outcome is None else 0)


def test_a_crawl_delay_lengthens_the_pause(tmp_path: Path) -> None:
    clock = Clock()
    with serving({"/robots.txt": answer(b"User-agent: *\nCrawl-delay: 9"), "/page": answer(PAGE)}) as server:
        fetcher = a_fetcher(tmp_path, server, pace=3.0, clock=clock)
        fetcher.get(server.url("/page"))
    assert clock.slept == [9]


@pytest.mark.parametrize("status", [429, 503])
def test_a_short_wait_is_slept_and_the_address_asked_again(tmp_path: Path, status: int) -> None:
    clock = Clock()
    with serving({"/page": [answer(status=status, Retry_After="40"), answer(PAGE)]}) as server:
        fetched = a_fetcher(tmp_path, server, clock=clock).get(server.url("/page"))
    assert fetched.body == PAGE
    assert clock.slept == [40]


def test_the_pause_grows_from_run_to_run_until_a_page_is_answered(tmp_path: Path) -> None:
    clock = Clock()
    scripts = [answer(status=429), answer(status=429), answer(PAGE), answer(status=429)]
    waits = []
    with serving({"/robots.txt": answer(b""), "/page": scripts}) as server:
        for _ in range(4):
            fetcher = a_fetcher(tmp_path, server, clock=clock)
            try:
                fetcher.get(server.url("/page"))
            except DeferredError as deferred:
                waits.append(round((deferred.not_before.timestamp() - clock.now) / 60))
            clock.now += 3600
    assert waits == [10, 20, 10]


def test_a_host_that_keeps_refusing_is_asked_twice_and_deferred(tmp_path: Path) -> None:
    clock = Clock()
    with serving({"/page": answer(status=503, Retry_After="0")}) as server:
        with pytest.raises(DeferredError, match="answers 503 and asks to wait until"):
            a_fetcher(tmp_path, server, clock=clock).get(server.url("/page"))
        assert server.paths == ["/robots.txt", "/page", "/page"]
    assert sum(clock.slept) < 0.1


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [
        ("3600", 3600),
        ("31536000", 31536000),
        ("99999999999999999999", 10**9),
        ("date", 7200),
        ("past", 600),
        ("-1", 600),
        ("soon", 600),
        (None, 600),
    ],
)
@pytest.mark.parametrize("status", [429, 503])
def test_a_long_wait_is_deferred_to_no_earlier_than_asked_for_every_process(
    tmp_path: Path, status: int, asked: str | None, seconds: int
) -> None:
    now = datetime.now(UTC)
    dates = {"date": now + timedelta(hours=2, seconds=1), "past": now - timedelta(hours=2)}
    said = format_datetime(dates[asked], usegmt=True) if asked in dates else asked
    refusal = answer(status=status) if said is None else answer(status=status, Retry_After=said)
    with serving({"/page": refusal}) as server:
        for fetcher in (a_fetcher(tmp_path, server), a_fetcher(tmp_path, server)):
            with pytest.raises(DeferredError, match="UTC") as caught:
                fetcher.get(server.url("/page"))
            assert caught.value.not_before >= now + timedelta(seconds=seconds)
            assert caught.value.not_before <= now + timedelta(seconds=seconds + 60) or seconds == 10**9
        assert server.paths == ["/robots.txt", "/page"]
