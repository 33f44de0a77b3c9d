"""Every hop of a redirect is held to the rules that the first address is held to."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from jobtrends_pipeline.fetch.response import BrokenAnswerError, DisallowedError, FetchError, UnsafeAddressError
from jobtrends_pipeline_tests.support.fetching import Clock, a_fetcher
from jobtrends_pipeline_tests.support.hostile_server import Hostile, answer, redirect, serving

PAGE = b"<html>the page</html>"


@pytest.fixture
def server() -> Iterator[Hostile]:
    scripts = {f"/{hop}": redirect(f"/{hop + 1}") for hop in range(1, 9)}
    pages = {"/9": answer(PAGE), "/page": answer(PAGE), "/caf%C3%A9": answer(PAGE), "/a/b": redirect("../page#part")}
    rules = {"/robots.txt": answer(b"User-agent: *\nDisallow: /private")}
    with serving(scripts | pages | rules) as running:
        yield running


def failure(fetcher_folder: Path, server: Hostile, location: str) -> FetchError:
    server.scripts["/start"] = redirect(location)
    with pytest.raises(FetchError) as caught:
        a_fetcher(fetcher_folder, server).get(server.url("/start"))
    return caught.value


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed_and_its_way_kept(server: Hostile, tmp_path: Path, status: int) -> None:
    server.scripts["/start"] = redirect("/page", status)
    fetched = a_fetcher(tmp_path, server).get(server.url("/start"))
    assert (fetched.status, fetched.body, fetched.url) == (200, PAGE, server.url("/start"))
    assert (fetched.redirects, fetched.final_url) == ((server.url("/start"),), server.url("/page"))


def test_five_redirects_are_followed_and_a_sixth_is_not(server: Hostile, tmp_path: Path) -> None:
    fetcher = a_fetcher(tmp_path, server)
    fetched = fetcher.get(server.url("/4"))
    assert fetched.redirects == tuple(server.url(f"/{hop}") for hop in range(4, 9))
    assert fetched.final_url == server.url("/9")
    with pytest.raises(BrokenAnswerError, match=r"redirected more than 5 times, last to .*/9$"):
        fetcher.get(server.url("/3"))


@pytest.mark.parametrize("location", ["/start", "", "?", "#top", "./start", "//{authority}/start"])
def test_a_redirect_to_itself_is_a_circle(server: Hostile, tmp_path: Path, location: str) -> None:
    located = location.format(authority=f"127.0.0.1:{server.port}")
    server.scripts["/start?"] = server.scripts["/start"] = redirect(located)
    error = failure(tmp_path, server, located)
    assert isinstance(error, BrokenAnswerError)
    assert "redirected in a circle" in str(error) or "more than 5 times" in str(error)
    assert len(server.paths) <= 3


def test_a_circle_of_several_addresses_is_left_when_it_closes(server: Hostile, tmp_path: Path) -> None:
    server.scripts |= {"/ping": redirect("/pong"), "/pong": redirect("/ping")}
    with pytest.raises(BrokenAnswerError, match=r"/ping: redirected in a circle, again to .*/ping"):
        a_fetcher(tmp_path, server).get(server.url("/ping"))
    assert server.paths == ["/robots.txt", "/ping", "/pong"]


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("file:///etc/passwd", "only http and https"),
        ("ftp://127.0.0.1/", "only http and https"),
        ("javascript:alert(1)", "only http and https"),
        ("data:text/html,hello", "only http and https"),
        ("https://evil.example/", "not among the hosts"),
        ("//evil.example/", "not among the hosts"),
        ("http://169.254.169.254/latest/meta-data/", "not among the hosts"),
        ("http://[::1]/", "not among the hosts"),
        ("http://127.0.0.1:1/", "not among the hosts"),
        ("http://user:secret@127.0.0.1:{port}/page", "user name"),
        ("http://[broken/", "not an address"),
        ("http://127.0.0.1:port/", "not an address"),
        ("http://\x1b[2J/", "not"),
    ],
)
def test_a_redirect_to_where_nothing_may_be_asked_is_refused(
    server: Hostile, tmp_path: Path, location: str, reason: str
) -> None:
    error = failure(tmp_path, server, location.format(port=server.port))
    assert isinstance(error, UnsafeAddressError)
    assert reason in str(error)
    assert str(error).isprintable()
    assert server.paths[:2] == ["/robots.txt", "/start"]


def test_robots_and_the_turn_hold_for_every_hop(server: Hostile, tmp_path: Path) -> None:
    error = failure(tmp_path, server, "/private/page")
    assert isinstance(error, DisallowedError)
    assert "/private/page" in str(error)
    clock = Clock()
    a_fetcher(tmp_path / "other", server, pace=5.0, clock=clock).get(server.url("/7"))
    assert server.paths[-3:] == ["/7", "/8", "/9"]
    assert clock.slept == [5, 5, 5], "a pause between robots.txt and each of three hops"


def test_a_redirect_to_another_allowed_host_asks_for_its_rules_first(server: Hostile, tmp_path: Path) -> None:
    with serving({"/page": answer(PAGE)}) as other:
        server.scripts["/start"] = redirect(other.url("/page", "localhost"))
        fetched = a_fetcher(tmp_path, server, other).get(server.url("/start"), headers={"If-None-Match": '"x"'})
        assert fetched.final_url == other.url("/page", "localhost")
        assert other.paths == ["/robots.txt", "/page"]
        assert f"Host: localhost:{other.port}\r\n" in other.arrivals[1].head


def test_a_location_is_read_relative_without_its_fragment_and_in_utf_8(server: Hostile, tmp_path: Path) -> None:
    fetcher = a_fetcher(tmp_path, server)
    assert fetcher.get(server.url("/a/b")).final_url == server.url("/page")
    server.scripts["/start"] = redirect("/café".encode().decode("latin-1"))
    assert fetcher.get(server.url("/start")).final_url == server.url("/caf%C3%A9")


def test_a_redirect_status_without_location_is_an_answer(server: Hostile, tmp_path: Path) -> None:
    server.scripts["/start"] = answer(b"nowhere", 302)
    fetched = a_fetcher(tmp_path, server).get(server.url("/start"))
    assert (fetched.status, fetched.body) == (302, b"nowhere")
