"""Tables to take away: a file each, with a data dictionary and the rights beside them."""

import csv
import io
from pathlib import Path

import duckdb

from jobtrends_pipeline.files import write_whole
from jobtrends_pipeline.tables.catalog import ALL_TABLES
from jobtrends_pipeline.warehouse.publish import copy_table

RIGHTS = """\
Source IT Jobs Watch (https://www.itjobswatch.co.uk/).
Licence of the statistics: CC BY-NC-SA 4.0, https://creativecommons.org/licenses/by-nc-sa/4.0/
Figures are of advertised jobs and advertised pay, not of pay received.
"""


def export_tables(connection: duckdb.DuckDBPyConnection, folder: Path, form: str) -> dict[str, int]:
    """Write every table to the folder as `csv` or `parquet`; gives rows per table."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = {table.name: copy_table(connection, table, folder / f"{table.name}.{form}") for table in ALL_TABLES}
    write_whole(folder / "columns.csv", data_dictionary())
    write_whole(folder / "RIGHTS.txt", RIGHTS)
    return rows


def data_dictionary() -> str:
    """Every column of every table as CSV: what it is, its type, unit and bounds."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(
        ["table", "column", "type", "unit", "in_grain", "nullable", "minimum", "maximum", "allowed", "description"]
    )
    for table in ALL_TABLES:
        for column in table:
            bounds = (column.minimum, column.maximum, " | ".join(column.allowed))
            kind = (column.type.value, column.unit, column.name in table.grain, column.nullable)
            writer.writerow([table.name, column.name, *kind, *bounds, column.description])
    return text.getvalue()
