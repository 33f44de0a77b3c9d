"""Weekly changes: moves of each role between its two last vintages, largest first.

The earlier of the two is at least about a week older. Pure.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from jobtrends_pipeline.reports import words
from jobtrends_pipeline.reports.cells import BREAK_WORDS, is_suppressed
from jobtrends_pipeline.reports.rows import Row, decoded, labour_market
from jobtrends_pipeline.reports.summary import pay_formatter
from jobtrends_pipeline.trends.significance import FALSE_DISCOVERY_RATE


@dataclass(frozen=True, slots=True)
class Move:
    """Move of a figure: from, to, by how much, and whether it is beyond noise.

    `is_beyond_noise` is judged over all roles together, None if not known; `weight` is the move in standard errors.
    """

    before: str
    now: str
    by: str
    is_beyond_noise: bool | None
    weight: float


@dataclass(frozen=True, slots=True)
class Change:
    """Changes of a role between its last vintage and the one a week or more before it."""

    role: str
    subject: str
    market: str
    place: str
    period_end_before: date
    period_end: date
    median: Move | None
    share: Move | None
    rank: Move | None
    notes: tuple[str, ...]

    @property
    def moves(self) -> tuple[Move, ...]:
        """The figures that moved."""
        return tuple(move for move in (self.median, self.share, self.rank) if move is not None)

    @property
    def order(self) -> tuple[object, ...]:
        """Sort key: beyond noise first, then the size of the largest move, then name.

        The size is in standard errors.
        """
        beyond = any(move.is_beyond_noise for move in self.moves)
        return not beyond, -max((move.weight for move in self.moves), default=0.0), self.role, self.market


def changes_of(headlines: Iterable[Row], moves: Iterable[Row]) -> tuple[tuple[Change, ...], int]:
    """Return the changes of the home page's lines, and the number of lines compared.

    Changes are in order, the largest first; a line is compared if it has two vintages.

    Args:
        headlines: The row of `role_comparison` that each line shows.
        moves: Rows of `trends.headlines.MOVES_QUERY`.
    """
    by_series = {_series(row): row for row in moves}
    compared = [(line, by_series[_series(line)]) for line in headlines if _series(line) in by_series]
    found = [_change(line, row) for line, row in compared]
    return tuple(sorted((one for one in found if one.moves or one.notes), key=lambda one: one.order)), len(compared)


def _series(row: Row) -> tuple[object, ...]:
    return row["role"], row["publisher"], row["market"], row["place"], int(row["window_months"]), row["pay_basis"]


def _change(line: Row, row: Row) -> Change:
    return Change(
        line["role"],
        line["subject"] or words.role_title(line["role"]),
        labour_market(line),
        line["place"],
        row["period_end_before"],
        row["period_end"],
        _move(row, "median", "median_gbp", pay_formatter(row["pay_basis"]), "reliability"),
        _move(row, "share", "share_of_all_pct", words.share, "share_reliability"),
        _rank(row),
        tuple(_notes(row)),
    )


def _move(row: Row, name: str, measure: str, show: Callable[[float], str], reliability: str) -> Move | None:
    now, before = row[measure], row[f"{measure}_before"]
    is_weak = is_suppressed(row, reliability) or is_suppressed(row, f"{reliability}_before")
    if now is None or before is None or now == before or is_weak:
        return None
    q_value = row[f"{name}_q_value"]
    change = words.signed_pct((now / before - 1) * 100) if before else ""
    named = None if q_value is None else q_value <= FALSE_DISCOVERY_RATE
    return Move(show(before), show(now), change, named, row[f"{name}_score"] or 0.0)


def _rank(row: Row) -> Move | None:
    now, before = row["rank"], row["rank_before"]
    is_weak = is_suppressed(row, "share_reliability") or is_suppressed(row, "share_reliability_before")
    if now is None or before is None or now == before or is_weak:
        return None
    places = words.signed_count(before - now)
    moved = f"{places} place{'s' if abs(before - now) != 1 else ''}"
    return Move(words.count(before), words.count(now), moved, None, 0.0)


def _notes(row: Row) -> Iterable[str]:
    held, known = (_codes(row[name]) for name in ("breaks", "breaks_before"))
    for code in sorted(held - known):
        yield f"new break [b]: {BREAK_WORDS.get(code, code.replace('_', ' '))}"
    count = int(row["revision_count"])
    if count:
        yield f"{count:,} earlier figure{'s' if count != 1 else ''} revised"


def _codes(text: object) -> set[str]:
    named = decoded(text)
    return {str(code) for code in named} if isinstance(named, list) else set()
