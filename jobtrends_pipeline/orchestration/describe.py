"""Metadata of assets in the web UI: schema, counts, preview of rows, small chart."""

import base64
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import dagster as dg

from jobtrends_pipeline.base.plain import markdown
from jobtrends_pipeline.tables import rights
from jobtrends_pipeline.tables.advert_figures import ADVERT_FIGURE_TABLES, ADVERT_SOURCES
from jobtrends_pipeline.tables.adverts import ADVERT_TABLES
from jobtrends_pipeline.tables.class_columns import SUPPRESSED
from jobtrends_pipeline.tables.model import Column, Table

if TYPE_CHECKING:
    import pandas as pd

OWNERS = ["team:jobtrends"]
SOURCE = rights.SOURCE_URL
RIGHTS = f"{rights.SOURCE_LINE}. {rights.CAVEAT}"
PREVIEW_ROWS, _PREVIEW_COLUMNS, _CELL_CHARACTERS = 5, 12, 60
MOST_PREVIEWED = 5
"""A run over more roles shows no rows of each, as that takes longer than to make them."""
_MOST_POINTS = 24
_INLINE_CHARACTERS = 1000
"""Markdown longer than this is shown behind a link."""


_OF_PAGES = {"source": dg.MetadataValue.url(SOURCE), "rights": dg.MetadataValue.text(RIGHTS)}
_OF_ADVERTS = {"rights": dg.MetadataValue.text(f"{rights.OWN_LINE.capitalize()}.")}
_RIGHTS_OF = {table.name: _OF_ADVERTS for table in (*ADVERT_TABLES, ADVERT_SOURCES, *ADVERT_FIGURE_TABLES)}


def column_lineage(table: Table, sources: Mapping[str, Table]) -> dict[str, dg.MetadataValue]:
    """Build definition metadata with the lineage of a table's columns, by name.

    Args:
        table: The table.
        sources: The tables it is derived from, by asset name.
    """
    made_of = {
        column.name: [
            dg.TableColumnDep(asset_key=dg.AssetKey(asset), column_name=column.name)
            for asset, source in sources.items()
            if column.name in source.column_names
        ]
        for column in table
    }
    lineage = dg.TableColumnLineage({name: found for name, found in made_of.items() if found})
    return {"dagster/column_lineage": dg.MetadataValue.column_lineage(lineage)}


def table_metadata(table: Table) -> dict[str, dg.MetadataValue]:
    """Build definition metadata of a table's asset: column schema and rights.

    The rights are those of IT Jobs Watch, which is linked, or of the sources of one's own adverts.
    """
    columns = [
        dg.TableColumn(
            name=column.name,
            type=column.type.value,
            description=_column_description(column),
            constraints=dg.TableColumnConstraints(nullable=column.nullable),
        )
        for column in table
    ]
    return {
        "dagster/column_schema": dg.MetadataValue.table_schema(dg.TableSchema(columns=columns)),
        "dagster/table_name": dg.MetadataValue.text(table.name),
        **_RIGHTS_OF.get(table.name, _OF_PAGES),
    }


def _column_description(column: Column) -> str:
    return f"{column.description} [{column.unit}]" if column.unit else column.description


def table_description(table: Table) -> str:
    """Describe a table's asset: its content and its grain."""
    return f"{table.description}\n\nGrain: {', '.join(table.grain)}."


def frame_metadata(frame: "pd.DataFrame", judge_of: Mapping[str, str] | None = None) -> dict[str, dg.MetadataValue]:
    """Build materialisation metadata of a frame: row count and its first rows.

    Args:
        frame: Rows of a table.
        judge_of: Of its judged columns the column of their class (`Table.judge_of`).
    """
    metadata = row_count(len(frame))
    if len(frame):
        metadata["preview"] = dg.MetadataValue.md(preview(frame, judge_of))
    return metadata


def frames_by_role(frames: "Iterable[pd.DataFrame]") -> "dict[str, pd.DataFrame]":
    """Split frames by their column `role`.

    A role has its rows of the last frame that has any.
    """
    return {str(role): own for frame in frames for role, own in frame.groupby("role", sort=False)}


def row_count(rows: int) -> dict[str, dg.MetadataValue]:
    """Build metadata with an asset's number of rows, under the name the web UI knows."""
    return {"dagster/row_count": dg.MetadataValue.int(rows)}


