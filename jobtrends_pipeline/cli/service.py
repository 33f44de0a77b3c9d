"""`jobtrends service`: files that keep web UI, daemon and cluster running."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from jobtrends_pipeline.cli import show
from jobtrends_pipeline.config.paths import DataPaths


def service(
    *,
    folder: Annotated[
        Path | None,
        typer.Option(
            "--systemd", metavar="FOLDER", help="Folder to write the units to, usually ~/.config/systemd/user."
        ),
    ] = None,
    cluster: Annotated[
        Path | None,
        typer.Option("--cluster", metavar="DIR", help="Folder to write the files of the profile cluster to."),
    ] = None,
    port: Annotated[int, typer.Option(metavar="PORT", help="Port of the web UI.", min=1, max=65535)] = 3000,
    host: Annotated[str, typer.Option(metavar="ADDRESS", help="Address the web UI listens on.")] = "127.0.0.1",
) -> None:
    """Write systemd user units of web UI and daemon, or the files of a cluster.

    It prints the commands that start them. The units contain absolute paths: write them again after the data root, the
    port or the Python has changed. Environment variables such as JOBTRENDS_CONTACT go into `service.env` of the data
    root, as the units do not see your shell.

    For a cluster it writes compose.yaml with a Dockerfile (PostgreSQL, Ray head and workers, web UI, daemon), and
    systemd units for plain hosts. Passwords are made once, into `.env`, which only its owner can read.

    \b
    Examples:
      jobtrends service --systemd ~/.config/systemd/user
      jobtrends service --cluster ~/jobtrends-cluster
    """
    if folder is None and cluster is None:
        raise typer.BadParameter("name a folder with --systemd or --cluster")
    paths = DataPaths.load()
    if folder:
        _write_units(paths, folder.expanduser().resolve(), host, port)
    if cluster:
        _write_cluster(paths, cluster.expanduser().resolve(), host, port)


def _write_units(paths: DataPaths, folder: Path, host: str, port: int) -> None:
    from jobtrends_pipeline.cli.systemd import own_environment, systemd_units
    from jobtrends_pipeline.files import write_whole
    from jobtrends_pipeline.orchestration.instance import open_instance

    with open_instance(paths):
        pass  # creates and migrates the instance before two servers try to do it at once
    units = systemd_units(paths, sys.executable, host, port)
    for name, text in units.items():
        write_whole(folder / name, text)
        show.say(f"Written    {folder / name}")
    show.say("Start      systemctl --user daemon-reload")
    show.say(f"           systemctl --user enable --now {' '.join(name.removesuffix('.service') for name in units)}")
    show.say("           loginctl enable-linger        # so that they run while nobody is logged in")
    show.say(f"Set        what else their environment needs, in {own_environment(paths)}")


def _write_cluster(paths: DataPaths, folder: Path, host: str, port: int) -> None:
    from jobtrends_pipeline.cli.composed_files import SECRETS_FILE, cluster_files, cluster_settings, write_secrets
    from jobtrends_pipeline.files import write_whole

    for name, text in cluster_files(paths, sys.executable, host, port).items():
        write_whole(folder / name, text)
        show.say(f"Written    {folder / name}")
    settings = folder / "data" / "settings.yaml"
    is_new = not settings.exists()
    if is_new:
        write_whole(settings, cluster_settings())
    show.say(f"{'Written' if is_new else 'Kept':<10} {settings}")
    is_new = write_secrets(folder / SECRETS_FILE)
    show.say(f"{'Written' if is_new else 'Kept':<10} {folder / SECRETS_FILE}, the passwords")
    show.say(f"Containers cd {folder}")
    show.say("           pip wheel --no-deps --wheel-dir . CLONE      # or put the wheel of this version there")
    show.say("           docker compose build && docker compose up --detach --scale ray-worker=2")
    show.say("           docker compose exec ray-head jobtrends doctor")
    show.say("Hosts      see `Past one machine` in docs/operations.md for the units in systemd/")
