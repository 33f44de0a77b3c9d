"""Declarations of tables: `Column` and `Table`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum


class ColumnType(StrEnum):
    """Type of a column, independent of pandas, DuckDB and pandera."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    DATE = "date"
    TIMESTAMP = "timestamp"
    BOOLEAN = "boolean"


@dataclass(frozen=True, slots=True)
class Column:
    """Column of a table; its name carries its unit (`_gbp`, `_pct`, `_count`).

    `minimum` and `maximum` are inclusive, `allowed` lists the only values of a text column. Pandera checks these
    constraints.
    """

    name: str
    type: ColumnType
    description: str
    unit: str | None = None
    nullable: bool = True
    minimum: float | None = None
    maximum: float | None = None
    allowed: tuple[str, ...] = ()

    def required(self) -> "Column":
        """Return the same column with a value required."""
        return replace(self, nullable=False)


@dataclass(frozen=True, slots=True)
class Table:
    """Table: its grain and all its columns in order.

    The columns of the grain together are unique and never null. `judges` maps a column of reliability classes to the
    columns that it classifies: a suppressed figure is shown with its mark, and never drawn, compared, counted or said
    in words. A private table stays in the warehouse: its rows are in no publication, export, report, log or preview.
    """

    name: str
    layer: str
    description: str
    grain: tuple[str, ...]
    columns: tuple[Column, ...] = field(repr=False)
    judges: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False, hash=False)
    is_private: bool = field(default=False, kw_only=True)

    def __post_init__(self) -> None:
        """Check that column names are unique, and that grain and judges name columns."""
        names = [column.name for column in self.columns]
        repeated = {name for name in names if names.count(name) > 1}
        absent = {*self.grain, *self.judges, *(name for judged in self.judges.values() for name in judged)} - {*names}
        if repeated or absent:
            raise ValueError(
                f"table {self.name}: repeated columns {repeated}, grain or judges not among columns {absent}"
            )

    def __iter__(self) -> Iterator[Column]:
        """Iterate over the columns; those of the grain are marked as required."""
        return (column.required() if column.name in self.grain else column for column in self.columns)

    @property
    def judge_of(self) -> dict[str, str]:
        """Column of the reliability class, for each column that has one."""
        return {name: judge for judge, judged in self.judges.items() for name in judged}

    @property
    def column_names(self) -> list[str]:
        """Names of the columns, in order."""
        return [column.name for column in self.columns]
