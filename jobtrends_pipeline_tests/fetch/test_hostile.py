"""Whatever a server sends, a request ends in time, in bounded memory, with a whole answer or the reason for none."""

import gzip
import socket
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from jobtrends_pipeline.fetch.addresses import AddressRules
from jobtrends_pipeline.fetch.client import PoliteFetcher
from jobtrends_pipeline.fetch.rate_limit import RateLimiter
from jobtrends_pipeline.fetch.response import BrokenAnswerError, FetchError, OversizedError, UnreachableError
from jobtrends_pipeline_tests.support.fetching import CONTACT, a_fetcher
from jobtrends_pipeline_tests.support.hostile_server import (
    Hostile,
    Script,
    answer,
    chunked,
    drip,
    gzip_bomb,
    kept_open,
    redirect,
    reset_after,
    serving,
)

PAGE = b"<html>Median \xa360,000</html>" * 40
PACKED = gzip.compress(PAGE, mtime=0)
HEAD = b"HTTP/1.1 200 OK\r\n"
WHOLE: dict[str, tuple[Script, bytes]] = {
    "plain": (answer(PAGE), PAGE),
    "gzip": (answer(PACKED, Content_Encoding="gzip"), PAGE),
    "chunks": (chunked(PAGE, b"more"), PAGE + b"more"),
    "until the end": (answer(PAGE, length=None), PAGE),
    "the same length twice": (answer(PAGE, Content__Length=str(len(PAGE))).replace(b"--", b"-"), PAGE),
    "a line end after it": (answer(PAGE + b"\r\n", length=len(PAGE)), PAGE),
    "left open": (kept_open(answer(PAGE)), PAGE),
    "chunks left open": (kept_open(chunked(PAGE)), PAGE),
    "empty": (answer(b"", Content_Encoding="gzip"), b""),
    "not modified": (answer(status=304, length=5_000_000, Content_Encoding="gzip"), b""),
    "no content": (answer(status=204, length=None), b""),
    "after an interim answer": (b"HTTP/1.1 100 Continue\r\n\r\n" + answer(PAGE), PAGE),
}
BROKEN: dict[str, tuple[Script, str]] = {
    "cut off": (answer(PAGE, length=len(PAGE) + 1), "1 more expected"),
    "cut chunk": (chunked(PAGE, end=b"50\r\nabc"), "IncompleteRead"),
    "no last chunk": (chunked(PAGE, end=b""), "IncompleteRead"),
    "senseless chunk": (chunked(PAGE, end=b"zz\r\n"), "IncompleteRead"),
    "longer than said": (answer(PAGE, length=len(PAGE) - 1), "more bytes came than"),
    "more after the last chunk": (chunked(PAGE, end=b"0\r\n\r\nmore"), "more bytes came than"),
    "negative length": (answer(PAGE, length=-5), "'-5', which is no length"),
    "senseless length": (answer(PAGE, length=None, Content_Length="1_0"), "'1_0', which is no length"),
    "two lengths": (answer(PAGE, Content__Length="6").replace(b"--", b"-"), "unmatching values"),
    "cut gzip": (answer(PACKED[:-9], Content_Encoding="gzip"), "gzip data of the body is cut off"),
    "gzip of nothing": (answer(length=None, Content_Encoding="gzip"), "gzip data of the body is cut off"),
    "more after gzip": (answer(PACKED + b"more", Content_Encoding="gzip"), "gzip data of the body is damaged"),
    "brotli": (answer(gzip_bomb(8), Content_Encoding="br"), "coded as 'br'"),
    "zstd": (answer(gzip_bomb(8), Content_Encoding="zstd"), "coded as 'zstd'"),
    "packed for transfer": (answer(PAGE, length=None, Transfer_Encoding="gzip, chunked"), "transferred as"),
    "no HTTP": (b"220 mail.jobs.example ESMTP\r\n\r\n", "the answer is broken"),
    "HTTP of the future": (b"HTTP/9.9 200 OK\r\n\r\n", "HTTP/9.9"),
    "switching protocols": (answer(status=101), "status 101"),
    "status beyond": (answer(status=999), "status 999"),
}
OVERSIZED: dict[str, tuple[Script, str]] = {
    "long": (answer(length=(1 << 20) + 1), "1,048,577 bytes is announced"),
    "impossibly long": (answer(length=10**17), "is announced"),
    "endless": (drip(answer(length=None), bytes(65536), 0), "longer than 1,048,576 bytes"),
    "endless chunks": (drip(chunked(end=b""), b"10000\r\n" + bytes(65536) + b"\r\n", 0), "longer than"),
    "bomb": (answer(gzip_bomb(64), Content_Encoding="gzip"), "longer than 1,048,576 bytes"),
    "endless fields": (drip(HEAD, b"X-A: b\r\n", 0), "too many header fields"),
    "endless long fields": (drip(HEAD, b"X-A: " + b"b" * 5000 + b"\r\n", 0), "head of the answer is longer"),
    "an endless field": (drip(HEAD + b"X-A: ", b"b" * 5000, 0), "head of the answer is longer"),
    "endless status": (drip(b"HTTP/1.1 200 ", b"b" * 5000, 0), "head of the answer is longer"),
    "endless interim answers": (drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 50, 0), "head of the answer is longer"),
}
UNREACHABLE: dict[str, tuple[Script, str]] = {
    "reset before": (reset_after(b""), "reset by peer"),
    "reset in the head": (reset_after(HEAD + b"Content-Le"), "reset by peer"),
    "reset in the body": (reset_after(answer(PAGE, length=99999)), "reset by peer"),
    "reset in gzip": (reset_after(answer(PACKED[:50], length=99999, Content_Encoding="gzip")), "reset by peer"),
    "reset in chunks": (reset_after(chunked(PAGE, end=b"500\r\n")), "reset by peer"),
    "nothing": (b"", "closed connection without response"),
}
SLOW: dict[str, Script] = {
    "slow status": drip(b"H", b"", 1),
    "slow head": drip(HEAD, b"X", 0.1),
    "slow interim answers": drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n", 0.1),
    "slow body": drip(answer(length=1000), b"x", 0.1),
    "slow chunks": drip(chunked(end=b""), b"1\r\nx\r\n", 0.1),
    "slow trailer": drip(chunked(b"x", end=b"0\r\n"), b"X: y\r\n", 0.1),
    "slow gzip": drip(answer(PACKED[:20], length=1000, Content_Encoding="gzip"), b"\0", 0.1),
}


