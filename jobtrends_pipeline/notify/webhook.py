"""Messages as JSON to a web address, such as the incoming webhook of a chat."""

import logging
import threading

import requests

from jobtrends_pipeline.config.notify import check_webhook
from jobtrends_pipeline.notify.channels import DEADLINE_SECONDS, ChannelError
from jobtrends_pipeline.notify.message import Message, plain

_IN_CHATS = str.maketrans({"<": "‹", ">": "›", "@": "＠", "[": "［", "]": "］", "|": "｜"})
"""Replacements for characters that have a meaning in chats.

`<!channel>` and `@here` would notify everybody, and `[x](y)` could show a misleading link. Chats differ in how they
escape a character, so it is replaced by one that looks alike.
"""
_CODE = str.maketrans({"`": "ˋ"})
"""For untrusted text only; in what to do, commands are code."""
_sending = threading.local()


class Webhook:
    """Channel that posts to one address.

    The address is secret: only its host is ever shown.

    Args:
        url: The address.
        seconds: How long to wait for a connection, and for each part of the answer.

    Raises:
        ValueError: if the address may not be posted to.
    """

    def __init__(self, url: str, seconds: float = DEADLINE_SECONDS) -> None:
        self._url = url
        self._seconds = seconds
        self.name = f"webhook ({plain(check_webhook(url))})"

    def check(self) -> None:
        """Accept: nothing can be missing that shows before sending."""

    def send(self, message: Message) -> None:
        """Post a message without following redirects; the answer's body is not read.

        Raises:
            ChannelError: if there is no answer, or its status is not 2xx.
        """
        _sending.is_on = True
        try:
            with requests.post(
                self._url,
                json=payload(message),
                timeout=self._seconds,
                allow_redirects=False,
                stream=True,
                auth=_without_login,
            ) as answer:
                status = answer.status_code
        except (requests.RequestException, UnicodeError) as error:
            raise ChannelError(_in_words(error)) from None  # the text of the cause contains the whole address
        finally:
            _sending.is_on = False
        if not 200 <= status < 300:
            moved = ": it redirects, set the address it redirects to" if 300 <= status < 400 else ""
            raise ChannelError(f"answered with status {status}{moved}")


def payload(message: Message) -> dict[str, str | None]:
    """Build the JSON document to post.

    Returns:
        `text` for chats (Slack, Mattermost), `content` with the same for Discord, and the fields for programs.
    """
    texts = [part.translate(_IN_CHATS | _CODE) for part in (message.title, message.happened)]
    action = f"What to do: {message.action}".translate(_IN_CHATS)
    text = "\n\n".join([*texts, action, *([message.link] if message.link else [])])
    return {
        "text": text,
        "content": text[:2000],
        "title": message.title,
        "happened": message.happened,
        "action": message.action,
        "severity": message.severity,
        "link": message.link,
        "key": message.key,
    }


def _without_login(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Leave a request without a login from ~/.netrc."""
    return request


def _in_words(error: Exception) -> str:
    if isinstance(error, requests.Timeout):
        return "no answer in time"
    if isinstance(error, requests.exceptions.SSLError):
        return "no safe connection: its certificate is not trusted or not its own"
    if isinstance(error, requests.ConnectionError):
        return "cannot be reached"
    return f"could not be posted to ({type(error).__name__})"


class _SecretPathFilter(logging.Filter):
    """Log filter that keeps the path of a webhook out of urllib3's DEBUG messages."""

    def filter(self, _record: logging.LogRecord) -> bool:
        """Return whether a record may be logged."""
        return not getattr(_sending, "is_on", False)


logging.getLogger("urllib3.connectionpool").addFilter(_SecretPathFilter())
