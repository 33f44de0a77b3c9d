"""`jobtrends report`: redraw the static report."""

from typing import TYPE_CHECKING

from jobtrends_pipeline.cli import show
from jobtrends_pipeline.config.paths import DataPaths

if TYPE_CHECKING:
    pass


def report() -> None:
    """Redraw the static report from the warehouse: every role and the home page.

    The report is `reports/index.html` in the data root, and works without a server or network.

    \b
    Example:
      jobtrends report
    """
    from jobtrends_pipeline.orchestration.runs import runner

    paths = DataPaths.load()
    with show.progress("Starting") as progress, runner(paths, progress) as runs:
        roles = runs.captured_roles()
        if not roles:
            show.fail("there are no captures yet: run `jobtrends ingest PATH` first")
        runs.redraw(roles)
    show.say(f"Report     {paths.reports_dir / 'index.html'} ({len(roles)} roles)")
