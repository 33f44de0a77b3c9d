"""Taking captures out of the archive into one WARC file, with all that was kept about them."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from jobtrends_pipeline.archive.archive import Archive
from jobtrends_pipeline.archive.manifest import ArchiveDamagedError, ArchiveEntry
from jobtrends_pipeline.archive.records import warcinfo_record
from jobtrends_pipeline.archive.warc_files import room_for
from jobtrends_pipeline.files import replacing


def extract(archive: Archive, entries: Iterable[ArchiveEntry], path: Path) -> int:
    """Write captures as one gzipped WARC 1.1 file, whole or not at all; the records keep their bytes.

    Args:
        archive: Where they are.
        entries: Which ones; at least one.
        path: The file; one of the same name is replaced.

    Returns:
        Length of the file in bytes.

    Raises:
        ArchiveDamagedError: if one of them is altered; nothing is written then.
        ArchiveFullError: if there is no room.
    """
    chosen = list(entries)
    latest = max(entry.captured_at for entry in chosen)
    with room_for(path), replacing(path) as stream:
        stream.write(warcinfo_record(path.name, latest, (entry.sha256 for entry in chosen)))
        for entry in chosen:
            stream.write(_records(archive, entry))
        return stream.tell()


def _records(archive: Archive, entry: ArchiveEntry) -> bytes:
    """The page's record and those about it, as they lie in the archive."""
    archive.read(entry)
    raw = archive.raw(entry, until=entry.end)
    if entry.span_offset is not None:
        before = archive.raw(entry, start=entry.span_offset, until=entry.warc_offset)
        if hashlib.sha256(before + raw).hexdigest() != entry.span_sha256:
            raise ArchiveDamagedError(f"{entry.warc_file}: the records about {entry.url} are altered: restore the file")
    return raw
