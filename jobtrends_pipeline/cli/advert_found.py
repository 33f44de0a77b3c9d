"""Adverts to be explained: those of a file, or one that was ingested."""

from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from jobtrends_pipeline.adverts.readers.posting import Finding, Posting, Source
from jobtrends_pipeline.adverts.readers.recognise import read_adverts
from jobtrends_pipeline.archive.archive import Archive
from jobtrends_pipeline.cli import show
from jobtrends_pipeline.config.adverts import load_advert_sources
from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.steps.adverts.group import postings_of
from jobtrends_pipeline.steps.configured import database_of
from jobtrends_pipeline.warehouse.adverts import find_advert

_LARGEST = 32 * 1024 * 1024


class FoundAdverts(NamedTuple):
    """Adverts to be explained.

    Attributes:
        name: Name of what they are in.
        form: Form that was recognised.
        postings: The adverts.
        findings: What was not understood outside them.
        vacancy: Columns of the vacancy of an ingested advert; empty for those of a file.
    """

    name: str
    form: str
    postings: tuple[Posting, ...]
    findings: tuple[Finding, ...]
    vacancy: dict[str, object]


def of_file(file: Path) -> FoundAdverts:
    """Read the adverts of a file; end the command if it cannot be read."""
    if not file.is_file():
        show.fail(f"{file} is no file: name a saved advert page, or an answer of a job API")
    if file.stat().st_size > _LARGEST:
        show.fail(f"{file} is larger than 32 MB: split it")
    seen = datetime.fromtimestamp(file.stat().st_mtime, UTC)
    read = read_adverts(file.read_bytes(), None, None, seen, Source(file.stem))
    return FoundAdverts(file.name, read.form, read.postings, read.findings, {})


def of_warehouse(paths: DataPaths, advert: str) -> FoundAdverts:
    """Read an ingested advert from the archive, by its id or its posting's address.

    Of several with one address it is the one seen last. The command ends if none is found.
    """
    database = database_of(paths)
    row = find_advert(database.reading(), advert) if database.exists() else None
    if row is None:
        show.fail(f"{advert!r} is no file, and neither id nor address of an ingested advert")
    archive = Archive(paths.archive_dir)
    document = archive.read_any(archive.find(str(row["input_id"])))
    sources = {source.name: source for source in load_advert_sources(paths.advert_sources_file)}
    ordinal = int(str(row["ordinal"]))
    posting = next((one for number, one in enumerate(postings_of(document, sources)) if number == ordinal), None)
    if posting is None:
        show.fail(f"{advert!r} cannot be read: adverts.yaml names no source {row['source']!r} any more: add it again")
    vacancy = {name: row[name] for name in ("vacancy_id", "rule", "first_seen_on", "last_seen_on", "is_live")}
    has_vacancy = row["vacancy_id"] is not None
    return FoundAdverts(advert, str(row["form"]), (posting,), (), vacancy if has_vacancy else {})
