"""Messages as JSON to a web address, such as the incoming webhook of a chat."""

import logging
import threading

import requests

from jobtrends_pipeline.config.notify import check_webhook
from jobtrends_pipeline.notify.channels import DEADLINE_SECONDS, ChannelError
from jobtrends_pipeline.notify.message import Message, plain

_IN_CHATS = str.maketrans({"<": "‹", ">": "›", "@": "＠", "[": "［", "]": "］", "|": "｜"})
"""What chats take for more than text: `<!channel>` and `@here` would call everybody, `[x](y)` is a link by any name.

They differ in how a character is escaped, so that one that looks alike stands for it.
"""
_CODE = str.maketrans({"`": "ˋ"})
"""In what others wrote; in what to do, commands are code."""
_sending = threading.local()


class Webhook:
    """Posts to one address. The address is a secret: only its host is ever shown.

    Args:
        url: The address.
        seconds: How long to wait for a connection, and for a piece of the answer.

    Raises:
        ValueError: if it is none that may be posted to.
    """

    def __init__(self, url: str, seconds: float = DEADLINE_SECONDS) -> None:
        self._url = url
        self._seconds = seconds
        self.name = f"webhook ({plain(check_webhook(url))})"

    def check(self) -> None:
        """Find no fault: nothing can be missing that shows before sending."""

    def send(self, message: Message) -> None:
        """Post a message; redirects are not followed, and of the answer only its head is read.

        Raises:
            ChannelError: if the answer is not of the 200s, or there is none.
        """
        _sending.is_on = True
        try:
            with requests.post(
                self._url,
                json=payload(message),
                timeout=self._seconds,
                allow_redirects=False,
                stream=True,
                auth=_as_it_is,
            ) as answer:
                status = answer.status_code
        except (requests.RequestException, UnicodeError) as error:
            raise ChannelError(_in_words(error)) from None  # the cause's text has the whole address
        finally:
            _sending.is_on = False
        if not 200 <= status < 300:
            moved = ": it redirects, set the address it redirects to" if 300 <= status < 400 else ""
            raise ChannelError(f"answered with status {status}{moved}")


def payload(message: Message) -> dict[str, str | None]:
    """What is posted: `text` for chats (Slack, Mattermost), `content` the same for Discord, the rest for programs."""
    said = [part.translate(_IN_CHATS | _CODE) for part in (message.title, message.happened)]
    action = f"What to do: {message.action}".translate(_IN_CHATS)
    text = "\n\n".join([*said, action, *([message.link] if message.link else [])])
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


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """No login of ~/.netrc is added."""
    return request


def _in_words(error: Exception) -> str:
    if isinstance(error, requests.Timeout):
        return "no answer in time"
    if isinstance(error, requests.exceptions.SSLError):
        return "no safe connection: its certificate is not trusted or not its own"
    if isinstance(error, requests.ConnectionError):
        return "cannot be reached"
    return f"could not be posted to ({type(error).__name__})"


class _Unsaid(logging.Filter):
    """Keeps the path of a webhook out of what urllib3 says at level DEBUG."""

    def filter(self, _record: logging.LogRecord) -> bool:
        """Whether a record may be logged."""
        return not getattr(_sending, "is_on", False)


logging.getLogger("urllib3.connectionpool").addFilter(_Unsaid())
