"""Assignment of summary rows to the grammar of the tables.

Of all ways to assign the rows, those of least cost decide the meaning of each row.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from jobtrends_pipeline.pages.grammar import Choice, Grammar, Slot

_SKIPPED, _MISSING = 2, 3
_IMPOSSIBLE = 1_000_000
_MOST_STEPS = 60_000
Fitting = Callable[[Slot], int | None]
"""Cost of assigning a row to a slot of the grammar; null if impossible."""


@dataclass(frozen=True, slots=True)
class PlacedRow:
    """Row to assign.

    Attributes:
        cost_of: Cost of assigning it to a slot of the grammar.
        is_known: Whether its label is known, so that it must be assigned.
    """

    cost_of: Fitting
    is_known: bool


_Way = tuple[int, tuple[frozenset[Slot | None], ...]]
"""Cost of the best ways to assign rows, and for each row its slots in any of these ways."""


def place_rows(rows: Sequence[PlacedRow], grammar: Grammar, *, is_cut: bool) -> tuple[int, list[Slot | None]] | None:
    """Assign rows to a grammar at the least cost.

    Args:
        rows: The rows, in page order.
        grammar: The rows that the tables can have.
        is_cut: Whether the page may end before the tables do.

    Returns:
        The cost, and the slot of each row; null for a row without a slot, or whose slot differs among the best ways.
        Null as a whole if a known row has no slot, or there are too many ways to search.
    """
    try:
        cost, sets = _Search(rows, is_cut=is_cut).best(grammar, 0)
    except _TooManyStepsError:
        return None
    return None if cost >= _IMPOSSIBLE else (cost, [next(iter(one)) if len(one) == 1 else None for one in sets])


class _TooManyStepsError(Exception):
    """Number of ways to assign the rows above the limit of the search."""


class _Search:
    """Search for the best ways to assign the rows to a grammar.

    The best ways to assign the remaining rows to the remaining grammar are cached.
    """

    def __init__(self, rows: Sequence[PlacedRow], *, is_cut: bool) -> None:
        self._rows = rows
        self._is_cut = is_cut
        self._known: dict[tuple[Grammar, int], _Way] = {}

    def best(self, grammar: Grammar, position: int) -> _Way:
        """Return the best ways to assign the rows from a position on.

        Raises:
            _TooManyStepsError: if the search exceeds its limit.
        """
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
