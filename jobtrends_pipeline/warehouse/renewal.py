"""Rebuild of the warehouse: when it is needed."""

from pathlib import Path

from jobtrends_pipeline.warehouse.database import Database
from jobtrends_pipeline.warehouse.refusals import EarlierVersionError, WarehouseDamagedError, WarehouseLockedError


def renewal_reason(database: Database, archive: Path, reader: int, *, is_thorough: bool = False) -> str | None:
    """Return why the warehouse must be rebuilt; null if it need not.

    It is also null if there are no captures to rebuild it from.

    Args:
        database: Where the warehouse is kept.
        archive: The archive of pages.
        reader: Version of the page reader.
        is_thorough: Whether to read the whole warehouse to find damage.

    Raises:
        LaterVersionError: if it was made by a later version; it is not changed.
        WarehouseDeniedError: if it may not be opened.
    """
    if not database.exists():
        return "as it is missing" if any((archive / "warc").glob("*.warc.gz")) else None
    try:
        database.check(reader, is_thorough=is_thorough)
    except EarlierVersionError:
        return "as it is of an earlier version"
    except WarehouseDamagedError:
        return "as it is damaged"
    except WarehouseLockedError:
        return None  # the writing step will report who has it open
    return None
