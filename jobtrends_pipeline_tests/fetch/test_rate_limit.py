"""One request at a time to a host, a pause after each, for all processes, whatever clocks and files do."""

import contextlib
import json
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from jobtrends_pipeline.fetch.rate_limit import RateLimiter
from jobtrends_pipeline.fetch.response import DeferredError
from jobtrends_pipeline_tests.support.fetching import Clock

HOST = "www.jobs.example"
START = 1_771_137_000.0
HOLDER = """
import sys, time
from pathlib import Path
from jobtrends_pipeline.fetch.rate_limit import RateLimiter
with RateLimiter(Path(sys.argv[1])).turn("www.jobs.example"):
    print("held", flush=True)
    time.sleep(60)
"""


def refuse(pace: RateLimiter, retry_after: str | None) -> datetime:
    with pace.turn(HOST) as turn:
        return turn.refused(retry_after)


def take(pace: RateLimiter, host: str = HOST, least_seconds: float = 0.0) -> None:
    with pace.turn(host, least_seconds) as turn:
        turn.answered()


def moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def test_the_first_turn_comes_at_once_and_each_next_one_after_the_pause(tmp_path: Path) -> None:
    clock = Clock(START)
    for pace in (clock.pace(tmp_path), clock.pace(tmp_path), clock.pace(tmp_path)):
        take(pace)
    assert clock.slept == [3.0, 3.0]


def test_the_pause_begins_when_a_request_ends_even_badly(tmp_path: Path) -> None:
    clock = Clock(START)
    pace = clock.pace(tmp_path)
    with contextlib.suppress(ZeroDivisionError), pace.turn(HOST):
        clock.now += 20
        raise ZeroDivisionError
    take(pace)
    assert clock.slept == [3.0]


def test_a_pause_that_has_passed_already_costs_nothing_and_hosts_do_not_wait_for_each_other(tmp_path: Path) -> None:
    clock = Clock(START)
    take(clock.pace(tmp_path))
    take(clock.pace(tmp_path), "other.example")
    clock.now += 2
    take(clock.pace(tmp_path))
    clock.now += 10
    take(clock.pace(tmp_path))
    assert clock.slept == [1.0]


def test_a_longer_pause_that_the_host_asks_for_is_kept_and_a_shorter_one_changes_nothing(tmp_path: Path) -> None:
    clock = Clock(START)
    take(clock.pace(tmp_path))
    take(clock.pace(tmp_path), least_seconds=10)
    take(clock.pace(tmp_path), least_seconds=1)
    assert clock.slept == [10.0, 3.0]


def test_a_short_refusal_is_waited_for_by_every_process(tmp_path: Path) -> None:
    clock = Clock(START)
    assert refuse(clock.pace(tmp_path), "50") == moment(START + 50)
    take(clock.pace(tmp_path))
    assert clock.slept == [50.0]


def test_a_long_refusal_defers_every_process_to_its_end_without_sleeping(tmp_path: Path) -> None:
    clock = Clock(START)
    until = refuse(clock.pace(tmp_path), "3600")
    assert until == moment(START + 3600)
    for _ in range(2):
        with pytest.raises(DeferredError, match=r"asked to wait until .* UTC .*delete .*www\.jobs\.example") as caught:
            take(clock.pace(tmp_path))
        assert caught.value.not_before == until
    clock.now = START + 3600
    take(clock.pace(tmp_path))
    assert clock.slept == []


def test_a_refusal_that_names_no_moment_doubles_the_pause_until_the_host_answers_again(tmp_path: Path) -> None:
    clock = Clock(START)
    waits = []
    for _ in range(4):
        waits.append(refuse(clock.pace(tmp_path), None) - moment(clock.now))
        clock.now += 24 * 3600
    assert waits == [timedelta(minutes=minutes) for minutes in (10, 20, 40, 80)]
    take(clock.pace(tmp_path))
    clock.now += 10
    assert refuse(clock.pace(tmp_path), None) - moment(clock.now) == timedelta(minutes=10)


