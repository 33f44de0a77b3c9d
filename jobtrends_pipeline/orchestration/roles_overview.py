"""State of all roles at a publication, for the pages of assets in the web UI.

Dagster shows the metadata of the latest event on the page of an asset: of an asset with partitions that of one role.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import dagster as dg

from jobtrends_pipeline.base.plain import visible
from jobtrends_pipeline.config.settings import Settings
from jobtrends_pipeline.orchestration.describe import counts
from jobtrends_pipeline.orchestration.last_runs import last_refreshes
from jobtrends_pipeline.steps.role_status import NEEDS_A_PERSON, RoleEvidence, RoleStatus, role_statuses

if TYPE_CHECKING:
    from jobtrends_pipeline.orchestration.resources import DataRoot
    from jobtrends_pipeline.warehouse.store import Warehouse

MOST_SHOWN = 100
"""Roles of the table, those that need a person first: a row is 0.2 kB of every publication's events."""
_CAUSE_CHARACTERS = 160


def roles_overview(
    store: "Warehouse", root: "DataRoot", instance: dg.DagsterInstance, now: datetime
) -> dict[str, dg.MetadataValue]:
    """Build the metadata of all roles: latest vintage, number by state, and a table.

    Args:
        store: The warehouse.
        root: The data root.
        instance: Holds the runs.
        now: The time of the state.
    """
    from jobtrends_pipeline.archive.attempts import AttemptLog
    from jobtrends_pipeline.steps.latest_attempts import latest_attempts
    from jobtrends_pipeline.warehouse.standings import standings

    watchlist = root.watchlist()
    with store.connection() as connection:
        held, attempts = standings(connection), latest_attempts(connection, AttemptLog(root.paths.attempts_dir))
    roles = [*watchlist.keys, *sorted(set(held) - set(watchlist.keys))]
    evidence = RoleEvidence(held, attempts, last_refreshes(instance, roles))
    hours = Settings.load(root.paths.settings_file).refresh_hours
    return overview_of(role_statuses(roles, watchlist, hours, evidence, now))


def overview_of(statuses: Sequence[RoleStatus]) -> dict[str, dg.MetadataValue]:
    """Build the metadata of some statuses of roles."""
    states = Counter(status.state for status in statuses)
    ends = [status.standing.period_end for status in statuses if status.standing and status.standing.period_end]
    ordered = sorted(statuses, key=lambda status: status.state not in NEEDS_A_PERSON)
    metadata: dict[str, dg.MetadataValue] = {"latest_vintage": dg.MetadataValue.text(f"{max(ends)}")} if ends else {}
    metadata |= counts({"roles": len(statuses), **{f"roles_{state}": states[state] for state in NEEDS_A_PERSON}})
    if statuses:
        rows = [dg.TableRecord(_row(status)) for status in ordered[:MOST_SHOWN]]
        metadata["states"] = dg.MetadataValue.table(rows)
    return metadata


def _row(status: RoleStatus) -> dict[str, str]:
    """Build the row of a role; a table of Dagster has no nulls."""
    standing, run = status.standing, status.run
    cause = visible(run.cause or "")[:_CAUSE_CHARACTERS] if run and run.has_failed else ""
    return {
        "role": status.role,
        "state": status.state,
        "vintage": str(standing.period_end) if standing and standing.period_end else "none",
        "seen": f"{status.last_seen_at:%Y-%m-%d}" if status.last_seen_at else "never",
        "last_run": run.outcome if run else "none",
        "cause": cause,
    }
