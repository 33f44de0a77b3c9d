"""Asset `live_pages`: current pages of the source for the roles of the watchlist."""

from collections import Counter

import dagster as dg
from pydantic import Field

from jobtrends_pipeline.archive.attempts import AttemptLog
from jobtrends_pipeline.config.settings import Settings
from jobtrends_pipeline.config.watchlist import MARKET_INDEX
from jobtrends_pipeline.orchestration.assets.captures import GROUP, run_file_name
from jobtrends_pipeline.orchestration.describe import OWNERS, SOURCE, counts
from jobtrends_pipeline.orchestration.partitions import roles, tag_run
from jobtrends_pipeline.orchestration.resources import DataRoot
from jobtrends_pipeline.steps.progress import PROGRESS

SOURCE_POOL = "source"


class LiveRole(dg.Config):
    """Configuration: what to capture beside the pages of a role."""

    takes_charts: bool = Field(default=True, description="Also the chart images of each page, each once a month.")


@dg.asset(
    partitions_def=roles,
    backfill_policy=dg.BackfillPolicy.single_run(),
    group_name=GROUP,
    owners=OWNERS,
    kinds={"python", "file"},
    pool=SOURCE_POOL,
    metadata={"source": dg.MetadataValue.url(SOURCE)},
)
def live_pages(context: dg.AssetExecutionContext, config: LiveRole, root: DataRoot) -> dg.MaterializeResult[None]:
    """Capture current pages of the source per role, and log every request.

    The chart images of a page are requested after it, each once a month. The partition of the market index requests
    the index of every place of the watchlist. An unchanged page is not stored again. If the source asks to wait, the
    rest is requested later. A role that is not on the watchlist is not requested. Only one run at a time sends requests
    to the source. `parsed_pages` of the same run files the captures under their month; after a run of this asset alone,
    the job `register_captures` does.
    """
    from jobtrends_pipeline.steps.capture_live import Wanted, capture_live, index_slugs

    keys, watchlist = set(context.partition_keys), root.watchlist()
    tag_run(context, context.partition_keys)
    asked = [role for role in watchlist.roles if role.key in keys]
    dropped = sorted(keys - {*watchlist.keys, MARKET_INDEX})
    if dropped:
        context.log.warning("%s: not on the watchlist any more, so nothing was asked for", ", ".join(dropped))
    indexed = watchlist if MARKET_INDEX in keys else None
    wanted = Wanted(asked, indexed, config.takes_charts, index_slugs(root.paths.published_file))
    settings, log = Settings.load(root.paths.settings_file), AttemptLog(root.paths.attempts_dir)
    outcomes: Counter[str] = Counter()
    for live in capture_live(wanted, settings, root.archive, log, run_file_name(context.run)):
        outcomes[live.attempt.outcome] += 1
        reason = f" ({live.attempt.reason})" if live.attempt.reason else ""
        PROGRESS.info("%s: %s%s", live.attempt.url, live.attempt.outcome, reason)
        context.log.info("%s: %s%s", live.attempt.url, live.attempt.outcome, reason)
    return dg.MaterializeResult(metadata=counts(outcomes | ({"not_on_the_watchlist": len(dropped)} if dropped else {})))
