"""Live pages: what the watchlist follows, as the source has it now, into the archive of pages."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property

import dagster as dg
from pydantic import Field

from jobtrends_pipeline.capture.archive import Archive, ArchiveDamagedError, Held
from jobtrends_pipeline.capture.attempts import Attempt, AttemptLog
from jobtrends_pipeline.capture.fetched import Fetcher
from jobtrends_pipeline.capture.live import Live, latest_good
from jobtrends_pipeline.capture_settings import CaptureSettings
from jobtrends_pipeline.following import capture_charts, capture_page
from jobtrends_pipeline.index_crawl import capture_index
from jobtrends_pipeline.orchestration.assets.captures import run_file_name
from jobtrends_pipeline.orchestration.assets.past import PROGRESS
from jobtrends_pipeline.orchestration.describe import counts
from jobtrends_pipeline.orchestration.resources import DataRoot, WarehouseResource
from jobtrends_pipeline.targets import index_targets, page_targets
from jobtrends_pipeline.watchlist import Watchlist


class LivePages(dg.Config):
    """Which pages to capture."""

    roles: list[str] = Field(default_factory=list, description="Keys of roles; all of the watchlist when empty.")
    takes_index: bool = Field(default=True, description="Also the market index of every place of the watchlist.")
    takes_charts: bool = Field(default=False, description="Also the chart images of each page.")


@dg.op
def take_live_pages(
    context: dg.OpExecutionContext, config: LivePages, root: DataRoot, warehouse: WarehouseResource
) -> None:
    """Capture the pages of roles as they are now; stops where the source asks to wait, for a later run to go on."""
    settings, watchlist, archive = root.settings, root.watchlist(), root.archive
    log, name = AttemptLog(settings.attempts_dir), run_file_name(context.run)
    capture = CaptureSettings.load(settings.settings_file)
    slugs = _index_slugs(warehouse)
    outcomes: Counter[str] = Counter()
    with archive.session(name) as session:
        for live in _lives(config, watchlist, capture, _Known(latest_good(log.all()), archive), slugs):
            if live.document:
                session.keep(live.document, live.fetched)
            log.add(name, live.attempt)
            outcomes[live.attempt.outcome] += 1
            reason = f" ({live.attempt.reason})" if live.attempt.reason else ""
            PROGRESS.info("%s: %s%s", live.attempt.url, live.attempt.outcome, reason)
            context.log.info("%s: %s%s", live.attempt.url, live.attempt.outcome, reason)
            if live.attempt.not_before:
                break
    context.add_output_metadata(counts(outcomes))


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
    config: LivePages, watchlist: Watchlist, capture: CaptureSettings, known: _Known, slugs: dict[str, str]
) -> Iterator[Live]:
    fetcher: Fetcher = capture.fetcher()
    last = known.last
    if config.takes_index:
        for index in index_targets(watchlist, capture.source):
            yield from capture_index(fetcher, index, last.get, _now, known.body)
    for role in watchlist.chosen(config.roles):
        for target in page_targets(role, capture.source, slugs):
            for live in capture_page(fetcher, target, last.get, _now, list(slugs)):
                yield live
                if config.takes_charts and live.attempt.capture_id:
                    page = replace(target, url=live.attempt.url)
                    yield from capture_charts(fetcher, page, live.document, last.get, _now)


def _now() -> datetime:
    return datetime.now(UTC)


def _index_slugs(warehouse: WarehouseResource) -> dict[str, str]:
    """Subjects that the market index has had, in lower case, and how it links to each: `c#` as `csharp`."""
    from jobtrends_pipeline.tables.facts import FACT_INDEX

    rows = (
        warehouse.open().read(FACT_INDEX)[["subject", "subject_slug"]].dropna().drop_duplicates("subject", keep="last")
    )
    return {str(name).lower(): str(slug) for name, slug in zip(rows["subject"], rows["subject_slug"], strict=True)}