def scripts() -> dict[str, Script]:
    """Every answer above by its name as a path."""
    kinds: list[dict[str, tuple[Script, bytes]] | dict[str, tuple[Script, str]]] = [
        WHOLE,
        BROKEN,
        OVERSIZED,
        UNREACHABLE,
    ]
    named = {name: script for kind in kinds for name, (script, _) in kind.items()} | SLOW
    return {path(name): script for name, script in named.items()}


def path(name: str) -> str:
    return f"/{name.replace(' ', '-')}"


@pytest.fixture(scope="module")
def server() -> Iterator[Hostile]:
    with serving(scripts()) as running:
        yield running


def refusal(server: Hostile, folder: Path, name: str, **settings: float) -> FetchError:
    """The error that asking for an answer ends with; one printable line that begins with the address."""
    url = server.url(path(name))
    with pytest.raises(FetchError) as caught:
        a_fetcher(folder, server, **settings).get(url)  # type: ignore[arg-type]
    message = str(caught.value)
    assert message.startswith(f"{url}: ")
    assert message.isprintable()
    return caught.value


@pytest.mark.parametrize("name", WHOLE)
def test_a_whole_answer_is_taken_in_every_form(server: Hostile, tmp_path: Path, name: str) -> None:
    url = server.url(path(name))
    fetched = a_fetcher(tmp_path, server).get(url)
    assert (fetched.body, fetched.url, fetched.final_url, fetched.redirects) == (WHOLE[name][1], url, url, ())


@pytest.mark.parametrize("name", BROKEN)
def test_an_answer_that_is_not_whole_is_broken(server: Hostile, tmp_path: Path, name: str) -> None:
    error = refusal(server, tmp_path, name)
    assert isinstance(error, BrokenAnswerError)
    assert BROKEN[name][1] in str(error)


