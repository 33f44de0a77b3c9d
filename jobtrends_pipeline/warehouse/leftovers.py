"""What stands beside a database file or in its place and must not: logs of another file, damaged files, folders."""

import itertools
import shutil
from pathlib import Path

BESIDE = {".duckdb": (".wal*",), ".sqlite": ("-journal", "-wal", "-shm")}
"""By the ending of a database file, how names of its logs end; a log is applied to whatever file it stands beside."""


def logs_beside(path: Path) -> list[Path]:
    """The logs that stand beside a database file, folders of such a name included."""
    endings = BESIDE.get(path.suffix, ())
    found = (log for ending in endings for log in path.parent.glob(f"{_escaped(path.name)}{ending}"))
    return sorted(found)


def clear_logs(path: Path) -> None:
    """Remove what stands beside a database file that is to be replaced, or was."""
    for log in logs_beside(path):
        remove(log)


def replace_database(draft: Path, target: Path) -> None:
    """Put a database file in its place; no log of the one before is ever beside the new one, nor after a kill."""
    clear_logs(target)
    draft.replace(target)
    clear_logs(target)  # a writer that is alive may have made one between the two


def set_aside(path: Path, why: str) -> Path:
    """Rename a file or folder that is not what it should be, with its logs; gives its name of now.

    Args:
        path: What is to make room.
        why: A word for its name: `damaged` makes `jobtrends.damaged.duckdb` of `jobtrends.duckdb`.
    """
    numbers = (f"-{number}" if number > 1 else "" for number in itertools.count(1))
    names = (path.with_name(f"{path.stem}.{why}{number}{path.suffix}") for number in numbers)
    aside = next(name for name in names if not name.exists() and not logs_beside(name))
    for log in logs_beside(path):
        log.rename(log.with_name(log.name.replace(path.name, aside.name, 1)))
    path.rename(aside)
    return aside


def remove(path: Path) -> None:
    """Remove a file, a link or a folder, if it is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _escaped(name: str) -> str:
    return "".join(f"[{one}]" if one in "*?[" else one for one in name)
