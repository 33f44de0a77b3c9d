"""How much room the disk of the data root has, and whether it is enough: one rule for every command."""

import shutil
from pathlib import Path

from jobtrends_pipeline.cli.show import number

LEAST_FREE_BYTES = 10**9
"""Publishing writes the warehouse, its Parquet and the report anew beside the old ones."""


def room(folder: Path) -> tuple[bool, str]:
    """Whether the disk of a folder has room, the folder itself may be absent; how much, in words.

    Args:
        folder: The data root.
    """
    nearest = next(parent for parent in (folder, *folder.parents) if parent.exists())
    free = shutil.disk_usage(nearest).free
    is_enough = free >= LEAST_FREE_BYTES
    less = "" if is_enough else f", less than {number(LEAST_FREE_BYTES // 10**6)} MB: make room"
    return is_enough, f"{number(free // 10**6)} MB free at {nearest}{less}"
