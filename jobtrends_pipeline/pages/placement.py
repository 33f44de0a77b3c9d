"""Rows of summary tables set into the grammar of the tables: which row it must be, of every way to place them all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from jobtrends_pipeline.pages.grammar import Choice, Grammar, Slot

_SKIPPED, _MISSING = 2, 3
_IMPOSSIBLE = 1_000_000
_MOST_STEPS = 60_000
Fitting = Callable[[Slot], int | None]
"""What it costs to take a row for one of the grammar; null where it cannot be."""


@dataclass(frozen=True, slots=True)
class PlacedRow:
    """A row to place.

    Attributes:
        cost_of: What it costs to take it for a row of the grammar.
        is_known: Whether its label is known, so that it must be placed.
    """

    cost_of: Fitting
    is_known: bool


_Way = tuple[int, tuple[frozenset[Slot | None], ...]]
"""Cost of the best ways to place rows, and what each of the rows is in any of them."""


def place_rows(rows: Sequence[PlacedRow], grammar: Grammar, *, is_cut: bool) -> tuple[int, list[Slot | None]] | None:
    """Place rows into a grammar at the least cost.

    Args:
        rows: The rows, in page order.
        grammar: The rows that the tables have.
        is_cut: Whether the page may end before the tables do.

    Returns:
        The cost, and for each row what it is; null for a row that is none, or not the same in all of the best ways.
        Null where a known row has no place.
    """
    try:
        cost, sets = _Search(rows, is_cut=is_cut).best(grammar, 0)
    except _TooManyStepsError:
        return None
    return None if cost >= _IMPOSSIBLE else (cost, [next(iter(one)) if len(one) == 1 else None for one in sets])


class _TooManyStepsError(Exception):
    """The rows can be placed in more ways than are worth a look."""


class _Search:
    """Remembers the best ways to place the rows from one on into the rest of a grammar."""

    def __init__(self, rows: Sequence[PlacedRow], *, is_cut: bool) -> None:
        self._rows = rows
        self._is_cut = is_cut
        self._known: dict[tuple[Grammar, int], _Way] = {}

    def best(self, grammar: Grammar, position: int) -> _Way:
        """The best ways to place the rows from a position on."""
        key = grammar, position
        if key not in self._known:
            if len(self._known) > _MOST_STEPS:
                raise _TooManyStepsError
            self._known[key] = _best_of(self._ways(grammar, position))
        return self._known[key]

    def _ways(self, grammar: Grammar, position: int) -> list[_Way]:
        if not grammar:
            rest = self._rows[position:]
            cost = _IMPOSSIBLE if any(row.is_known for row in rest) else _SKIPPED * len(rest)
            return [(cost, (frozenset([None]),) * len(rest))]
        head, rest_of = grammar[0], grammar[1:]
        if isinstance(head, Choice):
            return [self.best((*sequence, *rest_of), position) for sequence in head.sequences]
        ways = []
        is_over = position == len(self._rows)
        if not is_over:
            row = self._rows[position]
            taken = row.cost_of(head)
            if taken is not None:
                ways.append(_with(head, taken, self.best(rest_of, position + 1)))
            if not row.is_known:
                ways.append(_with(None, _SKIPPED, self.best(grammar, position + 1)))
        missing = 0 if head.is_optional or (is_over and self._is_cut) else _MISSING
        cost, sets = self.best(rest_of, position)
        return [*ways, (cost + missing, sets)]


def _with(slot: Slot | None, cost: int, rest: _Way) -> _Way:
    return rest[0] + cost, (frozenset([slot]), *rest[1])


def _best_of(ways: Sequence[_Way]) -> _Way:
    least = min(cost for cost, _ in ways)
    best = [sets for cost, sets in ways if cost == least]
    return least, best[0] if len(best) == 1 else tuple(frozenset().union(*column) for column in zip(*best, strict=True))
