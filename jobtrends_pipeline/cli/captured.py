"""What every command that captures from the web does around its capture: ask without the lock, then bring through."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import typer

from jobtrends_pipeline.cli import show
from jobtrends_pipeline.cli.summary import published_state, show_summary
from jobtrends_pipeline.settings import Settings

if TYPE_CHECKING:
    from jobtrends_pipeline.orchestration.runs import Runner


def capture_and_refresh(settings: Settings, capture: "Callable[[Runner], None]") -> None:
    """Capture, which may take hours and only adds to the archive; then list what came and refresh its roles."""
    from jobtrends_pipeline.orchestration.runs import runner

    with (
        show.progress("Starting") as progress,
        runner(settings, progress, is_writing=False) as runs,
        show.told(progress),
    ):
        capture(runs)
    with show.progress("Starting") as progress, runner(settings, progress) as runs:
        runs.list_captures()
        chosen = runs.roles_with_work()
        if chosen:
            runs.refresh(chosen)


def conclude(settings: Settings, *, is_clean: bool) -> None:
    """Say what is held now, and end with exit code 1 where not everything asked for came."""
    state = published_state(settings)
    if state:
        show_summary(settings, state)
    if not is_clean:
        raise typer.Exit(1)
