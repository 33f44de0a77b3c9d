"""Folder `data/` of the site: published files, CSV of the trends, a data package."""

import contextlib
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from jobtrends_pipeline.files import file_hash, link_or_copy, write_whole
from jobtrends_pipeline.tables.catalog import PUBLIC_TABLES
from jobtrends_pipeline.tables.model import Table
from jobtrends_pipeline.tables.package import PACKAGE_FILE, PackagedTable, data_package
from jobtrends_pipeline.tables.trends import COMPARISON_TABLES, TREND_TABLES
from jobtrends_pipeline.warehouse.copies import copy_table, count_rows, parquet_tables
from jobtrends_pipeline.warehouse.export import data_dictionary, newest_vintage, rights_held, write_json
from jobtrends_pipeline.warehouse.leftovers import clear_logs, replace_database
from jobtrends_pipeline.warehouse.publish import PARQUET_FOLDER
from jobtrends_pipeline.warehouse.published import open_published
from jobtrends_pipeline.warehouse.seal import read_seal


def write_downloads(published: Path, folder: Path) -> tuple[list[PackagedTable], date | None]:
    """Update the folder from the published files.

    Files are hard links where the file system supports them, else copies: published files are only replaced, never
    changed. Trends are offered as CSV too; it is written again only if the table's Parquet file has changed.

    Args:
        published: The published DuckDB file, with the folder of its Parquet files beside it.
        folder: Folder `data/` of the site; made if absent.

    Returns:
        The files of the folder, and the newest vintage.
    """
    folder.mkdir(parents=True, exist_ok=True)
    before = _hashes(folder / PACKAGE_FILE)
    with open_published(published) as connection:
        (folder / PACKAGE_FILE).unlink(
            missing_ok=True
        )  # removed first and written last, so that an existing one is always correct
        database = _linked(published, folder / published.name)
        seal = read_seal(published)  # with the hash of the same bytes, which need not be read again
        as_of, rights = newest_vintage(connection), rights_held(connection)
        database_hash = seal.sha256 if seal else file_hash(database)
        packaged = []
        counts = {table.name: count_rows(connection, table) for table in PUBLIC_TABLES}
        offered = parquet_tables(counts)
        for table in PUBLIC_TABLES:
            rows = counts[table.name]
            packaged.append(_packaged(table, database, "duckdb", rows, database_hash))
            parquet, csv = folder / f"{table.name}.parquet", folder / f"{table.name}.csv.gz"
            if table not in offered:
                parquet.unlink(missing_ok=True)
                csv.unlink(missing_ok=True)
                continue
            _linked(published.parent / PARQUET_FOLDER / parquet.name, parquet)
            parquet_hash = file_hash(parquet)
            packaged.append(_packaged(table, parquet, "parquet", rows, parquet_hash))
            if table in (*TREND_TABLES, *COMPARISON_TABLES):
                if before.get(parquet.name) != parquet_hash or not csv.is_file():
                    copy_table(connection, table, csv)
                packaged.append(_packaged(table, csv, "csv", rows, file_hash(csv)))
    write_whole(folder / "columns.csv", data_dictionary())
    write_whole(folder / "RIGHTS.txt", rights)
    write_json(folder / PACKAGE_FILE, data_package("jobtrends", "IT job trends", packaged, as_of))
    return packaged, as_of


def _linked(source: Path, target: Path) -> Path:
    """Link or copy a file to a path."""
    if target.exists() and target.samefile(source):
        clear_logs(target)
        return target
    draft = target.with_name(f".{target.name}.tmp")
    draft.unlink(missing_ok=True)
    try:
        link_or_copy(source, draft)
        replace_database(draft, target)
    finally:
        draft.unlink(missing_ok=True)
    return target


def _packaged(table: Table, path: Path, form: str, rows: int, sha256: str) -> PackagedTable:
    return PackagedTable(f"{table.name}.{form}", table, path.name, form, rows, path.stat().st_size, sha256)


def _hashes(package: Path) -> Mapping[str, str]:
    """Read the SHA-256 of each file from the previous package.

    Returns:
        Hash by path; empty if the package is absent or invalid.
    """
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
        resources = json.loads(package.read_text(encoding="utf-8"))["resources"]
        return {item["path"]: item["hash"].removeprefix("sha256:") for item in resources}
    return {}
