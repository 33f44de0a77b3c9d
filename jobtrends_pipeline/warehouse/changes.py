"""Changes since the last publication: tables and roles with replaced rows.

They stand in two tables for the pipeline's own use, which are not published. A warehouse without them is published
whole.
"""

from collections.abc import Collection, Mapping

import duckdb

from jobtrends_pipeline.warehouse.ddl import literal, quoted

CHANGES = "jobtrends_changes"
PUBLICATION = "jobtrends_publication"
_ALL_ROWS = ""
_CREATE = (
    f"CREATE TABLE IF NOT EXISTS {CHANGES} (table_name TEXT, role TEXT)",
    f"CREATE TABLE IF NOT EXISTS {PUBLICATION} (publication TEXT)",
)
Changes = Mapping[str, Collection[str] | None]
"""Roles whose rows changed, by table name; null where any row of the table may have changed."""


def note_changes(connection: duckdb.DuckDBPyConnection, table_name: str, roles: Collection[str | None] | None) -> None:
    """Note that rows of a table changed, in the transaction that changes them.

    Args:
        connection: The working database.
        table_name: The table.
        roles: Roles of the rows, before and after; null for all rows, as is a row without a role.
    """
    for statement in _CREATE:
        connection.execute(statement)
    changed = [_ALL_ROWS] if roles is None or None in roles else roles
    rows = ", ".join(f"({literal(table_name)}, {literal(str(role))})" for role in changed)
    if rows:
        connection.execute(f"INSERT INTO {CHANGES} (FROM (VALUES {rows}) EXCEPT FROM {CHANGES})")


def changes_since(connection: duckdb.DuckDBPyConnection, publication: str) -> Changes | None:
    """Return the changes since a publication; null if they are not known.

    They are known since the last publication that was made from this database.

    Args:
        connection: The working database.
        publication: Identity of the publication.
    """
    try:
        if connection.execute(f"SELECT publication FROM {PUBLICATION}").fetchall() != [(publication,)]:  # noqa: S608
            return None
        rows = connection.execute(f"SELECT table_name, list(role) FROM {CHANGES} GROUP BY table_name").fetchall()  # noqa: S608
    except duckdb.CatalogException:
        return None
    return {name: None if _ALL_ROWS in roles else sorted(roles) for name, roles in rows}


def begin_changes(connection: duckdb.DuckDBPyConnection, publication: str) -> None:
    """Clear the changes, as all are in a publication that is being made.

    If it is not completed, the next one finds another identity at the published file, and is made whole.
    """
    connection.begin()
    for name, statement in zip((CHANGES, PUBLICATION), _CREATE, strict=True):
        connection.execute(statement)
        connection.execute(f"DELETE FROM {quoted(name)}")  # noqa: S608
    connection.execute(f"INSERT INTO {PUBLICATION} VALUES ({literal(publication)})")  # noqa: S608
    connection.commit()
