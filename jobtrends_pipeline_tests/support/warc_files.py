"""WARC files of documents, for tests of what reads them."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from jobtrends_pipeline.archive.document import Document
from jobtrends_pipeline.archive.records import RecordPlace, page_record, place_of
from jobtrends_pipeline.archive.warc import UnreadableWarcError, warcinfo_of
from jobtrends_pipeline.saved_files.pieces import Budget, PackedError
from jobtrends_pipeline.saved_files.records import pages_in
from jobtrends_pipeline.saved_files.refused import Refused
from jobtrends_pipeline.saved_files.stream import unpacked


def write_warc(path: Path, documents: Iterable[Document]) -> list[RecordPlace]:
    """Write documents as one gzipped WARC file, as the archive does; gives where each record lies."""
    held = list(documents)
    places = []
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        stream.write(warcinfo_of(path.name, held))
        for document in held:
            raw = page_record(document)
            places.append(place_of(raw, stream.tell()))
            stream.write(raw)
    return places


def read_warc(path: Path) -> Iterator[Document]:
    """Yield the pages of a WARC or WET file, packed or not, up to the first fault.

    Raises:
        UnreadableWarcError: if a record is damaged, or the file ends early or is not a WARC; earlier pages have been
            yielded.
    """
    with path.open("rb") as file:
        try:
            stream = unpacked(file, Budget(path.stat().st_size))
        except PackedError as error:
            raise UnreadableWarcError(f"{path.name}: {error}") from error
        for item in pages_in(stream, path.name):
            if isinstance(item, Refused):
                raise UnreadableWarcError(f"{item.source}: {item.reason}")
            if isinstance(item, Document):
                yield item
