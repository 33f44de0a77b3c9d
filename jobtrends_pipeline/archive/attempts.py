"""Every try to capture an address, kept in the archive: what came of it, and when to try again.

A log is how a stopped run goes on without asking twice, and how a page that is not there differs from one never
asked for.
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
    """One try.

    Attributes:
        origin: `live`, `wayback`, `common_crawl` or `saved`.
        url: Address asked for at the source; of a saved file its name.
        role: Partition key of the role it was asked for; null for a saved file.
        month: Month it was asked for, `2026-02-01`; the month of the try for a live page, null for a saved file.
        attempted_at: When, UTC.
        outcome: `captured`, `unchanged`, `not_found`, `nothing_archived`, `refused` (a saved file that is no page),
            what else a page turned out to be, or the outcome of a `FetchError`.
        reason: Why nothing was captured, in one line.
        http_status: Status of the answer, where there was one.
        capture_id: The capture, where one was kept or was held already.
        not_before: Earliest moment to try again, UTC, where the host named one.
        etag: ETag of the answer, to ask with the next time.
        last_modified: Last-Modified of the answer, likewise.
        parser_version: Version of the reader that found a page to be none, or another than was asked for.
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
    """An attempt and where its line stands.

    Attributes:
        run: Name of the run that logged it, which its file has too.
        offset: Where the line starts in that file, in bytes.
        attempt: The attempt.
    """

    run: str
    offset: int
    attempt: Attempt


class AttemptLog:
    """Attempts under a folder, a file of JSON lines per run; a line is there in full or not at all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def add(self, run: str, *attempts: Attempt) -> None:
        """Append attempts to the file of a run, and have them on disk."""
        self._folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self._folder / f"{run}.jsonl", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        try:
            os.write(descriptor, b"".join(map(_line, attempts)))
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def all(self) -> Iterator[Attempt]:
        """Every attempt, in the order of runs and lines; the end of a line that was cut off is passed over."""
        return (logged.attempt for logged in self.since({}))

    def recent(self, since: datetime) -> Iterator[Attempt]:
        """Attempts of runs that began at `since` or later, which their names tell."""
        first = f"{since.astimezone(UTC):%Y%m%dT%H%M%S}"
        return (logged.attempt for logged in self._of(sorted(self._folder.glob("*.jsonl")), {}, first))

    def since(self, known: Mapping[str, int]) -> Iterator[Logged]:
        """Attempts that came after those known, in the same order; of a file only what is new is read.

        Args:
            known: By run, where the line of its last attempt that is known starts.
        """
        return self._of(sorted(self._folder.glob("*.jsonl")), known)

    @staticmethod
    def _of(files: Iterable[Path], known: Mapping[str, int], first: str = "") -> Iterator[Logged]:
        for file in (each for each in files if each.stem >= first):
            offset = known.get(file.stem, 0)
            with file.open("rb") as stream:
                stream.seek(offset)
                lines = stream.read().split(b"\n")[:-1]
            starts = accumulate((len(line) + 1 for line in lines), initial=offset)
            for start, fields in zip(starts, _rows(lines), strict=False):
                attempt = _attempt(fields)
                if attempt and (start > offset or file.stem not in known):
                    yield Logged(file.stem, start, attempt)


def still_deferred(attempts: Iterable[Attempt]) -> list[Attempt]:
    """The last try of each address where it was put off: what the next run is to ask for."""
    last = {(each.origin, each.url): each for each in sorted(attempts, key=lambda each: each.attempted_at)}
    return [each for each in last.values() if each.outcome == DeferredError.outcome]


def _line(attempt: Attempt) -> bytes:
    fields = asdict(attempt)
    for name in _TIMES:
        fields[name] = fields[name] and fields[name].astimezone(UTC).isoformat()
    return json.dumps(fields, ensure_ascii=False).encode(errors="replace") + b"\n"


def _rows(lines: list[bytes]) -> list[Any]:
    """What each line of JSON says, null where it is none: all in one go, which takes half the time, if all are."""
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


def _attempt(fields: Any) -> Attempt | None:  # whatever a line said
    """The attempt that a line tells of; null where it was cut off."""
    try:
        times = {name: fields[name] and datetime.fromisoformat(fields[name]) for name in _TIMES}
        return Attempt(**(fields | times))
    except (ValueError, TypeError, KeyError):
        return None
