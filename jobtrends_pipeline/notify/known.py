"""Things that people were told of, by identity: one small file, written whole."""

from collections.abc import Collection
from pathlib import Path

from jobtrends_pipeline.files import write_whole


class Known:
    """The file; absent until something is known, if only that there is nothing."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def all(self) -> frozenset[str]:
        """Identities that people were told of."""
        return frozenset(self._path.read_text(encoding="utf-8").split()) if self._path.exists() else frozenset()

    def replace(self, identities: Collection[str]) -> None:
        """Replace the identities by others."""
        write_whole(self._path, "".join(f"{identity}\n" for identity in sorted(identities)))
