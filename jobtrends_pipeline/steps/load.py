"""Load: parsed cells of trusted captures to validated facts.

Facts stay unchanged if a table breaks its schema.
"""

from dataclasses import dataclass

import pandas as pd

from jobtrends_pipeline.facts.best_parts import NOT_LOADED, loaded_figures, to_load, with_index_mates
from jobtrends_pipeline.facts.build import build_facts
from jobtrends_pipeline.facts.validate import Verdict, validate
from jobtrends_pipeline.tables.captures import CAPTURES, PARSED_CELLS
from jobtrends_pipeline.tables.facts import FACT_TABLES
from jobtrends_pipeline.warehouse.store import Warehouse


@dataclass(frozen=True, slots=True)
class Load:
    """Changes that one role's new captures make.

    Attributes:
        frames: Rows to store, by table name.
        captures: Captures whose rows are replaced, with their new marks.
        verdicts: Validation result per table.
    """

    frames: dict[str, pd.DataFrame]
    captures: pd.DataFrame
    verdicts: tuple[Verdict, ...]

    @property
    def is_valid(self) -> bool:
        """Whether every table passed."""
        return all(verdict.is_valid for verdict in self.verdicts)


def prepare_load(store: Warehouse, role: str) -> Load:
    """Build and check the missing facts of a role's captures; store nothing."""

    def figures_of(capture_ids: list[str]) -> pd.DataFrame:
        return store.read(PARSED_CELLS, {"capture_id": capture_ids})

    settled, changed = to_load(store.read(CAPTURES, {"role": [role]}), figures_of)
    changed = with_index_mates(changed, settled)
    if changed.empty:
        return Load({}, changed, ())
    added = changed[changed["loaded_version"] != NOT_LOADED]
    figures = loaded_figures(added, figures_of(added["capture_id"].tolist()))
    checked = [
        validate(table, frame) for table, frame in zip(FACT_TABLES, build_facts(added, figures).values(), strict=True)
    ]
    verdicts = tuple(verdict for _, verdict in checked)
    return Load({verdict.table: frame for frame, verdict in checked}, changed, verdicts)


def store_load(store: Warehouse, load: Load) -> None:
    """Store a load in one transaction: replace facts and mark the captures."""
    if not load.frames:
        return
    captures = load.captures
    store.replace(load.frames | {CAPTURES.name: captures}, {"capture_id": captures["capture_id"].tolist()})
