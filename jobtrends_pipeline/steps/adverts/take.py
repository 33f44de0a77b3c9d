"""Take inputs of adverts: archive and list them, a batch at a time."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from jobtrends_pipeline.acquire.saved_adverts import inputs_in
from jobtrends_pipeline.archive.archive import Archive, ArchiveEntry, capture_id
from jobtrends_pipeline.archive.document import Document
from jobtrends_pipeline.config.adverts import AdvertSource
from jobtrends_pipeline.saved_files.refused import Refused
from jobtrends_pipeline.warehouse.adverts import add_inputs, listed_inputs
from jobtrends_pipeline.warehouse.store import Warehouse

BATCH_INPUTS, BATCH_BYTES = 200, 16 * 1024 * 1024
"""Inputs, and their bytes, that are archived together; a killed run loses at most those of one batch."""


@dataclass(slots=True)
class TakenInputs:
    """Result of taking inputs.

    Attributes:
        input_ids: New inputs.
        known: Number of inputs that were archived before, or came twice.
        refused_of: Inputs that cannot hold adverts, with the reason, by the path that was asked for.
        skipped: Number of records of web archives that are something else.
        dated_by: Number of new inputs by what says on which day they were captured.
    """

    input_ids: list[str] = field(default_factory=list)
    known: int = 0
    refused_of: dict[Path, list[Refused]] = field(default_factory=dict)
    skipped: int = 0
    dated_by: Counter[str] = field(default_factory=Counter)

    @property
    def refused(self) -> list[Refused]:
        """Inputs that cannot hold adverts, with the reason."""
        return [one for each in self.refused_of.values() for one in each]


def take_inputs(
    paths: Iterable[Path], source: AdvertSource, seen_on: date | None, archive: Archive, name: str
) -> TakenInputs:
    """Archive the new inputs of files and folders, each batch before the next is read.

    What a killed run archived is kept, and the next run goes on behind it.

    Args:
        paths: Files and folders.
        source: Where they are from.
        seen_on: Day on which they were captured; as of `inputs_in` when null.
        archive: Receives them, after `recover`.
        name: Name of the file of the first batch; those of further ones have a number behind it.
    """
    taken = TakenInputs()
    for number, batch in enumerate(_batches(paths, source, seen_on, archive, taken)):
        archive.add(f"{name}-{number + 1}" if number else name, batch)
    return taken


def list_inputs(archive: Archive, store: Warehouse) -> int:
    """List inputs that are archived but not in the warehouse, as pending.

    Returns:
        Number of new rows.
    """
    new = archive.advert_inputs(listed_inputs(store))
    add_inputs(store, [_pending(copies[0]) for copies in new.values()])
    return len(new)


def _batches(
    paths: Iterable[Path], source: AdvertSource, seen_on: date | None, archive: Archive, taken: TakenInputs
) -> Iterator[list[Document]]:
    held = archive.advert_inputs()
    known: set[str] = set()
    batch: list[Document] = []
    for path, item in ((each, item) for each in paths for item in inputs_in(each, source, seen_on)):
        if isinstance(item, Refused):
            taken.refused_of.setdefault(path, []).append(item)
        elif not isinstance(item, Document):
            taken.skipped += 1
        elif (identity := capture_id(item)) in known or any(map(archive.is_whole, held.get(identity, ()))):
            taken.known += 1
        else:
            known.add(identity)
            taken.input_ids.append(identity)
            taken.dated_by[item.label.dated_by if item.label else ""] += 1
            batch.append(item)
            if len(batch) >= BATCH_INPUTS or sum(len(one.body) for one in batch) >= BATCH_BYTES:
                yield batch
                batch = []
    yield batch


def _pending(entry: ArchiveEntry) -> dict[str, object]:
    kept = ("byte_count", "sha256", "warc_file", "warc_offset")
    row: dict[str, object] = {name: getattr(entry, name) for name in kept}
    if entry.label:
        row |= {name: getattr(entry.label, name) for name in ("source", "publisher", "seen_on")}
    return row | {
        "input_id": entry.capture_id,
        "url": entry.url if entry.url.startswith("http") else None,
        "captured_at": entry.captured_at.replace(tzinfo=None),
        "outcome": "pending",
    }
