"""`jobtrends service`: systemd units that keep web UI and daemon running."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from jobtrends_pipeline.cli import show
from jobtrends_pipeline.config.paths import DataPaths


def service(
    *,
    folder: Annotated[
        Path,
        typer.Option(
            "--systemd", metavar="FOLDER", help="Folder to write the units to, usually ~/.config/systemd/user."
        ),
    ],
    port: Annotated[int, typer.Option(metavar="PORT", help="Port of the web UI.", min=1, max=65535)] = 3000,
    host: Annotated[str, typer.Option(metavar="ADDRESS", help="Address the web UI listens on.")] = "127.0.0.1",
) -> None:
    """Write systemd user units for the web UI and the daemon.

    It prints the commands that start them. The units contain absolute paths: write them again after the data root, the
    port or the Python has changed. Environment variables such as JOBTRENDS_CONTACT go into `service.env` of the data
    root, as the units do not see your shell.

    \b
    Example:
      jobtrends service --systemd ~/.config/systemd/user
    """
    from jobtrends_pipeline.cli.systemd import own_environment, systemd_units
    from jobtrends_pipeline.files import write_whole
    from jobtrends_pipeline.orchestration.instance import open_instance

    paths = DataPaths.load()
    with open_instance(paths):
        pass  # creates and migrates the instance before two servers try to do it at once
    units = systemd_units(paths, sys.executable, host, port)
    for name, text in units.items():
        write_whole(folder.expanduser().resolve() / name, text)
        show.say(f"Written    {folder.expanduser().resolve() / name}")
    show.say("Start      systemctl --user daemon-reload")
    show.say(f"           systemctl --user enable --now {' '.join(name.removesuffix('.service') for name in units)}")
    show.say("           loginctl enable-linger        # so that they run while nobody is logged in")
    show.say(f"Set        what else their environment needs, in {own_environment(paths)}")
