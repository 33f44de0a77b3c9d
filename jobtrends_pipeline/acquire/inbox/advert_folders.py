"""Inbox of raw adverts: a folder for each source of adverts.yaml."""

import os
from collections.abc import Sequence
from pathlib import Path

from jobtrends_pipeline.acquire.inbox.waiting import LeftPath, contents, describe_inbox, describe_left
from jobtrends_pipeline.config.adverts import AdvertSource
from jobtrends_pipeline.saved_files.file_names import shown

_NAMED = "advert inbox"


def source_folders(inbox: Path, sources: Sequence[AdvertSource]) -> list[tuple[AdvertSource, Path]]:
    """Return the sources that have a folder in the inbox, with it."""
    folders = ((source, inbox / source.name) for source in sources)
    return [(source, folder) for source, folder in folders if folder.is_dir() and not folder.is_symlink()]


def left_without_source(inbox: Path, sources: Sequence[AdvertSource]) -> list[LeftPath]:
    """Return what is in the folder of no source, with the reason; no hidden files."""
    if not inbox.is_dir():
        return [LeftPath(inbox, "not a folder: move it away")] if os.path.lexists(inbox) else []
    known = {folder for _, folder in source_folders(inbox, sources)}
    names = ", ".join(source.name for source in sources) or "none yet"
    reason = f"in the folder of no source of adverts.yaml (sources: {names})"
    others = (path for path in sorted(inbox.iterdir()) if path not in known and not path.name.startswith("."))
    return [LeftPath(path, reason) for path in others]


def describe_advert_inbox(inbox: Path, sources: Sequence[AdvertSource]) -> list[str]:
    """Describe the inbox, a line each: waiting, other and refused files by source."""
    lines = [
        line
        for source, folder in source_folders(inbox, sources)
        for line in describe_inbox(folder, f"{_NAMED} {shown(source.name)}")
    ]
    return lines + describe_left(left_without_source(inbox, sources), _NAMED)


def describe_left_adverts(inbox: Path, sources: Sequence[AdvertSource]) -> list[str]:
    """Describe what nobody will read, a line per reason."""
    lines = [
        line
        for source, folder in source_folders(inbox, sources)
        for line in describe_left(contents(folder).left, f"{_NAMED} {shown(source.name)}")
    ]
    return lines + describe_left(left_without_source(inbox, sources), _NAMED)
