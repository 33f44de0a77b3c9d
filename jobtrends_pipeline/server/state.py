"""State of what is published, by which answers are cached: tags and dates of HTTP."""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path

from jobtrends_pipeline import __version__
from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.warehouse.seal import read_seal


@dataclass(frozen=True, slots=True)
class PublishedState:
    """State of the published file and of the watchlist, whose aliases name roles.

    Two answers to one question in the same state have the same bytes.

    Attributes:
        name: Text that differs between states, and between versions of this program.
        changed_at: When the newer of the two files was changed, UTC, whole seconds.
    """

    name: str
    changed_at: datetime

    def tag(self, question: str) -> str:
        """Return the strong entity tag of the answer to a question, with its quotes."""
        return f'"{hashlib.sha256(f"{self.name} {question}".encode()).hexdigest()[:32]}"'

    def headers(self, question: str) -> dict[str, str]:
        """Return the header fields by which the answer to a question is cached."""
        return {
            "ETag": self.tag(question),
            "Last-Modified": format_datetime(self.changed_at, usegmt=True),
            "Cache-Control": "private, no-cache",
        }

    def is_known(self, question: str, headers: Mapping[str, str]) -> bool:
        """Return whether a client has the answer to a question already.

        Args:
            question: Path and query of the request.
            headers: Header fields of the request, by name in lower case.
        """
        tags = headers.get("if-none-match")
        if tags is not None:
            given = {tag.strip().removeprefix("W/") for tag in tags.split(",")}
            return self.tag(question) in given or "*" in given
        try:
            since = parsedate_to_datetime(headers.get("if-modified-since", ""))
        except ValueError:
            return False
        return self.changed_at <= (since if since.tzinfo else since.replace(tzinfo=UTC))


def read_state(paths: DataPaths) -> PublishedState | None:
    """Read the state of what is published; null if nothing is."""
    seal = read_seal(paths.published_file)
    published = _present(paths.published_file)
    if not published:
        return None
    files = [*published, *_present(paths.watchlist_file)]
    parts = [f"{one.st_ino} {one.st_size} {one.st_mtime_ns}" for one in files]
    newest = max(one.st_mtime for one in files)
    name = " ".join([__version__, seal.sha256 if seal else "", *parts])
    return PublishedState(name, datetime.fromtimestamp(int(newest), UTC))


def _present(path: Path) -> list[os.stat_result]:
    try:
        return [path.stat()]
    except OSError:
        return []
