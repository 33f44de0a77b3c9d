"""Files that start the parts of the profile cluster.

Containers by Docker Compose, or systemd units of plain hosts.
"""

import os
import secrets
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from string import Template

from jobtrends_pipeline import __version__
from jobtrends_pipeline.cli.systemd import ray_units, systemd_units
from jobtrends_pipeline.config.paths import DataPaths

SECRETS_FILE = ".env"
"""File of the variables that compose.yaml uses, which Docker Compose reads by itself."""
_SECRETS = """\
# Variables of compose.yaml. Written once, with passwords of its own; nobody but you can read it: keep it so.
JOBTRENDS_DATA=./data
JOBTRENDS_USER={user}
PGPASSWORD={password}
RAY_AUTH_TOKEN={token}
# Optional: the key of the object store that has the files of the lake (`files: s3://...`).
# AWS_ACCESS_KEY_ID=
# AWS_SECRET_ACCESS_KEY=
# AWS_SESSION_TOKEN=
# AWS_ENDPOINT_URL=
# AWS_REGION=
# Optional: who captures, and the password of the mail server.
# JOBTRENDS_CONTACT=you@example.org
# JOBTRENDS_SMTP_PASSWORD=
"""


def cluster_files(paths: DataPaths, python: str, host: str, port: int) -> Mapping[str, str]:
    """Return the text of each file by its path in the folder, without secrets.

    Args:
        paths: The data root of plain hosts, the same on each; containers have one of their own.
        python: Path of the interpreter of plain hosts that has the project installed.
        host: Address that the web UI listens on.
        port: Port of the web UI.
    """
    compose = Template(_shipped("compose.yaml")).substitute(version=__version__, ui=f"{host}:{port}")
    units = {**systemd_units(paths, python, host, port, is_cluster=True), **ray_units(paths, python)}
    return {
        "compose.yaml": compose,
        "Dockerfile": _shipped("dockerfile.txt"),
        "databases.sql": _shipped("databases.sql"),
        **{f"systemd/{name}": text for name, text in units.items()},
    }


def cluster_settings() -> str:
    """Return the settings.yaml of the containers, which a person may change."""
    return _shipped("settings.yaml")


def write_secrets(file: Path) -> bool:
    """Write the variables of compose.yaml with new passwords, unless they exist.

    Only the owner can read the file.

    Returns:
        Whether it was written.
    """
    text = _SECRETS.format(
        user=f"{os.getuid()}:{os.getgid()}", password=secrets.token_hex(24), token=secrets.token_hex(32)
    )
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)
    return True


def _shipped(name: str) -> str:
    return resources.files(__package__).joinpath("composed", name).read_text(encoding="utf-8")
