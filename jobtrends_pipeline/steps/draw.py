"""Drawing of role pages from the warehouse; many roles are drawn on all cores."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

import pandas as pd

from jobtrends_pipeline.reports.machine import write_role_files
from jobtrends_pipeline.reports.model import RolePage
from jobtrends_pipeline.reports.narrow import SKILL_MOVES, TOP_SKILLS
from jobtrends_pipeline.reports.role_tables import NEWEST_TABLES, RoleRows, rows_by_role
from jobtrends_pipeline.reports.rows import Row, TargetKey, having, latest
from jobtrends_pipeline.reports.site import write_role_page
from jobtrends_pipeline.steps.engine import Engine, build_engine
from jobtrends_pipeline.tables.captures import CAPTURES
from jobtrends_pipeline.tables.facts import FACT_MARKET_INDEX, FACT_TABLES
from jobtrends_pipeline.tables.trends import SKILL_SPECIFICITY, TREND_SKILL, TREND_TABLES
from jobtrends_pipeline.warehouse.database import Database
from jobtrends_pipeline.warehouse.store import Warehouse

ROLES_AT_ONCE = 25
"""Roles whose tables are read together; their rows are in memory at once."""
LEAST_SHARED = 2 * ROLES_AT_ONCE
"""From this number of roles on several processes draw them: starting one costs as much as drawing ten roles."""
_WANTED = (*FACT_TABLES, *TREND_TABLES, SKILL_SPECIFICITY)
_LISTS = tuple(table for table in _WANTED if table.name in {*NEWEST_TABLES, FACT_MARKET_INDEX.name})
_SERIES = tuple(table for table in (*_WANTED, CAPTURES) if table not in _LISTS)


@dataclass(frozen=True, slots=True)
class Headline:
    """First window of a role's page.

    Attributes:
        key: Publisher, market, place and window.
        title: The same in words.
        subject: Current name at the source.
        sentence: Summary of the role's state, with its uncertainty.
        as_of: The vintage.
        demand: Row of `trend_demand` of the window; null if absent.
        pay: Row of `trend_pay` of the window, of the first pay basis with a median; null if absent.
    """

    key: TargetKey
    title: str
    subject: str
    sentence: str
    as_of: date
    demand: Row | None
    pay: Row | None


@dataclass(frozen=True, slots=True)
class Drawn:
    """A role page that was written.

    `headline` is null for a list of the market index, and for a role without figures.
    """

    role: str
    path: Path
    byte_count: int
    is_list: bool
    headline: Headline | None


def draw_roles(
    store: Warehouse, database: Database, folder: Path, roles: Sequence[str], engine: Engine | None = None
) -> Iterator[Drawn]:
    """Write the page of each role, its snapshot and its feed; yield them in order.

    Args:
        store: The warehouse.
        database: Where it is kept; other processes read it if there are many roles, and nobody may write meanwhile.
        folder: Folder of the site, the same on every machine of the engine.
        roles: Keys of the roles.
        engine: Draws many roles; the processes of this machine when null.

    Raises:
        RoleKeyError: if a key cannot be used as a file name.
    """
    groups = [roles[start : start + ROLES_AT_ONCE] for start in range(0, len(roles), ROLES_AT_ONCE)]
    if len(roles) < LEAST_SHARED:
        for group in groups:
            yield from _draw(store, folder, group)
        return
    for drawn in (engine or build_engine("local")).map(partial(_draw_apart, database, folder), groups):
        yield from drawn


def role_rows(store: Warehouse, roles: Sequence[str]) -> Iterator[tuple[str, RoleRows]]:
    """Yield the rows that each role's page shows.

    They are read for all roles at once, as every query costs more than its rows.
    """
    frames = store.read_many(_SERIES, {"role": roles}) | store.read_newest(_LISTS, {"role": roles})
    top = {"role": roles, "skill_list": [TOP_SKILLS]}
    moves = [store.read(TREND_SKILL, {**top, name: [True]}) for name in ("is_entrant", "is_exit")]
    frames[SKILL_MOVES] = pd.concat(moves)
    yield from rows_by_role(frames, roles)


def _draw_apart(database: Database, folder: Path, roles: Sequence[str]) -> list[Drawn]:
    return list(_draw(database.reading(), folder, roles))


def _draw(store: Warehouse, folder: Path, roles: Sequence[str]) -> Iterator[Drawn]:
    for role, rows in role_rows(store, roles):
        path, page = write_role_page(folder, role, rows, latest(rows.rows["fact_demand"]))
        if page:
            write_role_files(folder, role, rows.rows)
        yield Drawn(role, path, path.stat().st_size, page is None, _headline(page, rows))


def _headline(page: RolePage | None, rows: RoleRows) -> Headline | None:
    if page is None or not page.sections:
        return None
    first = page.sections[0]
    own = {**first.key._asdict(), "scope": "subject", "period_end": first.as_of}
    demand = next((row for row in having(rows.rows["trend_demand"], **own)), None)
    pay = next((row for row in having(rows.rows["trend_pay"], **own) if row["median_gbp"] is not None), None)
    return Headline(first.key, first.title, first.subject, first.sentence, first.as_of, demand, pay)
