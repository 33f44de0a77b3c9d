"""Tables that were built held against rows worked out independently: every row, every column."""

import math
from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd

from jobtrends_pipeline.tables.catalog import TABLES_BY_NAME
from jobtrends_pipeline.tables.model import Table
from jobtrends_pipeline.tables.trends import PAY_HISTOGRAM
from jobtrends_pipeline_tests.support.trends.frames import build_comparisons, build_role_trends
from jobtrends_pipeline_tests.support.trends.independent import Facts, Row
from jobtrends_pipeline_tests.support.trends.independent_lists import trends

RELATIVE, ABSOLUTE = 1e-9, 1e-9
"""Of figures that are computed; printed ones, counts, dates and words must be the same."""
ABSOLUTE_OF = {"change_p_value": 2e-5, "change_q_value": 1e-3}
"""A q-value is up to some dozen times a p-value."""


def plain(frame: pd.DataFrame) -> list[Row]:
    """Rows as dicts of Python values; None for what is missing, a date for a timestamp."""
    columns = {
        str(name): (column.dt.date if column.dtype.kind == "M" else column).astype("object").where(column.notna(), None)
        for name, column in frame.items()
    }
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def built(facts: Mapping[str, pd.DataFrame]) -> dict[str, list[Row]]:
    """Rows of all trend tables of facts but the histogram, as the package makes them."""
    made = build_role_trends(facts)
    both = {**made, **build_comparisons({**made, "fact_market_index": facts["fact_market_index"]})}
    return {name: plain(frame) for name, frame in both.items() if name != PAY_HISTOGRAM.name}


def assert_all_agree(made: Mapping[str, Sequence[Row]], facts: Facts) -> None:
    """Every table agrees with the same facts worked out independently."""
    expected = trends(facts)
    assert {*expected} == {*made}
    for name, rows in expected.items():
        assert_agree(TABLES_BY_NAME[name], made[name], rows)


def assert_agree(table: Table, made: Sequence[Row], expected: Sequence[Row]) -> None:
    """Two lists of rows of a table have the same grain and in every column the same values."""
    ours, theirs = _by_grain(table, made), _by_grain(table, expected)
    only_ours, only_theirs = sorted(ours.keys() - theirs, key=str), sorted(theirs.keys() - ours, key=str)
    assert not only_ours, f"{table.name}: {len(only_ours)} rows too many, first {only_ours[0]}"
    assert not only_theirs, f"{table.name}: {len(only_theirs)} rows missing, first {only_theirs[0]}"
    for key, row in theirs.items():
        assert {*row} == {*table.column_names}
        for column in table.column_names:
            assert _is_same(ours[key][column], row[column], ABSOLUTE_OF.get(column, ABSOLUTE)), (
                f"{table.name}.{column} of {key} is {ours[key][column]}, not {row[column]}"
            )


def _by_grain(table: Table, rows: Sequence[Row]) -> dict[tuple[object, ...], Row]:
    found = {tuple(row[name] for name in table.grain): row for row in rows}
    assert len(found) == len(rows), f"{table.name} has rows of the same grain"
    return found


def _is_same(one: object, other: object, absolute: float) -> bool:
    if isinstance(one, float) and isinstance(other, float | int) and not isinstance(other, bool):
        return math.isclose(one, other, rel_tol=RELATIVE, abs_tol=absolute)
    if isinstance(one, date) or one is None or other is None:
        return one == other
    return bool(one == other) and isinstance(one, bool) == isinstance(other, bool)
