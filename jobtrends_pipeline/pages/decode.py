"""Decoding of a page's bytes to text, in the character sets the source used.

Also rejects content that is no text, and tells HTML from plain text.
"""

import codecs
import re

from jobtrends_pipeline.base.errors import JobtrendsError

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]{1,40})""", re.IGNORECASE)
_MARKUP = re.compile(r"<(?:!doctype\s+html|html|head|body|table|div|section)\b", re.IGNORECASE)
_HEAD_BYTES = 4096
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BYTE_SETS = re.compile(r"iso8859-(?!1\Z)\d{1,2}|cp\d{3,4}|koi8-[rtu]|mac-\w+|gb\w+|big5\w*|shift_jis\w*|euc_\w+")
"""Python's names of character sets without zero bytes; a page may name other codecs, such as `hex` or `undefined`."""
_CHECKED_BYTES = 64 * 1024


class NotTextError(JobtrendsError, ValueError):
    """Content that is empty or binary, and so no page of any kind."""


def decode(body: bytes) -> str:
    """Decode a page as UTF-8, else in the declared set, else as cp1252.

    A byte that the set lacks becomes U+FFFD: a page of UTF-8 with a few other bytes is still decoded as UTF-8.

    Raises:
        NotTextError: if the content is empty or contains bytes that no text contains.
    """
    if not body.strip():
        raise NotTextError("the file is empty")
    for mark, name in _MARKS:
        if body.startswith(mark):
            return _decoded(body, name)
    if b"\0" in body:
        return _decoded(body, _wide(body))
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _decoded(body, "utf-8-sig" if _is_utf8(body) else _declared(body))


def is_markup(text: str) -> bool:
    """Check whether the text is HTML rather than a plain-text capture."""
    return _MARKUP.search(text) is not None


def _wide(body: bytes) -> str:
    """Return the byte order of UTF-16 without a mark, by the places of zero bytes.

    In Latin text every other byte is zero.

    Raises:
        NotTextError: if the zero bytes do not alternate.
    """
    start = body[: _CHECKED_BYTES // 2 * 2]
    first, second = start[::2].count(0), start[1::2].count(0)
    most = len(start) // 2 * 3 // 4
    if (first > most) == (second > most):
        raise NotTextError("the file is binary, not a page")
    return "utf-16-be" if first > most else "utf-16-le"


def _is_utf8(body: bytes) -> bool:
    """Check whether most of the non-ASCII characters decode as UTF-8.

    One character cut in two by the end of the content makes no difference.
    """
    text = body.decode("utf-8", "replace")
    beyond = sum(character > "\x7f" for character in text)
    strange = text.count("\ufffd") - body.count("\ufffd".encode())
    return strange < beyond - strange or (strange == 1 and text.endswith("\ufffd"))


def _declared(body: bytes) -> str:
    """Return the declared character set if the bytes may be in it, else cp1252."""
    match = _CHARSET.search(body[:_HEAD_BYTES])
    try:
        name = codecs.lookup(match[1].decode("ascii", "replace")).name if match else ""
    except LookupError:
        return "cp1252"
    return name if _BYTE_SETS.fullmatch(name) else "cp1252"


def _decoded(body: bytes, name: str) -> str:
    text = body.decode(name, "replace")
    strange = sum(1 for character in text[:_HEAD_BYTES] if character < " " and character not in "\t\n\r\f\x1b")
    if "\0" in text or strange > len(text[:_HEAD_BYTES]) // 50:
        raise NotTextError("the file is binary, not a page")
    return text
