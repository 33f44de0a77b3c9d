"""Facts built by an engine: parsed cells to files of validated facts."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice

from jobtrends_pipeline.facts.validate import Verdict
from jobtrends_pipeline.steps.engine import Engine
from jobtrends_pipeline.steps.load import Load, load_groups, valid_parts
from jobtrends_pipeline.steps.spread.row_files import RowFiles, merged, write_frames
from jobtrends_pipeline.tables.captures import CAPTURES
from jobtrends_pipeline.tables.frames import rows_frame
from jobtrends_pipeline.warehouse.database import Database
from jobtrends_pipeline.warehouse.noted import UNCOMPARED
from jobtrends_pipeline.warehouse.store import Warehouse

PIECES_STORED = 32
"""Pieces that a lake takes in at a time."""


@dataclass(frozen=True, slots=True)
class FactsToBuild:
    """A piece of work: captures whose facts are built together.

    Attributes:
        database: Where the warehouse is kept.
        folder: Folder of files of rows, or prefix of objects.
        roles: The roles.
        ends: Period ends of the captures; all when null.
    """

    database: Database
    folder: str
    roles: tuple[str, ...]
    ends: tuple[date, ...] | None


@dataclass(frozen=True, slots=True)
class BuiltFacts:
    """Facts of a piece, or of one role of it, in files.

    Attributes:
        roles: The roles.
        files: Files of the fact tables and of `captures`; none if the facts broke their schema.
        capture_ids: Captures whose rows are replaced.
        verdicts: Validation result per table.
        rows: Rows by table and role.
    """

    roles: tuple[str, ...]
    files: RowFiles
    capture_ids: tuple[str, ...]
    verdicts: tuple[Verdict, ...]
    rows: dict[str, Counter[str]]


def build_facts_of(piece: FactsToBuild) -> list[BuiltFacts]:
    """Build, check and write the facts of a piece.

    Role by role, if some break their schema.
    """
    store = piece.database.reading()
    with store.kept_open():
        loads = valid_parts(store, piece.roles, piece.ends)
    return [_written(load, piece.folder) for load in loads]


def load_spread(database: Database, roles: Sequence[str], engine: Engine) -> list[Load]:
    """Build, check and store the missing facts of some roles' captures by an engine.

    The same as `steps.load.load_roles`. A lake takes some pieces in at a time, and a new try of the run skips them, as
    their captures are marked. A file takes all in at the end, as nobody can read it while it is written.

    Args:
        database: Where the warehouse is kept; nobody may write to a file meanwhile.
        roles: The roles.
        engine: The engine.

    Returns:
        The loads without their rows, stored where they are valid.
    """
    folder = database.work_folder
    pieces = [
        FactsToBuild(database, folder, tuple(group), None if ends is None else tuple(ends))
        for group, ends in load_groups(database.reading(), roles)
    ]
    results = engine.map(build_facts_of, pieces)
    store, at_once = database.open(), PIECES_STORED if database.is_readable_while_written else len(pieces)
    loads: list[Load] = []
    while some := list(chain.from_iterable(islice(results, at_once))):
        _adopt(store, [each for each in some if each.files])
        loads += map(_loaded, some)
    return loads


def _adopt(store: Warehouse, built: Sequence[BuiltFacts]) -> None:
    """Store facts in one transaction, with the marks of their captures."""
    if built:
        roles = sorted({role for each in built for role in each.roles})
        ids = [name for each in built for name in each.capture_ids]
        with store.transaction() as connection:
            store.adopt(merged(each.files for each in built), {"role": roles, "capture_id": ids})
            UNCOMPARED.note(connection, ids)


def _loaded(built: BuiltFacts) -> Load:
    """Return a load without its rows, which are in the warehouse."""
    return Load(built.roles, {}, rows_frame(CAPTURES, []), built.verdicts, built.rows)


def _written(load: Load, folder: str) -> BuiltFacts:
    ids = tuple(load.captures["capture_id"])
    if not load.is_valid or not load.frames:
        return BuiltFacts(load.roles, {}, ids if load.is_valid else (), load.verdicts, {})
    files = write_frames(folder, load.frames | {CAPTURES.name: load.captures})
    return BuiltFacts(load.roles, files, ids, load.verdicts, load.rows)
