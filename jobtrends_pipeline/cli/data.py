"""Commands that look at and take away data."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from jobtrends_pipeline.cli import show
from jobtrends_pipeline.config.paths import Settings

_MOST_ROWS = 200
_HELD = """
    SELECT role, any_value(subject), count(*),
           min(period_end) FILTER (outcome <> 'quarantined'), max(period_end) FILTER (outcome <> 'quarantined'),
           count(*) FILTER (outcome = 'quarantined')
    FROM captures GROUP BY role
"""
_SUBJECTS = "SELECT DISTINCT subject FROM captures WHERE subject IS NOT NULL"
_LISTED = "SELECT subject FROM fact_index WHERE as_of = (SELECT max(as_of) FROM fact_index)"


class Format(StrEnum):
    """File format of an export."""

    CSV = "csv"
    DUCKDB = "duckdb"
    JSON = "json"
    PARQUET = "parquet"
    SQLITE = "sqlite"


def sql(
    query: Annotated[str, typer.Argument(help="A query over the published warehouse, read-only.")],
    *,
    as_json_text: Annotated[bool, typer.Option("--json", help="Print rows as JSON, one a line.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print rows as CSV.")] = False,
) -> None:
    """Query the published warehouse; tables and columns carry their descriptions (`describe`, `duckdb_columns()`).

    \b
    Examples:
      jobtrends sql "show tables"
      jobtrends sql "select as_of, median_gbp from fact_pay where role = 'java' and lag_years = 0" --csv
    """
    import duckdb

    from jobtrends_pipeline.warehouse.publish import open_published
    from jobtrends_pipeline.warehouse.queries import refused, run_query

    with open_published(Settings.load().published_file) as connection:
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
        rows = export_tables(Settings.load().published_file, folder, choice, tell)
    show.say(f"Exported   {len(rows)} tables, {show.number(sum(rows.values()))} rows, to {folder.resolve()}")


def roles(*, as_json_text: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False) -> None:
    """List the roles: those on the watchlist, and those that ingested pages brought.

    \b
    Example:
      jobtrends roles
    """
    from jobtrends_pipeline.config.watchlist import load_watchlist
    from jobtrends_pipeline.pages.nearest_names import lost_names
    from jobtrends_pipeline.warehouse.publish import reading

    settings = Settings.load()
    watchlist = load_watchlist(settings.watchlist_file)
    followed = {role.key: role.name for role in watchlist.roles}
    held, subjects, listed = {}, set(), set()
    if settings.published_file.exists():
        with reading(settings.published_file) as connection:
            held = {row[0]: row[1:] for row in connection.execute(_HELD).fetchall()}
            subjects = {name for (name,) in connection.execute(_SUBJECTS).fetchall()}
            listed = {name for (name,) in connection.execute(_LISTED).fetchall()}
    rows = [
        (
            key,
            followed.get(key) or held.get(key, (None,))[0],
            key in followed,
            *held.get(key, (None, 0, None, None, 0))[1:],
        )
        for key in (*followed, *sorted(set(held) - set(followed)))
    ]
    names = ("role", "subject", "on_watchlist", "captures", "first_period_end", "last_period_end", "quarantined")
    if as_json_text:
        show.say_json([dict(zip(names, row, strict=True)) for row in rows])
        return
    shown = [(*row[:2], "yes" if row[2] else "no", *row[3:]) for row in rows]
    show.table(["role", "subject", "on watchlist", "captures", "from", "to", "quarantined"], shown, numeric=(3, 6))
    asked = {role.name: role.aliases for role in watchlist.roles}
    for lost in lost_names(asked, subjects, listed) if listed else []:
        show.say(lost.line)


def _is_numeric(rows: list[tuple[object, ...]], position: int) -> bool:
    values = [row[position] for row in rows if row[position] is not None]
    return bool(values) and all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)
