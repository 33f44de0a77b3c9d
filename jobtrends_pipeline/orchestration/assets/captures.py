"""Ops for saved and archived pages, and names that all assets of captures share."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import dagster as dg
from pydantic import Field

from jobtrends_pipeline.base import clock
from jobtrends_pipeline.orchestration.clearly import known_errors_as_failures
from jobtrends_pipeline.orchestration.describe import counts
from jobtrends_pipeline.orchestration.resources import DataRoot, WarehouseResource
from jobtrends_pipeline.steps.progress import NOTICE

if TYPE_CHECKING:
    from jobtrends_pipeline.acquire.inbox.examine import ExaminedFile

GROUP = "captures"
WAREHOUSE_POOL = "warehouse"
PAGE_CAPTURES = dg.AssetKey("page_captures")
PAGES_TAKEN, PAGES_HELD, PROBLEMS, CHARTS_TAKEN = "pages_taken", "pages_held", "problems", "charts_taken"


@dataclass(frozen=True, slots=True)
class TakenSaved:
    """Numbers of archived pages, of inputs archived before, of problems and of charts.

    Problems are inputs that are not a page, and quarantined pages; each was reported in a line.
    """

    pages: int
    held: int
    problems: int
    charts: int

    @classmethod
    def read(cls, metadata: Mapping[str, dg.MetadataValue[Any]]) -> "TakenSaved":
        """Read the metadata of `take_saved_pages`."""
        return cls(*(int(str(metadata[name].value)) for name in (PAGES_TAKEN, PAGES_HELD, PROBLEMS, CHARTS_TAKEN)))


class SavedPages(dg.Config):
    """Configuration: which saved pages to take; the inbox of the data root by default."""

    paths: list[str] = Field(default_factory=list, description="Files and folders; the inbox when empty.")
    leaves_fresh: bool = Field(default=False, description="Leave inbox files that may still be being written.")


@dg.op(pool=WAREHOUSE_POOL)
def take_saved_pages(
    context: dg.OpExecutionContext, config: SavedPages, root: DataRoot, warehouse: WarehouseResource
) -> None:
    """Archive saved pages of any role and month, and mark their partitions.

    Exactly the partitions of `page_captures` that the pages fill are marked.
    """
    from jobtrends_pipeline.acquire.inbox.put_away import put_away
    from jobtrends_pipeline.orchestration.filing import file_captures, log_refused, saved_batches, tell_left
    from jobtrends_pipeline.steps.take_saved import take_saved

    archive, name = root.archive, run_file_name(context.run)
    archive.sweep()
    finished: list[ExaminedFile] = []
    with warehouse.open().kept_open() as store:
        taken = take_saved(saved_batches(config, root, finished), archive, store, name, root.watchlist())
        log_refused(root, name, taken.refused)
        moved = file_captures(context, root, store, taken.filed)
    for remark in taken.remarks:
        context.log.info("%s", remark)
    here = f"{Path.cwd()}{os.sep}"
    for line in (*taken.remarks, *taken.problems):
        NOTICE.warning("%s", line.removeprefix(here))
    tell_left(context, put_away(root.paths.inbox_dir, finished))
    numbers = (len(taken.filed), taken.held, len(taken.refused), moved)
    context.log.info("%d pages taken, %d archived before, %d refused, %d moved to another role", *numbers)
    shown = {PAGES_TAKEN: len(taken.filed), PAGES_HELD: taken.held, PROBLEMS: len(taken.problems)}
    context.add_output_metadata(counts(shown | {CHARTS_TAKEN: taken.charts}))


@dg.op(pool=WAREHOUSE_POOL)
def register_unlisted(context: dg.OpExecutionContext, root: DataRoot, warehouse: WarehouseResource) -> None:
    """List archived pages that are not listed, and mark their partitions.

    Exactly the partitions of `page_captures` that the pages fill are marked.
    """
    from jobtrends_pipeline.orchestration.filing import file_captures

    with known_errors_as_failures():
        file_captures(context, root, warehouse.open(), ())


def run_file_name(run: dg.DagsterRun) -> str:
    """Return the name of the files that a run archives.

    It starts with the current time, so that names sort by time, and ends with the run's mark.
    """
    return f"{clock.now():%Y%m%dT%H%M%S}-{run_mark(run)}"


def run_mark(run: dg.DagsterRun) -> str:
    """Return the common ending of the names of all files that a run archives."""
    return run.run_id[:8]
