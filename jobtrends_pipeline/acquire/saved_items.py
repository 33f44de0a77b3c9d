"""Documents in saved files and folders.

An unreadable file does not affect the others.
"""

import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from jobtrends_pipeline.archive.attempts import REFUSED, Attempt
from jobtrends_pipeline.archive.document import SAVED, Document
from jobtrends_pipeline.base.errors import confined
from jobtrends_pipeline.saved_files.file_names import escaped, shown
from jobtrends_pipeline.saved_files.file_stamp import special
from jobtrends_pipeline.saved_files.read import PassedOver, Refused, files_in, read_again, read_file
from jobtrends_pipeline.saved_files.revisits import Revisits


def files_of(path: Path) -> list[Path]:
    """Return the files of a path: those in a folder that may be pages, else the path.

    The path itself is also returned for a folder without such files.
    """
    return (files_in(path) if os.path.isdir(path) else []) or [path]  # noqa: PTH112  # Path.is_dir may raise


def items_in(paths: Iterable[Path]) -> Iterator[Document | Refused | PassedOver]:
    """Yield the documents of files and folders, with printable sources.

    Those that revisits repeat come last.
    """
    revisits, sound = Revisits(), list[Path]()
    for file in (file for path in paths for file in files_of(path)):
        yield from map(_as_shown, _items_of(file, revisits, sound))
    yield from map(_as_shown, read_again(sound, revisits))


def _items_of(file: Path, revisits: Revisits, sound: list[Path]) -> Iterator[Document | Refused | PassedOver]:
    """Yield the documents of a file.

    A file that is read to its end is added to `sound`.

    An error of one file does not affect the others. A pipe, a socket or a device is not opened.
    """
    try:
        kind = special(file) if os.path.lexists(file) else None
        if kind:
            yield Refused(str(file), kind)
            return
        with confined(_FileError):
            yield from read_file(file, revisits)
        sound.append(file)
    except _FileError as error:
        yield Refused(str(file), str(error))
    except OSError as error:
        yield Refused(str(file), error.strerror or str(error))


class _FileError(Exception):
    """A file that the reader fails on."""


def _as_shown(item: Document | Refused | PassedOver) -> Document | Refused | PassedOver:
    """Return an item with file names and messages escaped for storage and printing."""
    if isinstance(item, PassedOver):
        return item._replace(source=shown(item.source), name=escaped(item.name))
    if isinstance(item, Refused):
        return replace(item, source=shown(item.source), reason=escaped(item.reason))
    return replace(item, source=shown(item.source))


def refusals(refused: Iterable[Refused], moment: datetime) -> list[Attempt]:
    """Return refused inputs as attempts for the log.

    They carry the file's name without its folder, which is specific to this machine.
    """
    attempts = []
    for one in refused:
        if one.is_there:
            source = Path(one.source)
            reason = one.reason.replace(f"{source.parent}{os.sep}", "")
            attempts.append(Attempt(SAVED, source.name, None, None, moment, REFUSED, reason))
    return attempts
