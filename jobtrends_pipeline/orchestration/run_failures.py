"""Failures of runs that a command started, each in one line."""

from collections.abc import Iterable

import dagster as dg

from jobtrends_pipeline.base.errors import JobtrendsError, find_cause
from jobtrends_pipeline.orchestration.causes import cause_of, error_names, is_interrupt


class RunFailedError(JobtrendsError):
    """A failed run; one line with the step, the cause and where to look.

    Attributes:
        is_of_machine: Whether other runs fail for the same reason, such as a full disk.
        cause_line: The cause alone, by which failures of several roles are reported together.
    """

    def __init__(self, line: str, *, is_of_machine: bool = False, cause_line: str = "") -> None:
        super().__init__(line)
        self.is_of_machine = is_of_machine
        self.cause_line = cause_line


def in_words(failures: Iterable[RunFailedError]) -> list[str]:
    """Return a line per cause: its first failure, and how many others there are."""
    groups: dict[str, list[RunFailedError]] = {}
    for failure in failures:
        groups.setdefault(failure.cause_line or str(failure), []).append(failure)
    return [f"{group[0]}{f' and {len(group) - 1} more roles' if len(group) > 1 else ''}" for group in groups.values()]


def judge(result: dg.ExecuteInProcessResult, job: str) -> None:
    """Raise the failure of a run in one line; a run that succeeded is fine.

    Raises:
        KeyboardInterrupt: if the run was interrupted by Ctrl-C.
        RunFailedError: if it failed.
    """
    if result.success:
        return
    if any(map(is_interrupt, result.all_events)):
        raise KeyboardInterrupt  # Dagster turns Ctrl-C into a failed step; it was meant for the command
    lines = [cause_of(event) for event in result.all_events if event.is_step_failure or event.is_run_failure]
    cause = next((line for line in lines if line), "see the run in `jobtrends ui`")
    names = [name for event in result.all_events if event.is_failure for name in error_names(event)]
    raise RunFailedError(
        f"{job} failed: {cause} (run {result.run_id[:8]}, open it in `jobtrends ui`)",
        is_of_machine=find_cause(names, cause).is_of_machine,
        cause_line=cause,
    )
