"""Mail goes to a real SMTP server, over a checked connection, with headers that nobody else can write."""

import shutil
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from jobtrends_pipeline.config.notify import EmailSettings
from jobtrends_pipeline.notify.channels import ChannelError
from jobtrends_pipeline.notify.mail import Mail
from jobtrends_pipeline.notify.message import Message
from jobtrends_pipeline_tests.support.certificates import self_signed
from jobtrends_pipeline_tests.support.notify_servers import NO, Mailbox, silent, taking_mail

HOSTILE = "java\r\nBcc: evil@example.org\r\n\r\n<b>body</b>\x1b[2J\u202eé"
MESSAGE = Message("k", HOSTILE, "It broke\n.\nQUIT\nÜ", "Mend it")
needs_openssl = pytest.mark.skipif(not shutil.which("openssl"), reason="openssl makes the certificate")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return self_signed(tmp_path_factory.mktemp("smtp"), "localhost")


@pytest.fixture
def context(certificate: Path) -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(certificate)
    return made


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """This process trusts the certificate, as OpenSSL lets its user say."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with taking_mail() as server:
        yield server


def mail(port: int, password: str = "", seconds: float = 5, **settings: object) -> Mail:
    """A channel to a server of this machine."""
    usual = {"host": "localhost", "port": port, "from": "jobtrends@example.org", "to": ["you@example.org"]}
    return Mail(EmailSettings.model_validate(usual | settings), password, seconds)


def refusal(channel: Mail) -> str:
    """Why a message did not come through."""
    with pytest.raises(ChannelError) as caught:
        channel.send(MESSAGE)
    assert str(caught.value).isprintable()
    return str(caught.value)


def test_a_mail_arrives_whole_and_hostile_names_add_no_header(box: Mailbox) -> None:
    mail(box.port, starttls=False, to=["you@example.org", "me@example.org"]).send(MESSAGE)
    ((envelope, _),) = box.envelopes
    (arrived,) = box.mails
    assert envelope.rcpt_tos == ["you@example.org", "me@example.org"]
    assert set(arrived.keys()) == {
        "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "Content-Type",
        "Content-Transfer-Encoding", "MIME-Version",
    }  # fmt: skip
    assert arrived["Subject"] == "[jobtrends] java Bcc: evil@example.org <b>body</b>?[2J?é"
    assert arrived["Auto-Submitted"] == "auto-generated"
    body = arrived.get_body()
    assert body
    assert body.get_content_type() == "text/plain"
    assert body.get_content().splitlines()[:4] == ["It broke", ".", "QUIT", "Ü"]


def test_a_title_of_any_length_folds_into_one_header(box: Mailbox) -> None:
    mail(box.port, starttls=False).send(Message("k", "ü x" * 200 + "\nBcc: e@example.org", "h", "a"))
    assert "Bcc" not in box.mails[0]
    assert box.mails[0]["Subject"].endswith("…")


@needs_openssl
@pytest.mark.usefixtures("trusted")
def test_mail_goes_over_tls_after_a_login(context: ssl.SSLContext) -> None:
    with taking_mail(context, asks_login=True) as box:
        mail(box.port, "right", username="jobtrends").send(MESSAGE)
    assert box.logins == [("jobtrends", "right")]
    assert [over_tls for _, over_tls in box.envelopes] == [True]


@needs_openssl
@pytest.mark.usefixtures("trusted")
def test_a_wrong_password_is_said_and_not_shown(context: ssl.SSLContext) -> None:
    with taking_mail(context, asks_login=True) as box:
        assert refusal(mail(box.port, "wr0ng", username="jobtrends")).startswith("the server refused: 535 ")
    assert box.logins[0] == ("jobtrends", "wr0ng")
    assert box.envelopes == []


@needs_openssl
def test_a_certificate_of_unknown_authority_is_not_taken(context: ssl.SSLContext) -> None:
    with taking_mail(context, asks_login=True) as box:
        words = refusal(mail(box.port, "right", username="jobtrends"))
    assert words.startswith("no safe connection: self-signed certificate") or "self signed certificate" in words
    assert (box.logins, box.envelopes) == ([], [])


@needs_openssl
@pytest.mark.usefixtures("trusted")
def test_a_certificate_of_another_host_is_not_taken(context: ssl.SSLContext) -> None:
    with taking_mail(context) as box:
        assert "certificate is not valid for '127.0.0.1'" in refusal(mail(box.port, host="127.0.0.1"))
    assert box.envelopes == []


def test_a_server_without_tls_gets_nothing(box: Mailbox) -> None:
    assert refusal(mail(box.port)) == "STARTTLS extension not supported by server. Nothing was sent"
    assert box.envelopes == []


def test_a_user_name_without_the_password_says_where_the_password_belongs() -> None:
    with pytest.raises(ChannelError, match="JOBTRENDS_SMTP_PASSWORD is not set, the password of jobtrends"):
        mail(1, username="jobtrends").check()


def test_recipients_that_are_refused_are_named(box: Mailbox) -> None:
    assert refusal(mail(box.port, starttls=False, to=[NO])) == f"the server takes no mail for {NO}"
    words = refusal(mail(box.port, starttls=False, to=["you@example.org", NO]))
    assert words == f"came through, but not to {NO}"
    assert len(box.envelopes) == 1


def test_a_server_that_says_nothing_is_not_waited_for() -> None:
    with silent() as port:
        assert refusal(mail(port, seconds=0.2)) == "no answer in time"


def test_a_server_that_is_not_there_cannot_be_reached() -> None:
    with silent() as port:
        pass
    assert refusal(mail(port)).startswith("cannot be reached (")