def preview(frame: "pd.DataFrame", judge_of: Mapping[str, str] | None = None) -> str:
    """Format the first rows of a frame as a Markdown table.

    Columns with one value in all rows of the frame are listed in a line above it. A suppressed figure has its mark
    after it, as the column of its class may not be among those shown.
    """
    hidden = {"capture_id", "role", "missing"}
    columns = {name: column for name, column in frame.items() if name not in hidden and column.notna().any()}
    is_constant = {name: _is_constant(column) for name, column in columns.items()}
    head = _marked(frame.head(PREVIEW_ROWS), judge_of or {})
    same = head[[name for name in columns if is_constant[name]]].head(1).to_dict("records")
    shown = head[[name for name in columns if not is_constant[name]][:_PREVIEW_COLUMNS]]
    lines = [", ".join(f"{_cell(name)}: {_cell(value)}" for row in same for name, value in row.items()), ""]
    if len(shown.columns):
        lines += ["| " + " | ".join(map(_cell, shown.columns)) + " |", "|" + " --- |" * len(shown.columns)]
        lines.extend("| " + " | ".join(map(_cell, row)) + " |" for row in shown.itertuples(index=False))
    return "\n".join(lines).strip()


def _is_constant(column: "pd.Series[Any]") -> bool:
    """Return whether a column with values has the same in all rows."""
    return not column.isna().any() and bool(column.eq(column.iloc[0]).all())


def _marked(frame: "pd.DataFrame", judge_of: Mapping[str, str]) -> "pd.DataFrame":
    """Append the mark to every figure of a suppressed class."""
    for name, judge in judge_of.items():
        weak = frame[judge].eq(SUPPRESSED) & frame[name].notna()
        if weak.any():
            frame = frame.assign(**{name: frame[name].astype(object).mask(weak, frame[name].astype(str) + " [c]")})
    return frame


def _cell(value: object) -> str:
    """Format a value as Markdown, cut if it is long; empty if it is missing."""
    import pandas as pd

    if value is None or value is pd.NaT or value is pd.NA or value != value:  # noqa: PLR0124  # only NaN differs from itself
        return ""
    text = str(value.date()) if isinstance(value, pd.Timestamp) and value == value.normalize() else str(value)
    return markdown(text if len(text) <= _CELL_CHARACTERS else f"{text[: _CELL_CHARACTERS - 1]}…")


def series_chart(points: Sequence[tuple[str, float]], label: str) -> dict[str, dg.MetadataValue]:
    """Draw the latest points of a series as an inline picture.

    Args:
        points: Day and value, in order of time.
        label: What is drawn, as text.

    Returns:
        Empty if there are too few points for a line.
    """
    drawn = list(points)[-_MOST_POINTS:]
    if len(drawn) < 2:
        return {}
    values = [value for _, value in drawn]
    low, span = min(values), (max(values) - min(values)) or 1.0
    path = " ".join(
        f"{round(4 + 232 * number / (len(drawn) - 1))},{round(44 - 40 * (value - low) / span)}"
        for number, value in enumerate(values)
    )
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="240" height="48">'
        f'<polyline points="{path}" fill="none" stroke="#0072b2" stroke-width="2"/></svg>'
    )
    shown = markdown(label)
    picture = f"![{shown}](data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()})"
    words = f"{shown}: {values[0]:,g} ({drawn[0][0]}) to {values[-1]:,g} ({drawn[-1][0]})"
    text = f"{picture}\n\n{words}"
    return (
        {"chart": dg.MetadataValue.md(text)}
        if len(text) < _INLINE_CHARACTERS
        else {"chart": dg.MetadataValue.md(words)}
    )


def counts(numbers: Mapping[str, int]) -> dict[str, dg.MetadataValue]:
    """Convert numbers to metadata, which the web UI also plots over time."""
    return {name: dg.MetadataValue.int(number) for name, number in numbers.items()}


def report_link(page: Path, folder: Path, address: str | None) -> dict[str, dg.MetadataValue]:
    """Build metadata with the file of a report page, and with its address.

    Args:
        page: The file.
        folder: Folder of the report.
        address: Address of that folder; null if it is unknown.
    """
    shown: dict[str, dg.MetadataValue] = {"report": dg.MetadataValue.path(str(page))}
    if address is None:
        return shown
    return {"report_page": dg.MetadataValue.url(f"{address.rstrip('/')}/{page.relative_to(folder).as_posix()}")} | shown
