"""The same thing is told once a day, by every channel that works, and later where none did."""

import json
import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from jobtrends_pipeline.notify.channels import deliver
from jobtrends_pipeline.notify.log_file import LogFile
from jobtrends_pipeline.notify.memory import MOST_UNSENT, Memory
from jobtrends_pipeline.notify.message import Message
from jobtrends_pipeline.notify.notifier import Notifier
from jobtrends_pipeline.notify.webhook import Webhook
from jobtrends_pipeline_tests.support.notify_servers import Posts, taking_posts

LOG = logging.getLogger("test.notify")
MESSAGE = Message("k", "java failed\x1b[31m", "It broke", "Mend it")


@pytest.fixture
def posts(monkeypatch: pytest.MonkeyPatch) -> Iterator[Posts]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with taking_posts() as server:
        yield server


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "dagster" / "notified.json"


@pytest.fixture
def notifier(posts: Posts, state: Path) -> Notifier:
    return Notifier([Webhook(posts.url("/T0PSECRET"))], Memory(state, LOG), LOG)


def aged(state: Path, by: timedelta) -> None:
    """Make everything that is remembered older."""
    content = json.loads(state.read_text())
    content["sent"] = {key: (datetime.fromisoformat(at) - by).isoformat() for key, at in content["sent"].items()}
    for row in content["unsent"]:
        row["at"] = (datetime.fromisoformat(row["at"]) - by).isoformat()
    state.write_text(json.dumps(content))


def test_the_same_key_is_told_once_a_day(notifier: Notifier, posts: Posts, state: Path) -> None:
    assert [notifier.tell(MESSAGE), notifier.tell(MESSAGE)] == [True, False]
    assert notifier.tell(Message("other", "python failed", "It broke", "Mend it"))
    aged(state, timedelta(hours=23))
    assert not notifier.tell(MESSAGE)
    aged(state, timedelta(hours=2))
    assert notifier.tell(MESSAGE)
    assert posts.titles == ["java failed?[31m", "python failed", "java failed?[31m"]


def test_a_clock_that_was_set_back_silences_nothing(notifier: Notifier, state: Path) -> None:
    notifier.tell(MESSAGE)
    aged(state, timedelta(days=-400))
    assert notifier.tell(MESSAGE)


def test_what_is_remembered_does_not_grow(notifier: Notifier, state: Path) -> None:
    notifier.tell(MESSAGE)
    aged(state, timedelta(hours=25))
    notifier.tell(Message("other", "t", "h", "a"))
    assert list(json.loads(state.read_text())["sent"]) == ["other"]
    assert {path.name for path in state.parent.iterdir()} <= {"notified.json", ".notified.json.lock"}


def test_a_channel_that_fails_is_a_line_in_the_log_and_the_others_go_on(
    posts: Posts, tmp_path: Path, state: Path, caplog: pytest.LogCaptureFixture
) -> None:
    posts.status = 500
    log_file = tmp_path / "notifications.log"
    notifier = Notifier([Webhook(posts.url("/T0PSECRET")), LogFile(log_file)], Memory(state, LOG), LOG)
    assert notifier.tell(MESSAGE)
    assert [record.getMessage() for record in caplog.records if record.name == LOG.name] == [
        "not sent by webhook (127.0.0.1), which answered with status 500: java failed?[31m"
    ]
    (line,) = map(json.loads, log_file.read_text().splitlines())
    assert line["title"] == "java failed?[31m"
    assert (line["severity"], line["action"], line["key"]) == ("error", "Mend it", "k")
    assert datetime.fromisoformat(line["at"]).tzinfo


def test_a_fault_nobody_foresaw_is_kept_to_its_channel_and_tells_no_secret(tmp_path: Path) -> None:
    class Broken:
        name = "broken"

        def check(self) -> None:
            """Well, it seems."""

        def send(self, _message: Message) -> None:
            raise ZeroDivisionError("T0PSECRET")

    deliveries = deliver(MESSAGE, [Broken(), LogFile(tmp_path / "log")])
    assert [delivery.error for delivery in deliveries] == ["failed unexpectedly (ZeroDivisionError)", None]


def test_what_no_channel_took_is_sent_when_one_works_again(notifier: Notifier, posts: Posts) -> None:
    posts.status = 503
    assert not notifier.tell(MESSAGE)
    assert not notifier.tell(MESSAGE), "it waits already"
    assert (len(posts.arrivals), notifier.resend()) == (1, 0)
    posts.status = 200
    assert (notifier.resend(), notifier.resend()) == (1, 0)
    assert posts.arrivals[-1][2]["happened"] == "It broke"
    assert not notifier.tell(MESSAGE), "it counts as sent"


def test_sending_again_stops_at_the_first_that_is_not_taken(notifier: Notifier, posts: Posts) -> None:
    posts.status = 503
    for number in range(3):
        notifier.tell(Message(str(number), f"message {number}", "h", "a"))
    posts.arrivals.clear()
    notifier.resend()
    assert posts.titles == ["message 0"]


def test_what_waits_is_bounded_in_number_and_time(
    notifier: Notifier, posts: Posts, state: Path, caplog: pytest.LogCaptureFixture
) -> None:
    posts.status = 503
    notifier.tell(MESSAGE)
    content = json.loads(state.read_text())
    content["unsent"] = [content["unsent"][0] | {"key": str(number)} for number in range(MOST_UNSENT)]
    state.write_text(json.dumps(content))
    notifier.tell(Message("new", "t", "h", "a"))
    keys = [row["key"] for row in json.loads(state.read_text())["unsent"]]
    assert (len(keys), keys[0], keys[-1]) == (MOST_UNSENT, "1", "new")
    aged(state, timedelta(days=8))
    assert notifier.resend() == 0
    assert json.loads(state.read_text())["unsent"] == []
    assert "discarded, not delivered" in caplog.text


@pytest.mark.parametrize("content", ["", "{", "[]", '{"sent": {"k": 3}, "unsent": []}', '{"sent": {}, "unsent": [{}]}'])
def test_a_state_file_that_cannot_be_read_is_said_and_begun_anew(
    notifier: Notifier, state: Path, content: str, caplog: pytest.LogCaptureFixture
) -> None:
    state.parent.mkdir()
    state.write_text(content)
    assert notifier.tell(MESSAGE)
    assert "notified.json cannot be read" in caplog.text
    assert list(json.loads(state.read_text())["sent"]) == ["k"]


def test_the_log_says_why_it_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "log").mkdir()
    (delivery,) = deliver(MESSAGE, [LogFile(tmp_path / "log")])
    assert delivery.error == "cannot be written (Is a directory)"


def test_without_a_channel_nothing_is_sent_or_kept(state: Path) -> None:
    notifier = Notifier([], Memory(state, LOG), LOG)
    assert (notifier.is_on, notifier.tell(MESSAGE), notifier.resend()) == (False, False, 0)
