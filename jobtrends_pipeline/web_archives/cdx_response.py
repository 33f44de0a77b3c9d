"""Answers of capture indexes to rows and snapshots: one JSON array (Internet Archive) or JSON lines (pywb)."""

import contextlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from jobtrends_pipeline.web_archives.cdx import CdxRecord, Found, S
from jobtrends_pipeline.web_archives.errors import IndexAnswerError

Row = Mapping[str, object]
_TIMESTAMP = re.compile(r"\d{14}", re.ASCII)
_NO_CAPTURES = "no captures found"


class MalformedRowError(ValueError):
    """A row of an index without what a capture must have."""


@dataclass(frozen=True, slots=True)
class IndexAnswer:
    """One answer of an index.

    Attributes:
        rows: Fields by name, under the names the index uses.
        malformed: Rows that are no row at all.
        resume_key: Where the next answer begins; null when this was the last.
    """

    rows: tuple[Row, ...]
    malformed: int = 0
    resume_key: str | None = None


def read_array(body: bytes, address: str) -> IndexAnswer:
    """An answer that is one JSON array: names, rows, and where there is more an empty row and a resume key.

    Raises:
        IndexAnswerError: if it is anything else; no captures is `[]`, never an empty body.
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
    """An answer of JSON objects, one a line; an empty body is no captures.

    Raises:
        IndexAnswerError: if no line is a JSON object, as of a page of HTML.
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
    """Whether an answer of status 404 says that there are no captures, not that there is no such index."""
    try:
        answer = json.loads(body)
    except ValueError:
        return False
    message = answer.get("message") if isinstance(answer, dict) else None
    return isinstance(message, str) and message.lower().startswith(_NO_CAPTURES)


def snapshot_of(row: Row) -> CdxRecord:
    """The capture of a row, under the Internet Archive's names of fields or pywb's.

    Raises:
        MalformedRowError: if time or address are not there, or a number is none.
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


def read_rows(answer: IndexAnswer, read: Callable[[Row], S]) -> Found[S]:
    """The captures of an answer, in its order; rows that are none are counted."""
    snapshots: list[S] = []
    for row in answer.rows:
        with contextlib.suppress(MalformedRowError):
            snapshots.append(read(row))
    return Found(tuple(snapshots), answer.malformed + len(answer.rows) - len(snapshots))


def number(row: Row, *names: str) -> int | None:
    """A whole number of a row under the first of its names; null where the index prints none.

    Raises:
        MalformedRowError: if there is something that is no number.
    """
    text = _text(row, *names)
    if text is None:
        return None
    if not (text.isascii() and text.isdigit()):
        raise MalformedRowError(f"{names[0]} is no number")
    return int(text)


def _text(row: Row, *names: str) -> str | None:
    """A field under the first of its names that the row has; `-` and blank are none."""
    value = next((row[name] for name in names if name in row), None)
    return None if value is None or str(value).strip() in ("", "-") else str(value).strip()


def _json(body: bytes, address: str) -> object:
    try:
        return json.loads(body)
    except ValueError as error:
        raise IndexAnswerError(f"{address}: the index answered with no JSON: {_start(body)}") from error


def _start(body: bytes) -> str:
    """The beginning of an answer, fit for a message of one line."""
    return repr(body[:60].decode("utf-8", "replace")) if body else "nothing at all"
