"""Rows of the two summary tables in order: the possible meanings of each position.

They do not depend on the labels of the rows.
"""

from dataclasses import dataclass
from functools import cache

SECTIONS = ("subject", "comparison")
BASES = {"permanent": ("annual_salary",), "contract": ("daily_rate", "hourly_rate")}


@dataclass(frozen=True, slots=True)
class Slot:
    """Position of one row in a summary table.

    Attributes:
        section: Table of the row: `subject` or `comparison`.
        basis: Pay basis of its block; null for a row of demand.
        measure: Measure of the row.
        is_optional: Whether pages omit the row if it would be empty.
    """

    section: str
    basis: str | None
    measure: str
    is_optional: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """Alternative sequences of rows, of which a page has one."""

    sequences: tuple[tuple["Slot | Choice", ...], ...]


Grammar = tuple[Slot | Choice, ...]

_DEMAND = {
    "subject": ("rank", "rank_change?", "advert_count", "share_of_all_pct", "share_of_category_pct"),
    "comparison": ("advert_count", "share_of_all_pct"),
}
_PAY_ORDERS = (
    ("median_gbp", "median_change_pct?"),
    ("median_gbp", "median_change_pct?", "p10_gbp", "p90_gbp"),
    ("p10_gbp", "p25_gbp", "median_gbp", "median_change_pct?", "p75_gbp", "p90_gbp"),
)
"""Percentiles stood under the change until 2021 and are in ascending order since; few rates have none."""
_PAY_END = ("comparison_place_median_gbp", "comparison_place_change_pct?")


@cache
def grammar(market: str) -> Grammar:
    """Return the rows of both tables of a market, in printed order."""
    return tuple(item for section in SECTIONS for item in _table(section, market))


def _table(section: str, market: str) -> Grammar:
    first, *others = BASES[market]
    optional = (Choice((_block(section, basis), ())) for basis in others)
    return (*_slots(section, None, _DEMAND[section]), *_block(section, first), *optional)


def _block(section: str, basis: str) -> Grammar:
    orders = tuple(_slots(section, basis, order) for order in _PAY_ORDERS)
    return *_slots(section, basis, ("pay_advert_count",)), Choice(orders), *_slots(section, basis, _PAY_END)


def _slots(section: str, basis: str | None, measures: tuple[str, ...]) -> tuple[Slot, ...]:
    return tuple(Slot(section, basis, name.removesuffix("?"), name.endswith("?")) for name in measures)
