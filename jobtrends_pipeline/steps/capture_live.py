"""Live capture: request pages, archive them and log every attempt."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jobtrends_pipeline.acquire.conditional_get import FAILED, LiveResult, latest_good
from jobtrends_pipeline.acquire.fetchers import polite_fetcher
from jobtrends_pipeline.acquire.live_charts import capture_charts, settled_in_month
from jobtrends_pipeline.acquire.live_pages import capture_page
from jobtrends_pipeline.acquire.market_index import capture_index
from jobtrends_pipeline.acquire.targets import index_targets, page_targets
from jobtrends_pipeline.archive.archive import Archive, ArchiveDamagedError
from jobtrends_pipeline.archive.attempts import Attempt, AttemptLog
from jobtrends_pipeline.archive.document import LIVE
from jobtrends_pipeline.base import clock
from jobtrends_pipeline.base.errors import confined
from jobtrends_pipeline.config.settings import Settings
from jobtrends_pipeline.config.watchlist import MARKET_INDEX, Role, Watchlist
from jobtrends_pipeline.fetch.response import Fetcher, FetchError
from jobtrends_pipeline.warehouse.published import NothingPublishedError, UnreadablePublishedError, reading
from jobtrends_pipeline.warehouse.refusals import EarlierVersionError


@dataclass(frozen=True, slots=True)
class Wanted:
    """Pages to request from the source.

    Attributes:
        roles: Roles whose pages are requested.
        indexed: Watchlist whose places' market indexes are requested; null for no index.
        takes_charts: Whether to request the chart images of each page too, each once a month.
        slugs: Spelling of subjects in addresses, by name in lower case (see `index_slugs`).
    """

    roles: Sequence[Role]
    indexed: Watchlist | None
    takes_charts: bool
    slugs: Mapping[str, str]


def capture_live(
    wanted: Wanted, settings: Settings, archive: Archive, log: AttemptLog, name: str
) -> Iterator[LiveResult]:
    """Request the wanted pages until the source asks to wait; yield each answer.

    An answer is archived and logged before it is yielded.

    Args:
        wanted: Pages to request.
        settings: Contact, pace and address of the source.
        archive: Receives the pages that are new.
        log: Receives every attempt.
        name: Name of the files that this run adds to archive and log.

    Raises:
        MissingContactError: if no contact is set.
    """
    asked = [role.key for role in wanted.roles] + ([MARKET_INDEX] if wanted.indexed else [])
    known = _Known(list(log.of_roles(asked)), archive)
    with archive.session(name) as session:
        for live in _answers(wanted, settings, known):
            if live.document:
                session.keep(live.document, live.fetched)
            log.add(name, live.attempt)
            known.settled |= settled_in_month([live.attempt], live.attempt.attempted_at)
            yield live
            if live.attempt.not_before:
                return


def index_slugs(published_file: Path) -> dict[str, str]:
    """Read how the market index spells subjects in its links: `c#` as `csharp`.

    It reads the published copy, which no run locks.

    Returns:
        Slug by subject in lower case; empty if the copy cannot be read.
    """
    try:
        with reading(published_file) as connection:
            rows = connection.execute(
                "SELECT lower(subject), max_by(subject_slug, as_of) FROM fact_market_index "
                "WHERE subject_slug IS NOT NULL GROUP BY 1"
            ).fetchall()
    except (NothingPublishedError, UnreadablePublishedError, EarlierVersionError):
        return {}
    return dict(rows)


class _Known:
    """Results of earlier runs: attempts per address, and captured bytes."""

    def __init__(self, attempts: list[Attempt], archive: Archive) -> None:
        self.last = latest_good(attempts)
        self.settled = settled_in_month(attempts, clock.now())
        self._archive = archive

    def body(self, capture_id: str) -> bytes | None:
        """Return the bytes of a capture.

        Returns:
            Null if they are missing or damaged, so that the page is requested again.
        """
        try:
            return self._archive.read_any(self._archive.find(capture_id)).body
        except ArchiveDamagedError:
            return None


def _answers(wanted: Wanted, settings: Settings, known: _Known) -> Iterator[LiveResult]:
    fetcher: Fetcher = polite_fetcher(settings)
    last = known.last
    for index in index_targets(wanted.indexed, settings.source) if wanted.indexed else ():
        yield from _alone(capture_index(fetcher, index, last.get, clock.now, known.body), index.url(), index.role)
    for role in wanted.roles:
        for target in page_targets(role, settings.source, wanted.slugs):
            lives = capture_page(fetcher, target, last.get, clock.now, list(wanted.slugs))
            for live in _alone(lives, target.url, role.key):
                yield live
                if wanted.takes_charts:
                    yield from _alone(_charts(fetcher, live, known), live.attempt.url, role.key)


def _charts(fetcher: Fetcher, live: LiveResult, known: _Known) -> Iterator[LiveResult]:
    """Request the charts of a page that was captured, or is unchanged and archived."""
    page = live.attempt
    body = live.document.body if live.document else known.body(page.capture_id) if page.capture_id else None
    if body is not None and page.role:
        yield from capture_charts(fetcher, page.role, (page.url, body), known.last.get, clock.now, known.settled)


def _alone(lives: Iterator[LiveResult], url: str, role: str) -> Iterator[LiveResult]:
    """Yield the answers for one page.

    An unforeseen error becomes the outcome of that page and does not stop the others.
    """
    try:
        with confined(FetchError):
            yield from lives
    except FetchError as error:
        moment = clock.now()
        yield LiveResult(Attempt(LIVE, url, role, f"{moment:%Y-%m}-01", moment, FAILED, str(error)))
