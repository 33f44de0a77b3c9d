"""`jobtrends sql`: query the published warehouse."""

from typing import TYPE_CHECKING, Annotated

import typer

from jobtrends_pipeline.cli import show
from jobtrends_pipeline.config.paths import DataPaths

if TYPE_CHECKING:
    import duckdb

_MOST_ROWS = 200


def sql(
    query: Annotated[
        str,
        typer.Argument(metavar="QUERY", help="A query in DuckDB's SQL that only reads, such as SELECT or DESCRIBE."),
    ],
    *,
    as_json_text: Annotated[
        bool, typer.Option("--json", help="Print all rows as JSON in ASCII, one object per line.")
    ] = False,
    as_csv: Annotated[
        bool, typer.Option("--csv", help="Print all rows as CSV, safe to open in a spreadsheet.")
    ] = False,
) -> None:
    """Run a read-only query on the published warehouse.

    Prints a table of at most 200 rows; `--csv` and `--json` print all. Tables and columns have descriptions: see
    `describe TABLE` and `duckdb_columns()`. Trends as known on a day: `trend_pay_as_of(role, day)`,
    `trend_demand_as_of(role, day)`, and all roles side by side on a day: `roles_on(day)`.

    \b
    Examples:
      jobtrends sql "show tables"
      jobtrends sql "select as_of, median_gbp from fact_pay where role = 'java' and lag_years = 0" --csv
    """
    import duckdb

    from jobtrends_pipeline.warehouse.published import open_published
    from jobtrends_pipeline.warehouse.queries import refused

    with open_published(DataPaths.load().published_file) as connection:
        most = None if as_json_text or as_csv else _MOST_ROWS + 1
        try:
            columns, rows = _fetched(connection, query, most)
        except duckdb.Error as error:
            raise refused(error) from error
    if as_json_text:
        for row in rows:
            show.say_json(dict(zip(columns, row, strict=True)))
    elif as_csv:
        show.say_csv(columns, rows)
    else:
        numeric = [position for position in range(len(columns)) if _is_numeric(rows, position)]
        show.table(columns, rows[:_MOST_ROWS], numeric=numeric)
        if len(rows) > _MOST_ROWS:
            show.warn(f"only the first {_MOST_ROWS} rows are shown: --csv and --json print all")


def _fetched(
    connection: "duckdb.DuckDBPyConnection", query: str, most: int | None
) -> tuple[list[str], list[tuple[object, ...]]]:
    """Run a query beside this thread, so that Ctrl-C stops it at once.

    In this thread DuckDB notices Ctrl-C only between its own tasks, and one may take hours.

    Args:
        connection: The published warehouse.
        query: The query.
        most: Number of rows to fetch; all when null.

    Returns:
        Names of the columns, and the rows.
    """
    from concurrent.futures import ThreadPoolExecutor

    from jobtrends_pipeline.warehouse.queries import run_query

    def fetch() -> tuple[list[str], list[tuple[object, ...]]]:
        result = run_query(connection, query)
        names = [name for name, *_ in result.description or []]
        return names, result.fetchall() if most is None else result.fetchmany(most)

    with ThreadPoolExecutor(1) as pool:
        try:
            return pool.submit(fetch).result()
        except KeyboardInterrupt:
            connection.interrupt()
            raise


def _is_numeric(rows: list[tuple[object, ...]], position: int) -> bool:
    values = [row[position] for row in rows if row[position] is not None]
    return bool(values) and all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)
