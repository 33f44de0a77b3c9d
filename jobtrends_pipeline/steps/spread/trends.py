"""Trends derived by an engine: facts of some roles to files of their trend tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jobtrends_pipeline.engine import Engine
from jobtrends_pipeline.steps.spread.row_files import merged, write_queries
from jobtrends_pipeline.trends.build import role_trend_queries
from jobtrends_pipeline.warehouse.database import Database

ROLES_A_PIECE = 200
"""Roles of a piece of work; a million facts or so, which need about 1.2 GB."""


@dataclass(frozen=True, slots=True)
class TrendsToDerive:
    """A piece of work: roles whose trends are derived together, as rows of different roles never meet.

    Attributes:
        database: Where the warehouse is kept.
        folder: Folder of files of rows.
        roles: The roles.
    """

    database: Database
    folder: Path
    roles: tuple[str, ...]


def derive_trends(piece: TrendsToDerive) -> dict[str, list[str]]:
    """Derive the trend tables of some roles from their facts, and write them.

    Returns:
        Files of the trend tables.
    """
    with piece.database.reading().connection() as connection:
        return write_queries(connection, piece.folder, role_trend_queries(connection, list(piece.roles)))


def derive_spread(database: Database, roles: Sequence[str], engine: Engine) -> None:
    """Replace the trend tables of some roles by an engine, in one transaction.

    Args:
        database: Where the warehouse is kept; nobody may write to a file meanwhile.
        roles: The roles.
        engine: The engine.
    """
    folder = database.work_folder
    pieces = [
        TrendsToDerive(database, folder, tuple(roles[start : start + ROLES_A_PIECE]))
        for start in range(0, len(roles), ROLES_A_PIECE)
    ]
    files = merged(engine.map(derive_trends, pieces))
    if files:
        database.open().adopt(files, {"role": roles})
