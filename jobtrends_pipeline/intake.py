"""Saved pages to captures that know where they belong: identified, filed under role and month, told from those held."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from jobtrends_pipeline.capture.archive import Held, capture_id
from jobtrends_pipeline.capture.attempts import REFUSED, Attempt
from jobtrends_pipeline.capture.document import Document
from jobtrends_pipeline.capture.saved import Refused, read_saved
from jobtrends_pipeline.pages.links import category_url, detail_url, index_url
from jobtrends_pipeline.pages.page import PageKey, ParsedPage, UnknownPageError
from jobtrends_pipeline.pages.periods import Window
from jobtrends_pipeline.pages.read import read_page
from jobtrends_pipeline.watchlist import Watchlist


@dataclass(frozen=True, slots=True)
class Arrival:
    """A page that may be archived: its identity, its partition and how it read."""

    capture_id: str
    role: str
    month: str
    document: Document
    page: ParsedPage


@dataclass(frozen=True, slots=True)
class Intake:
    """What came of some inputs.

    Attributes:
        arrivals: Pages not held before, in the order given.
        held: Sources whose page is in the archive already, byte for byte.
        refused: Inputs that are no page, and why.
    """

    arrivals: tuple[Arrival, ...]
    held: tuple[str, ...]
    refused: tuple[Refused, ...]


def take_in(paths: Iterable[Path], watchlist: Watchlist, held: frozenset[str]) -> Intake:
    """Read saved files and tell new pages from held ones and from what is no page.

    Args:
        paths: Files and folders.
        watchlist: Names the role a page belongs to.
        held: Identities of the captures in the archive.
    """
    arrivals: dict[str, Arrival] = {}
    known: list[str] = []
    refused: list[Refused] = []
    for item in read_saved(paths):
        if isinstance(item, Refused):
            refused.append(item)
            continue
        if capture_id(item) in held or capture_id(item) in arrivals:
            known.append(item.source)
            continue
        try:
            arrival = identify(item, watchlist)
        except UnknownPageError as error:
            refused.append(Refused(item.source, str(error)))
        else:
            arrivals[arrival.capture_id] = arrival
    return Intake(tuple(arrivals.values()), tuple(known), tuple(refused))


def refusals(refused: Iterable[Refused], moment: datetime) -> list[Attempt]:
    """Refused inputs for the log of attempts: by the file's name, as the folder it lay in is of this machine alone."""
    attempts = []
    for one in refused:
        if one.is_there:
            source = Path(one.source)
            reason = one.reason.replace(f"{source.parent}{os.sep}", "")
            attempts.append(Attempt("saved", source.name, None, None, moment, REFUSED, reason))
    return attempts


def is_page(entry: Held) -> bool:
    """Whether a capture may be a page; charts are kept as images and read by nobody here."""
    return not (entry.media_type or "").startswith("image/")


def page_address(key: PageKey) -> str:
    """The address of a page by its own words, the same whatever address it was saved from."""
    if key.category is not None:
        return category_url(key.place, key.category)
    if key.subject is None:
        return index_url(key.market, key.place, Window(key.window_months, key.period_end), key.first_row)
    return detail_url(key.market, key.place, key.subject, key.window_months)


def pending_rows(held: Iterable[Held], roles: Mapping[str, str]) -> list[dict[str, object]]:
    """Archived records as rows of `captures` that wait to be read; `roles` gives the role of each capture."""
    names = (
        "capture_id",
        "url",
        "origin",
        "http_status",
        "media_type",
        "byte_count",
        "sha256",
        "warc_file",
        "warc_offset",
    )
    return [
        {name: getattr(entry, name) for name in names}
        | {
            "role": roles[entry.capture_id],
            "captured_at": entry.captured_at.replace(tzinfo=None),
            "outcome": "pending",
        }
        for entry in held
    ]


def identify(document: Document, watchlist: Watchlist) -> Arrival:
    """The page of a document, its role and its month.

    Raises:
        UnknownPageError: if it is no page of the source, or does not say which.
    """
    page = read_page(document.body)
    media_type = "text/html" if "/html" in page.layout else "text/plain"
    return Arrival(
        capture_id=capture_id(document),
        role=watchlist.role_of(page.key),
        month=page.key.period_end.strftime("%Y-%m-01"),
        document=replace(
            document, url=document.url or page_address(page.key), media_type=document.media_type or media_type
        ),
        page=page,
    )
