"""`python -m`: refreshes a data root part of which lies on a disk that is full, then again with room; prints JSON.

To be run in a mount namespace of its own (`unshare --mount`), where the disk is a small file system in memory.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline_tests.support.command import called
from jobtrends_pipeline_tests.support.dagster_runs import working

ROOM = 60


def main() -> None:
    """Arguments: the data root, the folder of it that is on the full disk, where to copy the published file to."""
    paths, place, copy = DataPaths(Path(sys.argv[1])), Path(sys.argv[2]), Path(sys.argv[3])
    kept = copy.with_name("kept")
    shutil.copytree(place, kept)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={ROOM}m", "tmpfs", str(place)], check=True)
    shutil.copytree(kept, place, dirs_exist_ok=True)
    working(paths, "UPDATE captures SET parser_version = NULL, loaded_version = NULL WHERE role = 'java'")
    filler = place / "filler"
    subprocess.run(["dd", "if=/dev/zero", f"of={filler}", "bs=4k"], check=False, capture_output=True)
    refused = called("refresh")
    status = called("status", "--json")
    filler.unlink()
    afterwards = called("refresh")
    shutil.copy(paths.published_file, copy)
    answer = {"refused": refused.complaints, "code": refused.code, "status": status.out, "err": status.err}
    sys.stdout.write(json.dumps(answer | {"afterwards": [afterwards.code, *afterwards.complaints]}))


if __name__ == "__main__":
    main()
