"""Reader of saved files and folders, which yields documents.

Formats are HTML, text, MHTML, WARC, WET, ARC and WACZ, each packed or not. The format is recognised by the first bytes;
the name shows only whether a file claims to be a page.
"""

import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import IO

from jobtrends_pipeline.archive.document import BY_FILE, BY_PAGE, SAVED, Document
from jobtrends_pipeline.fetch.chunked import without_chunk_sizes
from jobtrends_pipeline.fetch.response import BrokenAnswerError
from jobtrends_pipeline.saved_files.frames import begins_record
from jobtrends_pipeline.saved_files.image_types import image_type
from jobtrends_pipeline.saved_files.mhtml import MailError, is_mail, page_of
from jobtrends_pipeline.saved_files.page_marks import Saved, marks_of
from jobtrends_pipeline.saved_files.pieces import Budget, DamagedError, PackedError
from jobtrends_pipeline.saved_files.records import pages_in, repeated_in
from jobtrends_pipeline.saved_files.refused import PassedOver, Refused
from jobtrends_pipeline.saved_files.revisits import Revisits
from jobtrends_pipeline.saved_files.stream import Stream, unpacked

__all__ = ["PassedOver", "Refused", "claims_page", "files_in", "kind_of", "read_again", "read_file", "read_saved"]

SUFFIXES = (
    *(".html", ".htm", ".xhtml", ".do", ".aspx", ".txt", ".mhtml", ".mht", ".eml"),
    *(".gz", ".zst", ".warc", ".wet", ".arc", ".wacz"),
)
"""Endings of files that claim to contain pages; other files in a folder are read too, and may be anything."""
MAXIMUM_BYTES = 32 * 1024 * 1024
_HALF = (".part", ".partial", ".crdownload", ".download", ".opdownload", ".tmp")
"""Endings that browsers give to incomplete downloads."""
_START = 16 * 1024
_ZIP = b"PK\x03\x04"
_RECORDS = re.compile(r"\.w?arc(?:\.gz|\.zst)?\Z", re.IGNORECASE)
_JSON = re.compile(rb"(?:\xef\xbb\xbf)?\s*[\[{]\s*[\"\[{\]}]")
_ENCRYPTED = 1


def files_in(folder: Path) -> list[Path]:
    """Return the files of a folder and its subfolders, sorted.

    Hidden files and incomplete downloads are omitted.
    """
    return sorted(
        file
        for file in folder.rglob("*")
        if file.suffix.lower() not in _HALF
        and not any(part.startswith(".") for part in file.relative_to(folder).parts)
        and file.is_file()
    )


def claims_page(file: Path) -> bool:
    """Return whether the name of a file claims that it contains a page.

    Files that a browser saves beside a page, in a folder `*_files`, do not.
    """
    is_beside = any(part.endswith("_files") for part in file.parts[:-1])
    return file.suffix.lower() in SUFFIXES and file.name != "robots.txt" and not is_beside


def read_saved(paths: Iterable[Path]) -> Iterator[Document | Refused | PassedOver]:
    """Yield the documents of files and folders, in order.

    Those that revisits repeat come last.

    An input that cannot be read is yielded as refused, and reading continues.
    """
    revisits, read = Revisits(), list[Path]()
    for path in paths:
        files = (files_in(path) if path.is_dir() else []) or [path]
        for file in files:
            yield from read_file(file, revisits)
        read += files
    yield from read_again(read, revisits)


def read_again(files: Iterable[Path], revisits: Revisits) -> Iterator[Document | Refused]:
    """Yield the captures that revisits repeat.

    A revisit whose capture is not in the files is yielded as refused.

    Args:
        files: The files that were read, none of which is opened without a revisit.
        revisits: What was found in them.
    """
    for file in files:
        if len(revisits) and file.is_file():
            items = _read_file(file, partial(repeated_in, revisits=revisits), holds_pages=False)
            yield from (item for item in items if isinstance(item, Document))
    yield from revisits.lost()


def kind_of(file: Path) -> str:
    """Return the kind of a file that is not a page, for messages."""
    return file.suffix.lower()[:12] or "without an ending"


def read_file(path: Path, revisits: Revisits) -> Iterator[Document | Refused | PassedOver]:
    """Yield the documents of a file, or a refusal of a folder.

    Records that repeat a capture are left to `read_again`.
    """
    if path.is_dir():
        yield Refused(str(path), "the folder holds no file", is_there=False)
        return
    before = len(revisits)
    is_empty = True
    for item in _read_file(path, partial(pages_in, revisits=revisits)):
        is_empty = False
        yield item
    if is_empty and len(revisits) == before:
        yield Refused(str(path), "the WARC file holds no page")


