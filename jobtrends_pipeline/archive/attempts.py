"""Log of attempts to capture an address: outcome, and time of the next try.

By the log a stopped run resumes without asking twice, and a page that does not exist differs from one never requested.
"""

import contextlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import accumulate
from pathlib import Path
from typing import Any

from jobtrends_pipeline.fetch.response import DeferredError

CAPTURED, UNCHANGED, NOT_FOUND, NOTHING = "captured", "unchanged", "not_found", "nothing_archived"
REFUSED = "refused"
_TIMES = ("attempted_at", "not_before")


@dataclass(frozen=True, slots=True)
class Attempt:
    """A request for an address, or a saved file that was refused, with its outcome.

    Attributes:
        origin: `live`, `wayback`, `common_crawl` or `saved`.
        url: Address at the source; the name of a saved file.
        role: Partition key of the role it was requested for; None for a saved file.
        month: Month it was requested for, `2026-02-01`; the month of the attempt for a live page, None for a saved
            file.
        attempted_at: Time of the attempt, UTC.
        outcome: `captured`, `unchanged`, `not_found`, `nothing_archived`, `refused` (a saved file that is not a page),
            another kind of page than requested, or the outcome of a `FetchError`.
        reason: One-line reason why nothing was captured.
        http_status: Status of the response, if there was one.
        capture_id: The capture that was archived, now or before.
        not_before: Earliest time of the next attempt, UTC, if the host named one.
        etag: ETag of the response, for the next conditional request.
        last_modified: Last-Modified of the response, for the same purpose.
        parser_version: Version of the parser that rejected the page: not a page, or not the one requested.
    """

    origin: str
    url: str
    role: str | None
    month: str | None
    attempted_at: datetime
    outcome: str
    reason: str | None = None
    http_status: int | None = None
    capture_id: str | None = None
    not_before: datetime | None = None
    etag: str | None = None
    last_modified: str | None = None
    parser_version: int | None = None


@dataclass(frozen=True, slots=True)
class Logged:
    """An attempt with its position in the log.

    Attributes:
        run: Name of the run that logged it, which is also the name of the file.
        offset: Start of its line in that file, in bytes.
        attempt: The attempt.
    """

    run: str
    offset: int
    attempt: Attempt


class AttemptLog:
    """Log of attempts: a folder with a file of JSON lines per run.

    A line that was cut off is ignored.

    Args:
        folder: The folder; created by the first write.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def add(self, run: str, *attempts: Attempt) -> None:
        """Append attempts to the file of a run and sync it to disk."""
        self._folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self._folder / f"{run}.jsonl", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        try:
            os.write(descriptor, b"".join(map(_to_line, attempts)))
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def all(self) -> Iterator[Attempt]:
        """Return every attempt, in the order of runs and lines."""
        return (logged.attempt for logged in self.since({}))

    def of_roles(self, roles: Iterable[str]) -> Iterator[Attempt]:
        """Return the attempts requested for some roles, in the order of runs and lines.

        Lines of other roles are not parsed, so that years of them cost little.
        """
        marks = [b'"role": ' + json.dumps(role, ensure_ascii=False).encode() for role in roles]
        for file in sorted(self._folder.glob("*.jsonl")):
            content = file.read_bytes()
            if any(mark in content for mark in marks):
                lines = [line for line in content.split(b"\n")[:-1] if any(mark in line for mark in marks)]
                yield from filter(None, map(_to_attempt, _parse_lines(lines)))

    def recent(self, since: datetime) -> Iterator[Attempt]:
        """Return the attempts of runs that started at `since` or later.

        The start is taken from the name of the run.
        """
        first = f"{since.astimezone(UTC):%Y%m%dT%H%M%S}"
        return (logged.attempt for logged in self._read(sorted(self._folder.glob("*.jsonl")), {}, first))

    def since(self, known: Mapping[str, int]) -> Iterator[Logged]:
        """Return the attempts logged after known ones, in the order of runs and lines.

        Only the new part of each file is read.

        Args:
            known: By run, the byte offset of the line of its last known attempt.
        """
        return self._read(sorted(self._folder.glob("*.jsonl")), known)

    @staticmethod
    def _read(files: Iterable[Path], known: Mapping[str, int], first: str = "") -> Iterator[Logged]:
        for file in (each for each in files if each.stem >= first):
            offset = known.get(file.stem, 0)
            with file.open("rb") as stream:
                stream.seek(offset)
                lines = stream.read().split(b"\n")[:-1]
            starts = accumulate((len(line) + 1 for line in lines), initial=offset)
            for start, fields in zip(starts, _parse_lines(lines), strict=False):
                attempt = _to_attempt(fields)
                if attempt and (start > offset or file.stem not in known):
                    yield Logged(file.stem, start, attempt)


def still_deferred(attempts: Iterable[Attempt]) -> list[Attempt]:
    """Return the last attempt at each address that is deferred, to retry them."""
    last = {(each.origin, each.url): each for each in sorted(attempts, key=lambda each: each.attempted_at)}
    return [each for each in last.values() if each.outcome == DeferredError.outcome]


def _to_line(attempt: Attempt) -> bytes:
    fields = asdict(attempt)
    for name in _TIMES:
        fields[name] = fields[name] and fields[name].astimezone(UTC).isoformat()
    return json.dumps(fields, ensure_ascii=False).encode(errors="replace") + b"\n"


def _parse_lines(lines: list[bytes]) -> list[Any]:
    """Parse lines of JSON; None for each line that is not valid.

    All lines are parsed at once if all are valid, which takes half the time.
    """
    with contextlib.suppress(ValueError):
        rows: list[Any] = json.loads(b"[" + b",".join(lines) + b"]")
        if len(rows) == len(lines):
            return rows
    rows = []
    for line in lines:
        try:
            rows.append(json.loads(line))
        except ValueError:
            rows.append(None)
    return rows


def _to_attempt(fields: Any) -> Attempt | None:  # any JSON value
    """Return the attempt in a parsed line; None if the line is incomplete."""
    try:
        times = {name: fields[name] and datetime.fromisoformat(fields[name]) for name in _TIMES}
        return Attempt(**(fields | times))
    except (ValueError, TypeError, KeyError):
        return None
