"""Asset `advert_inputs`: raw adverts taken from the inbox, and listed."""

import dagster as dg
from pydantic import Field

from jobtrends_pipeline.orchestration.assets.captures import PROBLEMS, WAREHOUSE_POOL, run_file_name
from jobtrends_pipeline.orchestration.clearly import known_errors_as_failures
from jobtrends_pipeline.orchestration.describe import OWNERS, counts, table_description, table_metadata
from jobtrends_pipeline.orchestration.partitions import add_sources, source_month
from jobtrends_pipeline.orchestration.resources import DataRoot, WarehouseResource
from jobtrends_pipeline.steps.progress import NOTICE
from jobtrends_pipeline.tables.adverts import ADVERT_INPUTS

GROUP = "adverts"
MONTHS = "months"
"""Metadata: partitions of `adverts` with inputs to read."""


class AdvertInbox(dg.Config):
    """Configuration: how the inbox is taken."""

    leaves_fresh: bool = Field(default=False, description="Leave files that may still be being written.")


@dg.asset(
    name=ADVERT_INPUTS.name,
    group_name=GROUP,
    owners=OWNERS,
    kinds={"python", "duckdb"},
    pool=WAREHOUSE_POOL,
    description=(
        f"{table_description(ADVERT_INPUTS)}\n\nTakes what waits in the inbox of adverts, a folder for each source of "
        "adverts.yaml, and lists what is archived."
    ),
    metadata=table_metadata(ADVERT_INPUTS),
)
def advert_inputs(
    context: dg.AssetExecutionContext, config: AdvertInbox, root: DataRoot, warehouse: WarehouseResource
) -> dg.MaterializeResult[None]:
    """Archive the raw adverts of the inbox, list them, and name the months to read."""
    from jobtrends_pipeline.acquire.inbox.advert_folders import source_folders
    from jobtrends_pipeline.acquire.inbox.waiting import describe_left
    from jobtrends_pipeline.config.adverts import load_advert_sources
    from jobtrends_pipeline.orchestration.advert_runs import months_of_adverts
    from jobtrends_pipeline.steps.adverts.take_inbox import take_waiting

    paths, problems, new, known = root.paths, 0, 0, 0
    with known_errors_as_failures():
        root.archive.recover()
        for source, folder in source_folders(paths.advert_inbox_dir, load_advert_sources(paths.advert_sources_file)):
            name = f"{run_file_name(context.run)}-{source.name}"
            taken, stays = take_waiting(folder, source, root.archive, name, leaves_fresh=config.leaves_fresh)
            lines = [f"{one.source}: {one.reason}" for one in taken.refused]
            for line in (*lines, *describe_left(stays, f"advert inbox {source.name}")):
                NOTICE.warning("%s", line)
                context.log.warning("%s", line)
            new, known, problems = new + len(taken.input_ids), known + taken.known, problems + len(lines)
        months = months_of_adverts(paths, warehouse.open()) or []
    add_sources(context.instance, {source for source, _ in months})
    keys = [str(source_month(source, month)) for source, month in months]
    numbers = counts({"inputs_taken": new, "inputs_known": known, PROBLEMS: problems})
    return dg.MaterializeResult(metadata=numbers | {MONTHS: dg.MetadataValue.json(keys)})
