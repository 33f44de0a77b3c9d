"""Take the raw adverts in the folder of a source, and put its files away."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from jobtrends_pipeline.acquire.inbox.put_away import put_away
from jobtrends_pipeline.acquire.inbox.waiting import LeftPath, waiting_files
from jobtrends_pipeline.archive.archive import Archive
from jobtrends_pipeline.config.adverts import AdvertSource
from jobtrends_pipeline.saved_files.file_stamp import Stamp
from jobtrends_pipeline.saved_files.refused import Refused
from jobtrends_pipeline.steps.adverts.take import TakenInputs, take_inputs


@dataclass(frozen=True, slots=True)
class ReadInputs:
    """A file whose inputs were read.

    Attributes:
        file: The file.
        stamp: Its identity before it was read; null if it cannot be read.
        reason: Why it cannot be read.
        refused: Inputs of the file that cannot hold adverts.
    """

    file: Path
    stamp: Stamp | None
    reason: str = ""
    refused: Sequence[Refused] = ()


def take_waiting(
    folder: Path, source: AdvertSource, archive: Archive, name: str, *, leaves_fresh: bool = False
) -> tuple[TakenInputs, list[LeftPath]]:
    """Archive the new inputs of a folder; move its files to `done` or `refused`.

    A file moves when all of it is archived. One that changed meanwhile stays, and is read again the next time.

    Args:
        folder: The folder of the source.
        source: Where the adverts are from.
        archive: Receives them, after `recover`.
        name: Name of the first file of the archive.
        leaves_fresh: Whether to leave files that may still be written.

    Returns:
        What was taken, and the files that stay, with the reason.
    """
    read: list[ReadInputs] = []
    files = waiting_files(folder, settled_only=leaves_fresh)
    taken = take_inputs(_readable(files, read), source, None, archive, name)
    ended = (ReadInputs(one.file, one.stamp, one.reason, taken.refused_of.get(one.file, ())) for one in read)
    return taken, put_away(folder, ended)


def _readable(files: Iterable[Path], read: list[ReadInputs]) -> Iterator[Path]:
    """Yield files that can be read, and note each of the files there is."""
    for file in files:
        try:
            read.append(ReadInputs(file, Stamp.of(file)))
        except FileNotFoundError:
            continue
        except OSError as error:
            read.append(ReadInputs(file, None, f"cannot be read ({error.strerror or error})"))
        else:
            yield file
