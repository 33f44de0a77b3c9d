"""Extraction of page and charts from a web page saved as one mail (MHTML, .eml).

Python's own mail parser is used.
"""

import codecs
import contextlib
import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parsedate_to_datetime
from itertools import islice

from jobtrends_pipeline.base.errors import JobtrendsError
from jobtrends_pipeline.saved_files.image_types import MOST_IMAGES, is_chart_sized, may_be_chart
from jobtrends_pipeline.saved_files.page_marks import Saved, saved_from

_HEAD = re.compile(rb"(?:\xef\xbb\xbf)?\s*[A-Za-z][A-Za-z0-9-]{1,60}:[ \t]")
_MAIL = re.compile(rb"^(?:MIME-Version[ \t]*:|Content-Transfer-Encoding[ \t]*:)", re.IGNORECASE | re.MULTILINE)
_TYPES = ("text/html", "application/xhtml+xml")
_SETS = re.compile(r"utf-16(?:le|be)?|iso-8859-\d{1,2}|latin-?1|windows-125\d|cp125\d")
_LONGEST_HEAD = 16 * 1024
_MOST_PARTS, _MOST_LINES = 5_000, 500_000
"""Maximum number of parts and of lines of a mail to parse: ten times those of a page with its images."""
_BLANK = b"\xef\xbb\xbf \t\r\n"


class MailError(JobtrendsError):
    """A mail without a page; the message gives the reason."""


def is_mail(start: bytes) -> bool:
    """Return whether the first bytes of a file are the head of a mail."""
    head = re.split(rb"\r?\n\r?\n", start[:_LONGEST_HEAD].lstrip(_BLANK), maxsplit=1)[0]
    return _HEAD.match(head) is not None and _MAIL.search(head) is not None


@dataclass(frozen=True, slots=True)
class MailedPage:
    """A page saved as one mail.

    Attributes:
        body: The page.
        saved: Address and time it was saved from.
        images: Images that may be charts, each with address and time.
    """

    body: bytes
    saved: Saved
    images: tuple[tuple[bytes, Saved], ...] = ()


def page_of(content: bytes) -> MailedPage:
    """Return the page in a mail, with the address and time it was saved from.

    If the mail is cut off, the parser of the page detects it. A page that is not UTF-8 is converted from the character
    set of its part to UTF-8 with a byte order mark. A damaged image is left out.

    Raises:
        MailError: if there is no page in it.
    """
    if content.count(b"\n--") > _MOST_PARTS or content.count(b"\n") > _MOST_LINES:
        raise MailError("a mail of so many parts or lines is no saved page")
    try:
        mail = email.message_from_bytes(content.lstrip(_BLANK), policy=email.policy.compat32)
        all_parts = list(mail.walk())
        parts = [part for part in all_parts if part.get_content_type() in _TYPES]
        location = _located(mail, "Snapshot-Content-Location") or _located(mail, "Content-Location")
        rooted = [part for part in parts if location and _located(part, "Content-Location") == location]
        part = (rooted or parts)[0]
        body = part.get_payload(decode=True)
        body = _in_utf8(body, part.get_content_charset() or "") if isinstance(body, bytes) else b""
        saved = saved_from(_located(part, "Content-Location") or location, _date(mail))
    except IndexError as error:
        raise MailError("the mail holds no HTML page") from error
    except (RecursionError, LookupError, ValueError) as error:
        raise MailError("the mail cannot be taken apart: save the page as HTML instead") from error
    return MailedPage(body, saved, tuple(islice(_images(all_parts, saved.captured_at), MOST_IMAGES)))


def _images(parts: list[Message], moment: datetime | None) -> Iterator[tuple[bytes, Saved]]:
    for part in parts:
        with contextlib.suppress(LookupError, ValueError):
            saved = saved_from(_located(part, "Content-Location"), moment)
            body = part.get_payload(decode=True) if may_be_chart(saved.url) else None
            if isinstance(body, bytes) and is_chart_sized(body):
                yield body, saved


def _located(mail: Message, field: str) -> str | None:
    """Return the address in a header field, which may be folded or encoded."""
    value = mail.get(field)
    return "".join(str(make_header(decode_header(str(value)))).split()) if value else None


def _date(mail: Message) -> datetime | None:
    try:
        moment = parsedate_to_datetime(str(mail.get("Date") or ""))
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _in_utf8(body: bytes, charset: str) -> bytes:
    """Convert a page from its part's character set to UTF-8 with a byte order mark.

    A page that is UTF-8 already, or of an unknown character set, is returned unchanged.
    """
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return codecs.BOM_UTF8 + body.decode(charset, "replace").encode() if _SETS.fullmatch(charset) else body
    return body
