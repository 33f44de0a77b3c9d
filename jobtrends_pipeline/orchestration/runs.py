"""Runs started from the command line: the same jobs as in the web UI, in this process, on the same instance."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
from filelock import FileLock, Timeout
from sqlalchemy.exc import DBAPIError

from jobtrends_pipeline.capture.file_names import shown
from jobtrends_pipeline.orchestration.assets.captures import PAGES_HELD, PAGES_TAKEN, take_saved_pages
from jobtrends_pipeline.orchestration.assets.live import SOURCE_POOL
from jobtrends_pipeline.orchestration.assets.matrix import page_captures
from jobtrends_pipeline.orchestration.assets.past import SAVED
from jobtrends_pipeline.orchestration.build import build_definitions
from jobtrends_pipeline.orchestration.causes import cause_of, is_interrupt
from jobtrends_pipeline.orchestration.dead_runs import RETRIES_TAG, WRITER_TAGS, end_dead_runs, end_killed_runs
from jobtrends_pipeline.orchestration.instance import POOLS, open_instance
from jobtrends_pipeline.orchestration.last_runs import last_refreshes
from jobtrends_pipeline.orchestration.partitions import add_roles, role_month
from jobtrends_pipeline.orchestration.storage import said_of_full_disk
from jobtrends_pipeline.orchestration.tries import forget_attempts
from jobtrends_pipeline.pages.page import PARSER_VERSION
from jobtrends_pipeline.settings import Settings
from jobtrends_pipeline.tables.captures import CAPTURES
from jobtrends_pipeline.tables.frames import typed
from jobtrends_pipeline.trends.offered import AS_OF_MACROS
from jobtrends_pipeline.warehouse.attempts import are_attempts_published
from jobtrends_pipeline.warehouse.publish import has_all
from jobtrends_pipeline.warehouse.store import Warehouse

LOCK_SECONDS = 600
_QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}

Progress = Callable[[str], None]


class RunFailedError(Exception):
    """A run that failed; one line with the step, the cause and where to look."""


@dataclass(frozen=True, slots=True)
class TakenSaved:
    """How many saved pages a run took, and how many of its inputs were held before."""

    pages: int
    held: int


@dataclass(frozen=True, slots=True)
class Runner:
    """Executes jobs one after the other and says what it is doing."""

    settings: Settings
    instance: dg.DagsterInstance
    definitions: dg.Definitions
    progress: Progress
    is_writing: bool = True

    def take_saved(self, paths: Sequence[Path]) -> TakenSaved:
        """Archive saved pages of any role and month; gives what this run took, whatever others take meanwhile."""
        self.progress("Archiving pages")
        config = {"paths": [shown(path.absolute()) for path in paths]}
        result = self._execute("ingest_saved_pages", None, {"ops": {take_saved_pages.name: {"config": config}}})
        said = next(event.step_output_data.metadata for event in result.all_events if event.is_successful_output)
        return TakenSaved(*(int(str(said[name].value)) for name in (PAGES_TAKEN, PAGES_HELD)))

    def take_live(self, configuration: Mapping[str, object]) -> None:
        """Capture live pages (see `LivePages`); touches no warehouse."""
        self.progress("Asking the source")
        self._say_who_asks(SOURCE_POOL)
        self._execute("capture_live_pages", None, {"ops": {"take_live_pages": {"config": dict(configuration)}}})

    def take_past(self, configuration: Mapping[str, object]) -> None:
        """Look for past pages of roles in a web archive or saved files (see `PastPages`); touches no warehouse."""
        self.progress("Looking for past pages")
        self._say_who_asks(str(configuration.get("origin", "")))
        self._execute("capture_past_pages", None, {"ops": {"take_past_pages": {"config": dict(configuration)}}})

    def list_captures(self) -> None:
        """List pages that a capture archived."""
        self.progress("Listing captures")
        self._execute("list_new_captures", None, {})

    def capture(self, role: str, month: str) -> None:
        """Take the saved pages of one role in one month (`2026-02-01`); asks no host."""
        self.progress(f"Capturing {role}, {month[:7]}")
        add_roles(self.instance, [role])
        result = dg.materialize(
            [page_captures],
            partition_key=role_month(role, month),
            instance=self.instance,
            resources=self.definitions.resources,
            tags={"role": role, "month": month} | self._tags,
            run_config=_QUIET | {"ops": {page_captures.node_def.name: {"config": {"origins": [SAVED]}}}},
            raise_on_error=False,
        )
        self._judge(result, "page_captures")

    def refresh(self, roles: Sequence[str]) -> None:
        """Bring roles from their captures to their pages in the report, a run each, then publish."""
        add_roles(self.instance, roles)
        failures = []
        steps = [
            (f"Reading and deriving {role} ({n} of {len(roles)})", "refresh_role", role)
            for n, role in enumerate(roles, 1)
        ]
        for words, job, role in (*steps, ("Publishing the warehouse and the report", "publish_all", None)):
            self.progress(words)
            try:
                self._execute(job, role, {})
            except RunFailedError as error:
                failures.append(f"{role}: {error}" if role else str(error))
        if failures:
            raise RunFailedError("; ".join(failures))

    def forget(self, roles: Sequence[str]) -> None:
        """Have the next refresh read every capture of some roles again; their facts stay until it does."""
        store = self._store
        captures = store.read(CAPTURES, {"role": list(roles)})
        unread = typed(CAPTURES, captures.assign(parser_version=None, loaded_version=None))
        store.replace({CAPTURES.name: unread}, {"role": list(roles)})

    def forget_attempts(self) -> None:
        """Have the next listing take every attempt from the log again."""
        forget_attempts(self._store)

    def has_unpublished(self) -> bool:
        """Whether the published copy lacks attempts that were listed, or what a later version publishes."""
        published = self.settings.published_file
        return not are_attempts_published(self._store, published) or (
            published.exists() and not has_all(published, AS_OF_MACROS)
        )

    def redraw(self, roles: Sequence[str]) -> None:
        """Write the pages of the report anew."""
        add_roles(self.instance, roles)
        for number, role in enumerate(roles, 1):
            self.progress(f"Drawing {role} ({number} of {len(roles)})")
            self._execute("draw_report", role, {})
        self._execute("publish_all", None, {})

    def held_roles(self) -> list[str]:
        """Roles that captures are held of."""
        return sorted(set(self._store.read(CAPTURES)["role"]))

    def roles_with_work(self) -> list[str]:
        """Roles with captures to read, to read anew or to load, or whose last run did not succeed."""
        captures = self._store.read(CAPTURES)
        waiting = captures["loaded_version"].isna() | captures["parser_version"].lt(PARSER_VERSION).fillna(value=True)
        known, unread = sorted(set(captures["role"])), set(captures[waiting]["role"])
        last = last_refreshes(self.instance, known)
        succeeded = {role for role, run in last.items() if run.outcome == "success"}
        return [role for role in known if role in unread or role not in succeeded]

    def _say_who_asks(self, pool: str) -> None:
        """Say that this waits for a run that asks the same host, where one does."""
        if pool in POOLS and (runs := self.instance.event_log_storage.get_concurrency_info(pool).active_run_ids):
            ids = ", ".join(run_id[:8] for run_id in sorted(runs))
            self.progress(f"Waiting for run {ids}, which asks the same host ({pool}); this goes on when it ends")

    @property
    def _tags(self) -> dict[str, str]:
        return {RETRIES_TAG: "0"} | (WRITER_TAGS if self.is_writing else {})

    @property
    def _store(self) -> Warehouse:
        return Warehouse.at(self.settings.working_file)

    def _execute(self, job: str, role: str | None, configuration: Mapping[str, object]) -> dg.ExecuteInProcessResult:
        result = self.definitions.resolve_job_def(job).execute_in_process(
            run_config={**_QUIET, **configuration},
            instance=self.instance,
            partition_key=role,
            tags=({"role": role} if role else {}) | self._tags,
            raise_on_error=False,
        )
        self._judge(result, job)
        return result

    @staticmethod
    def _judge(result: dg.ExecuteInProcessResult, job: str) -> None:
        if result.success:
            return
        if any(map(is_interrupt, result.all_events)):
            raise KeyboardInterrupt  # Dagster makes a failed step of Ctrl-C; the person meant the whole command
        lines = [cause_of(event) for event in result.all_events if event.is_step_failure or event.is_run_failure]
        cause = next((line for line in lines if line), "see the run in `jobtrends ui`")
        raise RunFailedError(f"{job} failed: {cause} (run {result.run_id[:8]}, open it in `jobtrends ui`)")


@contextmanager
def runner(settings: Settings, progress: Progress, *, is_writing: bool = True) -> Iterator[Runner]:
    """A runner on the data root; waits for another process that is writing to it.

    Args:
        settings: The data root.
        progress: Told what is being done.
        is_writing: Whether the warehouse is written; captures that may take hours only add to the archive.

    Raises:
        RunFailedError: if the other process does not end in time, or there is no room to keep runs.
    """
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    logging.getLogger("dagster").setLevel(logging.CRITICAL)
    try:
        lock = FileLock(settings.lock_file, timeout=LOCK_SECONDS) if is_writing else nullcontext()
        with lock, open_instance(settings) as instance:
            if is_writing:
                end_dead_runs(instance)
            end_killed_runs(instance, settings)
            yield Runner(settings, instance, build_definitions(settings), progress, is_writing)
    except Timeout as error:
        raise RunFailedError(
            f"another jobtrends command has been writing to {settings.data_dir} for {LOCK_SECONDS} s"
        ) from error
    except (DBAPIError, OSError) as error:
        line = said_of_full_disk(settings, error)
        if line is None:
            raise
        raise RunFailedError(line) from error
