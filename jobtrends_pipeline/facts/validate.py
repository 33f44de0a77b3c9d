"""Validation of facts: pandera schemas, and identities of the source's pages."""

from dataclasses import dataclass

import pandas as pd
from pandera.errors import SchemaErrors

from jobtrends_pipeline.tables.model import Table
from jobtrends_pipeline.tables.schemas import schema_of

_PERCENTILES = ("p10_gbp", "p25_gbp", "median_gbp", "p75_gbp", "p90_gbp")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Result of validating a frame: whether it may be stored as facts, and failures.

    A failure has column, check, failing value and row.
    """

    table: str
    is_valid: bool
    row_count: int
    cases: pd.DataFrame


def validate(table: Table, frame: pd.DataFrame) -> tuple[pd.DataFrame, Verdict]:
    """Check a frame of a fact table.

    Args:
        table: Its declaration.
        frame: Rows to store.

    Returns:
        The validated frame (to be stored, not the one given) and the verdict; an invalid frame comes back as given.
    """
    try:
        checked = schema_of(table).validate(frame, lazy=True)
    except SchemaErrors as error:
        cases = error.failure_cases[["column", "check", "failure_case", "index"]].astype("string")
        return frame, Verdict(table.name, is_valid=False, row_count=len(frame), cases=cases)
    cases = _disordered(checked) if set(_PERCENTILES) <= set(checked.columns) else _no_cases()
    return checked, Verdict(table.name, is_valid=cases.empty, row_count=len(checked), cases=cases)


def _no_cases() -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype="string") for name in ("column", "check", "failure_case", "index")})


def _disordered(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows whose printed percentiles do not rise from the 10th to the 90th."""
    values = frame[list(_PERCENTILES)].astype("float64")
    floor = values.ffill(axis="columns").shift(1, axis="columns")
    broken = (values < floor).any(axis="columns")
    cases = frame.loc[broken, list(_PERCENTILES)]
    if cases.empty:
        return _no_cases()
    return pd.DataFrame(
        {
            "column": "percentiles",
            "check": "p10 <= p25 <= median <= p75 <= p90",
            "failure_case": cases.astype("string").fillna("-").agg(" ".join, axis="columns"),
            "index": cases.index.astype("string"),
        }
    ).astype("string")