_Item = Document | Refused | PassedOver
_ReadRecords = Callable[[Stream, str], Iterator[_Item]]


def _read_file(path: Path, read: _ReadRecords, *, holds_pages: bool = True) -> Iterator[_Item]:
    """Yield the contents of a file of records, or the page of any other file."""
    try:
        with path.open("rb") as file:
            budget = Budget(path.stat().st_size)
            is_zip = file.read(len(_ZIP)) == _ZIP
            file.seek(0)
            if is_zip:
                yield from _zipped(path, budget, read)
                return
            stream = unpacked(file, budget)
            start = stream.peek(_START)
            if begins_record(start):
                yield from read(stream, path.name)
            elif holds_pages:
                yield from _documents(path, _content(stream))
    except OSError as error:
        is_there = not isinstance(error, FileNotFoundError)
        yield Refused(str(path), str(error.strerror or error) if is_there else "no such file", is_there=is_there)
    except DamagedError as error:
        yield Refused(str(path), f"the packed file is cut off or damaged ({error})")
    except (PackedError, MailError, BrokenAnswerError) as error:
        yield Refused(str(path), str(error))


def _saved_at(path: Path) -> datetime:
    """Return the modification time of a file.

    A time outside the calendar is replaced by a day in its first or last year.
    """
    seconds = path.stat().st_mtime
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError):
        return datetime(9999 if seconds > 0 else 1, 12, 31, tzinfo=UTC)


def _zipped(path: Path, budget: Budget, read: _ReadRecords) -> Iterator[_Item]:
    """Yield the pages in a zip file of records, such as WACZ."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = [entry for entry in archive.infolist() if _RECORDS.search(entry.filename)]
            if not names:
                yield Refused(str(path), "a zip file without web archives: unpack it, and name the folder")
            for entry in names:
                name = f"{path.name}#{entry.filename}"
                if entry.flag_bits & _ENCRYPTED:
                    yield Refused(name, "encrypted")
                    continue
                with archive.open(entry) as file:
                    yield from read(unpacked(_Counted(file, budget), budget), name)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        yield Refused(str(path), f"the zip file is cut off or damaged ({error})")


class _Counted:
    """Reader of a file in a zip file, forward only, that counts unpacked bytes."""

    def __init__(self, file: IO[bytes], budget: Budget) -> None:
        self._file, self._budget = file, budget

    def read(self, count: int, /) -> bytes:
        """Return up to `count` bytes."""
        content = self._file.read(count)
        self._budget.spend(len(content))
        return content

    def seekable(self) -> bool:
        """Return False: to go back would mean to unpack the file again."""
        return False

    def seek(self, place: int, /) -> int:
        """Raise an error: seeking is not supported."""
        raise NotImplementedError


def _content(stream: Stream) -> bytes:
    body = stream.read(MAXIMUM_BYTES + 1)
    if len(body) > MAXIMUM_BYTES:
        raise PackedError(f"larger than {MAXIMUM_BYTES // 1024**2} MiB: no page is")
    return body


def _documents(path: Path, content: bytes) -> Iterator[Document]:
    """Yield the page in a file of one page, then the charts in it; or an image.

    Raises:
        MailError, PackedError, BrokenAnswerError: if there is no page in it.
    """
    if image_type(content):
        yield Document(None, _saved_at(path), SAVED, content, image_type(content), None, str(path))
        return
    if _JSON.match(content):
        what = "a HAR file" if b'"log"' in content[:_START] else "JSON"
        raise PackedError(f"{what}: save the page itself, as HTML")
    if not is_mail(content):
        body = without_chunk_sizes(content)
        yield _page(path, body, marks_of(body), BY_PAGE)
        return
    mail = page_of(content)
    page = _page(path, mail.body, mail.saved, BY_FILE)
    yield page
    for number, (body, saved) in enumerate(mail.images, 1):
        moment, source = saved.captured_at or page.captured_at, f"{path}#{number}"
        yield Document(saved.url, moment, SAVED, body, image_type(body), None, source, named_by=BY_FILE)


def _page(path: Path, body: bytes, saved: Saved, named_by: str) -> Document:
    named = named_by if saved.url else None
    return Document(saved.url, saved.captured_at or _saved_at(path), SAVED, body, None, None, str(path), named_by=named)
