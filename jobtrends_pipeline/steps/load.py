"""Load: parsed cells of trusted captures to validated facts.

Facts stay unchanged if a table breaks its schema.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

import pandas as pd

from jobtrends_pipeline.facts.best_parts import NOT_LOADED, loaded_figures, to_load, with_index_mates
from jobtrends_pipeline.facts.build import build_facts
from jobtrends_pipeline.facts.validate import Verdict, validate
from jobtrends_pipeline.tables.captures import CAPTURES, PARSED_CELLS
from jobtrends_pipeline.tables.facts import FACT_TABLES
from jobtrends_pipeline.warehouse.noted import UNCOMPARED
from jobtrends_pipeline.warehouse.store import Warehouse

CAPTURES_AT_ONCE = 50
"""Captures whose figures are in memory at once; those of one period end are never apart."""
ROWS_KEPT = 5
"""Rows of a role and table that are kept in memory to be shown, after they are stored."""


@dataclass(frozen=True, slots=True)
class Load:
    """Changes that the new captures of some roles make.

    Attributes:
        roles: The roles.
        frames: Rows to store, by table name; once they are stored, the first of each role.
        captures: Captures whose rows are replaced, with their new marks.
        verdicts: Validation result per table.
        rows: Number of rows to store, by table name and role.
    """

    roles: tuple[str, ...]
    frames: dict[str, pd.DataFrame]
    captures: pd.DataFrame
    verdicts: tuple[Verdict, ...]
    rows: dict[str, Counter[str]]

    @property
    def is_valid(self) -> bool:
        """Whether every table passed."""
        return all(verdict.is_valid for verdict in self.verdicts)

    @property
    def abridged(self) -> "Load":
        """The same with the first rows of each role only, for what is stored already."""
        frames = {name: frame.groupby("role", sort=False).head(ROWS_KEPT) for name, frame in self.frames.items()}
        return replace(self, frames=frames)


def load_roles(store: Warehouse, roles: Sequence[str]) -> list[Load]:
    """Build, check and store the missing facts of some roles' captures.

    Roles are loaded together. Where facts break their schema, each role is loaded alone, so that one role stops no
    other; the facts of a broken one stay as they were.

    Returns:
        The loads, stored where they are valid; `abridged`.
    """
    loads: list[Load] = []
    for group, ends in load_groups(store, roles):
        for load in store.in_little_memory(partial(valid_parts, store, group, ends)):
            if load.is_valid:
                store.in_little_memory(partial(store_load, store, load))
            loads.append(load.abridged)
    return loads


def valid_parts(store: Warehouse, roles: Sequence[str], ends: Sequence[date] | None) -> list[Load]:
    """Build and check the missing facts of some roles together.

    If some break their schema, those of each role alone.
    """
    together = prepare_load(store, roles, ends)
    if together.is_valid or len(roles) == 1:
        return [together]
    return [prepare_load(store, [role]) for role in roles]


def load_groups(store: Warehouse, roles: Sequence[str]) -> Iterator[tuple[list[str], list[date] | None]]:
    """Yield groups of roles with few enough captures to load.

    A role with more captures comes alone, with some period ends at a time. Null period ends mean all.
    """
    waiting = store.counts_by_role([CAPTURES], roles, "loaded_version IS NULL")[CAPTURES.name]
    group: list[str] = []
    size = 0
    for role in roles:
        if group and size + waiting[role] > CAPTURES_AT_ONCE:
            yield group, None
            group, size = [], 0
        if waiting[role] > CAPTURES_AT_ONCE:
            yield from (([role], ends) for ends in _ends(store, role))
        else:
            group.append(role)
            size += waiting[role]
    if group:
        yield group, None


def _ends(store: Warehouse, role: str) -> Iterator[list[date] | None]:
    """Group the period ends of a role's captures to load.

    If an end is unknown, there is one group of all, which is null.
    """
    captures = store.read(CAPTURES, {"role": [role]})
    counts = captures.loc[captures["loaded_version"].isna(), "period_end"].value_counts(dropna=False).sort_index()
    if counts.index.isna().any():
        yield None
        return
    parts = counts.cumsum().sub(1) // CAPTURES_AT_ONCE
    for _, part in counts.groupby(parts):
        yield [end.date() for end in part.index]


def prepare_load(store: Warehouse, roles: Sequence[str], ends: Sequence[date] | None = None) -> Load:
    """Build and check the missing facts of some roles' captures; store nothing.

    Args:
        store: The warehouse.
        roles: The roles.
        ends: Period ends of the captures; all when null.
    """

    def figures_of(capture_ids: list[str]) -> pd.DataFrame:
        return store.read(PARSED_CELLS, {"role": roles, "capture_id": capture_ids})

    keys = {"role": roles} if ends is None else {"role": roles, "period_end": ends}
    settled, changed = to_load(store.read(CAPTURES, keys), figures_of)
    changed = with_index_mates(changed, settled)
    if changed.empty:
        return Load(tuple(roles), {}, changed, (), {})
    added = changed[changed["loaded_version"] != NOT_LOADED]
    figures = loaded_figures(added, figures_of(added["capture_id"].tolist()))
    checked = [
        validate(table, frame) for table, frame in zip(FACT_TABLES, build_facts(added, figures).values(), strict=True)
    ]
    verdicts = tuple(verdict for _, verdict in checked)
    frames = {verdict.table: frame for frame, verdict in checked}
    rows = {name: Counter(frame["role"].tolist()) for name, frame in frames.items()}
    return Load(tuple(roles), frames, changed, verdicts, rows)


def store_load(store: Warehouse, load: Load) -> None:
    """Store a load in one transaction: replace facts, and mark the captures.

    They are noted to be compared across pages.
    """
    if not load.frames:
        return
    captures = load.captures
    keys = {"role": load.roles, "capture_id": captures["capture_id"].tolist()}
    with store.transaction() as connection:
        store.replace(load.frames | {CAPTURES.name: captures}, keys)
        UNCOMPARED.note(connection, keys["capture_id"])
