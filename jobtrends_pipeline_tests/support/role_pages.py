"""Pages of roles from frames of their facts and trends, without a warehouse."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from jobtrends_pipeline.reports.narrow import SKILL_MOVES, TOP_SKILLS
from jobtrends_pipeline.reports.role_tables import NEWEST_TABLES, PAGE_TABLES, RoleRows
from jobtrends_pipeline.reports.rows import records
from jobtrends_pipeline.reports.site import write_role_page
from jobtrends_pipeline.trends.known import all_prints


@dataclass(frozen=True)
class RoleTables:
    """Tables of one role, by name as in `tables.catalog`; any may be absent.

    An absent table counts as empty.

    Attributes:
        facts: `fact_demand`, `fact_pay`, `fact_location`, `fact_skill`, `fact_market_index`.
        trends: The result of `frames.build_role_trends`, and the role's rows of `skill_specificity`.
        captures: Its rows of `captures`, which points of charts link to.
    """

    facts: Mapping[str, pd.DataFrame]
    trends: Mapping[str, pd.DataFrame]
    captures: pd.DataFrame | None = None


def rows_of(tables: RoleTables) -> RoleRows:
    """Return the rows of a role's frames."""
    frames: dict[str, pd.DataFrame | None] = {**tables.facts, **tables.trends, "captures": tables.captures}
    frames[SKILL_MOVES] = _moves(frames.get("trend_skill"))
    frames |= {name: newest_of_each(frames.get(name)) for name in NEWEST_TABLES}
    frames |= {f"print_{name}": frame for name, frame in all_prints(tables.facts).items()}
    return RoleRows({name: records(frames.get(name)) for name in PAGE_TABLES}, frames.get("fact_market_index"))


def role_page_file(folder: Path, role: str, tables: RoleTables, generated_from: date | None) -> Path:
    """Write the page of a role; gives the file."""
    return write_role_page(folder, role, rows_of(tables), generated_from)[0]


def _moves(skills: pd.DataFrame | None) -> pd.DataFrame | None:
    """Return the entrants and exits of the top list."""
    if skills is None or skills.empty:
        return skills
    return skills[(skills["skill_list"] == TOP_SKILLS) & (skills["is_entrant"].fillna(value=False) | skills["is_exit"])]


def newest_of_each(frame: pd.DataFrame | None) -> pd.DataFrame | None:
    """Return the rows of the newest vintage of each page.

    The lists of a page are many, and most of them old.
    """
    if frame is None or frame.empty:
        return frame
    newest = frame.groupby(["role", "market", "place", "window_months"], dropna=False)["as_of"].transform("max")
    return frame[frame["as_of"] == newest]
