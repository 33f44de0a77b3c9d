"""Sensor of the watchlist: update partitions, capture new roles, drop old ones."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping

import dagster as dg

from jobtrends_pipeline.archive.document import LIVE, WAYBACK
from jobtrends_pipeline.config.paths import FIRST_MONTH
from jobtrends_pipeline.config.settings import Settings
from jobtrends_pipeline.config.watchlist import WatchlistError, load_watchlist
from jobtrends_pipeline.files import write_whole
from jobtrends_pipeline.orchestration.assets.page_captures import capture_pages
from jobtrends_pipeline.orchestration.jobs import backfill_pages, refresh_live_role
from jobtrends_pipeline.orchestration.partitions import ROLE_DIMENSION, add_roles, single_tags
from jobtrends_pipeline.orchestration.resources import DataRoot

_RANGE_START, _RANGE_END = "dagster/asset_partition_range_start", "dagster/asset_partition_range_end"
_PARTITION = "dagster/partition"
ALIVE = [
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]


@dg.sensor(
    jobs=[refresh_live_role, backfill_pages],
    minimum_interval_seconds=60,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description=(
        "Keeps the role partitions in step with watchlist.yaml. If a contact is set, a new role is captured now and "
        "its past pages are requested from the web archive. A dropped role without captures loses its partition once "
        "none of its runs is active. An invalid or deleted watchlist changes nothing: the last valid one stays in use."
    ),
)
def watch_watchlist(context: dg.SensorEvaluationContext, root: DataRoot) -> dg.SensorResult | dg.SkipReason:
    """Compare the watchlist with that of the previous tick."""
    paths = root.paths
    if paths.watchlist_remark:
        return dg.SkipReason(paths.watchlist_remark)
    if not paths.watchlist_file.exists():
        return dg.SkipReason(f"no {paths.watchlist_file}: `jobtrends init` writes one; until then nothing changes")
    try:
        listed = load_watchlist(paths.watchlist_file)
    except WatchlistError as error:
        return dg.SkipReason(f"{error}; the last good watchlist stays in force until this one is mended")
    text = paths.watchlist_file.read_bytes()
    before = _Cursor.read(context.cursor)
    digest = hashlib.sha256(text).hexdigest()
    if before and digest == before.digest and not before.dropped:
        return dg.SkipReason("the watchlist has not changed")
    if paths.watchlist_file == paths.own_watchlist_file:
        write_whole(paths.good_watchlist_file, text)
    keys = list(listed.keys)
    partitions = context.instance.get_dynamic_partitions(ROLE_DIMENSION)
    new = [key for key in keys if before is not None and key not in before.keys]
    add_roles(context.instance, keys)
    gone = {*(before.keys if before else ()), *(before.dropped if before else ())} - set(keys)
    dropped = sorted(gone & set(partitions))
    finished = [key for key in dropped if _is_idle(context.instance, key) and not _has_pages(context.instance, key)]
    for key in finished:
        context.instance.delete_dynamic_partition(ROLE_DIMENSION, key)
    kept = sorted(key for key in dropped if not _has_pages(context.instance, key) and key not in finished)
    is_asking = Settings.load(paths.settings_file).contact is not None
    return dg.SensorResult(
        run_requests=list(_requests(new, digest)) if is_asking else [],
        cursor=_Cursor(digest, tuple(keys), tuple(kept)).text,
    )


class _Cursor:
    """State of the previous tick.

    It has the digest of the file, its roles, and the dropped roles that still had active runs.
    """

    def __init__(self, digest: str, keys: tuple[str, ...], dropped: tuple[str, ...]) -> None:
        self.digest, self.keys, self.dropped = digest, keys, dropped

    @classmethod
    def read(cls, text: str | None) -> "_Cursor | None":
        """Parse a cursor; null before the first tick."""
        if not text:
            return None
        fields = json.loads(text)
        return cls(fields["digest"], tuple(fields["keys"]), tuple(fields["dropped"]))

    @property
    def text(self) -> str:
        """The cursor as text."""
        return json.dumps({"digest": self.digest, "keys": self.keys, "dropped": self.dropped})


def _requests(new: Iterable[str], digest: str) -> Iterator[dg.RunRequest]:
    """Yield the requests for the first capture and the past pages of each new role."""
    for key in new:
        yield dg.RunRequest(
            run_key=f"first:{key}:{digest[:12]}",
            job_name=refresh_live_role.name,
            partition_key=key,
            tags=single_tags(key) | {"origin": LIVE},
        )
        from_start = {"roles": [key], "first_month": FIRST_MONTH, "origins": [WAYBACK]}
        yield dg.RunRequest(
            run_key=f"past:{key}:{digest[:12]}",
            job_name=backfill_pages.name,
            run_config={"ops": {capture_pages.name: {"config": from_start}}},
            tags=single_tags(key) | {"origin": WAYBACK},
        )


def _is_idle(instance: dg.DagsterInstance, role: str) -> bool:
    """Return whether no run of a role is waiting or active.

    Deleting its partition would fail an active run.
    """
    from jobtrends_pipeline.orchestration.dagster_storage import BulkActionsFilter, BulkActionStatus

    if instance.get_backfills(filters=BulkActionsFilter(statuses=[BulkActionStatus.REQUESTED]), limit=1):
        return False  # the runs of that backfill are still being created
    alive = instance.get_runs(dg.RunsFilter(statuses=ALIVE))
    return not any(_is_of(run.tags, role) for run in alive)


def _is_of(tags: Mapping[str, str], role: str) -> bool:
    """Return whether a run belongs to a role.

    A run over several roles belongs to every role.
    """
    if tags.get(_RANGE_START, "").rpartition("|")[2] != tags.get(_RANGE_END, "").rpartition("|")[2]:
        return True
    named = (tags.get(tag, "").rpartition("|")[2] for tag in (_RANGE_START, _PARTITION, "role"))
    return role in named


def _has_pages(instance: dg.DagsterInstance, role: str) -> bool:
    """Return whether pages of a role were ever read; then its partition stays."""
    return role in instance.get_materialized_partitions(dg.AssetKey("parsed_pages"))
