"""The catalogue of a lake.

It is a schema of a PostgreSQL, which has the lock of writers too.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from jobtrends_pipeline.warehouse.extensions import not_installed
from jobtrends_pipeline.warehouse.refusals import WarehouseLockedError, WarehouseUnreachableError

if TYPE_CHECKING:
    import psycopg

_LOCK = 0x6A6F6274
"""Number of the lock of writers; one lake to a PostgreSQL database and schema."""
_LOCK_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A schema of a PostgreSQL that lists the files of a lake.

    Attributes:
        stated: Address of the PostgreSQL, without a password.
        variable: Environment variable that gives the address on a machine, for one with a password.
        schema: The schema.
    """

    stated: str
    variable: str
    schema: str

    @property
    def address(self) -> str:
        """The address on this machine, perhaps with a password."""
        return os.environ.get(self.variable, "").strip() or self.stated

    def exists(self) -> bool:
        """Return whether the PostgreSQL has the schema.

        Raises:
            WarehouseUnreachableError: if it does not answer.
        """
        with self._connected() as postgres:
            found = postgres.execute("SELECT to_regclass(%s)", [f"{self.schema}.ducklake_metadata"]).fetchall()
        return found != [(None,)]

    def data_path(self) -> str:
        """Return the folder or the prefix of objects that has the files, ending in `/`.

        Raises:
            WarehouseUnreachableError: if the PostgreSQL does not answer.
        """
        with self._connected() as postgres:
            query = f"SELECT value FROM \"{self.schema}\".ducklake_metadata WHERE key = 'data_path'"  # noqa: S608
            return str(postgres.execute(query).fetchall()[0][0])

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Keep other writers out for the length of the block; a dead one holds nobody up.

        Raises:
            WarehouseLockedError: if another writer does not end in time.
            WarehouseUnreachableError: if the PostgreSQL does not answer.
        """
        with self._connected() as postgres:
            import psycopg  # noqa: PLC0415  # an extra, there since the PostgreSQL answered

            try:
                postgres.execute(f"SET lock_timeout = '{_LOCK_SECONDS}s'")
                postgres.execute("SELECT pg_advisory_lock(%s, hashtext(%s))", [_LOCK, self.schema])
            except psycopg.errors.LockNotAvailable:
                raise WarehouseLockedError(
                    f"another process has been writing to the lake for {_LOCK_SECONDS} s, nothing was changed: wait "
                    "for it, then run `jobtrends refresh`"
                ) from None
            yield

    def replace_by(self, schema: str) -> None:
        """Give another schema the name of this one, which is removed, in one transaction."""
        with self.writing(), self._connected() as postgres, postgres.transaction():
            postgres.execute(f'DROP SCHEMA IF EXISTS "{self.schema}" CASCADE')
            postgres.execute(f'ALTER SCHEMA "{schema}" RENAME TO "{self.schema}"')

    def remove(self) -> None:
        """Remove the schema."""
        with self.writing(), self._connected() as postgres:
            postgres.execute(f'DROP SCHEMA "{self.schema}" CASCADE')

    @contextmanager
    def _connected(self) -> "Iterator[psycopg.Connection[Any]]":
        if find_spec("psycopg") is None:
            raise not_installed()
        import psycopg  # noqa: PLC0415  # an extra

        try:
            postgres = psycopg.connect(self.address, autocommit=True, connect_timeout=30)
        except psycopg.Error:  # its text may have the address
            raise silent_catalogue() from None
        try:
            yield postgres
        except psycopg.OperationalError:
            raise silent_catalogue() from None
        finally:
            with suppress(psycopg.Error):
                postgres.close()


def silent_catalogue() -> WarehouseUnreachableError:
    """Build the error for a PostgreSQL that does not answer, without its address."""
    return WarehouseUnreachableError(
        "the PostgreSQL that keeps the lake's catalogue does not answer, or refuses the user: see `warehouse` in "
        "settings.yaml, and `jobtrends doctor`; nothing was changed"
    )
