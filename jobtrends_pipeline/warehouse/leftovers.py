"""Leftovers at or beside a database: logs of other files, damaged files, folders."""

import itertools
import shutil
from pathlib import Path

BESIDE = {".duckdb": (".wal*",), ".sqlite": ("-journal", "-wal", "-shm")}
"""Endings of log files, by the ending of the database file; a log is applied to whatever file it lies beside."""


def logs_beside(path: Path) -> list[Path]:
    """List the logs beside a database file, including folders of such a name."""
    endings = BESIDE.get(path.suffix, ())
    logs = (log for ending in endings for log in path.parent.glob(f"{_escaped(path.name)}{ending}"))
    return sorted(logs)


def clear_logs(path: Path) -> None:
    """Remove the logs beside a database file before or after it is replaced."""
    for log in logs_beside(path):
        remove(log)


def replace_database(draft: Path, target: Path) -> None:
    """Replace a database file; the new one never has a log of the old one beside it.

    This holds after a kill at any moment too.
    """
    clear_logs(target)
    draft.replace(target)
    clear_logs(target)  # a living writer may have made one in between


def set_aside(path: Path, why: str) -> Path:
    """Rename an invalid file or folder with its logs, to make room.

    Args:
        path: File or folder to rename.
        why: Word for its new name: `damaged` makes `jobtrends.damaged.duckdb` of `jobtrends.duckdb`.

    Returns:
        The new path.
    """
    numbers = (f"-{number}" if number > 1 else "" for number in itertools.count(1))
    names = (path.with_name(f"{path.stem}.{why}{number}{path.suffix}") for number in numbers)
    aside = next(name for name in names if not name.exists() and not logs_beside(name))
    for log in logs_beside(path):
        log.rename(log.with_name(log.name.replace(path.name, aside.name, 1)))
    path.rename(aside)
    return aside


def remove(path: Path) -> None:
    """Remove a file, a link or a folder if it exists."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _escaped(name: str) -> str:
    return "".join(f"[{one}]" if one in "*?[" else one for one in name)
