"""Figures one per cell to rows one per grain, a column at a time: thousands of pages hold millions of cells."""

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
"""Columns that nothing of a skill's facts depends on; skills are nine figures in ten."""
_NO_CELL, _HAS_VALUE = -1, -2
_REASON_OF_STATUS = {"blank": "not_published", "dash": "no_data"}


class Figures:
    """The figures of some captures as arrays: the text columns that tell figures apart as codes.

    Attributes:
        capture: Position of each figure's capture among the captures given.
        lag: Years before the page's own window; -1 where a figure has none.
    """

    def __init__(self, frame: pd.DataFrame, capture_ids: Sequence[str]) -> None:
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
        # Rows of one list stand together and in the order of the page, whatever order the store gave them in.
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
        """Code of a value of a coded column; -2, which no figure has, where none has the value."""
        return self.names[name].index(value) if value in self.names[name] else -2

    def texts(self, name: str, figures: Codes) -> Column:
        """A text column of some figures; null where they have none."""
        taken = self._frame[name].array.take(self._position[figures])
        texts: Column = taken.to_numpy(dtype=object, na_value=None)
        return texts

    def of_part(self, part: str) -> Codes:
        """The figures of a part, in order."""
        return np.flatnonzero(self.codes["part"] == self.code("part", part))


def _ordered(*keys: Codes) -> Codes:
    """Positions in the order of some keys, the first before the second; a page's own order is nearly it already."""
    combined = np.zeros(len(keys[0]), dtype=np.int64)
    for key in keys:
        least = key.min(initial=0)
        combined = combined * (key.max(initial=0) - least + 1) + (key - least)
    return np.argsort(combined, kind="stable")


class Rows:
    """Figures gathered into rows: those with the same keys make one.

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
        """How many rows there are."""
        return len(self.first)

    def values(self, measures: Sequence[str]) -> dict[str, Column]:
        """A column of values per measure; NaN where a row has none."""
        return {name: self._column(name, self._figures.value, np.nan) for name in measures}

    def measured(self, measures: Sequence[str]) -> dict[str, Column]:
        """A column of values per measure, and in `missing` the JSON of why others have none."""
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
        """What the figures of a measure have in `source`, a row each; of several in one row the last."""
        is_it = self._figures.codes["measure"][self._members] == self._figures.code("measure", measure)
        column = np.full(len(self), default, dtype=source.dtype)
        column[self._row[is_it]] = source[self._members[is_it]]
        return column

    def any_text(self, name: str) -> Column:
        """The first text that a figure of each row has in a coded column; null where none has one."""
        codes = self._figures.codes[name][self._members]
        with_one = np.flatnonzero(codes >= 0)[::-1]
        found = np.full(len(self), -1)
        found[self._row[with_one]] = codes[with_one]
        words: Column = np.array([*self._figures.names[name], None], dtype=object)
        texts: Column = words[found]
        return texts


@lru_cache(maxsize=4096)
def _missing(measures: tuple[str, ...], reasons: tuple[int, ...], statuses: tuple[str, ...]) -> str | None:
    """Measures without a value, with the reason, as JSON; null when none is missing."""
    words = {
        measure: "row_absent" if reason == _NO_CELL else _REASON_OF_STATUS.get(statuses[reason], statuses[reason])
        for measure, reason in zip(measures, reasons, strict=True)
        if reason != _HAS_VALUE
    }
    return json.dumps(words, sort_keys=True) if words else None
