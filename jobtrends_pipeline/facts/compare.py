"""Differences between two builds of the same facts: new, gone, changed rows. Pure."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from jobtrends_pipeline.tables.model import Table

NEW, GONE, CHANGED = "new", "gone", "changed"


@dataclass(frozen=True, slots=True)
class Difference:
    """Differences between two builds of a table.

    Attributes:
        table: Name of the table.
        row_count: Rows of the later build.
        rows: A line per row that differs: the columns of the table's grain, `kind` (`new`, `gone`, `changed`) and
            `what`, which names the columns that changed with the values before and after.
    """

    table: str
    row_count: int
    rows: pd.DataFrame

    def count(self, kind: str) -> int:
        """Count the rows of one kind."""
        return int((self.rows["kind"] == kind).sum())


def compare(table: Table, before: pd.DataFrame, after: pd.DataFrame) -> Difference:
    """Compare two builds of a table row by row.

    Args:
        table: The table; its grain identifies a row.
        before: Rows of the earlier build, typed.
        after: Rows of the later build, typed.
    """
    grain = list(table.grain)
    old, new = (frame.drop_duplicates(grain, keep="last").set_index(grain) for frame in (before, after))
    place = old.index.get_indexer(new.index)
    was, is_now = old.iloc[place[place >= 0]].reset_index(), new.iloc[place >= 0].reset_index()
    columns = [name for name in table.column_names if name not in grain]
    what = pd.Series("", index=is_now.index)
    for name in columns:
        differs = _differs(was[name], is_now[name])
        what[differs] += [
            f"; {name} {_shown(one)} → {_shown(other)}"
            for one, other in zip(was.loc[differs, name], is_now.loc[differs, name], strict=True)
        ]
    parts = [
        new.index[place < 0].to_frame(index=False).assign(kind=NEW, what=""),
        old.index[~old.index.isin(new.index)].to_frame(index=False).assign(kind=GONE, what=""),
        is_now.loc[what != "", grain].assign(kind=CHANGED, what=what[what != ""].str.removeprefix("; ")),
    ]
    found = [part for part in parts if len(part)]
    return Difference(table.name, len(after), pd.concat(found, ignore_index=True) if found else parts[0])


def _differs(was: "pd.Series[Any]", is_now: "pd.Series[Any]") -> "pd.Series[bool]":
    """Return whether two values of a column differ; two missing values are equal."""
    same = (was == is_now).fillna(value=False).astype(bool) | (was.isna() & is_now.isna())
    return ~same


def _shown(value: Any) -> str:
    return "nothing" if pd.isna(value) else str(value)
