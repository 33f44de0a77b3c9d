"""History of IT Jobs Watch: page captures to validated facts to trends."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from jobtrends_pipeline.library.history import History

__version__ = "0.1.0"


def open(data_dir: "str | Path | None" = None) -> "History":  # noqa: A001  # as `gzip.open`
    """Open the history of a data root for reading; see `docs/library.md`.

    Args:
        data_dir: The data root; by default JOBTRENDS_DATA_DIR, as for the command line.

    Raises:
        JobtrendsError: if nothing is published there, in one line with what to do.
    """
    from jobtrends_pipeline.library.history import open_history  # noqa: PLC0415  # `import` stays light

    return open_history(data_dir)
