"""Trends derived by an engine: facts of some roles to files of their trend tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from jobtrends_pipeline.steps.engine import Engine
from jobtrends_pipeline.steps.spread.row_files import write_queries
from jobtrends_pipeline.trends.build import role_trend_queries
from jobtrends_pipeline.warehouse.database import Database
from jobtrends_pipeline.warehouse.ledger import Piece, adopted

ROLES_A_PIECE = 200
"""Roles of a piece of work; a million facts or so, which need about 1.2 GB."""


@dataclass(frozen=True, slots=True)
class TrendsToDerive:
    """A piece of work: roles whose trends are derived together.

    Rows of different roles never meet.

    Attributes:
        database: Where the warehouse is kept.
        folder: Folder of files of rows, or prefix of objects.
        roles: The roles.
    """

    database: Database
    folder: str
    roles: tuple[str, ...]

    @property
    def name(self) -> str:
        """Name of the piece in the ledger."""
        return f"trends {sha256(repr(self.roles).encode()).hexdigest()}"


def derive_trends(piece: TrendsToDerive) -> dict[str, list[str]]:
    """Derive the trend tables of some roles from their facts, and write them.

    Returns:
        Files of the trend tables.
    """
    with piece.database.reading().connection() as connection:
        return write_queries(connection, piece.folder, role_trend_queries(connection, list(piece.roles)))


def derive_spread(
    database: Database, roles: Sequence[str], engine: Engine, run: str, *, is_retry: bool = False
) -> None:
    """Replace the trend tables of some roles by an engine.

    A lake takes each piece in when it is done, and a new try of the run skips it. A file takes all in at the end, as
    nobody can read it while it is written.

    Args:
        database: Where the warehouse is kept; nobody may write to a file meanwhile.
        roles: The roles.
        engine: The engine.
        run: Identity of the run, the same for every try.
        is_retry: Whether the run was tried before, a moment ago.
    """
    folder, store = database.work_folder, database.open()
    with store.connection() as connection:
        done = adopted(connection, run) if is_retry else set()
    pieces = [
        TrendsToDerive(database, folder, tuple(roles[start : start + ROLES_A_PIECE]))
        for start in range(0, len(roles), ROLES_A_PIECE)
    ]
    pieces = [piece for piece in pieces if piece.name not in done]
    results = zip(pieces, engine.map(derive_trends, pieces), strict=True)
    for piece, files in results if database.is_readable_while_written else list(results):
        store.adopt(files, {"role": piece.roles}, [Piece(run, piece.name)])
