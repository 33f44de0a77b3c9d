"""Reads of the working database: counts, roles with work, rows as typed frames."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

import duckdb

from jobtrends_pipeline.tables.model import Table
from jobtrends_pipeline.warehouse.ddl import quoted
from jobtrends_pipeline.warehouse.statements import Keys, condition_of, select

if TYPE_CHECKING:
    import pandas as pd  # takes half a second to import; not needed by every process that loads the definitions


class Reads(ABC):
    """Reads of a database that has every table of the catalog."""

    @abstractmethod
    def connection(self) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
        """Open a connection for the length of a block."""

    def counts(self, tables: Iterable[Table], keys: Keys) -> dict[str, int]:
        """Count the rows that match the keys, by table name."""
        condition, values = condition_of(keys)
        with self.connection() as connection:
            return {
                table.name: int(
                    connection.execute(
                        f"SELECT count(*) FROM {quoted(table.name)}{condition}",  # noqa: S608  # names are declared
                        values,
                    ).fetchall()[0][0]
                )
                for table in tables
            }

    def has_unread(self, parser_version: int, chart_reader_version: int) -> bool:
        """Return whether any capture is to be read by these readers, or loaded."""
        return bool(self.unread_roles(parser_version, chart_reader_version))

    def captured_roles(self) -> set[str]:
        """Return the roles with captures of pages or charts."""
        with self.connection() as connection:
            query = "SELECT role FROM captures UNION SELECT role FROM chart_images"
            return {role for (role,) in connection.execute(query).fetchall()}

    def unread_roles(self, parser_version: int, chart_reader_version: int) -> set[str]:
        """Return the roles with pages to read or load, or with chart images to read.

        Args:
            parser_version: Version of the page reader.
            chart_reader_version: Version of the chart reader.
        """
        # The numbers stand in the text, as DuckDB imports pandas to take a parameter.
        query = f"""
            SELECT role FROM captures WHERE loaded_version IS NULL OR coalesce(parser_version, 0) < {parser_version:d}
            UNION SELECT role FROM chart_images WHERE coalesce(reader_version, 0) < {chart_reader_version:d}
        """  # noqa: S608
        with self.connection() as connection:
            return {role for (role,) in connection.execute(query).fetchall()}

    def counts_by_role(
        self, tables: Iterable[Table], roles: Sequence[str], condition: str = "TRUE"
    ) -> dict[str, dict[str, int]]:
        """Count the rows of each role, by table name and role; 0 where a role has none.

        Args:
            tables: The tables.
            roles: The roles.
            condition: SQL condition of the rows that count.
        """
        chosen, values = condition_of({"role": roles})
        counts = {}
        with self.connection() as connection:
            for table in tables:
                source = f"FROM {quoted(table.name)}{chosen} AND {condition}"
                found = dict(connection.execute(f"SELECT role, count(*) {source} GROUP BY role", values).fetchall())
                counts[table.name] = {role: int(found.get(role, 0)) for role in roles}
        return counts

    def read(self, table: Table, keys: Keys | None = None) -> "pd.DataFrame":
        """Read rows of a table as a typed frame, in the order of its grain.

        Args:
            table: The table.
            keys: Allowed values by column; all rows when null.
        """
        return self.read_many([table], keys)[table.name]

    def read_many(self, tables: Iterable[Table], keys: Keys | None = None) -> "dict[str, pd.DataFrame]":
        """Read rows of several tables with the same key columns, by table name.

        One connection is used for all.
        """
        from jobtrends_pipeline.tables.frames import typed  # noqa: PLC0415  # imports pandas

        condition, values = condition_of(keys or {})
        with self.connection() as connection:
            return {table.name: typed(table, select(connection, table, condition, values)) for table in tables}

    def read_head(self, table: Table, role: str, rows: int) -> "pd.DataFrame":
        """Read the first rows of a role, in the order of the table's grain."""
        from jobtrends_pipeline.tables.frames import typed  # noqa: PLC0415  # imports pandas

        condition, values = condition_of({"role": [role]})
        with self.connection() as connection:
            return typed(table, select(connection, table, condition, values, most=rows))

    def read_newest(self, tables: Iterable[Table], keys: Keys | None = None) -> "dict[str, pd.DataFrame]":
        """Read rows of list tables for the newest vintage only, by table name.

        It is the newest of each role, publisher, market, place and window.
        """
        from jobtrends_pipeline.tables.frames import typed  # noqa: PLC0415  # imports pandas

        condition, values = condition_of(keys or {})
        page = "role, publisher, market, place, window_months"
        with self.connection() as connection:
            frames = {}
            for table in tables:
                newest = f"SELECT {page}, max(as_of) FROM {quoted(table.name)}{condition} GROUP BY ALL"  # noqa: S608
                chosen = f" WHERE ({page}, as_of) IN ({newest})"
                frames[table.name] = typed(table, select(connection, table, chosen, values))
            return frames
