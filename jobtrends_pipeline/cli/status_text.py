"""Output of `jobtrends status`: a table to fit the terminal, a role in full, JSON."""

import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from jobtrends_pipeline.cli.status_facts import Machinery
from jobtrends_pipeline.config.cadence import LONDON
from jobtrends_pipeline.steps.role_status import RoleStatus

if TYPE_CHECKING:
    from jobtrends_pipeline.warehouse.standings import Standing

MOST_NOTES = 20
_HEADS = ("ROLE", "STATE", "PERIOD END", "AGE", "NEXT DUE", "CAPTURED", "FINDINGS", "GAPS")
_FIRST_LINE = 5
"""Cells on the first line of a role if one line is too short for all."""
_LONGEST_KEY = 30
_GAP = "  "


def machinery_lines(machinery: Machinery, width: int) -> Iterator[str]:
    """Yield faults and notes, wrapped."""
    for mark, lines in (("NO ", machinery.faults), ("   ", machinery.notes)):
        for line in lines:
            yield from textwrap.wrap(line, width, initial_indent=f"{mark} ", subsequent_indent="    ")


def table_lines(statuses: Sequence[RoleStatus], width: int) -> Iterator[str]:
    """Yield a row per role, then notes on roles, then the number of roles per state.

    Args:
        statuses: The roles.
        width: Columns of the terminal; rows too long for it take two lines.
    """
    rows = [_HEADS, *map(_cells, statuses)]
    widths = [
        max(len(row[column]) for row in rows if column or len(row[0]) <= _LONGEST_KEY) for column in range(len(_HEADS))
    ]
    is_wide = sum(widths) + len(_GAP) * (len(widths) - 1) <= width
    for row in rows:
        key, cells = row[0], list(row)
        if len(key) > widths[0]:
            yield key
            cells[0] = ""
        padded = [cell.ljust(room) for cell, room in zip(cells, widths, strict=True)]
        if is_wide:
            yield _GAP.join(padded).rstrip()
        else:
            yield _GAP.join(padded[:_FIRST_LINE]).rstrip()
            yield f"    {_GAP.join(padded[_FIRST_LINE:])}".rstrip()
    notes = [line for status in statuses for line in _notes(status)]
    for line in notes[:MOST_NOTES]:
        yield from textwrap.wrap(line, width, subsequent_indent="    ")
    if len(notes) > MOST_NOTES:
        yield f"... and {len(notes) - MOST_NOTES} more: `--role ROLE` or `--json`"
    counts = Counter(status.state for status in statuses)
    words = ", ".join(f"{count} {state}" for state, count in counts.most_common())
    yield from textwrap.wrap(f"{len(statuses)} roles: {words or 'none'}. Times are London's.", width)


def role_lines(status: RoleStatus, width: int) -> Iterator[str]:
    """Yield all details of a role."""
    for name, text in _details(status):
        yield from textwrap.wrap(f"{name:<11}{text}", width, subsequent_indent=" " * 11)


def as_json(machinery: Machinery, statuses: Sequence[RoleStatus]) -> dict[str, Any]:
    """Convert the status to a JSON document; times are UTC."""
    return {
        "faults": machinery.faults,
        "notes": machinery.notes,
        "daemon": {"is_running": machinery.is_daemon_running, "last_heartbeat": _iso(machinery.heartbeat)},
        "warehouse": {"is_locked": machinery.is_locked, "writer_pid": machinery.writer},
        "chart_images": machinery.chart_images,
        "roles": [_role_json(status) for status in statuses],
    }


