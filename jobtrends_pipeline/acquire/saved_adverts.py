"""Raw inputs of adverts in saved files: pages, answers, tables, also inside WARC.

An input is one file, or one record of a web archive, with the day on which it was captured.
"""

import re
import zlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from urllib.parse import quote

from jobtrends_pipeline.acquire.saved_items import files_of
from jobtrends_pipeline.adverts.readers.recognise import MOST_BYTES, why_no_adverts
from jobtrends_pipeline.archive.document import SAVED, AdvertLabel, Document
from jobtrends_pipeline.base.errors import confined
from jobtrends_pipeline.config.adverts import AdvertSource
from jobtrends_pipeline.saved_files.answers import Answer, answers_in
from jobtrends_pipeline.saved_files.file_names import escaped, shown
from jobtrends_pipeline.saved_files.file_stamp import special
from jobtrends_pipeline.saved_files.frames import begins_record
from jobtrends_pipeline.saved_files.pieces import Budget, PackedError
from jobtrends_pipeline.saved_files.refused import PassedOver, Refused
from jobtrends_pipeline.saved_files.stream import Stream, unpacked

OPTION, FILE_NAME, RECORD, FILE_TIME = "option", "file name", "record", "file time"
"""What says on which day an input was captured, the first that does."""
_START = 16 * 1024
_PIECE = 1024 * 1024
_DAY = re.compile(r"(?<!\d)(\d{4}-\d{2}-\d{2})(?!\d)")
_LONGEST_NAME = 200


def inputs_in(path: Path, source: AdvertSource, seen_on: date | None) -> Iterator[Document | Refused | PassedOver]:
    """Yield the raw inputs of a file or folder as labelled documents.

    An input that cannot hold adverts is refused, and the others are yielded all the same.

    Args:
        path: File or folder; files may be packed.
        source: Where they are from.
        seen_on: Day on which they were captured. When null, a date in the file's name counts, `2026-08-04`; else the
            date of the record; else the day on which the file was last written.
    """
    for file in files_of(path):
        try:
            kind = special(file) if file.exists() else None
            if kind:
                yield Refused(shown(file), kind)
                continue
            with confined(_FileError):
                yield from _readable(file, source, seen_on)
        except _FileError as error:
            yield Refused(shown(file), escaped(str(error)))
        except OSError as error:
            yield Refused(shown(file), error.strerror or str(error), is_there=not isinstance(error, FileNotFoundError))


class _FileError(Exception):
    """A file that the reader fails on."""


def _readable(file: Path, source: AdvertSource, seen_on: date | None) -> Iterator[Document | Refused | PassedOver]:
    try:
        yield from _inputs_of(file, source, seen_on)
    except PackedError as error:
        yield Refused(shown(file), str(error))


def _inputs_of(file: Path, source: AdvertSource, seen_on: date | None) -> Iterator[Document | Refused | PassedOver]:
    day, dated_by = (seen_on, OPTION) if seen_on else (_named_day(file.name), FILE_NAME)
    with file.open("rb") as opened:
        stream = unpacked(opened, Budget(file.stat().st_size))
        if not begins_record(stream.peek(_START)):
            moment = datetime.fromtimestamp(file.stat().st_mtime, UTC)
            answer = Answer(shown(file), None, moment, "", _content(stream, source))
            yield _labelled(answer, file.name, source, day or moment.date(), dated_by if day else FILE_TIME)
            return
        for item in answers_in(stream, file.name):
            if isinstance(item, Answer):
                name = item.source  # with the record's number
                yield _labelled(item, name, source, day or item.captured_at.date(), dated_by if day else RECORD)
            else:
                yield item


def _labelled(answer: Answer, name: str, source: AdvertSource, day: date, dated_by: str) -> Document | Refused:
    reason = why_no_adverts(answer.body, source.as_source())
    if reason:
        return Refused(answer.source, reason, url=answer.url)
    is_that_day = answer.captured_at.date() == day
    plain = escaped(name)[:_LONGEST_NAME]
    return Document(
        url=answer.url or f"file:///{quote(plain)}",
        captured_at=answer.captured_at if is_that_day else datetime.combine(day, time(), UTC),
        origin=SAVED,
        body=answer.body,
        media_type=answer.media_type or "application/octet-stream",
        http_status=None,
        source=answer.source,
        label=AdvertLabel(source.name, source.publisher, source.licence, plain, day, dated_by),
    )


def _named_day(name: str) -> date | None:
    """Return the first date in a file's name, `2026-08-04`."""
    for text in _DAY.findall(name):
        try:
            return date.fromisoformat(text)
        except ValueError:
            continue
    return None


def _content(stream: Stream, source: AdvertSource) -> bytes:
    """Return the content of a file.

    A large table is packed, always into the same bytes.

    Raises:
        PackedError: if it is too large.
    """
    body = stream.read(MOST_BYTES + 1)
    if len(body) <= MOST_BYTES:
        return body
    limit = f"larger than {MOST_BYTES // 1024**2} MiB"
    if source.kind != "table":
        raise PackedError(f"{limit}: split it")
    packing = zlib.compressobj(6, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    packed = bytearray(packing.compress(body))
    while piece := stream.read(_PIECE):
        packed += packing.compress(piece)
        if len(packed) > MOST_BYTES:
            raise PackedError(f"{limit}, packed too: split it")
    return bytes(packed + packing.flush())
