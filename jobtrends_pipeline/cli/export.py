"""`jobtrends export`: write the published tables to a folder."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from jobtrends_pipeline.cli import show
from jobtrends_pipeline.config.paths import DataPaths


class Format(StrEnum):
    """File format of an export."""

    CSV = "csv"
    DUCKDB = "duckdb"
    JSON = "json"
    PARQUET = "parquet"
    SQLITE = "sqlite"


def export(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="Folder to write to; files of the same name are replaced.")
    ],
    *,
    format_: Annotated[
        Format, typer.Option("--format", metavar="FORMAT", help="parquet, csv, json, duckdb or sqlite.")
    ] = Format.PARQUET,
    table: Annotated[
        list[str] | None, typer.Option(metavar="TABLE", help="Only this table; may be repeated. All by default.")
    ] = None,
    role: Annotated[
        list[str] | None, typer.Option(metavar="ROLE", help="Only rows of this role; may be repeated. All by default.")
    ] = None,
) -> None:
    """Write the published tables to a folder, with data dictionary and licence.

    Formats csv, parquet and json (one object per line, .jsonl) have one file per table; duckdb and sqlite are a single
    file. CSV is safe to open in a spreadsheet; the SQLite file is ready for datasette. Beside the tables are
    `datapackage.json` (valid for `frictionless validate`), `columns.csv` (the data dictionary) and `RIGHTS.txt`. The
    export is written completely or not at all.

    \b
    Examples:
      jobtrends export ~/jobtrends --format csv
      jobtrends export out --format sqlite
      datasette out/jobtrends.sqlite --metadata out/metadata.json
      jobtrends export out --format parquet --table trend_pay --role java
    """
    from jobtrends_pipeline.trends.build import as_of_macros
    from jobtrends_pipeline.warehouse.export import Choice, export_tables

    choice = Choice(format_.value, table or (), role or (), as_of_macros())
    with show.progress("exporting") as tell:
        rows = export_tables(DataPaths.load().published_file, folder, choice, tell)
    show.say(f"Exported   {len(rows)} tables, {show.number(sum(rows.values()))} rows, to {folder.resolve()}")
