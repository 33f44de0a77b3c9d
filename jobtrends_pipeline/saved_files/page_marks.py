"""Marks that a program leaves in a saved page: address and time of saving."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_START = 8192
_SOURCE = re.compile(r"https?://(?:[\w-]+\.)*itjobswatch\.co\.uk(?::\d+)?/\S*", re.IGNORECASE)
_WAYBACK = re.compile(r"https?://[\w.-]+/(?:\w+/)?(\d{14})(?:[a-z]{2}_)?/(https?://\S+)", re.IGNORECASE)
_COMMENT = re.compile(rb"<!--(.{1,2000}?)-->", re.DOTALL)
_SINGLE_FILE = re.compile(r"\s*Page saved with SingleFile\s+url:\s*(\S+)\s+saved date:\s*([^\r\n]+)", re.IGNORECASE)
_BROWSER = re.compile(r"\s*saved from url=\(\d+\)(\S+)", re.IGNORECASE)
_MONOLITH = re.compile(r"\s*Saved from (\S+) at (\S+) using monolith", re.IGNORECASE)
_HTTRACK = re.compile(r"\s*Mirrored from (\S+) by HTTrack[^,]*, ([^\r\n]+GMT)", re.IGNORECASE)
_SCRIPT_DATE = re.compile(r"(\w{3} \w{3} \d{2} \d{4} \d{2}:\d{2}:\d{2}) GMT([+-]\d{4})")
_FIRST = datetime(2004, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Saved:
    """Origin of a saved page.

    Attributes:
        url: Address at the source; None if unknown.
        captured_at: When it was saved, or archived, UTC; None if unknown.
    """

    url: str | None = None
    captured_at: datetime | None = None


def saved_from(address: str | None, moment: datetime | None = None) -> Saved:
    """Return the origin of a page by the address that a program noted.

    For a page of a web archive these are the address at the source and the time of archiving.
    """
    archived = _WAYBACK.fullmatch(address or "")
    if archived:
        address, moment = archived[2], _moment(archived[1])
    url = address if address and _SOURCE.fullmatch(address) else None
    return Saved(url, moment if url and moment and moment >= _FIRST else None)


def marks_of(body: bytes) -> Saved:
    """Return the origin noted at the start of a saved page.

    Recognised are SingleFile, browsers, monolith and HTTrack.
    """
    for comment in _COMMENT.finditer(body[:_START]):
        text = comment[1].decode("utf-8", "replace")
        for pattern in (_SINGLE_FILE, _BROWSER, _MONOLITH, _HTTRACK):
            found = pattern.match(text)
            if found:
                address = found[1] if "://" in found[1] else f"http://{found[1]}"
                return saved_from(address, _moment(found[2]) if pattern.groups > 1 else None)
    return Saved()


def _moment(text: str) -> datetime | None:
    """Parse a time in the format of a script, a mail or a web archive.

    Returns:
        The time, UTC; None if it cannot be parsed.
    """
    written = _SCRIPT_DATE.match(text)
    try:
        if written:
            return datetime.strptime(f"{written[1]} {written[2]}", "%a %b %d %Y %H:%M:%S %z").astimezone(UTC)
        if text.isdigit():
            return datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        moment = datetime.fromisoformat(text) if text[:4].isdigit() else parsedate_to_datetime(text)
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
