"""Runner of the jobs of the web UI in the process of a command."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import dagster as dg

from jobtrends_pipeline.archive.attempts import AttemptLog
from jobtrends_pipeline.archive.document import LIVE
from jobtrends_pipeline.base import clock
from jobtrends_pipeline.charts.reading import READER_VERSION
from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.orchestration.assets.captures import PROBLEMS, TakenSaved, take_saved_pages
from jobtrends_pipeline.orchestration.assets.live import SOURCE_POOL, live_pages
from jobtrends_pipeline.orchestration.assets.page_captures import capture_pages
from jobtrends_pipeline.orchestration.dead_runs import COMMAND_TAGS, RETRIES_TAG, WRITER_TAGS
from jobtrends_pipeline.orchestration.instance import POOLS
from jobtrends_pipeline.orchestration.jobs import (
    backfill_pages,
    compute_adverts,
    draw_report,
    ingest_saved_pages,
    publish_all,
    read_adverts,
    refresh_live_role,
    refresh_role,
    register_captures,
    take_adverts,
)
from jobtrends_pipeline.orchestration.last_runs import last_refreshes
from jobtrends_pipeline.orchestration.partitions import (
    ROLE_DIMENSION,
    add_roles,
    add_sources,
    neighbours,
    partitions_kept,
    range_tags,
    single_tags,
    source_month,
)
from jobtrends_pipeline.orchestration.run_failures import RunFailedError, in_words, judge
from jobtrends_pipeline.pages.page import PARSER_VERSION
from jobtrends_pipeline.saved_files.file_names import shown
from jobtrends_pipeline.steps.backfill import Wanted
from jobtrends_pipeline.steps.configured import database_of
from jobtrends_pipeline.trends.offered import AS_OF_MACROS
from jobtrends_pipeline.warehouse.database import Database
from jobtrends_pipeline.warehouse.publish import is_published
from jobtrends_pipeline.warehouse.store import Warehouse

ROLES_A_RUN = 50
"""Most roles that a command refreshes in one run: a run costs as much as reading ten pages."""
_QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Runner:
    """Executes jobs one after the other and reports progress."""

    paths: DataPaths
    instance: dg.DagsterInstance
    definitions: dg.Definitions
    progress: Progress
    is_writing: bool = True
    database: Database | None = None
    """Where the warehouse is kept, if it is not the data root's own."""
    renewed: str | None = None
    """Reason why the working database was rebuilt at the start; null if it was not."""

    def take_saved(self, inputs: Sequence[Path]) -> TakenSaved:
        """Archive saved pages of any role and month.

        Returns:
            Numbers of this run alone, whatever other runs archive meanwhile.
        """
        self.progress("Archiving pages")
        config = {"paths": [shown(path.absolute()) for path in inputs]}
        result = self._execute(ingest_saved_pages.name, [], {"ops": {take_saved_pages.name: {"config": config}}})
        metadata = next(event.step_output_data.metadata for event in result.all_events if event.is_successful_output)
        return TakenSaved.read(metadata)

    def capture_live(self, roles: Sequence[str], *, takes_charts: bool) -> None:
        """Refresh roles from current pages of the source to the report, one run each.

        These are the runs of the schedule too. It stops if the source asks to wait; the same call continues later. It
        does not wait for other commands: only steps of runs wait for each other.
        """
        self._say_who_asks(SOURCE_POOL)
        add_roles(self.instance, roles)
        log, started, failures = AttemptLog(self.paths.attempts_dir), clock.now(), []
        config = {"ops": {live_pages.op.name: {"config": {"takes_charts": takes_charts}}}}
        for number, role in enumerate(roles, 1):
            self.progress(f"Asking the source for {role} ({number} of {len(roles)})")
            try:
                self._execute(refresh_live_role.name, [role], config)
            except RunFailedError as error:
                failures.append(f"{role}: {error}")
            if any(one.origin == LIVE and one.not_before for one in log.recent(started)):
                break
        if failures:
            raise RunFailedError("; ".join(failures))

    def backfill(self, wanted: Wanted, origins: Sequence[str], inputs: Sequence[Path] = ()) -> None:
        """Get past pages of roles from the given origins; archive and list them.

        See `WantedPages`.

        Args:
            wanted: Roles and months.
            origins: Where to look, in this order.
            inputs: Saved files and folders; the inbox if empty.
        """
        self.progress("Looking for past pages")
        for origin in origins:
            self._say_who_asks(origin)
        config = {
            "roles": list(wanted.roles),
            "first_month": f"{min(wanted.months):%Y-%m}",
            "last_month": f"{max(wanted.months):%Y-%m}",
            "origins": list(origins),
            "every": wanted.every,
            "takes_charts": wanted.takes_charts,
            "paths": [shown(path.absolute()) for path in inputs],
        }
        self._execute(backfill_pages.name, [], {"ops": {capture_pages.name: {"config": config}}})

    def list_captures(self) -> None:
        """List pages that a capture archived."""
        self.progress("Listing captures")
        self._execute(register_captures.name, [], {})

    def take_adverts(self) -> int:
        """Archive and list the raw adverts of the inbox.

        Returns:
            Number of inputs that are refused; each was reported in a line.
        """
        self.progress("Archiving adverts")
        result = self._execute(take_adverts.name, [], {})
        (taken,) = result.get_asset_materialization_events()
        return int(str(taken.materialization.metadata[PROBLEMS].value))

    def bring_adverts(self) -> tuple[list[str], list[RunFailedError]]:
        """List, read and group one's own adverts, and compute their figures.

        Returns:
            Roles whose trends are to be derived again, and the failures of single months or days.

        Raises:
            RunFailedError: for a reason of the machine.
        """
        from jobtrends_pipeline.orchestration.advert_runs import months_of_adverts, roles_behind

        months = months_of_adverts(self.paths, self.store)
        if months is None:
            return [], []
        add_sources(self.instance, {source for source, _ in months})
        failures = []
        for number, (source, month) in enumerate(months, 1):
            self.progress(f"Reading adverts of {source}, {month} ({number} of {len(months)})")
            failures += self._tried(read_adverts.name, source_month(source, month))
        self.progress("Computing figures of adverts")
        failures += self._tried(compute_adverts.name)
        return roles_behind(self.paths, self.store), failures

    def _tried(self, job: str, partition: str | None = None) -> list[RunFailedError]:
        """Run a job; return its failure unless it is of the machine."""
        try:
            self._execute(job, [], {}, partition)
        except RunFailedError as error:
            if error.is_of_machine:
                raise
            return [error]
        return []

    def refresh(self, roles: Sequence[str]) -> None:
        """Refresh roles from their captures to the report, many in a run, then publish."""
        failures = self.derive(roles)
        try:
            self.publish()
        except RunFailedError as error:
            failures.append(error)
        if failures:
            raise RunFailedError("; ".join(in_words(failures)))

    def derive(self, roles: Sequence[str]) -> list[RunFailedError]:
        """Refresh roles from their captures to the report, many in a run.

        Roles of a run that failed for a reason of its own are refreshed one by one, so that one role stops no other.

        Returns:
            The failures of single roles, and of the machine.
        """
        return [failure for group in self._groups(roles) for failure in self._derive(group)]

    def _derive(self, group: Sequence[str]) -> list[RunFailedError]:
        named = group[0] if len(group) == 1 else f"{len(group)} roles"
        self.progress(f"Reading and deriving {named}")
        try:
            self._execute(refresh_role.name, group, {})
        except RunFailedError as error:
            if len(group) == 1 or error.is_of_machine:
                return [
                    RunFailedError(f"{named}: {error}", is_of_machine=error.is_of_machine, cause_line=error.cause_line)
                ]
            return [failure for role in group for failure in self._derive([role])]
        return []

    def _groups(self, roles: Sequence[str]) -> list[list[str]]:
        """Return the groups of roles that share a run, and add missing partitions."""
        add_roles(self.instance, roles)
        return list(neighbours(roles, self.instance.get_dynamic_partitions(ROLE_DIMENSION), ROLES_A_RUN))

    def publish(self) -> None:
        """Publish the warehouse and the shared pages of the report."""
        self.progress("Publishing the warehouse and the report")
        self._execute(publish_all.name, [], {})

    def has_unpublished(self, *, is_thorough: bool = False) -> bool:
        """Return whether the published copy must be renewed.

        It must if it is absent, incomplete, of an earlier version, or lacks stored rows.

        Args:
            is_thorough: Whether to read the whole copy for that.
        """
        published = self.paths.published_file
        return not is_published(self.store, published, AS_OF_MACROS, is_thorough=is_thorough)

    def redraw(self, roles: Sequence[str]) -> None:
        """Redraw the report pages of roles and the shared pages."""
        for group in self._groups(roles):
            self._execute(draw_report.name, group, {})
        self._execute(publish_all.name, [], {})

    def captured_roles(self) -> list[str]:
        """List the roles with captures of pages or charts."""
        return sorted(self.store.captured_roles())

    def roles_with_work(self) -> list[str]:
        """List the roles with captures to read or load, or whose last run did not succeed.

        Captures read by an earlier reader are to be read again.
        """
        known, unread = self.captured_roles(), self.store.unread_roles(PARSER_VERSION, READER_VERSION)
        last = last_refreshes(self.instance, known)
        succeeded = {role for role, run in last.items() if run.outcome == "success"}
        return [role for role in known if role in unread or role not in succeeded]

    def _say_who_asks(self, pool: str) -> None:
        """Report that this command waits for a run that uses the same host, if any."""
        if pool in POOLS and (runs := self.instance.event_log_storage.get_concurrency_info(pool).active_run_ids):
            ids = ", ".join(run_id[:8] for run_id in sorted(runs))
            self.progress(f"Waiting for run {ids}, which asks the same host ({pool}); this goes on when it ends")

    @property
    def _tags(self) -> dict[str, str]:
        return {RETRIES_TAG: "0"} | COMMAND_TAGS | (WRITER_TAGS if self.is_writing else {})

    @property
    def store(self) -> Warehouse:
        """The warehouse."""
        return (self.database or database_of(self.paths)).open()

    def _execute(
        self, job: str, roles: Sequence[str], configuration: Mapping[str, object], partition: str | None = None
    ) -> dg.ExecuteInProcessResult:
        """Run a job, for neighbouring roles, for another partition, or for none."""
        single = roles[0] if len(roles) == 1 else None
        tags = single_tags(single) if single else range_tags(roles) if roles else {}
        with partitions_kept(self.instance) if roles else nullcontext():
            result = self.definitions.resolve_job_def(job).execute_in_process(
                run_config={**_QUIET, **configuration},
                instance=self.instance,
                partition_key=single or partition,
                tags=tags | self._tags,
                raise_on_error=False,
            )
        judge(result, job)
        return result
