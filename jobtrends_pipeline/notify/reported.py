"""Identities of the findings that were already reported, in one small file."""

from collections.abc import Collection
from pathlib import Path

from jobtrends_pipeline.files import write_whole


class ReportedIdentities:
    """The file; absent until a set of identities, perhaps empty, is first stored."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def all(self) -> frozenset[str]:
        """Return the identities that were reported."""
        return frozenset(self._path.read_text(encoding="utf-8").split()) if self._path.exists() else frozenset()

    def replace(self, identities: Collection[str]) -> None:
        """Replace all identities, atomically."""
        write_whole(self._path, "".join(f"{identity}\n" for identity in sorted(identities)))
