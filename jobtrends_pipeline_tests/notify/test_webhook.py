"""Messages are posted to the address that is set and nowhere else, and the address stays secret."""

import logging
import re
import traceback
from collections.abc import Iterator

import pytest

from jobtrends_pipeline.notify.channels import ChannelError, deliver
from jobtrends_pipeline.notify.message import Message
from jobtrends_pipeline.notify.webhook import Webhook, payload
from jobtrends_pipeline_tests.support.hostile_server import answer, drip, serving
from jobtrends_pipeline_tests.support.notify_servers import Posts, silent, taking_posts

PATH = "/services/T0PSECRET"
MESSAGE = Message("k", "java failed", "It broke: <!channel> @here\nbadly", "Mend it", link="https://example.org/runs/1")


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def posts() -> Iterator[Posts]:
    with taking_posts() as server:
        yield server


def refusal(url: str, seconds: float = 5) -> str:
    """Why a message did not come through; nothing of the secret is in what Python would print of it."""
    with pytest.raises(ChannelError) as caught:
        Webhook(url, seconds).send(MESSAGE)
    assert "T0PSECRET" not in "".join(traceback.format_exception(caught.value))
    return str(caught.value)


def test_a_message_is_posted_as_json_once(posts: Posts) -> None:
    Webhook(posts.url(PATH)).send(MESSAGE)
    ((path, fields, content),) = posts.arrivals
    assert path == PATH
    assert fields["Content-Type"] == "application/json"
    assert content == {
        "text": "java failed\n\nIt broke: ‹!channel› ＠here\nbadly\n\nWhat to do: Mend it\n\nhttps://example.org/runs/1",
        "content": content["text"],
        "title": "java failed",
        "happened": "It broke: <!channel> @here\nbadly",
        "action": "Mend it",
        "severity": "error",
        "link": "https://example.org/runs/1",
        "key": "k",
    }


def test_chats_are_given_text_whatever_markup_a_message_holds() -> None:
    hostile = "[Run failed, click](https://evil.example/) ![t](https://evil.example/b.png) <https://evil|x> `a`|b| @all"
    message = Message(
        "k", hostile, f"{hostile}\n{hostile}", "Run `jobtrends refresh`", link="https://example.org/a_[1]"
    )
    text = str(payload(message)["text"])
    *said, action, link = text.split("\n\n")
    assert not set("[]<>`|@") & set("".join(said))
    assert "［Run failed, click］(https://evil.example/)" in said[0]
    assert (action, link) == ("What to do: Run `jobtrends refresh`", "https://example.org/a_[1]")
    assert not re.findall(r"\]\(|<http", text)


def test_a_login_of_the_netrc_file_is_not_sent(
    posts: Posts, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path_factory.mktemp("home") / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password mine\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    Webhook(posts.url(PATH)).send(MESSAGE)
    assert "Authorization" not in posts.arrivals[0][1]


@pytest.mark.parametrize("status", [500, 404, 403])
def test_an_answer_that_is_no_success_is_said(posts: Posts, status: int) -> None:
    posts.status = status
    assert refusal(posts.url(PATH)) == f"answered with status {status}"


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(posts: Posts, status: int) -> None:
    posts.status, posts.location = status, posts.url("/elsewhere")
    assert refusal(posts.url(PATH)).startswith(f"answered with status {status}: it redirects")
    assert [path for path, _, _ in posts.arrivals] == [PATH]


def test_a_server_that_says_nothing_is_not_waited_for() -> None:
    with silent() as port:
        assert refusal(f"http://127.0.0.1:{port}{PATH}", 0.2) == "no answer in time"


def test_a_server_that_is_not_there_cannot_be_reached() -> None:
    with silent() as port:
        pass
    assert refusal(f"http://127.0.0.1:{port}{PATH}") == "cannot be reached"


def test_an_endless_answer_is_not_read() -> None:
    with serving({PATH: drip(answer(length=None), b"x" * 1000, 0.01)}) as server:
        Webhook(server.url(PATH)).send(MESSAGE)


def test_an_answer_whose_head_never_ends_is_given_up_on_at_the_deadline() -> None:
    with serving({PATH: drip(b"HTTP/1.1 200 OK\r\n", b"a: b\r\n", 0.1)}) as server:
        (delivery,) = deliver(MESSAGE, [Webhook(server.url(PATH))], seconds=0.5)
    assert delivery.error == "did not take the message within 0.5 s"


def test_the_address_is_in_no_log(posts: Posts, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), caplog.at_level(logging.DEBUG, "urllib3.connectionpool"):
        deliver(MESSAGE, [Webhook(posts.url(PATH))])
        logging.getLogger("urllib3.connectionpool").debug("of another request")
    assert len(posts.arrivals) == 1
    assert "T0PSECRET" not in caplog.text
    assert "of another request" in caplog.text


def test_the_name_of_the_channel_is_its_host_only() -> None:
    assert Webhook(f"https://hooks.example.org{PATH}").name == "webhook (hooks.example.org)"
