"""Frictionless data packages (Data Package v1) made from table declarations.

They are the contents of `datapackage.json`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from jobtrends_pipeline.tables import rights
from jobtrends_pipeline.tables.model import Column, ColumnType, Table

PACKAGE_FILE = "datapackage.json"
TEXT_ESCAPE = (
    "Safe to open in a spreadsheet: a text cell that begins with = + - @ ' (or their full-width forms), tab or a line "
    "break has one apostrophe in front. Take one leading apostrophe off a text cell to have the text as it was. "
    "Numbers, dates and true/false are as they are. An empty cell is null."
)
MEDIA_TYPES = {
    "csv": "text/csv",
    "jsonl": "application/x-ndjson",
    "parquet": "application/vnd.apache.parquet",
    "duckdb": "application/vnd.duckdb",
    "sqlite": "application/vnd.sqlite3",
}
_FIELD_TYPES = {
    ColumnType.TEXT: "string",
    ColumnType.INTEGER: "integer",
    ColumnType.NUMBER: "number",
    ColumnType.DATE: "date",
    ColumnType.TIMESTAMP: "datetime",
    ColumnType.BOOLEAN: "boolean",
}
Descriptor = dict[str, object]


@dataclass(frozen=True, slots=True)
class PackagedTable:
    """A table in a file; a database file holds several.

    Attributes:
        name: Name of the resource, unique in the package.
        table: Its declaration.
        path: The file, relative to the package, with `/`.
        form: Key of `MEDIA_TYPES`.
        row_count: Rows of the table.
        byte_count: Length of the file.
        sha256: SHA-256 of the file, hexadecimal.
    """

    name: str
    table: Table
    path: str
    form: str
    row_count: int
    byte_count: int
    sha256: str


def data_package(name: str, title: str, held: Iterable[PackagedTable], as_of: date | None) -> Descriptor:
    """Return the descriptor of a package.

    Args:
        name: Short name, lower case.
        title: Name to read.
        held: Tables of the package.
        as_of: Newest vintage among the figures; the package has no other date, so that equal data gives equal bytes.
    """
    dated: Descriptor = {} if as_of is None else {"created": f"{as_of}T00:00:00Z", "as_of": as_of.isoformat()}
    return {
        "profile": "data-package",
        "name": name,
        "title": title,
        "description": f"{rights.SOURCE_LINE}. {rights.CAVEAT}",
        **dated,
        "licenses": [{"name": rights.LICENCE_ID, "title": rights.LICENCE_NAME, "path": rights.LICENCE_URL}],
        "sources": [{"title": rights.SOURCE_NAME, "path": rights.SOURCE_URL}],
        "resources": [_resource(item) for item in held],
    }


def _resource(item: PackagedTable) -> Descriptor:
    """Return the descriptor of a resource.

    Only CSV is tabular: a validator reads it row by row, other forms are checked as files.
    """
    is_csv = item.form == "csv"
    kind: Descriptor = (
        {"profile": "tabular-data-resource", "encoding": "utf-8", "rows": item.row_count}
        if is_csv
        else {"profile": "data-resource", "type": "file"}
    )
    packed: Descriptor = {"compression": "gz"} if item.path.endswith(".gz") else {}
    description = f"{item.table.description}{f' {TEXT_ESCAPE}' if is_csv else ''}"
    return {
        "name": item.name,
        "title": item.table.name,
        "description": description,
        "path": item.path,
        "format": item.form,
        "mediatype": MEDIA_TYPES[item.form],
        **kind,
        **packed,
        "table": item.table.name,
        "layer": item.table.layer,
        "row_count": item.row_count,
        "bytes": item.byte_count,
        "hash": f"sha256:{item.sha256}",
        "schema": table_schema(item.table),
    }


def table_schema(table: Table) -> Descriptor:
    """Return the Table Schema of a table.

    It has fields with unit and constraints, the grain as primary key, "" as null.
    """
    return {
        "fields": [_field(column) for column in table],
        "primaryKey": list(table.grain),
        "missingValues": [""],
    }


def _field(column: Column) -> Descriptor:
    bounds: Descriptor = {
        "required": True if not column.nullable else None,
        "minimum": _bound(column, column.minimum),
        "maximum": _bound(column, column.maximum),
        "enum": list(column.allowed) or None,
    }
    given = {name: value for name, value in bounds.items() if value is not None}
    return {
        "name": column.name,
        "type": _FIELD_TYPES[column.type],
        "description": column.description,
        **({"unit": column.unit} if column.unit else {}),
        **({"constraints": given} if given else {}),
    }


def _bound(column: Column, bound: float | None) -> float | None:
    return int(bound) if bound is not None and column.type is ColumnType.INTEGER else bound
