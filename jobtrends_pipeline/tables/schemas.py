"""Pandera schemas made from table declarations."""

from functools import cache

import pandera.pandas as pa

from jobtrends_pipeline.tables.frames import PANDAS_TYPES
from jobtrends_pipeline.tables.model import Column, Table


def _checks(column: Column) -> list[pa.Check]:
    checks = []
    if column.minimum is not None:
        checks.append(pa.Check.ge(column.minimum))
    if column.maximum is not None:
        checks.append(pa.Check.le(column.maximum))
    if column.allowed:
        checks.append(pa.Check.isin(column.allowed))
    return checks


@cache
def schema_of(table: Table) -> pa.DataFrameSchema:
    """Return the pandera schema of a table.

    It checks strict columns, types, nullability, bounds and a unique grain.
    """
    return pa.DataFrameSchema(
        {
            column.name: pa.Column(
                PANDAS_TYPES[column.type],
                checks=_checks(column),
                nullable=column.nullable,
                description=column.description,
            )
            for column in table
        },
        unique=list(table.grain),
        strict=True,
        ordered=True,
        name=table.name,
        description=table.description,
    )
