"""The command line application; errors become one line and an exit code."""

import os
import traceback
from typing import Annotated, NoReturn

import typer

from jobtrends_pipeline import __version__
from jobtrends_pipeline.base.errors import JobtrendsError, is_stopped_query
from jobtrends_pipeline.cli import show
from jobtrends_pipeline.cli.adverts import adverts
from jobtrends_pipeline.cli.archive import archive
from jobtrends_pipeline.cli.backfill import backfill
from jobtrends_pipeline.cli.capture import capture
from jobtrends_pipeline.cli.charts import charts
from jobtrends_pipeline.cli.compare import compare
from jobtrends_pipeline.cli.doctor import doctor
from jobtrends_pipeline.cli.export import export
from jobtrends_pipeline.cli.ingest import ingest
from jobtrends_pipeline.cli.init import init
from jobtrends_pipeline.cli.mcp import mcp
from jobtrends_pipeline.cli.notify import notify
from jobtrends_pipeline.cli.plot import plot
from jobtrends_pipeline.cli.rebuild import rebuild
from jobtrends_pipeline.cli.refresh import refresh
from jobtrends_pipeline.cli.report import report
from jobtrends_pipeline.cli.roles import roles
from jobtrends_pipeline.cli.serve import serve
from jobtrends_pipeline.cli.service import service
from jobtrends_pipeline.cli.show import fail, say
from jobtrends_pipeline.cli.skills import skills
from jobtrends_pipeline.cli.sql import sql
from jobtrends_pipeline.cli.status import status
from jobtrends_pipeline.cli.terminal import guarded
from jobtrends_pipeline.cli.trend import trend
from jobtrends_pipeline.cli.ui import ui

DEBUG_VARIABLE = "JOBTRENDS_DEBUG"
_EXAMPLES = """Examples:

\b
  jobtrends ingest saved-pages               archive saved pages and update the report
  jobtrends refresh --role backend-developer
  jobtrends trend java                       demand and pay over time
  jobtrends sql "select period_end, median_gbp from trend_pay where place = 'UK'"
  jobtrends ui                               open the Dagster web UI

The data root is JOBTRENDS_DATA_DIR; if that is not set, data/ of the checkout, or ~/jobtrends-data without a checkout.
"""

INTERRUPTED = 130
"""Exit code that typer sets for Ctrl-C, without a message."""

app = typer.Typer(
    help="Keep the history of IT Jobs Watch: captured pages, validated facts, job-market trends.",
    epilog=_EXAMPLES,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
)
_COMMANDS = (
    init, ingest, refresh, capture, backfill, rebuild, report, trend, compare, skills, plot, sql, export, roles, status,
    doctor, notify, ui, serve, service, mcp,
)  # fmt: skip
for command in _COMMANDS:
    app.command()(command)
app.add_typer(archive, name="archive")
app.add_typer(charts, name="charts")
app.add_typer(adverts, name="adverts")


@app.callback(invoke_without_command=True)
def _main(
    *, version: Annotated[bool, typer.Option("--version", is_eager=True, help="Print the version and exit.")] = False
) -> None:
    show.tell_notices(is_debugging=bool(os.environ.get(DEBUG_VARIABLE)))
    if version:
        say(f"jobtrends {__version__}")
        raise typer.Exit


def run() -> None:
    """Run the command line; an error ends as one line on standard error.

    The exit code is then not zero.
    """
    with guarded():
        _run()


def _run() -> None:
    try:
        app()
    except SystemExit as end:
        if end.code == INTERRUPTED:
            _stopped()
        raise
    except Exception as error:  # noqa: BLE001  # every error ends as one line
        if is_stopped_query(type(error).__name__, str(error)):
            _stopped()
        if os.environ.get(DEBUG_VARIABLE):
            traceback.print_exc()
        fail(_in_one_line(error))


def _stopped() -> NoReturn:
    fail("stopped; what was finished is kept, run the same command to go on", code=INTERRUPTED)


def _in_one_line(error: Exception) -> str:
    """Describe an error in one line; if unforeseen, add how to see its traceback."""
    text = " ".join(str(error).split())
    if isinstance(error, OSError) and error.strerror:
        where = f" ({error.filename})" if error.filename else ""
        return f"{error.strerror}{where}: see to it and run the same command again, nothing is half-written"
    if isinstance(error, JobtrendsError):
        return text
    return f"{type(error).__name__}: {text}; set {DEBUG_VARIABLE}=1 to see where"
