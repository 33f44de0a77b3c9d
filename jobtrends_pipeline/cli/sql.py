"""`jobtrends sql`: query the published warehouse."""

from typing import Annotated

import typer

from jobtrends_pipeline.cli import show
from jobtrends_pipeline.config.paths import DataPaths

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

    from jobtrends_pipeline.warehouse.publish import open_published
    from jobtrends_pipeline.warehouse.queries import refused, run_query

    with open_published(DataPaths.load().published_file) as connection:
        result = run_query(connection, query)
        try:
            columns = [name for name, *_ in result.description or []]
            rows = result.fetchall() if as_json_text or as_csv else result.fetchmany(_MOST_ROWS + 1)
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


def _is_numeric(rows: list[tuple[object, ...]], position: int) -> bool:
    values = [row[position] for row in rows if row[position] is not None]
    return bool(values) and all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)
