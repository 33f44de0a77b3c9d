"""Every try to capture an address, kept in the archive: what came of it, and when to try again.

A log is how a stopped run goes on without asking twice, and how a page that is not there differs from one never
asked for.
"""

import contextlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

CAPTURED, UNCHANGED, NOT_FOUND, NOTHING = "captured", "unchanged", "not_found", "nothing_archived"
_TIMES = ("attempted_at", "not_before")


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try.

    Attributes:
        origin: `live`, `wayback`, `common_crawl` or `saved`.
        url: Address asked for at the source.
        role: Partition key of the role it was asked for.
        month: Month it was asked for, `2026-02-01`; the month of the try for a live page.
        attempted_at: When, UTC.
        outcome: `captured`, `unchanged`, `not_found`, `nothing_archived`, or the outcome of a `FetchError`.
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
    role: str
    month: str
    attempted_at: datetime
    outcome: str
    reason: str | None = None
    http_status: int | None = None
    capture_id: str | None = None
    not_before: datetime | None = None
    etag: str | None = None
    last_modified: str | None = None
    parser_version: int | None = None


class AttemptLog:
    """Attempts under a folder, a file of JSON lines per run; a line is there in full or not at all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def add(self, run: str, attempt: Attempt) -> None:
        """Append an attempt to the file of a run, and have it on disk."""
        self._folder.mkdir(parents=True, exist_ok=True)
        fields = asdict(attempt)
        for name in _TIMES:
            fields[name] = fields[name] and fields[name].astimezone(UTC).isoformat()
        line = json.dumps(fields, ensure_ascii=False).encode() + b"\n"
        descriptor = os.open(self._folder / f"{run}.jsonl", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        try:
            os.write(descriptor, line)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def all(self) -> Iterator[Attempt]:
        """Every attempt, in the order of runs and lines; the end of a line that was cut off is passed over."""
        for file in sorted(self._folder.glob("*.jsonl")):
            for fields in _rows(file.read_bytes().split(b"\n")[:-1]):
                try:
                    times = {name: fields[name] and datetime.fromisoformat(fields[name]) for name in _TIMES}
                    yield Attempt(**(fields | times))
                except (ValueError, TypeError, KeyError):
                    continue


def _rows(lines: list[bytes]) -> list[Any]:
    """What lines of JSON say, without those that are none: all in one go, which takes half the time, if all are."""
    with contextlib.suppress(ValueError):
        rows: list[Any] = json.loads(b"[" + b",".join(lines) + b"]")
        if len(rows) == len(lines):
            return rows
    rows = []
    for line in lines:
        with contextlib.suppress(ValueError):
            rows.append(json.loads(line))
    return rows
