"""A host that takes no connections any more is left alone like one that says so; one page that fails is not a host."""

import socket
from datetime import UTC, datetime
from pathlib import Path

import pytest

from jobtrends_pipeline.fetch.addresses import AddressRules
from jobtrends_pipeline.fetch.client import PoliteFetcher
from jobtrends_pipeline.fetch.response import DeferredError, UnreachableError
from jobtrends_pipeline_tests.support.fetching import CONTACT, Clock, a_fetcher
from jobtrends_pipeline_tests.support.hostile_server import answer, reset_after, serving

PAGE = b"<html>the page</html>"


def minutes_until(error: DeferredError, clock: Clock) -> int:
    return round((error.not_before.timestamp() - clock.now) / 60)


def test_a_host_that_begins_to_refuse_connections_is_asked_once_more_and_then_left_alone(tmp_path: Path) -> None:
    clock = Clock()
    with serving({"/page": answer(PAGE)}) as server:
        fetcher = a_fetcher(tmp_path, server, clock=clock, pace=3.0)
        assert fetcher.get(server.url("/page")).body == PAGE
    clock.slept.clear()
    with pytest.raises(DeferredError, match=r"refused.*127\.0\.0\.1 is left alone until .* UTC") as caught:
        fetcher.get(server.url("/page"))
    assert clock.slept == [3.0, 3.0]
    assert minutes_until(caught.value, clock) == 10
    for other in (fetcher, a_fetcher(tmp_path, server, clock=clock, pace=3.0)):
        with pytest.raises(DeferredError, match="asked to wait until"):
            other.get(server.url("/other"))
    assert clock.slept == [3.0, 3.0]


def test_the_pause_grows_to_an_hour_and_begins_anew_once_the_host_answers(tmp_path: Path) -> None:
    clock, waits = Clock(), []
    with serving({"/page": answer(PAGE)}) as server:
        fetcher = a_fetcher(tmp_path, server, clock=clock)
        fetcher.get(server.url("/page"))
        turn = clock.pace(tmp_path / "pace", 0.0).turn
        for _ in range(5):
            with turn("127.0.0.1") as asked:
                asked.failed()
                waits.append(round((asked.left_alone().timestamp() - clock.now) / 60))
            clock.now += 7200
        assert fetcher.get(server.url("/page")).body == PAGE
        with turn("127.0.0.1") as asked:
            assert asked.failed() == 1
            assert round((asked.left_alone().timestamp() - clock.now) / 60) == 10
    assert waits == [10, 20, 40, 60, 60]


def test_after_its_pause_a_host_that_still_refuses_is_tried_once(tmp_path: Path) -> None:
    clock = Clock()
    with serving({"/page": answer(PAGE)}) as server:
        fetcher = a_fetcher(tmp_path, server, clock=clock, pace=3.0)
        fetcher.get(server.url("/page"))
    with pytest.raises(DeferredError):
        fetcher.get(server.url("/page"))
    clock.now += 601
    clock.slept.clear()
    with pytest.raises(DeferredError, match="left alone") as caught:
        fetcher.get(server.url("/page"))
    assert (clock.slept, minutes_until(caught.value, clock)) == ([], 20)


def test_a_single_hiccup_is_asked_for_again_and_forgotten(tmp_path: Path) -> None:
    scripts = {"/page": [reset_after(b""), answer(PAGE), reset_after(b"HTTP/1.1 2"), answer(PAGE)]}
    with serving(scripts) as server:  # type: ignore[arg-type]  # a script is a list of answers, whatever kind each is
        fetcher = a_fetcher(tmp_path, server)
        assert [fetcher.get(server.url("/page")).body for _ in range(2)] == [PAGE, PAGE]
        assert server.paths.count("/page") == 4


@pytest.mark.parametrize("fault", [reset_after(b""), b"", reset_after(answer(PAGE, length=999))])
def test_a_page_that_never_comes_whole_keeps_no_other_from_being_asked_for(tmp_path: Path, fault: bytes) -> None:
    with serving({"/bad": fault, "/worse": fault, "/page": answer(PAGE)}) as server:
        fetcher = a_fetcher(tmp_path, server)
        for _ in range(3):
            with pytest.raises(UnreachableError):
                fetcher.get(server.url("/bad"))
            assert fetcher.get(server.url("/page")).body == PAGE
        with pytest.raises(UnreachableError):
            fetcher.get(server.url("/bad"))
        with pytest.raises(DeferredError, match="left alone"):
            fetcher.get(server.url("/worse"))
    assert server.paths.count("/worse") == 1


def test_a_host_that_says_nothing_within_the_time_is_left_alone_too(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=0) as silent, serving({"/page": answer(PAGE)}) as server:
        server.port = silent.getsockname()[1]
        fetcher = a_fetcher(tmp_path, server, deadline_seconds=0.2)
        with pytest.raises(DeferredError, match="rules cannot be read"):
            fetcher.get(server.url("/page"))


def test_a_machine_that_is_off_line_blames_no_host(tmp_path: Path) -> None:
    clock = Clock()

    def resolve(_: str, __: int) -> list[str]:
        raise OSError("no name service")

    rules = AddressRules(["jobs.example"], resolve=resolve)
    fetcher = PoliteFetcher(CONTACT, rules, clock.pace(tmp_path, 0.0))
    before = datetime.now(UTC)
    with pytest.raises(DeferredError, match="no name service") as caught:
        fetcher.get("http://jobs.example/page")
    assert caught.value.not_before > before
    with clock.pace(tmp_path, 0.0).turn("jobs.example") as turn:
        assert (turn.state.not_before, turn.state.refusals) == (0.0, 0)
