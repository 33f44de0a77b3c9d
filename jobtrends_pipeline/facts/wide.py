"""Conversion of figures, one per cell, to rows, one per grain, as arrays.

It works a column at a time, as thousands of pages have millions of cells.
"""

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

Codes = npt.NDArray[np.int64]
Column = npt.NDArray[Any]

_CODED = ("part", "section", "measure")
_CODED_BUT_OF_SKILLS = ("pay_basis", "status")
"""Columns that are coded only outside skills, whose facts do not depend on them.

Skills are nine figures in ten.
"""
_NO_CELL, _HAS_VALUE = -1, -2
_REASON_OF_STATUS = {"blank": "not_published", "dash": "no_data"}


class Figures:
    """Figures of some captures as arrays, with coded text columns.

    Attributes:
        capture: Position of each figure's capture among the captures given.
        lag: Years before the page's own window; -1 where a figure has none.
    """

    def __init__(self, frame: pd.DataFrame, capture_ids: Sequence[str]) -> None:
        """Code the text columns of some figures.

        Args:
            frame: Rows of `parsed_cells`.
            capture_ids: Captures to include, in the order of their positions.
        """
        order = pd.Index(capture_ids).get_indexer(pd.Index(frame["capture_id"]))
        coded = {name: pd.factorize(frame[name]) for name in _CODED}
        self.names = {name: list(map(str, values)) for name, (_, values) in coded.items()}
        codes: dict[str, Codes] = {name: code for name, (code, _) in coded.items()}
        others = np.flatnonzero(codes["part"] != self.code("part", "skills"))
        for name in _CODED_BUT_OF_SKILLS:
            code, values = pd.factorize(frame[name].array.take(others))
            self.names[name] = list(map(str, values))
            codes[name] = np.full(len(frame), -1, dtype=np.int64)
            codes[name][others] = code
        row_number = frame["row_number"].to_numpy(dtype=np.int64)
        # Rows of one list are adjacent and in the order of the page, whatever order the database returned.
        sorting = _ordered(order, codes["part"], codes["section"], row_number)
        sorting = sorting[order[sorting] >= 0]
        self._frame = frame
        self._position = sorting
        self.codes = {name: code[sorting] for name, code in codes.items()}
        self.capture: Codes = order[sorting]
        self.row_number = row_number[sorting]
        self.lag = frame["lag_years"].to_numpy(dtype=np.int64, na_value=-1)[sorting]
        self.value = frame["value"].to_numpy(dtype=np.float64)[sorting]

    def code(self, name: str, value: str) -> int:
        """Return the code of a value of a coded column.

        An unknown value has the code -2, which no figure has.
        """
        return self.names[name].index(value) if value in self.names[name] else -2

    def texts(self, name: str, figures: Codes) -> Column:
        """Return a text column of some figures; null where a figure has no text."""
        taken = self._frame[name].array.take(self._position[figures])
        texts: Column = taken.to_numpy(dtype=object, na_value=None)
        return texts

    def of_part(self, part: str) -> Codes:
        """Return the figures of a part, in order."""
        return np.flatnonzero(self.codes["part"] == self.code("part", part))


def _ordered(*keys: Codes) -> Codes:
    """Return positions sorted by some keys, the first key before the second.

    The sort is stable, and fast for rows in a page's own order, which is nearly sorted.
    """
    combined = np.zeros(len(keys[0]), dtype=np.int64)
    for key in keys:
        least = key.min(initial=0)
        combined = combined * (key.max(initial=0) - least + 1) + (key - least)
    return np.argsort(combined, kind="stable")


class Rows:
    """Rows of figures: figures of one capture with the same keys make one row.

    Attributes:
        first: The first figure of each row.
    """

    def __init__(self, figures: Figures, members: Codes, *keys: Codes) -> None:
        """Gather `members`, by their capture and `keys`, each as long as all figures."""
        self._figures = figures
        held = members[_ordered(figures.capture[members], *(key[members] for key in keys))]
        is_first = np.ones(len(held), dtype=bool)
        if len(held):
            differs = [key[held][1:] != key[held][:-1] for key in (figures.capture, *keys)]
            is_first[1:] = np.logical_or.reduce(differs)
        self.first: Codes = held[is_first]
        self._members = held
        self._row = np.cumsum(is_first) - 1

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.first)

    def values(self, measures: Sequence[str]) -> dict[str, Column]:
        """Return a column of values per measure; NaN where a row has no value."""
        return {name: self._column(name, self._figures.value, np.nan) for name in measures}

    def measured(self, measures: Sequence[str]) -> dict[str, Column]:
        """Return a column of values per measure, and `missing`: reasons for no value.

        `missing` is JSON.
        """
        values = self.values(measures)
        reasons = []
        for name, column in values.items():
            status = self._column(name, self._figures.codes["status"], _NO_CELL)
            reasons.append(np.where(np.isnan(column), status, _HAS_VALUE).tolist())
        words = tuple(self._figures.names["status"])
        missing = np.empty(len(self), dtype=object)
        missing[:] = [_missing(tuple(measures), row, words) for row in zip(*reasons, strict=True)]
        return values | {"missing": missing}

    def _column(self, measure: str, source: Column, default: float) -> Column:
        """Return, for each row, the entry in `source` of its figure of a measure.

        Of several such figures in one row the last is taken; `default` without one.
        """
        is_it = self._figures.codes["measure"][self._members] == self._figures.code("measure", measure)
        column = np.full(len(self), default, dtype=source.dtype)
        column[self._row[is_it]] = source[self._members[is_it]]
        return column

    def any_text(self, name: str) -> Column:
        """Return the first text of each row in a coded column; null without one."""
        codes = self._figures.codes[name][self._members]
        with_one = np.flatnonzero(codes >= 0)[::-1]
        found = np.full(len(self), -1)
        found[self._row[with_one]] = codes[with_one]
        words: Column = np.array([*self._figures.names[name], None], dtype=object)
        texts: Column = words[found]
        return texts


@lru_cache(maxsize=4096)
def _missing(measures: tuple[str, ...], reasons: tuple[int, ...], statuses: tuple[str, ...]) -> str | None:
    """Return the reasons by measure without a value, as JSON; null if all have one."""
    words = {
        measure: "row_absent" if reason == _NO_CELL else _REASON_OF_STATUS.get(statuses[reason], statuses[reason])
        for measure, reason in zip(measures, reasons, strict=True)
        if reason != _HAS_VALUE
    }
    return json.dumps(words, sort_keys=True) if words else None
