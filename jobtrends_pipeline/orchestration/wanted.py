"""Past pages that a run looks for, by its partitions or configuration.

Invalid requests are refused.
"""

from collections.abc import Sequence
from datetime import datetime

import dagster as dg

from jobtrends_pipeline.archive.document import COMMON_CRAWL, PAST_ORIGINS, SAVED, WAYBACK
from jobtrends_pipeline.base import clock
from jobtrends_pipeline.config.cadence import LONDON
from jobtrends_pipeline.config.settings import Settings
from jobtrends_pipeline.config.watchlist import MARKET_INDEX
from jobtrends_pipeline.orchestration.assets.page_captures import WantedPages
from jobtrends_pipeline.orchestration.partitions import MONTH_DIMENSION, ROLE_DIMENSION
from jobtrends_pipeline.orchestration.resources import DataRoot
from jobtrends_pipeline.steps.backfill import Wanted, months_between

_RANGE_START, _PARTITION_TAG = "dagster/asset_partition_range_start", "dagster/partition/"
_MOST_NAMED = 5


def refuse_job_backfill(context: dg.OpExecutionContext) -> None:
    """Refuse a backfill launched from a job.

    Dagster would run only its first partition and report success.

    Raises:
        dagster.Failure: for such a run (dagster issue 28861).
    """
    tags = context.run.tags
    if _RANGE_START in tags and any(tag.startswith(_PARTITION_TAG) for tag in tags):
        raise dg.Failure(
            "launched as a job backfill, which would do one partition of many (dagster#28861): "
            "use Materialize on the page_captures asset",
            allow_retries=False,
        )


def refuse_what_cannot_be(wanted: Wanted, origins: Sequence[str]) -> None:
    """Refuse future months, which Dagster accepts, and unknown origins.

    Raises:
        dagster.Failure: for such a run.
    """
    unknown = sorted(set(origins) - set(PAST_ORIGINS))
    if unknown:
        raise dg.Failure(f"no origin {unknown[0]!r}: there are {', '.join(PAST_ORIGINS)}", allow_retries=False)
    this = f"{clock.now().astimezone(LONDON):%Y-%m}"
    future = sorted({f"{month:%Y-%m}" for month in wanted.months} - {this})
    future = [month for month in future if month > this]
    if future:
        raise dg.Failure(
            f"{_some(future)} has not begun: choose months up to {this}, nothing was asked for", allow_retries=False
        )


def wanted_pages(context: dg.OpExecutionContext, config: WantedPages, root: DataRoot) -> Wanted:
    """Return the roles and months of a run's partitions, or of its configuration.

    Raises:
        dagster.Failure: if it has neither.
    """
    if not is_of_partitions(context):
        if not config.first_month:
            raise dg.Failure("no first_month: say from which month on (YYYY-MM)", allow_retries=False)
        roles = config.roles or root.watchlist().keys
        return Wanted(
            list(roles), months_between(config.first_month, config.last_month), config.every, config.takes_charts
        )
    keys = [key.keys_by_dimension for key in context.partition_keys if isinstance(key, dg.MultiPartitionKey)]
    days = {datetime.fromisoformat(key[MONTH_DIMENSION]).date() for key in keys}
    return Wanted(sorted({key[ROLE_DIMENSION] for key in keys}), sorted(days), config.every, config.takes_charts)


def is_of_partitions(context: dg.OpExecutionContext) -> bool:
    """Return whether a run has one partition or a range."""
    return context.has_partition_key or context.has_partition_key_range


def archives_to_ask(context: dg.OpExecutionContext, config: WantedPages, root: DataRoot) -> list[str]:
    """Return the web archives to request from.

    Returns:
        Empty without a contact, if there are saved pages to look for.

    Raises:
        dagster.Failure: if there is no contact and nothing else to look for.
    """
    asked = [origin for origin in (WAYBACK, COMMON_CRAWL) if origin in config.origins]
    file = root.paths.settings_file
    if not asked or Settings.load(file).contact is not None:
        return asked
    words = f"no contact is set; to ask {' and '.join(asked)} set `contact` in {file}"
    if SAVED not in config.origins:
        raise dg.Failure(words, allow_retries=False)
    context.log.warning("only saved pages were taken: %s", words)
    return []


def refuse_unknown_roles(config: WantedPages, wanted: Wanted, root: DataRoot) -> None:
    """Fail at the end if no web archive was asked for some roles; keep what was taken.

    Raises:
        dagster.Failure: if there are such roles.
    """
    followed = root.watchlist().keys
    unknown = sorted(set(wanted.roles) - {*followed, MARKET_INDEX})  # index pages are not requested from web archives
    asked = Settings.load(root.paths.settings_file).contact is not None and set(config.origins) - {SAVED}
    if unknown and asked:
        raise dg.Failure(
            f"{_some(unknown)}: not on the watchlist, so no web archive was asked; add the role to watchlist.yaml and "
            "start the run again (saved pages were taken)",
            allow_retries=False,
        )


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return ", ".join(names[:_MOST_NAMED]) + more
