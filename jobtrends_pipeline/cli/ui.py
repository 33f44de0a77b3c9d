"""`jobtrends ui`: open the Dagster web UI with its daemon."""

import sys
from typing import Annotated

import typer

from jobtrends_pipeline.cli import show
from jobtrends_pipeline.config.paths import DataPaths


def ui(
    *,
    port: Annotated[int, typer.Option(help="Port on this machine.", min=1, max=65535)] = 3000,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
) -> None:
    """Open the Dagster web UI, with the daemon, on the data root's instance; stop it with Ctrl-C.

    \b
    Examples:
      jobtrends ui
      jobtrends ui --port 3333
    """
    from jobtrends_pipeline.cli.bring_through import ensure_current
    from jobtrends_pipeline.orchestration.instance import open_instance
    from jobtrends_pipeline.orchestration.serve import where
    from jobtrends_pipeline.orchestration.supervised import supervise

    paths = DataPaths.load()
    with open_instance(paths):
        pass  # makes and migrates the instance before two servers would try to
    ensure_current(paths)
    show.say(f"Dagster web UI on http://{host}:{port} (Ctrl-C stops it)")
    sys.stdout.flush()
    command = [sys.executable, "-m", "dagster", "dev", *where(), "-h", host, "-p", str(port)]
    raise typer.Exit(supervise(command, show.note))
