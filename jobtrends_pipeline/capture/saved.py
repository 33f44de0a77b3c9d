"""Saved files and folders to documents: HTML, plain text, WARC and WET, each of them gzipped or not."""

import gzip
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from jobtrends_pipeline.capture.document import Document
from jobtrends_pipeline.capture.warc import UnreadableWarcError, read_warc

SUFFIXES = (".html", ".htm", ".txt", ".gz", ".warc", ".wet")
"""Files that are taken from a folder; a file named itself may be called anything."""
MAXIMUM_BYTES = 32 * 1024 * 1024
_GZIP, _WARC = b"\x1f\x8b", b"WARC/"


@dataclass(frozen=True, slots=True)
class Refused:
    """An input that is no page, and why, in one line; `is_there` is false where a path names no input at all."""

    source: str
    reason: str
    is_there: bool = True


def files_in(folder: Path) -> list[Path]:
    """The files of a folder and those below it that may hold pages, by their names."""
    return sorted(file for file in folder.rglob("*") if file.suffix.lower() in SUFFIXES and file.is_file())


def read_saved(paths: Iterable[Path]) -> Iterator[Document | Refused]:
    """The documents of files and folders, in order; what cannot be read is refused and the rest goes on."""
    for path in paths:
        if path.is_dir():
            files = files_in(path)
            if not files:
                reason = f"the folder holds no file ending in {', '.join(SUFFIXES)}"
                yield Refused(str(path), reason, is_there=False)
            for file in files:
                yield from _read_file(file)
        else:
            yield from _read_file(path)


def _read_file(path: Path) -> Iterator[Document | Refused]:
    try:
        body = _content(path)
        if body.startswith(_WARC):
            yield from _pages_of(path)
            return
        saved_at = _saved_at(path)
    except OSError as error:
        is_there = not isinstance(error, FileNotFoundError)
        yield Refused(str(path), str(error.strerror or error) if is_there else "no such file", is_there=is_there)
    except (_TooLargeError, UnreadableWarcError) as error:
        yield Refused(str(path), str(error))
    except (EOFError, zlib.error) as error:
        yield Refused(str(path), f"the gzip file is cut off or damaged ({error})")
    else:
        yield Document(None, saved_at, "saved", body, None, None, str(path))


def _saved_at(path: Path) -> datetime:
    """The file's own time; for one that no calendar has, the first or the last day that one has."""
    seconds = path.stat().st_mtime
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError):
        return datetime(9999 if seconds > 0 else 1, 12, 31, tzinfo=UTC)


def _pages_of(warc: Path) -> Iterator[Document | Refused]:
    has_pages = False
    for document in read_warc(warc):
        has_pages = True
        yield document
    if not has_pages:
        yield Refused(str(warc), "the WARC file holds no page")


class _TooLargeError(Exception):
    """A file larger than any page."""


def _content(path: Path) -> bytes:
    """The file's bytes, decompressed; of a WARC only the start, which is enough to know it by."""
    with path.open("rb") as stream:
        is_gzip = stream.read(2) == _GZIP
    with gzip.open(path) if is_gzip else path.open("rb") as stream:
        start = stream.read(len(_WARC))
        if start == _WARC:
            return start
        body = start + stream.read(MAXIMUM_BYTES)
    if len(body) > MAXIMUM_BYTES:
        raise _TooLargeError(f"larger than {MAXIMUM_BYTES // 1024**2} MiB: no page is")
    return body
