"""Typed frames of answers, with units, source and licence in their attributes."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from jobtrends_pipeline.library.published import Row
from jobtrends_pipeline.library.row_flags import meanings, row_flags
from jobtrends_pipeline.reports.sentences import standard_error
from jobtrends_pipeline.tables import rights
from jobtrends_pipeline.tables.columns import ITJOBSWATCH, MEDIAN_GBP
from jobtrends_pipeline.tables.model import Column, ColumnType, Table
from jobtrends_pipeline.tables.trends import ROLE_COMPARISON, TREND_DEMAND, TREND_PAY

if TYPE_CHECKING:
    import pandas as pd

ADVERTISED = "advertised, not paid"
OWN_TERMS = "terms of the adverts, as adverts.yaml names them"
FLAGS = Column("flags", ColumnType.TEXT, "Letters beside the figures, as 'u b'; empty without any.").required()
MEDIAN_ERROR_GBP = replace(
    MEDIAN_GBP, name="median_standard_error_gbp", description="Approximate standard error of median_gbp."
)
SHARE_ERROR_PP = Column(
    "share_standard_error_pp",
    ColumnType.NUMBER,
    "Approximate standard error of share_of_all_pct.",
    "percentage points",
    minimum=0,
)
PAY = replace(TREND_PAY, name="pay", columns=(*TREND_PAY.columns, MEDIAN_ERROR_GBP, FLAGS))
DEMAND = replace(TREND_DEMAND, name="demand", columns=(*TREND_DEMAND.columns, SHARE_ERROR_PP, FLAGS))
COMPARED = replace(
    ROLE_COMPARISON,
    name="compared",
    columns=(
        *ROLE_COMPARISON.columns,
        MEDIAN_ERROR_GBP,
        replace(MEDIAN_GBP, name="difference_gbp", description="median_gbp less that of the first role.", minimum=None),
        Column("difference_pct", ColumnType.NUMBER, "difference_gbp over the median of the first role.", "%"),
        replace(MEDIAN_GBP, name="noise_gbp", description="1.96 standard errors of difference_gbp."),
        Column(
            "is_beyond_noise",
            ColumnType.BOOLEAN,
            "Whether difference_gbp exceeds noise_gbp; null where that is not known, or a median is suppressed.",
        ),
    ),
)


def with_pay_error(row: Row) -> Row:
    """Return a row of pay with the standard error of its median, and its flags."""
    return {**row, MEDIAN_ERROR_GBP.name: standard_error(row), FLAGS.name: " ".join(row_flags(row))}


def with_share_error(row: Row) -> Row:
    """Return a row of demand with the standard error of its share, and its flags."""
    rse, share = row["share_rse_pct"], row["share_of_all_pct"]
    error = None if rse is None or share is None else rse * share / 100
    return {**row, SHARE_ERROR_PP.name: error, FLAGS.name: " ".join(row_flags(row))}


def framed(table: Table, rows: Iterable[Row], as_of: date | None, about: Mapping[str, Any]) -> "pd.DataFrame":
    """Return rows as a typed frame whose attributes say what they are.

    The attributes are plain JSON values, so that they stay in a Parquet file: `units` by column, `descriptions` by
    column, `grain`, `as_of` (the day asked for; null for all that is held), `source`, `licence`, `licence_url`,
    `caveat`, `flags` with the meaning of each letter of the column `flags`, and those given.

    Args:
        table: Table of the rows.
        rows: The rows; columns that the table does not have are left out.
        as_of: Day whose knowledge the rows reflect; null for the latest.
        about: Further attributes.
    """
    from jobtrends_pipeline.tables.frames import rows_frame  # noqa: PLC0415  # imports pandas

    held = list(rows)
    frame = rows_frame(table, held)
    publishers = [str(row["publisher"]) for row in held if row.get("publisher")] or [ITJOBSWATCH]
    letters = {letter for row in held for letter in str(row.get(FLAGS.name) or "").split()}
    attributes: dict[Hashable, Any] = {
        "units": {column.name: column.unit for column in table if column.unit},
        "descriptions": {column.name: column.description for column in table},
        "grain": list(table.grain),
        "as_of": None if as_of is None else as_of.isoformat(),
        "flags": meanings(letters),
    }
    frame.attrs = attributes | dict(rights_of(publishers)) | dict(about)
    return frame


def with_rights(frame: "pd.DataFrame") -> "pd.DataFrame":
    """Return a frame of a query with source, licence and caveat in its attributes."""
    attributes: dict[Hashable, Any] = {}
    frame.attrs = attributes | dict(rights_of([]))
    return frame


def rights_of(publishers: Iterable[str]) -> dict[str, str]:
    """Return the source, licence and caveat that every answer carries.

    The licence is that of IT Jobs Watch where any figure is; one's own adverts have the terms of adverts.yaml.

    Args:
        publishers: Publishers of the figures; without any, those of any query.
    """
    named = set(publishers)
    is_own = bool(named) and ITJOBSWATCH not in named
    source = rights.source_lines(sorted(named, key=lambda one: (one != ITJOBSWATCH, one)) or [ITJOBSWATCH])
    return {
        "source": source if named else f"{source}. Rows of other publishers are {rights.OWN_LINE}",
        "licence": OWN_TERMS if is_own else rights.LICENCE_NAME,
        "licence_url": "" if is_own else rights.LICENCE_URL,
        "caveat": ADVERTISED,
    }