def test_a_later_moment_is_not_replaced_by_an_earlier_one(tmp_path: Path) -> None:
    clock = Clock(START)
    with clock.pace(tmp_path).turn(HOST) as turn:
        turn.refused("40")
        assert turn.refused("5") == moment(START + 40)


def test_the_end_of_the_calendar_can_be_kept(tmp_path: Path) -> None:
    clock = Clock(START)
    refuse(clock.pace(tmp_path), "9" * 20)
    with pytest.raises(DeferredError) as caught:
        take(clock.pace(tmp_path))
    assert caught.value.not_before.year == 9999


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "null",
        "[]",
        "7",
        '{"asked_at": "soon"}',
        '{"asked_at": NaN}',
        '{"asked_at": -1}',
        '{"not_before": Infinity}',
        '{"not_before": 1e300}',
        '{"refusals": "many"}',
        '{"unknown": 1}',
        '{"asked_at": null}',
        "[" * 100_000,
        "\udcff\x00",
        json.dumps({"asked_at": START + 1e6}),
        json.dumps({"asked_at": START + 1e9, "not_before": 0.0, "refused_at": 0.0, "refusals": 0}),
    ],
)
def test_garbage_or_a_future_request_in_the_file_costs_one_pause_and_is_replaced(tmp_path: Path, content: str) -> None:
    file = tmp_path / f"{HOST}.json"
    file.write_bytes(content.encode("utf-8", "surrogateescape"))
    clock = Clock(START)
    take(clock.pace(tmp_path))
    take(clock.pace(tmp_path))
    assert clock.slept == [3.0, 3.0]
    assert json.loads(file.read_bytes())["asked_at"] == clock.now


def test_a_clock_set_back_neither_lengthens_a_pause_nor_a_refusal(tmp_path: Path) -> None:
    clock = Clock(START)
    refuse(clock.pace(tmp_path), "100")
    clock.now = START - 1e6
    with pytest.raises(DeferredError) as caught:
        take(clock.pace(tmp_path))
    assert caught.value.not_before == moment(START - 1e6 + 100)
    clock.now += 90
    take(clock.pace(tmp_path))
    take(clock.pace(tmp_path))
    assert clock.slept == [10.0, 3.0]


def test_a_turn_held_elsewhere_is_waited_for_only_so_long(tmp_path: Path) -> None:
    with (
        RateLimiter(tmp_path).turn(HOST),
        pytest.raises(DeferredError, match="being asked by other processes"),
        _elsewhere(tmp_path).turn(HOST),
    ):
        pass


def _elsewhere(folder: Path) -> RateLimiter:
    """A pace that cannot know the other's lock as its own, since it names the folder differently."""
    link = folder.parent / f"{folder.name}-link"
    link.symlink_to(folder)
    return RateLimiter(link, longest_wait=0.1)


def test_a_process_that_dies_in_its_turn_leaves_the_pause_and_no_lock(tmp_path: Path) -> None:
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert holder.stdout
    assert holder.stdout.readline() == "held\n"
    asked_at = json.loads((tmp_path / f"{HOST}.json").read_bytes())["asked_at"]
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    holder.stdout.close()
    clock = Clock(asked_at + 1)
    take(clock.pace(tmp_path))
    assert clock.slept == [2.0]


def test_other_processes_that_always_go_first_end_the_waiting(tmp_path: Path) -> None:
    clock = Clock(START)
    greedy = clock.pace(tmp_path)
    take(greedy)

    def meanwhile(seconds: float) -> None:
        clock.now += seconds
        take(greedy)

    with pytest.raises(DeferredError, match="no turn within 60 s"):
        take(RateLimiter(tmp_path, clock=clock.read, sleep=meanwhile))
    assert 60 <= clock.now - START <= 70


def test_the_name_of_a_host_cannot_leave_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "pace"
    take(RateLimiter(folder), "../../escaped")
    assert [path.parent for path in tmp_path.rglob("*") if path.is_file()] == [folder, folder]
