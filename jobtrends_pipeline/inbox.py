"""The inbox: saved pages that wait, and where they go once they were looked at."""

from collections.abc import Iterable
from pathlib import Path

from jobtrends_pipeline.capture.saved import Refused, files_in
from jobtrends_pipeline.files import write_whole

DONE, REFUSED = "done", "refused"


def waiting_files(inbox: Path) -> list[Path]:
    """The files of the inbox that may hold pages and were not looked at yet."""
    if not inbox.is_dir():
        return []
    looked_at = {inbox / DONE, inbox / REFUSED}
    return [file for file in files_in(inbox) if not looked_at & set(file.parents)]


def put_away(inbox: Path, files: Iterable[Path], refused: Iterable[Refused]) -> None:
    """Move files that were looked at to `done`, or to `refused` with the reason beside them.

    A WARC file of which some records are no page is done; the reasons stand beside it all the same.

    Args:
        inbox: The inbox.
        files: Its files, of which every page is in the archive by now.
        refused: What was no page, and why.
    """
    reasons: dict[str, list[str]] = {}
    for one in refused:
        reasons.setdefault(one.source.partition("#")[0], []).append(f"{one.source}: {one.reason}")
    for file in files:
        said = reasons.get(str(file), []) + reasons.get(file.name, [])
        is_refused = str(file) in {line.partition(": ")[0] for line in said}
        place = _free(inbox / (REFUSED if is_refused else DONE) / file.relative_to(inbox))
        place.parent.mkdir(parents=True, exist_ok=True)
        if said:
            write_whole(place.with_name(f"{place.name}.reason"), "\n".join(said) + "\n")
        file.replace(place)


def _free(place: Path) -> Path:
    """The place, or one beside it where a file of that name lies already."""
    number, free = 2, place
    while free.exists():
        free = place.with_name(f"{place.stem}-{number}{place.suffix}")
        number += 1
    return free
