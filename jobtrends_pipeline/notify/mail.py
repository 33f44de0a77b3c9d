"""Messages as mail, by SMTP."""

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import make_msgid

from jobtrends_pipeline.base import clock
from jobtrends_pipeline.config.notify import EmailSettings
from jobtrends_pipeline.notify.channels import DEADLINE_SECONDS, ChannelError
from jobtrends_pipeline.notify.message import Message, plain

PASSWORD_VARIABLE = "JOBTRENDS_SMTP_PASSWORD"  # noqa: S105  # a name, not a password


class Mail:
    """Channel that sends mail through one server.

    Args:
        settings: Server, sender and recipients.
        password: Password of the settings' username; empty without one.
        seconds: How long to wait for each answer of the server.
    """

    def __init__(self, settings: EmailSettings, password: str, seconds: float = DEADLINE_SECONDS) -> None:
        self._settings = settings
        self._password = password
        self._seconds = seconds
        self.name = f"e-mail ({settings.host}:{settings.port} to {', '.join(settings.to)})"

    def check(self) -> None:
        """Check that the password required by the username is set.

        Raises:
            ChannelError: if it is not, or has characters that cannot be sent.
        """
        if self._settings.username and not self._password:
            raise ChannelError(f"{PASSWORD_VARIABLE} is not set, the password of {plain(self._settings.username)}")
        if not (self._password + (self._settings.username or "")).isascii():
            raise ChannelError(f"the username and {PASSWORD_VARIABLE} may have ASCII characters only")

    def send(self, message: Message) -> None:
        """Send a message, over TLS unless the settings say otherwise.

        The certificate of the server is checked.

        Raises:
            ChannelError: if it was not delivered to every recipient.
        """
        self.check()
        host, port, sender, to = (getattr(self._settings, name) for name in ("host", "port", "sender", "to"))
        try:
            with smtplib.SMTP(host, port, timeout=self._seconds) as server:
                if self._settings.starttls:
                    server.starttls(context=ssl.create_default_context())
                if self._settings.username:
                    server.login(self._settings.username, self._password)
                refused = server.send_message(mail_of(message, sender, to), sender, to)
        except OSError as error:  # SMTPException is one, too
            raise ChannelError(_in_words(error)) from error
        if refused:
            raise ChannelError(f"came through, but not to {', '.join(map(plain, refused))}")


def mail_of(message: Message, sender: str, to: tuple[str, ...]) -> EmailMessage:
    """Convert a message to a mail."""
    mail = EmailMessage()
    mail["From"] = sender
    mail["To"] = ", ".join(to)
    mail["Subject"] = f"[jobtrends] {message.title}"
    mail["Date"] = clock.now().astimezone()
    mail["Message-ID"] = make_msgid(domain=sender.partition("@")[2])
    mail["Auto-Submitted"] = "auto-generated"  # prevents out-of-office answers
    mail.set_content(message.text)
    return mail


def _in_words(error: OSError) -> str:
    """Describe in one line why a mail was not sent; text of the server is untrusted."""
    if isinstance(error, smtplib.SMTPResponseException):
        answer = error.smtp_error
        text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else str(answer)
        return plain(f"the server refused: {error.smtp_code} {text}")
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return f"the server takes no mail for {', '.join(map(plain, error.recipients))}"
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return plain(f"{error} Nothing was sent")
    if isinstance(error, ssl.SSLError):
        return plain(f"no safe connection: {getattr(error, 'verify_message', '') or error.reason}")
    if isinstance(error, TimeoutError) or "timed out" in str(error):  # smtplib reports a timeout as a lost connection
        return "no answer in time"
    return plain(f"cannot be reached ({error.strerror or error})")
