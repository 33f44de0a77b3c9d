"""Seal of the published file, by which readers detect at once that it was changed."""

import contextlib
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jobtrends_pipeline.files import write_whole
from jobtrends_pipeline.warehouse.layout import HEADERS_BYTES

_TRIES = 3


@dataclass(frozen=True, slots=True)
class Seal:
    """Record that a publication leaves beside its file.

    Attributes:
        headers: Hash of length and headers of the published file; while it is replaced, also that of the old file.
        sha256: Hash of the whole file.
        is_whole: Whether the publication was completed, including the Parquet files.
    """

    headers: Sequence[str]
    sha256: str
    is_whole: bool


def write_seal(path: Path, seal: Seal) -> None:
    """Write the seal of a published file atomically."""
    content = {"headers": list(seal.headers), "sha256": seal.sha256, "is_whole": seal.is_whole}
    write_whole(_beside(path), json.dumps(content) + "\n")


def read_seal(path: Path) -> Seal | None:
    """Read the seal of a published file; null if it is absent or invalid."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        content = json.loads(_beside(path).read_text(encoding="utf-8"))
        return Seal([str(one) for one in content["headers"]], str(content["sha256"]), content["is_whole"] is True)
    return None


def is_as_sealed(path: Path) -> bool:
    """Return whether a published file has the headers it was published with.

    A file without a seal passes. A file that is being replaced is checked again, as the seal is written before it.
    """
    for _ in range(_TRIES):
        seal = read_seal(path)
        if seal is None or headers_hash(path) in seal.headers:
            return True
    return False


def headers_hash(path: Path) -> str:
    """Hash the length and headers of a database file; empty if it cannot be read.

    Every change of its content rewrites one of its headers.
    """
    with contextlib.suppress(OSError), path.open("rb") as stream:
        return hashlib.sha256(b"%d " % path.stat().st_size + stream.read(HEADERS_BYTES)).hexdigest()
    return ""


def _beside(path: Path) -> Path:
    return path.with_name(f"{path.name}.seal")