def _role_json(status: RoleStatus) -> dict[str, Any]:
    standing, run = status.standing, status.run
    return {
        "role": status.role,
        "state": status.state,
        "cadence": status.cadence,
        "next_due": _iso(status.next_due),
        "captures": standing.captures if standing else 0,
        "last_captured_at": _iso(standing.captured_at if standing else None),
        "last_origin": standing and standing.origin,
        "last_had_at": _iso(status.last_seen_at),
        "last_period_end": standing and standing.period_end and standing.period_end.isoformat(),
        "age_days": status.age_days,
        "gaps": [f"{month:%Y-%m}" for month in standing.gaps] if standing else [],
        "findings": standing.findings if standing else {},
        "quarantined": standing.quarantined if standing else 0,
        "quarantine_reason": standing and standing.quarantine_reason,
        "deferred": status.attempts.deferred,
        "deferred_until": _iso(status.attempts.deferred_until),
        "last_run": run and {"id": run.run_id, "outcome": run.outcome, "at": _iso(run.at), "cause": run.cause},
    }


def _cells(status: RoleStatus) -> tuple[str, ...]:
    standing = status.standing
    due = f"{status.cadence:<7} {_short(status.next_due)}" if status.next_due else ""
    return (
        status.role,
        status.state,
        f"{standing.period_end}" if standing and standing.period_end else "-",
        "-" if status.age_days is None else f"{status.age_days} d",
        due or "-",
        f"{standing.captured_at.astimezone(LONDON):%Y-%m-%d} {standing.origin}" if standing else "-",
        _findings(status) or "-",
        str(len(standing.gaps)) if standing else "-",
    )


def _notes(status: RoleStatus) -> Iterator[str]:
    """Yield notes on a role that do not fit into its row."""
    if status.run and status.run.has_failed:
        cause = status.run.cause or f"`jobtrends status --role {status.role}` says why"
        yield f"{status.role}: failed {_short(status.run.at)}: {cause}"
    if status.attempts.deferred:
        yield f"{status.role}: {_put_off(status)}"
    if status.standing and status.standing.quarantined:
        yield f"{status.role}: {_kept_out(status.standing)}"


def _details(status: RoleStatus) -> Iterator[tuple[str, str]]:
    standing, run = status.standing, status.run
    yield "Role", status.role
    yield "State", status.state
    if standing:
        yield "Captured", f"{_long(standing.captured_at)}, {standing.origin}; {standing.captures} pages archived"
        yield (
            "Period end",
            f"{standing.period_end}, {status.age_days} days ago" if standing.period_end else "none could be read",
        )
        yield "Findings", f"{_findings(status, is_short=False) or 'none'} of this vintage"
        if standing.quarantined:
            yield "Kept out", _kept_out(standing)
        yield "Gaps", ", ".join(f"{month:%Y-%m}" for month in standing.gaps) or "none"
    if status.last_seen_at and (not standing or status.last_seen_at > standing.captured_at):
        yield "Unchanged", f"when last asked for, {_long(status.last_seen_at)}"
    yield (
        "Next due",
        f"{_long(status.next_due)}, {status.cadence}" if status.next_due else "never: not on the watchlist",
    )
    if status.attempts.deferred:
        yield "Put off", _put_off(status)
    if run:
        cause = f": {run.cause}" if run.cause else ""
        yield "Last run", f"{run.outcome}, {_long(run.at)} (run {run.run_id[:8]}){cause}"


def _kept_out(standing: "Standing") -> str:
    pages = "1 page is" if standing.quarantined == 1 else f"{standing.quarantined} pages are"
    return f"{pages} quarantined, the last: {standing.quarantine_reason}"


def _put_off(status: RoleStatus) -> str:
    until = status.attempts.deferred_until
    return f"{status.attempts.deferred} put off" + (f" until {_short(until)}" if until else "")


def _findings(status: RoleStatus, *, is_short: bool = True) -> str:
    counts = status.standing.findings if status.standing else {}
    severities = [severity for severity in ("error", "warning", "info") if counts.get(severity)]
    return " ".join(f"{counts[each]}{each[0] if is_short else ' ' + each}" for each in severities)


def _short(moment: datetime | None) -> str:
    return f"{moment.astimezone(LONDON):%d %b %H:%M}" if moment else ""


def _long(moment: datetime) -> str:
    return f"{moment.astimezone(LONDON):%a %d %b %Y %H:%M}"


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
