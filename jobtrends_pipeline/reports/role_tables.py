"""Tables of one role that its page is made of, as rows.

The rows of many roles can be read at once.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from jobtrends_pipeline.reports.narrow import SKILL_MOVES
from jobtrends_pipeline.reports.rows import Row, by_role
from jobtrends_pipeline.tables.trends import TREND_DEMAND_MONTHLY
from jobtrends_pipeline.trends.known import all_prints

SECTION_TABLES = (
    "fact_demand", "fact_pay", "fact_location", "fact_skill", "trend_demand", "trend_pay", "pay_histogram",
)  # fmt: skip
"""Tables that determine the markets and places of a page's sections."""
NEWEST_TABLES = ("fact_location", "fact_skill", "trend_skill", "trend_location")
"""Tables of lists, of which a page shows the newest vintage only.

The newest vintage may be given without the others.
"""
ROW_TABLES = (
    *SECTION_TABLES, "trend_skill", "trend_location", "revisions", "revision_summary", "skill_specificity",
    "print_demand", "print_pay", SKILL_MOVES,
)  # fmt: skip
"""Tables of a role's sections: each of their rows has a market, place and window.

The names with `print_` are those of `trends.known.all_prints`.
"""
MONTHLY = TREND_DEMAND_MONTHLY.name
PAGE_TABLES = (*ROW_TABLES, MONTHLY, "captures")
"""All tables that a role's files are made of."""


@dataclass(frozen=True)
class RoleRows:
    """Tables of one role as rows by name, and the frame of `fact_market_index`.

    The names are those of `PAGE_TABLES`.
    """

    rows: Mapping[str, list[Row]]
    index: pd.DataFrame | None


def rows_by_role(frames: Mapping[str, pd.DataFrame], roles: Sequence[str]) -> Iterator[tuple[str, RoleRows]]:
    """Yield each role with its rows, from frames of many roles.

    Of the tables of `NEWEST_TABLES` they are those of the newest vintages only.
    """
    prints = {f"print_{name}": frame for name, frame in all_prints(frames).items()}
    known = {**frames, **prints}
    grouped = {name: by_role(known.get(name)) for name in PAGE_TABLES}
    index = frames.get("fact_market_index")
    for role in roles:
        rows = {name: groups.get(role, []) for name, groups in grouped.items()}
        yield role, RoleRows(rows, None if index is None else index[index["role"] == role])
