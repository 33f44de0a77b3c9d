"""Raw adverts in saved files: pages, answers and tables, also inside WARC."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from jobtrends_pipeline.adverts.readers.posting import Read, Source
from jobtrends_pipeline.adverts.readers.recognise import MOST_BYTES, read_adverts
from jobtrends_pipeline.saved_files.answers import Answer, answers_in
from jobtrends_pipeline.saved_files.frames import begins_record
from jobtrends_pipeline.saved_files.pieces import Budget, PackedError
from jobtrends_pipeline.saved_files.refused import PassedOver, Refused
from jobtrends_pipeline.saved_files.stream import unpacked

_START = 16 * 1024


class ReadInput(NamedTuple):
    """The adverts of one input, with the bytes they were read from.

    Attributes:
        answer: Bytes, address and time of capture.
        read: Postings and findings.
    """

    answer: Answer
    read: Read


def adverts_of(path: Path, source: Source) -> Iterator[ReadInput | Refused | PassedOver]:
    """Read the adverts of a file, record by record if it is a web archive.

    A file outside a web archive was captured when it was last written, and names no address.

    Args:
        path: The file, packed or not.
        source: What the readers must know of its source.
    """
    for item in _answers_of(path):
        if isinstance(item, Answer):
            read = read_adverts(item.body, item.media_type or None, item.url, item.captured_at, source)
            yield ReadInput(item, read)
        else:
            yield item


def _answers_of(path: Path) -> Iterator[Answer | Refused | PassedOver]:
    try:
        with path.open("rb") as file:
            stream = unpacked(file, Budget(path.stat().st_size))
            if begins_record(stream.peek(_START)):
                yield from answers_in(stream, path.name)
                return
            body = stream.read(MOST_BYTES + 1)
            yield Answer(str(path), None, datetime.fromtimestamp(path.stat().st_mtime, UTC), "", body)
    except PackedError as error:
        yield Refused(str(path), str(error))
    except (OSError, ValueError, OverflowError) as error:
        yield Refused(str(path), getattr(error, "strerror", None) or str(error))
