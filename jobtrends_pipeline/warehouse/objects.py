"""Files of a lake in an object store that speaks S3, reached through DuckDB.

The key is in the environment alone: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_ENDPOINT_URL and
AWS_REGION, as other programs have them.
"""

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, urlsplit
from uuid import uuid4

import duckdb

from jobtrends_pipeline.warehouse.ddl import literal
from jobtrends_pipeline.warehouse.extensions import NO_DOWNLOADS, LakeError, load_extension
from jobtrends_pipeline.warehouse.refusals import errors_in_words

_SCHEME = "s3://"


@dataclass(frozen=True, slots=True)
class ObjectStore:
    """Access to an object store; its text shows no key.

    Attributes:
        key: Name of the key.
        secret: The key.
        token: Token of a session; mostly empty.
        endpoint: Host and port of the store; that of Amazon when empty.
        region: The region.
        is_encrypted: Whether it is asked by HTTPS.
    """

    key: str = field(repr=False)
    secret: str = field(repr=False)
    token: str = field(repr=False)
    endpoint: str
    region: str
    is_encrypted: bool

    @classmethod
    def of_environment(cls, environment: Mapping[str, str]) -> "ObjectStore":
        """Return the access that the environment gives.

        Raises:
            LakeError: if it has no key, or an address that is malformed.
        """
        found = {
            name: environment.get(f"AWS_{name}", "").strip()
            for name in ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY", "SESSION_TOKEN", "ENDPOINT_URL", "REGION")
        }
        if missing := [f"AWS_{name}" for name in ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY") if not found[name]]:
            raise LakeError(
                f"the object store of the lake needs {' and '.join(missing)} in the environment of every machine: "
                "see docs/operations.md"
            )
        url = _address(found["ENDPOINT_URL"])
        if url is None:
            raise LakeError("AWS_ENDPOINT_URL is no address of an object store, such as https://objects.example:9000")
        return cls(
            found["ACCESS_KEY_ID"], found["SECRET_ACCESS_KEY"], found["SESSION_TOKEN"], url.netloc,
            found["REGION"] or "us-east-1", url.scheme != "http",
        )  # fmt: skip

    def connect(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Let a connection read and write objects.

        Raises:
            LakeError: if the extension is not installed.
        """
        load_extension(connection, "httpfs")
        options = {"KEY_ID": self.key, "SECRET": self.secret, "SESSION_TOKEN": self.token, "REGION": self.region}
        if self.endpoint:
            options |= {"ENDPOINT": self.endpoint, "URL_STYLE": "path"}
        stated = ", ".join(f"{name} {literal(value)}" for name, value in options.items() if value)
        try:
            connection.execute(f"CREATE SECRET (TYPE s3, {stated}, USE_SSL {self.is_encrypted})")
        except duckdb.Error:  # its text may have the key
            raise LakeError("DuckDB does not take the key of the object store: see AWS_ACCESS_KEY_ID") from None


def _address(given: str) -> SplitResult | None:
    """Return the parts of an address, which may be empty; null if it is no store's."""
    try:
        url = urlsplit(given)
        is_address = url.scheme in ("http", "https") and bool(url.hostname) and url.port != 0
    except ValueError:
        return None
    has_more = "@" in url.netloc or url.path.strip("/") or url.query or url.fragment
    return url if not given or (is_address and not has_more) else None


def is_objects(place: str) -> bool:
    """Return whether a place of files is in an object store."""
    return place.startswith(_SCHEME)


def store_of(place: str) -> ObjectStore | None:
    """Return the access to a place of files; null if it is a folder.

    Raises:
        LakeError: if the environment lacks the key.
    """
    return ObjectStore.of_environment(os.environ) if is_objects(place) else None


@contextmanager
def connected(place: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open an empty database of one thread that can read and write files of a place.

    Raises:
        JobtrendsError: if the store does not answer, or refuses the key.
        duckdb.Error: for an error of an unknown kind in the block.
    """
    with errors_in_words(), duckdb.connect(config=NO_DOWNLOADS | {"threads": 1}) as connection:
        if store := store_of(place):
            store.connect(connection)
        yield connection


def has_objects(place: str) -> bool:
    """Return whether the store has any object under a prefix, which ends in `/`.

    Raises:
        JobtrendsError: if the store does not answer, or refuses the key.
    """
    pattern = literal(f"{place}**")
    with connected(place) as connection:
        return bool(connection.execute(f"SELECT 1 FROM glob({pattern}) LIMIT 1").fetchall())  # noqa: S608


def remove_objects(place: str) -> None:
    """Remove all objects under a prefix.

    DuckDB itself removes no objects, but a lake that was just made removes all that it does not know.

    Raises:
        JobtrendsError: if the store does not answer, or refuses the key.
    """
    with tempfile.TemporaryDirectory() as folder, connected(place) as connection:
        load_extension(connection, "ducklake")
        catalogue, files = literal(f"ducklake:{Path(folder) / 'empty'}"), literal(f"{place.rstrip('/')}/")
        connection.execute(f"ATTACH {catalogue} AS empty (DATA_PATH {files})")
        connection.execute("CALL ducklake_delete_orphaned_files('empty', cleanup_all => true)").fetchall()
        connection.execute("DETACH empty")


def try_objects(place: str) -> None:
    """Write an object under a prefix, read it back, list it and remove it.

    Raises:
        JobtrendsError: if one of these fails, in one line.
        duckdb.Error: for an error of an unknown kind.
    """
    folder = f"{place}/try-{uuid4().hex}"
    file = literal(f"{folder}/one.parquet")
    with connected(place) as connection:
        connection.execute(f"COPY (SELECT 1 AS one) TO {file} (FORMAT parquet)")
        held = connection.execute(f"SELECT one FROM read_parquet({file})").fetchall()  # noqa: S608
        pattern = literal(f"{folder}/*.parquet")
        listed = connection.execute(f"FROM glob({pattern})").fetchall()
        remove_objects(folder)
        left = connection.execute(f"FROM glob({pattern})").fetchall()
    if (held, len(listed), left) != ([(1,)], 1, []):
        raise LakeError(f"{place} does not give back, list and remove what was written there")
