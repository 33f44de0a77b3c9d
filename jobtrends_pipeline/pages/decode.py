"""Bytes to text: character sets this source's pages come in, and whether the content is a page at all."""

import codecs
import re

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]{1,40})""", re.IGNORECASE)
_MARKUP = re.compile(r"<(?:!doctype\s+html|html|head|body|table|div|section)\b", re.IGNORECASE)
_HEAD_BYTES = 4096


class NotTextError(ValueError):
    """The content is empty or binary: no page of any kind."""


def decode(body: bytes) -> str:
    """The text of a page in UTF-8, or else in the set it declares, or else in cp1252.

    Raises:
        NotTextError: if the content is empty or holds what no text holds.
    """
    if not body.strip():
        raise NotTextError("the file is empty")
    for mark, name in ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if body.startswith(mark):
            return _decoded(body, name)
    if b"\0" in body:
        raise NotTextError("the file is binary, not a page")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _decoded(body, _declared(body))


def is_markup(text: str) -> bool:
    """Whether the text is HTML rather than a plain-text capture."""
    return _MARKUP.search(text) is not None


def _declared(body: bytes) -> str:
    """The declared character set, where it is known and not the one that just failed; cp1252 otherwise."""
    match = _CHARSET.search(body[:_HEAD_BYTES])
    try:
        name = codecs.lookup(match[1].decode("ascii", "replace")).name if match else "cp1252"
    except LookupError:
        name = "cp1252"
    return "cp1252" if name in ("utf-8", "ascii", "iso8859-1") else name


def _decoded(body: bytes, name: str) -> str:
    text = body.decode(name, "replace")
    strange = sum(1 for character in text[:_HEAD_BYTES] if character < " " and character not in "\t\n\r\f\x1b")
    if "\0" in text or strange > len(text[:_HEAD_BYTES]) // 50:
        raise NotTextError("the file is binary, not a page")
    return text
