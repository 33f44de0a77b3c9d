"""`jobtrends mcp`: answer programs that speak the Model Context Protocol."""

import logging
import os
import secrets
import sys
from typing import Annotated

import typer

from jobtrends_pipeline.cli import show
from jobtrends_pipeline.cli.terminal import unguarded
from jobtrends_pipeline.config.paths import DataPaths

TOKEN_VARIABLE = "JOBTRENDS_MCP_TOKEN"  # noqa: S105  # its name
_SHORTEST_TOKEN = 16
_INSTALL = "pip install 'jobtrends_pipeline[mcp]'"


def mcp(
    *,
    http: Annotated[
        int | None,
        typer.Option(
            metavar="PORT", min=0, max=65535, help="Serve over HTTP on this port of loopback; 0 takes a free one."
        ),
    ] = None,
) -> None:
    """Answer a program that speaks the Model Context Protocol, such as an assistant.

    It finds roles, gives figures with errors and captured pages, compares roles, lists skills and months, and runs
    read-only SQL within limits, always on the file as it is published now. Over standard input and output, it ends
    when input ends or on Ctrl-C. Over HTTP each request needs a bearer token: that of JOBTRENDS_MCP_TOKEN, or one that
    is made and printed at the start. Needs the packages of the extra `mcp`.

    \b
    Examples:
      jobtrends mcp
      jobtrends mcp --http 8765
    """
    try:
        from jobtrends_pipeline.mcp_server.serve import ADDRESS, PATH, listen, serve_http, serve_stdio
        from jobtrends_pipeline.mcp_server.server import build_server
    except ModuleNotFoundError as error:
        show.fail(f"the protocol cannot be spoken, {error.name} is not installed: {_INSTALL}")
    token = _token() if http is not None else ""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="jobtrends: %(message)s")
    server = build_server(DataPaths.load())
    if http is None:
        serve_stdio(server, unguarded(sys.stdout))
        return
    try:
        listening = listen(http)
    except OSError as error:
        show.fail(f"port {http} of {ADDRESS} cannot be used, choose another: {os.strerror(error.errno or 0)}")
    with listening:
        show.note(f"Serving on http://{ADDRESS}:{listening.getsockname()[1]}{PATH} (Ctrl-C stops it)")
        serve_http(server, listening, token)


def _token() -> str:
    """Return the token of the environment, or make one and print it."""
    given = os.environ.get(TOKEN_VARIABLE, "").strip()
    if not given:
        made = secrets.token_urlsafe(32)
        show.note(f"Bearer token of this run: {made}")
        return made
    if len(given) < _SHORTEST_TOKEN:
        show.fail(f"{TOKEN_VARIABLE} is too short to be secret: give it {_SHORTEST_TOKEN} characters or more")
    return given
