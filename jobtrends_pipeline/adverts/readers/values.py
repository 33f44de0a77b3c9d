"""Values of single fields: names, amounts, flags, addresses, descriptions."""

import html
import re

from jobtrends_pipeline.adverts.readers.not_understood import NotUnderstoodError
from jobtrends_pipeline.adverts.readers.posting import DescriptionKind
from jobtrends_pipeline.pages.visible import visible_name

LONGEST_NAME = 500
LONGEST_URL = 2_000
LARGEST_AMOUNT = 1e9
_HALVES = re.compile("[\ud800-\udfff]")
"""Halves of a surrogate pair, which JSON can escape alone and no file can hold."""
_NAME_TAG = re.compile(r"</?(?:strong|b|em|i|span|br|mark)\b[^<>]{0,200}>", re.IGNORECASE)
_AMOUNT = re.compile(r"(?:[A-Z]{3}|[£$€])?\s*(-?\d{1,3}(?:,\d{3})+|-?\d{1,15})((?:\.\d{1,12})?(?:[eE][+-]?\d{1,3})?)")
_TRUE = {"true", "1", "yes", "y", "remote", "fully remote", "telecommute"}
_FALSE = {"false", "0", "no", "n", "hybrid", "onsite", "on-site", "on_site", "office", "unspecified"}
_URL = re.compile(r"https?://[^\s\\/<>\"]+[^\s<>\"]*", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]{0,15}(?:\s[^<>]{0,500})?/?>")
_ESCAPED_TAG = re.compile(r"&(?:amp;)?(?:lt|#60|#x3c);/?[a-zA-Z]", re.IGNORECASE)
_CUT = re.compile(r"(?:…|\.\.\.|&hellip;)\s*\Z")


def sound(text: str) -> str:
    """Return a text without the characters that no table can hold.

    Zero characters are removed, halves of surrogate pairs replaced.
    """
    if "\0" in text:
        text = text.replace("\0", "")
    try:
        text.encode()
    except UnicodeEncodeError:
        return _HALVES.sub("\ufffd", text)
    return text


def read_name(text: str) -> str:
    """Read a name or title as a person sees it, on one line.

    Raises:
        NotUnderstoodError: if it is longer than 500 characters.
    """
    if len(text) > 4 * LONGEST_NAME:
        raise NotUnderstoodError("is too long for a name")
    name = visible_name(_NAME_TAG.sub(" ", html.unescape(text) if "&" in text else text))
    if len(name) > LONGEST_NAME:
        raise NotUnderstoodError("is too long for a name")
    return name


def read_amount(text: str) -> float:
    """Read an amount that stands alone: `52000.0000`, `£52,000`.

    Raises:
        NotUnderstoodError: if it is anything else, negative, not finite, or above a thousand million.
    """
    match = _AMOUNT.fullmatch(text.strip())
    if not match:
        raise NotUnderstoodError("is no amount")
    amount = float(match[1].replace(",", "") + match[2])
    if not 0 <= amount <= LARGEST_AMOUNT:
        raise NotUnderstoodError("is an amount out of range")
    return amount


def read_flag(text: str) -> bool:
    """Read whether something holds: `true`, `1`, `TELECOMMUTE`, `hybrid`.

    Raises:
        NotUnderstoodError: if it says neither.
    """
    said = text.strip().lower()
    if said not in _TRUE | _FALSE:
        raise NotUnderstoodError("says neither yes nor no")
    return said in _TRUE


def read_url(text: str) -> str:
    """Read the address of an advert.

    Raises:
        NotUnderstoodError: if it is no http or https address of at most 2,000 characters.
    """
    url = text.strip()
    if len(url) > LONGEST_URL or not _URL.fullmatch(url) or not url.isprintable():
        raise NotUnderstoodError("is no web address")
    return url


def description_kind(text: str) -> DescriptionKind:
    """Tell HTML from HTML that was escaped once more, and from plain text."""
    if not text.strip():
        return "none"
    if _TAG.search(text):
        return "html"
    return "escaped_html" if _ESCAPED_TAG.search(text) else "text"


def is_cut(text: str) -> bool:
    """Return whether a description ends in the mark of an abridged text."""
    return _CUT.search(text[-40:]) is not None
