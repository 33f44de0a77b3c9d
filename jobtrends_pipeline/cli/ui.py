"""`jobtrends ui`: run the Dagster web UI with its daemon."""

import sys
from typing import Annotated

import typer

from jobtrends_pipeline.cli import show
from jobtrends_pipeline.config.paths import DataPaths


def ui(
    *,
    port: Annotated[int, typer.Option(metavar="PORT", help="Port to listen on.", min=1, max=65535)] = 3000,
    host: Annotated[str, typer.Option(metavar="ADDRESS", help="Address to listen on.")] = "127.0.0.1",
) -> None:
    """Run the Dagster web UI and its daemon on the data root, until Ctrl-C.

    While it runs, the schedule refreshes each role in its cadence if a contact is set, and sensors watch the watchlist
    and the inbox. It also stops on SIGTERM and SIGHUP, and leaves no process running.

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
        pass  # creates and migrates the instance before two servers try to do it at once
    ensure_current(paths)
    show.say(f"Dagster web UI on http://{host}:{port} (Ctrl-C stops it)")
    sys.stdout.flush()
    command = [sys.executable, "-m", "dagster", "dev", *where(), "-h", host, "-p", str(port)]
    raise typer.Exit(supervise(command, show.note))
