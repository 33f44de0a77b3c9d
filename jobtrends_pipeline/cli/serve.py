"""`jobtrends serve`: the report and a read-only JSON API over HTTP."""

import sys
from typing import Annotated

import typer

from jobtrends_pipeline.cli import show
from jobtrends_pipeline.config.paths import DataPaths


def serve(
    *,
    port: Annotated[
        int, typer.Option(metavar="PORT", help="Port to listen on; 0 for one that is free.", min=0, max=65535)
    ] = 8000,
    host: Annotated[str, typer.Option(metavar="ADDRESS", help="Address to listen on.")] = "127.0.0.1",
    allows_remote: Annotated[
        bool,
        typer.Option("--allow-remote", help="Let other machines reach --host; there is no login."),
    ] = False,
    name: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Further name that requests may ask for; may be repeated."),
    ] = None,
) -> None:
    """Serve the report and a read-only JSON API with OpenAPI, until Ctrl-C.

    It listens on this machine alone, writes nothing, and answers from what is published at the time. The API is at
    /api/v1, its document at /api/openapi.json.

    \b
    Examples:
      jobtrends serve
      curl 'http://127.0.0.1:8000/api/v1/roles/java/pay?as_of=2025-10-31'
      curl -OJ 'http://127.0.0.1:8000/api/v1/roles/java/skills?format=csv'
    """
    from jobtrends_pipeline.library.history import open_history
    from jobtrends_pipeline.server.run import is_loopback
    from jobtrends_pipeline.server.run import serve as run_server

    if not allows_remote and not is_loopback(host):
        show.fail(
            f"--host {host} lets other machines read all figures, without a login and unencrypted: "
            "add --allow-remote if that is meant, or leave --host out"
        )

    paths = DataPaths.load()
    open_history(paths.data_dir)

    def tell(address: str) -> None:
        show.say(f"Report on {address}, API on {address}/api/v1 (Ctrl-C stops it)")
        sys.stdout.flush()

    raise typer.Exit(run_server(paths, host, port, name or (), tell))
