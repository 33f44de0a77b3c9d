"""Live pages: what the watchlist follows, as the source has it now, into the archive of pages."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property

import dagster as dg
from pydantic import Field

from jobtrends_pipeline.acquire.conditional_get import FAILED, LIVE, Live, latest_good
from jobtrends_pipeline.acquire.fetchers import polite_fetcher
from jobtrends_pipeline.acquire.live_pages import capture_charts, capture_page
from jobtrends_pipeline.acquire.market_index import capture_index
from jobtrends_pipeline.acquire.targets import index_targets, page_targets
from jobtrends_pipeline.archive.archive import Archive, ArchiveDamagedError, Held
from jobtrends_pipeline.archive.attempts import Attempt, AttemptLog
from jobtrends_pipeline.config.paths import Settings
from jobtrends_pipeline.config.settings import CaptureSettings
from jobtrends_pipeline.config.watchlist import MARKET_INDEX, Role, Watchlist
from jobtrends_pipeline.errors import confined
from jobtrends_pipeline.fetch.response import Fetcher, FetchError
from jobtrends_pipeline.orchestration.assets.captures import GROUP, Context, run_file_name
from jobtrends_pipeline.orchestration.assets.past import PROGRESS
from jobtrends_pipeline.orchestration.describe import OWNERS, SOURCE, counts
from jobtrends_pipeline.orchestration.partitions import roles
from jobtrends_pipeline.orchestration.resources import DataRoot
from jobtrends_pipeline.warehouse.publish import NothingPublishedError, UnreadablePublishedError, reading
from jobtrends_pipeline.warehouse.refusals import EarlierVersionError

SOURCE_POOL = "source"


class LivePages(dg.Config):
    """Which pages to capture."""

    roles: list[str] = Field(default_factory=list, description="Keys of roles; all of the watchlist when empty.")
    takes_index: bool = Field(default=True, description="Also the market index of every place of the watchlist.")
    takes_charts: bool = Field(default=False, description="Also the chart images of each page.")


class LiveRole(dg.Config):
    """What to capture beside the pages of a role."""

    takes_charts: bool = Field(default=False, description="Also the chart images of each page.")


@dg.op(pool=SOURCE_POOL)
def take_live_pages(context: dg.OpExecutionContext, config: LivePages, root: DataRoot) -> None:
    """Capture the pages of roles as they are now; stops where the source asks to wait, for a later run to go on."""
    chosen = root.watchlist().chosen(config.roles)
    context.add_output_metadata(counts(_take(context, _Wanted(chosen, config.takes_index, config.takes_charts), root)))


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
    """What the source was asked for a role, and what came of it: pages as they are now, into the archive.

    The partition of the market index asks for the index of every place of the watchlist. A page that has not changed
    is not kept again; where the source asks to wait, the rest is picked up later. A role off the watchlist is not
    asked for. One run at a time asks the source. `parsed_pages` of the same run files what came under its month;
    after a run of this asset alone, the job `list_new_captures` does.
    """
    keys, watchlist = set(context.partition_keys), root.watchlist()
    asked = [role for role in watchlist.roles if role.key in keys]
    dropped = sorted(keys - {*watchlist.keys, MARKET_INDEX})
    if dropped:
        context.log.warning("%s: not on the watchlist any more, so nothing was asked for", ", ".join(dropped))
    outcomes = _take(context, _Wanted(asked, MARKET_INDEX in keys, config.takes_charts), root)
    return dg.MaterializeResult(metadata=counts(outcomes | ({"not_on_the_watchlist": len(dropped)} if dropped else {})))


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What to ask the source for."""

    roles: Sequence[Role]
    takes_index: bool
    takes_charts: bool


def _take(context: Context, wanted: _Wanted, root: DataRoot) -> Counter[str]:
    """Capture what is asked for into the archive and the log of attempts; gives how often each outcome came."""
    settings, archive = root.settings, root.archive
    log, name = AttemptLog(settings.attempts_dir), run_file_name(context.run)
    capture = CaptureSettings.load(settings.settings_file)
    slugs = _index_slugs(settings)
    outcomes: Counter[str] = Counter()
    with archive.session(name) as session:
        for live in _lives(wanted, root.watchlist(), capture, _Known(latest_good(log.all()), archive), slugs):
            if live.document:
                session.keep(live.document, live.fetched)
            log.add(name, live.attempt)
            outcomes[live.attempt.outcome] += 1
            reason = f" ({live.attempt.reason})" if live.attempt.reason else ""
            PROGRESS.info("%s: %s%s", live.attempt.url, live.attempt.outcome, reason)
            context.log.info("%s: %s%s", live.attempt.url, live.attempt.outcome, reason)
            if live.attempt.not_before:
                break
    return outcomes


class _Known:
    """What earlier runs had: the last good attempt at an address, and the bytes of a capture."""

    def __init__(self, last: dict[str, Attempt], archive: Archive) -> None:
        self.last = last
        self._archive = archive

    def body(self, capture_id: str) -> bytes | None:
        """The bytes of a capture; null where they are not held whole, so that its page is asked for again."""
        try:
            return self._archive.read(self._held[capture_id]).body
        except (KeyError, ArchiveDamagedError):
            return None

    @cached_property
    def _held(self) -> dict[str, Held]:
        return {entry.capture_id: entry for entry in self._archive.held()}


def _lives(
    wanted: _Wanted, watchlist: Watchlist, capture: CaptureSettings, known: _Known, slugs: dict[str, str]
) -> Iterator[Live]:
    fetcher: Fetcher = polite_fetcher(capture)
    last = known.last
    if wanted.takes_index:
        for index in index_targets(watchlist, capture.source):
            yield from alone(capture_index(fetcher, index, last.get, _now, known.body), index.url(), index.role)
    for role in wanted.roles:
        for target in page_targets(role, capture.source, slugs):
            lives = capture_page(fetcher, target, last.get, _now, list(slugs))
            for live in alone(lives, target.url, role.key):
                yield live
                if wanted.takes_charts and live.attempt.capture_id:
                    page = replace(target, url=live.attempt.url)
                    charts = capture_charts(fetcher, page, live.document, last.get, _now)
                    yield from alone(charts, page.url, role.key)


def alone(lives: Iterator[Live], url: str, role: str) -> Iterator[Live]:
    """What comes of a page, so that an error nobody foresaw is the outcome of that page and ends no other."""
    try:
        with confined(FetchError):
            yield from lives
    except FetchError as error:
        moment = _now()
        yield Live(Attempt(LIVE, url, role, f"{moment:%Y-%m}-01", moment, FAILED, str(error)))


def _now() -> datetime:
    return datetime.now(UTC)


def _index_slugs(settings: Settings) -> dict[str, str]:
    """Subjects that the market index has had, in lower case, and how it links to each: `c#` as `csharp`.

    Read from the published copy, which no run holds; none where it cannot be read.
    """
    try:
        with reading(settings.published_file) as connection:
            rows = connection.execute(
                "SELECT lower(subject), max_by(subject_slug, as_of) FROM fact_index "
                "WHERE subject_slug IS NOT NULL GROUP BY 1"
            ).fetchall()
    except (NothingPublishedError, UnreadablePublishedError, EarlierVersionError):
        return {}
    return dict(rows)
