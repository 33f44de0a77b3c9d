"""When the working database must be made anew from the archive, where that is done, and how it takes its place."""

import contextlib
from pathlib import Path

from jobtrends_pipeline.warehouse.layout import check_file
from jobtrends_pipeline.warehouse.leftovers import clear_logs, remove, replace_database, set_aside
from jobtrends_pipeline.warehouse.refusals import EarlierVersionError, WarehouseDamagedError, WarehouseLockedError
from jobtrends_pipeline.warehouse.store import Warehouse


def renewal_reason(working: Path, archive: Path, reader: int, *, is_thorough: bool = False) -> str | None:
    """Why the working database must be made anew; null where it need not, or there is nothing to make it from.

    Args:
        working: The working database.
        archive: The archive of pages.
        reader: Version of the page reader.
        is_thorough: Whether to read the database to its end, in search of damage.

    Raises:
        LaterVersionError: if it was made by a later version, which is left alone.
        WarehouseDeniedError: if it may not be opened.
    """
    if not working.exists():
        return "as there is none" if any((archive / "warc").glob("*.warc.gz")) else None
    try:
        check_file(working, reader, is_thorough=is_thorough)
    except EarlierVersionError:
        return "as it is of an earlier version"
    except WarehouseDamagedError:
        return "as it is damaged"
    except WarehouseLockedError:
        return None  # the step that writes says who has it open
    return None


def draft_of(working: Path, reader: int) -> Path:
    """The file that a new working database is made in; what a killed command left there is gone on with."""
    draft = working.with_name(f".{working.name}.draft.duckdb")
    draft.parent.mkdir(parents=True, exist_ok=True)
    if draft.exists():
        try:
            check_file(draft, reader)
        except Exception:  # noqa: BLE001  # whatever ails it, it is nothing but a draft
            remove(draft)
            clear_logs(draft)
    return draft


def put_in_place(draft: Path, working: Path, reader: int) -> None:
    """Put a new working database in the place of the one before, which is kept under another name if damaged."""
    with Warehouse.at(draft).connection() as connection:
        connection.execute("CHECKPOINT")  # a log of its own, as a kill leaves one, is not renamed with it
    if working.exists():
        try:
            with contextlib.suppress(EarlierVersionError):
                check_file(working, reader, is_thorough=True)
        except WarehouseDamagedError:
            set_aside(working, "damaged")
    replace_database(draft, working)
    clear_logs(draft)
