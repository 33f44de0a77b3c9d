"""Memory of the rules of `notify`: vintages looked at, and entries of their feed.

It is one small file, replaced atomically.
"""

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from jobtrends_pipeline.files import write_derived, write_whole
from jobtrends_pipeline.reports.atom import watched_feed
from jobtrends_pipeline.reports.feed import Entry
from jobtrends_pipeline.reports.rows import TargetKey
from jobtrends_pipeline.steps.watch import Seen
from jobtrends_pipeline.trends.watched import Series

MOST_ENTRIES = 200


@dataclass(slots=True)
class Watched:
    """What rules looked at, and what they found.

    Attributes:
        seen: Vintage of each aspect and series that was looked at last.
        entries: Entries of the feed, the latest found first.
    """

    seen: dict[tuple[str, Series], date] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)

    def note(self, seen: Seen, entries: Sequence[Entry] = ()) -> None:
        """Add what was looked at now, and what was found."""
        self.seen |= seen
        known = {entry.identity for entry in self.entries}
        new = [entry for entry in entries if entry.identity not in known]
        self.entries = [*new, *self.entries][:MOST_ENTRIES]


class WatchMemory:
    """The file of what was looked at, and the feed that is made of it.

    Args:
        path: The file.
        feed: The feed.
        log: Receives a line if the file cannot be read.
    """

    def __init__(self, path: Path, feed: Path, log: logging.Logger) -> None:
        self._path = path
        self._feed = feed
        self._log = log

    def read(self) -> Watched:
        """Read the file; empty without one, or if it cannot be read."""
        try:
            return _as_watched(json.loads(self._path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return Watched()
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            self._log.warning(
                "%s cannot be read (%s) and is replaced: a message may be sent twice", self._path, type(error).__name__
            )
            return Watched()

    def write(self, watched: Watched) -> None:
        """Replace the file and the feed."""
        seen = [[aspect, *series, day.isoformat()] for (aspect, series), day in sorted(watched.seen.items())]
        entries = [_as_document(entry) for entry in watched.entries]
        write_whole(self._path, json.dumps({"seen": seen, "entries": entries}, indent=0))
        write_derived(self._feed, watched_feed(watched.entries))


def _as_document(entry: Entry) -> dict[str, object]:
    return {
        "role": entry.role, "key": list(entry.key), "as_of": entry.as_of.isoformat(), "title": entry.title,
        "lines": list(entry.lines), "mark": entry.mark,
    }  # fmt: skip


def _as_watched(content: Mapping[str, Any]) -> Watched:
    seen = {
        (str(aspect), Series(*series)): date.fromisoformat(day)
        for aspect, *series, day in content["seen"]
    }  # fmt: skip
    entries = [
        Entry(
            row["role"],
            TargetKey(*row["key"]),
            date.fromisoformat(row["as_of"]),
            row["title"],
            tuple(row["lines"]),
            row["mark"],
        )
        for row in content["entries"]
    ]
    return Watched(seen, entries)
