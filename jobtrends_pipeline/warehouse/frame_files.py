"""Files of frames: Parquet with metadata, typed as the tables are."""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from jobtrends_pipeline.tables.model import Table
from jobtrends_pipeline.warehouse.ddl import SQL_TYPES, literal, quoted

if TYPE_CHECKING:
    import pandas as pd


def parquet_of(table: Table, frame: "pd.DataFrame", metadata: Mapping[str, str]) -> bytes:
    """Return a frame as the bytes of a Parquet file.

    Args:
        table: Table of its rows, which gives the types of the columns.
        frame: The rows.
        metadata: Texts by key in the file's footer.
    """
    columns = ", ".join(f"CAST({quoted(one.name)} AS {SQL_TYPES[one.type]}) AS {quoted(one.name)}" for one in table)
    pairs = ", ".join(f"{quoted(name)}: {literal(value)}" for name, value in metadata.items())
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        path = Path(folder) / "rows.parquet"
        connection.register("rows", frame)
        options = f"FORMAT parquet, COMPRESSION zstd, KV_METADATA {{{pairs}}}"
        connection.execute(f"COPY (SELECT {columns} FROM rows) TO {literal(str(path))} ({options})")  # noqa: S608
        return path.read_bytes()
