"""DDL generated from table declarations, in SQL that DuckLake supports too."""

from collections.abc import Iterator

from jobtrends_pipeline.tables.model import ColumnType, Table
from jobtrends_pipeline.tables.rights import SOURCE_LINE

SQL_TYPES = {
    ColumnType.TEXT: "VARCHAR",
    ColumnType.INTEGER: "BIGINT",
    ColumnType.NUMBER: "DOUBLE",
    ColumnType.DATE: "DATE",
    ColumnType.TIMESTAMP: "TIMESTAMP",
    ColumnType.BOOLEAN: "BOOLEAN",
}


def create_table(table: Table) -> str:
    """Build the statement that creates a table if it does not exist."""
    columns = ", ".join(
        f"{quoted(column.name)} {SQL_TYPES[column.type]}{'' if column.nullable else ' NOT NULL'}" for column in table
    )
    return f"CREATE TABLE IF NOT EXISTS {quoted(table.name)} ({columns})"


def comments(table: Table) -> Iterator[str]:
    """Yield statements that store the descriptions of a table and its columns."""
    grain = ", ".join(table.grain)
    yield f"COMMENT ON TABLE {quoted(table.name)} IS {literal(f'{table.description} Grain: {grain}. {SOURCE_LINE}.')}"
    for column in table:
        unit = f" Unit: {column.unit}." if column.unit else ""
        yield f"COMMENT ON COLUMN {quoted(table.name)}.{quoted(column.name)} IS {literal(column.description + unit)}"


def quoted(name: str) -> str:
    """Quote a name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Quote a text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"
