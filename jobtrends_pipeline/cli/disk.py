"""Free disk space of the data root, with one threshold for every command."""

import shutil
from pathlib import Path

from jobtrends_pipeline.cli.show import number

LEAST_FREE_BYTES = 10**9
"""Publishing writes the warehouse, its Parquet files and the report beside the old ones, before it replaces them."""


def room(folder: Path) -> tuple[bool, str]:
    """Check the free space on the disk of a folder, which may be absent.

    Args:
        folder: The data root.

    Returns:
        Whether there is enough, and the free space in words.
    """
    nearest = next(parent for parent in (folder, *folder.parents) if parent.exists())
    free = shutil.disk_usage(nearest).free
    is_enough = free >= LEAST_FREE_BYTES
    less = "" if is_enough else f", less than {number(LEAST_FREE_BYTES // 10**6)} MB: make room"
    return is_enough, f"{number(free // 10**6)} MB free at {nearest}{less}"
