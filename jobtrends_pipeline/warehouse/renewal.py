"""Rebuild of the working database: when it is needed, its draft, its placement."""

import contextlib
from pathlib import Path

from jobtrends_pipeline.warehouse.layout import check_file
from jobtrends_pipeline.warehouse.leftovers import clear_logs, remove, replace_database, set_aside
from jobtrends_pipeline.warehouse.refusals import EarlierVersionError, WarehouseDamagedError, WarehouseLockedError
from jobtrends_pipeline.warehouse.store import Warehouse


def renewal_reason(working: Path, archive: Path, reader: int, *, is_thorough: bool = False) -> str | None:
    """Return why the working database must be rebuilt; null if it need not.

    It is also null if there are no captures to rebuild it from.

    Args:
        working: The working database.
        archive: The archive of pages.
        reader: Version of the page reader.
        is_thorough: Whether to read the whole database to find damage.

    Raises:
        LaterVersionError: if it was made by a later version; it is not changed.
        WarehouseDeniedError: if it may not be opened.
    """
    if not working.exists():
        return "as it is missing" if any((archive / "warc").glob("*.warc.gz")) else None
    try:
        check_file(working, reader, is_thorough=is_thorough)
    except EarlierVersionError:
        return "as it is of an earlier version"
    except WarehouseDamagedError:
        return "as it is damaged"
    except WarehouseLockedError:
        return None  # the writing step will report who has it open
    return None


def draft_of(working: Path, reader: int) -> Path:
    """Return the file in which a new working database is built.

    A valid draft of a killed command is continued; an invalid one is removed.
    """
    draft = working.with_name(f".{working.name}.draft.duckdb")
    draft.parent.mkdir(parents=True, exist_ok=True)
    if draft.exists():
        try:
            check_file(draft, reader)
        except Exception:  # noqa: BLE001  # whatever the fault, it is only a draft
            remove(draft)
            clear_logs(draft)
    return draft


def put_in_place(draft: Path, working: Path, reader: int) -> None:
    """Replace the working database by a rebuilt one.

    A damaged one is kept under a new name.
    """
    with Warehouse.at(draft).connection() as connection:
        connection.execute("CHECKPOINT")  # its own log, left by a kill, would not be renamed with it
    if working.exists():
        try:
            with contextlib.suppress(EarlierVersionError):
                check_file(working, reader, is_thorough=True)
        except WarehouseDamagedError:
            set_aside(working, "damaged")
    replace_database(draft, working)
    clear_logs(draft)
