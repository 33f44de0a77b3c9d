"""The shapes a table is declared with: `Column` and `Table`."""

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
    """One column: its name carries its unit (`_gbp`, `_pct`, `_count`), its constraint is checked by pandera.

    `minimum` and `maximum` are inclusive, `allowed` lists the only values a text column may hold.
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
        """The same column where it must have a value."""
        return replace(self, nullable=False)


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its grain (columns that together are unique and never null) and all its columns in order.

    `judges` says, of columns that hold a class of reliability, of which columns it is the class: what is suppressed
    there is shown with its mark, and never drawn, compared, counted or said in words.
    """

    name: str
    layer: str
    description: str
    grain: tuple[str, ...]
    columns: tuple[Column, ...] = field(repr=False)
    judges: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False, hash=False)

    def __post_init__(self) -> None:
        names = [column.name for column in self.columns]
        repeated = {name for name in names if names.count(name) > 1}
        absent = {*self.grain, *self.judges, *(name for judged in self.judges.values() for name in judged)} - {*names}
        if repeated or absent:
            raise ValueError(
                f"table {self.name}: repeated columns {repeated}, grain or judges not among columns {absent}"
            )

    def __iter__(self) -> Iterator[Column]:
        """The columns, those of the grain marked as required."""
        return (column.required() if column.name in self.grain else column for column in self.columns)

    @property
    def judge_of(self) -> dict[str, str]:
        """Of each column that is judged the column that holds its class."""
        return {name: judge for judge, judged in self.judges.items() for name in judged}

    @property
    def column_names(self) -> list[str]:
        """Names of the columns, in order."""
        return [column.name for column in self.columns]
