"""The archive: WARC files that are never changed, and beside each a manifest of its records."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from jobtrends_pipeline.capture.document import Document
from jobtrends_pipeline.capture.warc import UnreadableWarcError, read_record, write_warc
from jobtrends_pipeline.files import write_whole


class ArchiveDamagedError(Exception):
    """A record that is no longer what was written; says which file and what to do."""


@dataclass(frozen=True, slots=True)
class Held:
    """One record of the archive: a line of its manifest."""

    capture_id: str
    url: str
    origin: str
    captured_at: datetime
    http_status: int | None
    media_type: str | None
    byte_count: int
    sha256: str
    warc_file: str
    warc_offset: int
    record_length: int
    record_sha256: str


def capture_id(document: Document) -> str:
    """Identity of a capture: a page names itself, so the same content is one capture, wherever it came from."""
    return document.sha256[:16]


class Archive:
    """The pages kept, under one folder: `warc/*.warc.gz` and `manifest/*.jsonl`, one pair per run."""

    def __init__(self, folder: Path) -> None:
        self._warcs = folder / "warc"
        self._manifests = folder / "manifest"

    def held(self) -> Iterator[Held]:
        """Every record, in the order it was written.

        Raises:
            ArchiveDamagedError: if a line of a manifest is no longer what was written.
        """
        for manifest in sorted(self._manifests.glob("*.jsonl")):
            for number, line in enumerate(manifest.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
                try:
                    fields = json.loads(line)
                    yield Held(**(fields | {"captured_at": datetime.fromisoformat(fields["captured_at"])}))
                except (ValueError, TypeError, KeyError) as error:
                    raise ArchiveDamagedError(f"{manifest}, line {number} is altered: restore the file") from error

    def add(self, name: str, documents: Iterable[Document]) -> list[Held]:
        """Write documents as one new WARC file, then its manifest; a file without a manifest does not count.

        Args:
            name: Name of the pair of files, unique to the run; names sort in the order of time.
            documents: The pages; each has a URL.
        """
        entries = list(documents)
        if not entries:
            return []
        path = self._warcs / f"{name}.warc.gz"
        places = write_warc(path, entries)
        held = [
            Held(
                capture_id=capture_id(document),
                url=document.url or "",
                origin=document.origin,
                captured_at=document.captured_at.astimezone(UTC),
                http_status=document.http_status,
                media_type=document.media_type,
                byte_count=len(document.body),
                sha256=document.sha256,
                warc_file=path.name,
                warc_offset=place.offset,
                record_length=place.length,
                record_sha256=place.sha256,
            )
            for document, place in zip(entries, places, strict=True)
        ]
        lines = (json.dumps(asdict(entry) | {"captured_at": entry.captured_at.isoformat()}) for entry in held)
        write_whole(self._manifests / f"{name}.jsonl", "\n".join(lines) + "\n")
        return held

    def read(self, entry: Held) -> Document:
        """The document of a record, checked against its manifest.

        Raises:
            ArchiveDamagedError: if a byte of the record is missing or altered.
        """
        path = self._warcs / entry.warc_file
        try:
            with path.open("rb") as stream:
                stream.seek(entry.warc_offset)
                raw = stream.read(entry.record_length)
        except OSError as error:
            raise ArchiveDamagedError(f"{path} cannot be read ({error.strerror}): restore it from a backup") from error
        if hashlib.sha256(raw).hexdigest() != entry.record_sha256:
            raise ArchiveDamagedError(
                f"{path}, record at byte {entry.warc_offset} ({entry.url}) is cut off or altered: restore the file"
            )
        try:
            return read_record(raw, f"{entry.warc_file}@{entry.warc_offset}")
        except UnreadableWarcError as error:
            raise ArchiveDamagedError(str(error)) from error
