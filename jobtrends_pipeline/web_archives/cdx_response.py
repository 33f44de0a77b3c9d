"""Parser of index responses: a JSON array (Internet Archive) or JSON lines (pywb)."""

import contextlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from jobtrends_pipeline.web_archives.cdx import CdxListing, CdxRecord, RecordT
from jobtrends_pipeline.web_archives.errors import IndexAnswerError

Row = Mapping[str, object]
_TIMESTAMP = re.compile(r"\d{14}", re.ASCII)
_NO_CAPTURES = "no captures found"


class MalformedRowError(ValueError):
    """A row of an index without a field that every capture has."""


@dataclass(frozen=True, slots=True)
class IndexAnswer:
    """One response of an index.

    Attributes:
        rows: Fields by name, as the index names them.
        malformed: Number of rows that could not be parsed.
        resume_key: Key to request the next part; None in the last one.
    """

    rows: tuple[Row, ...]
    malformed: int = 0
    resume_key: str | None = None


def read_array(body: bytes, address: str) -> IndexAnswer:
    """Parse a response that is a JSON array: names, rows, optionally a resume key.

    The resume key is a last row, after an empty one. Without captures the response is `[]`, never an empty body.

    Args:
        body: The response's body.
        address: Address of the index, for messages.

    Returns:
        The rows.

    Raises:
        IndexAnswerError: if the body is anything else.
    """
    table = _json(body, address)
    if not isinstance(table, list) or not all(isinstance(row, list) for row in table):
        raise IndexAnswerError(f"{address}: the index answered with no table: {_start(body)}")
    if not table:
        return IndexAnswer(())
    names, rows = table[0], table[1:]
    if not {"timestamp", "original"} <= {name for name in names if isinstance(name, str)}:
        raise IndexAnswerError(f"{address}: the index names no timestamp and original: {_start(body)}")
    resume_key = None
    if len(rows) >= 2 and rows[-2] == [] and len(rows[-1]) == 1:
        resume_key, rows = str(rows[-1][0]), rows[:-2]
    whole = tuple(dict(zip(names, row, strict=True)) for row in rows if len(row) == len(names))
    return IndexAnswer(whole, len(rows) - len(whole), resume_key)


def read_lines(body: bytes, address: str) -> IndexAnswer:
    """Parse a response of one JSON object per line; an empty body has no captures.

    Args:
        body: The response's body.
        address: Address of the index, for messages.

    Returns:
        The rows.

    Raises:
        IndexAnswerError: if no line is a JSON object, as in a page of HTML.
    """
    rows: list[Row] = []
    lines = [line for line in body.splitlines() if line.strip()]
    for line in lines:
        try:
            row = json.loads(line)
        except ValueError:
            continue
        if isinstance(row, dict):
            rows.append(row)
    if lines and not rows:
        raise IndexAnswerError(f"{address}: the index answered with no JSON lines: {_start(body)}")
    return IndexAnswer(tuple(rows), len(lines) - len(rows))


def says_no_captures(body: bytes) -> bool:
    """Return whether a response of status 404 says that there are no captures.

    The other reason for this status is that the index does not exist.
    """
    try:
        answer = json.loads(body)
    except ValueError:
        return False
    message = answer.get("message") if isinstance(answer, dict) else None
    return isinstance(message, str) and message.lower().startswith(_NO_CAPTURES)


def snapshot_of(row: Row) -> CdxRecord:
    """Convert a row, with the Internet Archive's or pywb's field names, to a record.

    Raises:
        MalformedRowError: if time or address are missing, or a numeric field is not a number.
    """
    timestamp, url = _text(row, "timestamp"), _text(row, "url", "original")
    if url is None or not url.lower().startswith(("http://", "https://")):
        raise MalformedRowError("a row without the address of a page")
    if timestamp is None or not _TIMESTAMP.fullmatch(timestamp):
        raise MalformedRowError("a row without a timestamp")
    try:
        captured_at = datetime.strptime(timestamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError as error:
        raise MalformedRowError("a timestamp that is no moment") from error
    return CdxRecord(
        captured_at=captured_at,
        url=url,
        status=number(row, "status", "statuscode"),
        media_type=_text(row, "mime", "mimetype"),
        digest=(_text(row, "digest") or "").removeprefix("sha1:") or None,
        length=number(row, "length"),
    )


def read_rows(answer: IndexAnswer, read: Callable[[Row], RecordT]) -> CdxListing[RecordT]:
    """Convert the rows of a response to records, in order; count the malformed ones.

    Args:
        answer: The response.
        read: Converts a row, or raises `MalformedRowError`.

    Returns:
        The records.
    """
    snapshots: list[RecordT] = []
    for row in answer.rows:
        with contextlib.suppress(MalformedRowError):
            snapshots.append(read(row))
    return CdxListing(tuple(snapshots), answer.malformed + len(answer.rows) - len(snapshots))


def number(row: Row, *names: str) -> int | None:
    """Return a numeric field of a row, by the first of its names that the row has.

    Returns:
        The number; None if the field is missing, blank or `-`.

    Raises:
        MalformedRowError: if the field is not a number.
    """
    text = _text(row, *names)
    if text is None:
        return None
    if not (text.isascii() and text.isdigit()):
        raise MalformedRowError(f"{names[0]} is no number")
    return int(text)


def _text(row: Row, *names: str) -> str | None:
    """Return a text field of a row, by the first of its names that the row has.

    Returns:
        The text; None if the field is missing, blank or `-`.
    """
    value = next((row[name] for name in names if name in row), None)
    return None if value is None or str(value).strip() in ("", "-") else str(value).strip()


def _json(body: bytes, address: str) -> object:
    try:
        return json.loads(body)
    except ValueError as error:
        raise IndexAnswerError(f"{address}: the index answered with no JSON: {_start(body)}") from error


def _start(body: bytes) -> str:
    """Return the beginning of a response, fit for a one-line message."""
    return repr(body[:60].decode("utf-8", "replace")) if body else "nothing at all"
