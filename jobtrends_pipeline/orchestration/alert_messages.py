"""Messages about failed runs, failed checks and findings, from Dagster's records."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import dagster as dg

from jobtrends_pipeline.base.errors import find_cause
from jobtrends_pipeline.notify.message import Message, plain
from jobtrends_pipeline.orchestration.causes import cause_of, error_names
from jobtrends_pipeline.warehouse.errors import ErrorFinding, digest

_MOST_GROUPS = 12
_RETRY_NUMBER = "dagster/retry_number"
_PARTITION = "dagster/partition"


@dataclass(frozen=True, slots=True)
class FailedCheck:
    """A failed asset check.

    Attributes:
        record_id: Id of its record in the event log.
        name: Asset and check.
        run_id: Run of the check.
        cases: The first failing rows, in words.
    """

    record_id: int
    name: str
    run_id: str
    cases: tuple[str, ...]


def about_run(run: dg.DagsterRun, events: Sequence[dg.DagsterEvent], link: str | None) -> Message:
    """Build the message about a run that failed and will not be retried.

    Args:
        run: The run.
        events: Its failure events, those of steps first.
        link: Address of the run in the web UI; null if unknown.
    """
    error_text = next(filter(None, map(cause_of, events)), "no cause is recorded, as when a process is killed")
    cause = find_cause([name for event in events for name in error_names(event)], error_text)
    tags = _tags(run)
    subject = " ".join(part for part in (tags.get("role", ""), tags.get("month", "")[:7]) if part)
    about = [] if cause.is_of_machine else [*tags.values(), error_text]
    tried = f"Given up on after {int(run.tags[_RETRY_NUMBER]) + 1} tries." if _is_retry(run) else ""
    lines = (
        f"Job {plain(run.job_name)}, run {run.run_id[:8]}",
        *(f"{name.capitalize()}: {plain(value)}" for name, value in tags.items()),
        f"Cause: {plain(error_text)}",
        tried,
    )
    return Message(
        key=f"run:{plain(run.job_name)}:{cause.code}" + (f":{digest(about)}" if about else ""),
        title=f"{run.job_name} failed{f' for {subject}' if subject else ''}: {error_text}",
        happened="\n".join(filter(None, lines)),
        action=cause.remedy,
        link=link,
    )


def about_checks(checks: Sequence[FailedCheck], link: str | None) -> Message:
    """Build the message about checks that failed since the last one.

    They may belong to any number of runs.
    """
    names = sorted({check.name for check in checks})
    lines = []
    for name in names:
        same = [check for check in checks if check.name == name]
        runs = ", ".join(sorted({check.run_id[:8] for check in same}))
        lines.append(f"{plain(name)} in run {runs}" + (":" if any(check.cases for check in same) else ""))
        lines += [f"- {plain(case)}" for check in same for case in check.cases]
    return Message(
        key=f"checks:{digest(str(check.record_id) for check in checks)}",
        title=f"{_count(len(names), 'check')} failed: {', '.join(names)}",
        happened="\n".join(lines),
        action="Open the check of the asset in `jobtrends ui`, which lists the rows. Facts that break their schema are "
        "not stored, the previous facts are kept; see whether the source changed its pages (`jobtrends archive list`).",
        link=link,
    )


def about_findings(findings: Sequence[ErrorFinding]) -> Message:
    """Build the message about findings of severity error that were not reported yet."""
    groups: dict[tuple[str, str], list[ErrorFinding]] = defaultdict(list)
    for finding in findings:
        groups[finding.role, finding.check_name].append(finding)
    lines = [
        f"{plain(role, 80)}, {plain(check, 80)}: {len(same)}, such as: {plain(same[0].message, 250)} "
        f"(capture {plain(same[0].capture_id, 12).rstrip('…')})"
        for (role, check), same in list(groups.items())[:_MOST_GROUPS]
    ]
    if len(groups) > _MOST_GROUPS:
        lines.append(f"and {_count(len(groups) - _MOST_GROUPS, 'more kind')}")
    roles = sorted({plain(finding.role, 80) for finding in findings})
    shown = ", ".join(roles[:5]) + (f" and {len(roles) - 5} more" if len(roles) > 5 else "")
    return Message(
        key=f"findings:{digest(finding.identity for finding in findings)}",
        title=f"{_count(len(findings), 'new finding')} of severity error: {shown}",
        happened="\n".join(lines),
        action="The pages are kept, and figures that cannot be trusted are not in the facts. Look at one with "
        "`jobtrends archive show CAPTURE --body`; list all with "
        "`jobtrends sql \"select * from findings where severity = 'error'\"`.",
    )


def _tags(run: dg.DagsterRun) -> dict[str, str]:
    """Return role and month of a run; its partition if it has neither."""
    tags = {name: run.tags[name] for name in ("role", "month") if run.tags.get(name)}
    partition = run.tags.get(_PARTITION)
    return tags or ({"partition": partition} if partition else {})


def _is_retry(run: dg.DagsterRun) -> bool:
    return run.tags.get(_RETRY_NUMBER, "0").isdecimal() and int(run.tags.get(_RETRY_NUMBER, "0")) > 0


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
