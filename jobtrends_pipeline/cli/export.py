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
    folder: Annotated[Path, typer.Argument(help="Folder to write to; files of the same name are replaced.")],
    *,
    format_: Annotated[Format, typer.Option("--format", help="File format.")] = Format.PARQUET,
    table: Annotated[list[str] | None, typer.Option(help="Only this table; may be repeated.")] = None,
    role: Annotated[list[str] | None, typer.Option(help="Only rows of this role; may be repeated.")] = None,
) -> None:
    """Write the published tables to a folder, with a data package, the data dictionary and the rights beside them.

    csv, parquet and json (an object a line, .jsonl) have a file per table; duckdb and sqlite are one file.
    Everything is written whole or not at all.

    \b
    Examples:
      jobtrends export ~/jobtrends --format csv
      jobtrends export out --format sqlite && datasette out/jobtrends.sqlite --metadata out/metadata.json
      jobtrends export out --format parquet --table trend_pay --role java
    """
    from jobtrends_pipeline.trends.build import as_of_macros
    from jobtrends_pipeline.warehouse.export import Choice, export_tables

    choice = Choice(format_.value, table or (), role or (), as_of_macros())
    with show.progress("exporting") as tell:
        rows = export_tables(DataPaths.load().published_file, folder, choice, tell)
    show.say(f"Exported   {len(rows)} tables, {show.number(sum(rows.values()))} rows, to {folder.resolve()}")