@pytest.mark.parametrize("name", OVERSIZED)
def test_an_answer_without_end_is_oversized(server: Hostile, tmp_path: Path, name: str) -> None:
    error = refusal(server, tmp_path, name)
    assert isinstance(error, OversizedError)
    assert OVERSIZED[name][1] in str(error)


@pytest.mark.parametrize("name", UNREACHABLE)
def test_a_connection_that_breaks_is_unreachable(server: Hostile, tmp_path: Path, name: str) -> None:
    error = refusal(server, tmp_path, name)
    assert isinstance(error, UnreachableError)
    assert UNREACHABLE[name][1] in str(error)


@pytest.mark.parametrize("name", SLOW)
def test_an_answer_that_trickles_ends_with_the_deadline(server: Hostile, tmp_path: Path, name: str) -> None:
    error = refusal(server, tmp_path, name, deadline_seconds=0.4)
    assert isinstance(error, UnreachableError)
    assert "no whole answer within 0.4 s" in str(error)


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_server_that_never_speaks_ends_with_the_deadline(tmp_path: Path, scheme: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        authority = f"127.0.0.1:{silent.getsockname()[1]}"
        rules = AddressRules([authority], allows_loopback=True)
        fetcher = PoliteFetcher(CONTACT, rules, RateLimiter(tmp_path, 0), deadline_seconds=0.3)
        with pytest.raises(FetchError, match=r"within 0\.3 s|timed out"):
            fetcher.get(f"{scheme}://{authority}/")


def test_a_connection_that_is_never_taken_ends_with_the_deadline(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        waiting = [socket.socket() for _ in range(4)]
        for one in waiting:
            one.setblocking(False)  # noqa: FBT003 (the standard library's own)
            one.connect_ex(full.getsockname())
        authority = f"127.0.0.1:{full.getsockname()[1]}"
        rules = AddressRules([authority], allows_loopback=True)
        fetcher = PoliteFetcher(CONTACT, rules, RateLimiter(tmp_path, 0), deadline_seconds=0.3)
        with pytest.raises(FetchError, match="timed out"):
            fetcher.get(f"http://{authority}/")
        for one in waiting:
            one.close()


def test_a_port_where_nobody_listens_is_unreachable(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        authority = f"127.0.0.1:{gone.getsockname()[1]}"
    fetcher = PoliteFetcher(CONTACT, AddressRules([authority], allows_loopback=True), RateLimiter(tmp_path, 0))
    with pytest.raises(FetchError, match="Connection refused"):
        fetcher.get(f"http://{authority}/")


def test_bombs_in_pages_redirects_refusals_and_robots_stay_within_bounds(tmp_path: Path) -> None:
    bomb = gzip_bomb(100)
    deferral = answer(bomb, 429, Content_Encoding="gzip", Retry_After="0")
    rules: dict[str, Script] = {
        "/robots.txt": answer(bomb, Content_Encoding="gzip"),
        "/page": answer(bomb, Content_Encoding="gzip"),
        "/redirect": redirect("/whole", body=bomb, Content_Encoding="gzip"),
        "/later": [deferral, answer(PAGE)],
        "/whole": answer(PAGE),
    }
    with serving(rules) as server:
        fetcher = a_fetcher(tmp_path, server)
        tracemalloc.start()
        try:
            with pytest.raises(OversizedError):
                fetcher.get(server.url("/page"))
            assert fetcher.get(server.url("/redirect")).body == PAGE
            assert fetcher.get(server.url("/later")).body == PAGE
            assert tracemalloc.get_traced_memory()[1] < 8 << 20
        finally:
            tracemalloc.stop()


def test_the_limit_of_a_call_goes_before_the_fetchers_own(server: Hostile, tmp_path: Path) -> None:
    fetcher = a_fetcher(tmp_path, server, byte_limit=10)
    with pytest.raises(OversizedError):
        fetcher.get(server.url("/plain"))
    assert fetcher.get(server.url("/plain"), byte_limit=len(PAGE)).body == PAGE
