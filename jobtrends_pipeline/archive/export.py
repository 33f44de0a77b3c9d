"""Export of captures from the archive into one WARC file, with all their records."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from jobtrends_pipeline.archive.archive import Archive
from jobtrends_pipeline.archive.manifest import ArchiveDamagedError, ArchiveEntry
from jobtrends_pipeline.archive.records import warcinfo_record
from jobtrends_pipeline.archive.warc_files import disk_full_as_error
from jobtrends_pipeline.files import replacing


def extract(archive: Archive, entries: Iterable[ArchiveEntry], path: Path) -> int:
    """Write captures as one gzipped WARC 1.1 file, whole or not at all.

    The records keep their bytes.

    Args:
        archive: The archive to export from.
        entries: The captures; at least one.
        path: Target file; an existing one is replaced.

    Returns:
        Length of the file in bytes.

    Raises:
        ArchiveDamagedError: if a capture is altered; then nothing is written.
        ArchiveFullError: if the disk is full.
    """
    chosen = list(entries)
    latest = max(entry.captured_at for entry in chosen)
    with disk_full_as_error(path), replacing(path) as stream:
        stream.write(warcinfo_record(path.name, latest, (entry.sha256 for entry in chosen)))
        for entry in chosen:
            stream.write(_records(archive, entry))
        return stream.tell()


def _records(archive: Archive, entry: ArchiveEntry) -> bytes:
    """Return the raw page record of a capture with its request and metadata records.

    Raises:
        ArchiveDamagedError: if one of the records is altered.
    """
    archive.read(entry)
    raw = archive.raw(entry, until=entry.end)
    if entry.span_offset is not None:
        before = archive.raw(entry, start=entry.span_offset, until=entry.warc_offset)
        if hashlib.sha256(before + raw).hexdigest() != entry.span_sha256:
            raise ArchiveDamagedError(f"{entry.warc_file}: the records about {entry.url} are altered: restore the file")
    return raw
