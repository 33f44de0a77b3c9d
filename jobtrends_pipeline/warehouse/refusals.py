"""Why the working database cannot be opened or written to, another process or a full disk, and what to do: one line."""

import re

import duckdb

_HOLDER = re.compile(r"lock is held in (?P<program>.+?) \(PID (?P<pid>\d+)\)")
_LOCKED, _FULL = "could not set lock on file", "no space left on device"


class WarehouseLockedError(Exception):
    """Another process has the database open."""


class WarehouseFullError(Exception):
    """There is no room for what is to be stored."""


def in_words(error: duckdb.Error) -> Exception:
    """The error as one line that says what to do, where that is known; else the error itself."""
    line = " ".join(str(error).split())
    if _LOCKED in line.lower():
        found = _HOLDER.search(line)
        who = f"process {found['pid']} ({found['program']})" if found else "another process"
        return WarehouseLockedError(
            f"{who} has the warehouse open for writing, nothing was changed: close it (jobtrends.duckdb beside it may "
            "be read at any time), then run `jobtrends refresh`"
        )
    if _FULL in line.lower():
        return WarehouseFullError(
            "no space left on device: the warehouse stays as it was before this step, and what was captured is kept: "
            "make room, then run `jobtrends refresh`"
        )
    return error
