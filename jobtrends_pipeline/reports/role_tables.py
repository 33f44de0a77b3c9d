"""What a role page is made of: the tables of one role, as frames or as rows, of which many roles' were read at once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from jobtrends_pipeline.reports.narrow import SKILL_MOVES, TOP_SKILLS
from jobtrends_pipeline.reports.rows import Row, by_role, newest_of_each, records
from jobtrends_pipeline.trends.known import all_prints

SECTION_TABLES = (
    "fact_demand", "fact_pay", "fact_location", "fact_skill", "trend_demand", "trend_pay", "pay_histogram",
)  # fmt: skip
"""Tables that say which markets and places a page has sections for."""
NEWEST_TABLES = ("fact_location", "fact_skill", "trend_skill", "trend_location")
"""Tables of lists, of which a page shows the newest vintage only; they may be given without the others."""
ROW_TABLES = (
    *SECTION_TABLES, "trend_skill", "trend_location", "revisions", "revision_summary", "skill_specificity",
    "print_demand", "print_pay", SKILL_MOVES,
)  # fmt: skip
"""All that a role's files are made of; `print_` are those of `trends.known.all_prints`."""


@dataclass(frozen=True)
class RoleTables:
    """The tables of one role, by name as in `tables.catalog`; a table that is not given is empty.

    Attributes:
        facts: `fact_demand`, `fact_pay`, `fact_location`, `fact_skill`, `fact_market_index`.
        trends: What `trends.build.build_role_trends` gives, and the role's rows of `skill_specificity`.
        captures: Its rows of `captures`, which points of charts link to.
    """

    facts: Mapping[str, pd.DataFrame]
    trends: Mapping[str, pd.DataFrame]
    captures: pd.DataFrame | None = None


@dataclass(frozen=True)
class RoleRows:
    """The same as rows: those of `ROW_TABLES` and `captures` by name, and the frame of `fact_market_index`."""

    rows: Mapping[str, list[Row]]
    index: pd.DataFrame | None


def rows_of(tables: RoleTables) -> RoleRows:
    """The rows of a role's frames."""
    frames: dict[str, pd.DataFrame | None] = {**tables.facts, **tables.trends, "captures": tables.captures}
    frames[SKILL_MOVES] = _moves(frames.get("trend_skill"))
    frames |= {name: newest_of_each(frames.get(name)) for name in NEWEST_TABLES}
    frames |= {f"print_{name}": frame for name, frame in all_prints(tables.facts).items()}
    return RoleRows(
        {name: records(frames.get(name)) for name in (*ROW_TABLES, "captures")}, frames.get("fact_market_index")
    )


def rows_by_role(frames: Mapping[str, pd.DataFrame], roles: Sequence[str]) -> Iterator[tuple[str, RoleRows]]:
    """The rows of each role of frames of many; the tables of `NEWEST_TABLES` with their newest vintages only."""
    prints = {f"print_{name}": frame for name, frame in all_prints(frames).items()}
    known = {**frames, **prints}
    grouped = {name: by_role(known.get(name)) for name in (*ROW_TABLES, "captures")}
    index = frames.get("fact_market_index")
    for role in roles:
        rows = {name: groups.get(role, []) for name, groups in grouped.items()}
        yield role, RoleRows(rows, None if index is None else index[index["role"] == role])


def _moves(skills: pd.DataFrame | None) -> pd.DataFrame | None:
    """Rows of skills that came or went, of the top list."""
    if skills is None or skills.empty:
        return skills
    return skills[(skills["skill_list"] == TOP_SKILLS) & (skills["is_entrant"].fillna(value=False) | skills["is_exit"])]
