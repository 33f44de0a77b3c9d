"""The published warehouse of a data root, opened for reading."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.warehouse.ddl import literal

if TYPE_CHECKING:
    import duckdb

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Published:
    """The published warehouse, opened read-only, with the watchlist beside it.

    Attributes:
        connection: Read-only connection.
        watchlist_file: Watchlist in force, whose aliases name roles too; it may be absent.
    """

    connection: "duckdb.DuckDBPyConnection"
    watchlist_file: Path

    def rows(self, query: str, parameters: Sequence[object] = ()) -> list[Row]:
        """Return the rows of a query, by column; nulls become None.

        The parameters are put into the text, as DuckDB imports pandas to take any.
        """
        found = self.connection.execute(_filled(query, parameters))
        names = [name for name, *_ in found.description or []]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


@contextmanager
def published(paths: DataPaths) -> Iterator[Published]:
    """Open the published warehouse of a data root for the length of the block.

    Raises:
        JobtrendsError: if it is absent, or cannot be read; see `warehouse.published.reading`.
    """
    from jobtrends_pipeline.warehouse.published import reading  # noqa: PLC0415  # imports DuckDB

    with reading(paths.published_file) as connection:
        yield Published(connection, paths.watchlist_file)


def _filled(query: str, parameters: Sequence[object]) -> str:
    """Replace the placeholders of a query, which has `?` for nothing else."""
    first, *others = query.split("?")
    return first + "".join(f"{_sql(value)}{text}" for value, text in zip(parameters, others, strict=True))


def _sql(value: object) -> str:
    """Return a value in SQL: a text, whole number, day, null or list of these."""
    if value is None:
        return "NULL"
    if isinstance(value, str):
        return literal(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, date):
        return f"DATE '{value.isoformat()}'"
    if isinstance(value, list):
        return f"[{', '.join(map(_sql, value))}]"
    raise TypeError(f"no parameter of a query: {value!r}")
