"""WARC files of documents, for tests of what reads them."""

from collections.abc import Iterable
from pathlib import Path

from jobtrends_pipeline.archive.document import Document
from jobtrends_pipeline.archive.records import RecordPlace, page_record, place_of
from jobtrends_pipeline.archive.warc import warcinfo_of


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
