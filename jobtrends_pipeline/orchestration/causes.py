"""Causes of a failed run from its events: text, error classes, interruption."""

from collections.abc import Iterator

import dagster as dg

from jobtrends_pipeline.base.errors import JobtrendsError, is_stopped_query
from jobtrends_pipeline.orchestration.dagster_internals import SerializableErrorInfo

_INTERRUPTS = ("DagsterExecutionInterruptedError", "KeyboardInterrupt")


def cause_of(event: dg.DagsterEvent) -> str:
    """Return the cause of a failure in one line; empty if none is recorded.

    It is the description given by the step; else an error of this project, which is written for people; else the
    innermost error.
    """
    if event.is_step_failure:
        failure_data = event.step_failure_data.user_failure_data
        if failure_data and failure_data.description:
            return " ".join(failure_data.description.split())
    errors = [(error.cls_name, " ".join(error.message.split())) for error in _errors(event)]
    ours = [text.partition(": ")[2] for name, text in errors if name in JobtrendsError.named]
    if errors:
        return (*ours, errors[-1][1])[0]
    return "" if event.is_step_failure else " ".join((event.message or "").split())


def error_names(event: dg.DagsterEvent) -> list[str]:
    """List the class names of a failure's errors, including its causes."""
    return [error.cls_name for error in _errors(event) if error.cls_name]


def is_interrupt(event: dg.DagsterEvent) -> bool:
    """Return whether a step failed because a person stopped the command."""
    return event.is_step_failure and any(
        error.cls_name in _INTERRUPTS or is_stopped_query(error.cls_name, error.message) for error in _errors(event)
    )


def _errors(event: dg.DagsterEvent) -> Iterator[SerializableErrorInfo]:
    """Yield the error of a failure and the errors that led to it, the innermost last."""
    _register_errors()
    error = event.step_failure_data.error if event.is_step_failure else None
    if event.is_run_failure and event.event_specific_data:  # absent for a run that was reported as killed
        error = event.job_failure_data.error
    while error is not None:
        yield error
        error = error.cause


def _register_errors() -> None:
    """Import what defines the errors of steps.

    A log has only the names of their classes, and a sensor reads that of a run which another process executed.
    """
    from jobtrends_pipeline.acquire import backfill, fetchers, saved_batches  # noqa: F401
