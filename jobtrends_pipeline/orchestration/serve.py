"""Entry point of Dagster's web server and daemon, as `python -m`.

They use the instance that the settings name at this time.
"""

import os
import sys
from collections.abc import Sequence

from jobtrends_pipeline.config.paths import WORKSPACE_FILE, DataPaths
from jobtrends_pipeline.orchestration.storage import point_at_home, write_configuration

SERVERS = {"webserver": ["dagster_webserver"], "daemon": ["dagster._daemon", "run"]}
"""Module and arguments of each server."""


PREPARE = "prepare"
"""Name by which the instance is made and brought up to date before servers would do it at once."""


def prepare() -> None:
    """Make the instance with its tables and pools, or bring it up to date.

    Raises:
        StorageError: if the runs cannot be kept where the settings say.
    """
    from jobtrends_pipeline.orchestration.instance import open_instance

    with open_instance(DataPaths.load()):
        pass


def serve(name: str, options: Sequence[str]) -> None:
    """Replace this process by a server.

    Args:
        name: One of `SERVERS`.
        options: Further arguments.

    Raises:
        StorageError: if the runs cannot be kept where the settings say.
    """
    paths = DataPaths.load()
    write_configuration(paths, point_at_home(paths))
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", *SERVERS[name], *where(), *options])  # noqa: S606  # no shell


def where() -> list[str]:
    """Return the arguments by which Dagster's servers find the definitions."""
    return ["-w", str(WORKSPACE_FILE)] if WORKSPACE_FILE.exists() else ["-m", "jobtrends_pipeline.definitions"]


if __name__ == "__main__":
    try:
        prepare() if sys.argv[1:] == [PREPARE] else serve(sys.argv[1], sys.argv[2:])
    except (IndexError, KeyError):
        sys.exit(f"name one of {', '.join((PREPARE, *SERVERS))}")
    except Exception as error:  # noqa: BLE001  # every error is one line in the journal
        sys.exit(f"jobtrends: {error}")
