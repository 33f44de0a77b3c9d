"""Archive files whose captures are listed, in a table for the pipeline's own use.

The table is not published, and a warehouse without it lists the whole archive once.
"""

from collections.abc import Mapping

import duckdb

from jobtrends_pipeline.warehouse.store import Warehouse

LISTED_FILES = "jobtrends_archive_files"
_CREATE = f"""
    CREATE TABLE IF NOT EXISTS {LISTED_FILES} (
        name TEXT, manifest_bytes BIGINT, modified_ns BIGINT, warc_bytes BIGINT, parser_version INTEGER,
        captures BIGINT
    )
"""
_COUNTED = (
    "SELECT replace(warc_file, '.warc.gz', '') AS name, count(*) AS rows "
    "FROM (SELECT warc_file FROM captures UNION ALL SELECT warc_file FROM chart_images) GROUP BY ALL"
)
_COUNT = f"UPDATE {LISTED_FILES} SET captures = rows FROM ({_COUNTED}) AS now WHERE now.name = {LISTED_FILES}.name"  # noqa: S608
Stamps = Mapping[str, tuple[int, int, int]]
"""Length of the manifest, its time in nanoseconds, and length of the WARC file, by name of the pair."""


def listed_files(store: Warehouse, parser_version: int) -> dict[str, tuple[int, int, int]]:
    """Return the stamps of the files that this version has listed, by name.

    A file of which `captures` and `chart_images` have fewer rows than when it was listed is left out, so that it is
    listed again.
    """
    # The number stands in the text, as DuckDB imports pandas to take a parameter.
    columns = "name, manifest_bytes, modified_ns, warc_bytes"
    known = f"parser_version = {parser_version:d} AND coalesce(rows, 0) >= coalesce(captures, 0)"
    query = f"SELECT {columns} FROM {LISTED_FILES} LEFT JOIN ({_COUNTED}) USING (name) WHERE {known}"  # noqa: S608
    with store.connection() as connection:
        try:
            rows = connection.execute(query).fetchall()
        except duckdb.CatalogException:
            return {}
    return {name: tuple(stamp) for name, *stamp in rows}


def add_listed(store: Warehouse, new: Stamps, parser_version: int) -> None:
    """Note that the captures of some files are listed."""
    if not new:
        return
    stamps = list(map(list, zip(*new.values(), strict=True)))
    columns = [list(new), *stamps, [parser_version] * len(new), [0] * len(new)]
    with store.transaction() as connection:
        connection.execute(_CREATE)
        connection.execute(f"DELETE FROM {LISTED_FILES} WHERE name IN (SELECT unnest(?))", columns[:1])  # noqa: S608
        rows = ", ".join(["unnest(?)"] * len(columns))
        connection.execute(f"INSERT INTO {LISTED_FILES} SELECT {rows}", columns)
        connection.execute(_COUNT)
