"""Frames as plain rows, so that the page models need no pandas.

Nulls become None and timestamps dates.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from jobtrends_pipeline.tables.columns import ITJOBSWATCH, MARKETS

if TYPE_CHECKING:
    import pandas as pd

Row = Mapping[str, Any]
TARGET = ("publisher", "market", "place", "window_months")


class TargetKey(NamedTuple):
    """Publisher, market, place and window of one section of a role page."""

    publisher: str
    market: str
    place: str
    window_months: int

    @property
    def labour_market(self) -> str:
        """The market, with the publisher if it is not IT Jobs Watch."""
        return labour_market(self._asdict())

    @property
    def whose(self) -> str:
        """Words for whose adverts they are; none for those of IT Jobs Watch."""
        return "" if self.publisher == ITJOBSWATCH else f", adverts of {self.publisher}"

    @property
    def rank(self) -> tuple[object, ...]:
        """Its place in an order: IT Jobs Watch first, permanent, the longest window."""
        return self.publisher != ITJOBSWATCH, self.publisher, MARKETS.index(self.market), -self.window_months


def labour_market(row: Mapping[str, Any]) -> str:
    """Return the market of a row, with the publisher if it is not IT Jobs Watch."""
    market, publisher = row["market"], row["publisher"]
    return str(market) if publisher == ITJOBSWATCH else f"{market}, adverts of {publisher}"


def target_of(row: Row) -> TargetKey:
    """Return the section that a row belongs to."""
    return TargetKey(row["publisher"], row["market"], row["place"], int(row["window_months"]))


def series_name(role: str, publisher: str) -> str:
    """Return the name by which a role's figures are compared.

    It is `java` for those of IT Jobs Watch, and `java@publisher` for those of one's own adverts.
    """
    return role if publisher == ITJOBSWATCH else f"{role}@{publisher}"


def records(frame: "pd.DataFrame | None") -> list[Row]:
    """Return the rows of a frame as mappings; none for an absent frame."""
    if frame is None or frame.empty:
        return []
    names = list(frame.columns)  # not the index of pandas, which takes longer to go through than to make the row
    columns = [_plain_column(frame[name]) for name in names]
    return [dict(zip(names, values)) for values in zip(*columns, strict=True)]  # noqa: B905  # one value a name


def by_role(frame: "pd.DataFrame | None") -> dict[str, list[Row]]:
    """Return the rows of a frame by role, in their order.

    Making rows of one large frame is cheaper than of many small ones.
    """
    groups: dict[str, list[Row]] = {}
    for row in records(frame):
        groups.setdefault(row["role"], []).append(row)
    return groups


def _plain_column(column: "pd.Series[Any]") -> list[Any]:
    """Return the values of a column: nulls become None, timestamps dates."""
    if column.dtype.kind == "M":
        return column.to_numpy("datetime64[D]").tolist()
    held = column.to_numpy(object, copy=True)
    held[column.isna().to_numpy()] = None
    values: list[Any] = held.tolist()
    return values


def by_target(rows: Iterable[Row]) -> dict[TargetKey, list[Row]]:
    """Group rows by publisher, market, place and window, in their order."""
    groups: dict[tuple[str, str, str, int], list[Row]] = {}
    key = itemgetter(*TARGET)
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return {
        TargetKey(publisher, market, place, int(window)): found
        for (publisher, market, place, window), found in groups.items()
    }


def having(rows: Iterable[Row], **wanted: object) -> list[Row]:
    """Select the rows whose columns equal the wanted values."""
    found = list(rows)
    for name, value in wanted.items():
        found = [row for row in found if row[name] == value]
    return found


def latest(rows: Iterable[Row], column: str = "as_of") -> date | None:
    """Return the newest date of a column; None without rows."""
    return max((row[column] for row in rows), default=None)


def decoded(text: object) -> Any:
    """Return the decoded JSON of a `missing` or `breaks` column.

    None is returned where the column is null or not JSON.
    """
    return _decoded(text) if isinstance(text, str) else None


@lru_cache(maxsize=4096)
def _decoded(text: str) -> Any:
    """Do the same with a cache.

    The rows of a site have few different reasons and breaks. No caller alters them.
    """
    try:
        return json.loads(text)
    except ValueError:
        return None
