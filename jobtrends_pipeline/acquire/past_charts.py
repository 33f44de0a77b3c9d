"""Backfill of the demand charts that past pages name, from a web archive.

Only demand charts are looked for: no other can be read yet, and web archives keep them.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from jobtrends_pipeline.acquire.attempt_builder import AttemptBuilder
from jobtrends_pipeline.acquire.chart_subjects import charts_on
from jobtrends_pipeline.acquire.conditional_get import NOT_AN_IMAGE, OTHER_CHART
from jobtrends_pipeline.acquire.identify import IdentifiedPage
from jobtrends_pipeline.acquire.origins import Origin
from jobtrends_pipeline.archive.archive import capture_id
from jobtrends_pipeline.archive.attempts import CAPTURED, NOTHING, UNCHANGED, Attempt
from jobtrends_pipeline.archive.document import Document
from jobtrends_pipeline.base import clock as system
from jobtrends_pipeline.base.errors import confined
from jobtrends_pipeline.fetch.response import DeferredError, FetchError
from jobtrends_pipeline.pages.chart_links import DEMAND, read_chart_link
from jobtrends_pipeline.saved_files.image_types import image_type, is_chart_sized
from jobtrends_pipeline.web_archives.cdx import CdxRecord, Months, nearest

REACH = timedelta(days=31)
"""Longest time between a page and the image that counts as its chart."""


@dataclass(frozen=True, slots=True)
class ChartResult:
    """Result of looking for one chart of a past page.

    Attributes:
        attempt: The attempt, for the log; its `url` is the address of the chart.
        document: The image, if it is not archived yet.
    """

    attempt: Attempt
    document: Document | None = None


@dataclass(slots=True)
class PastCharts:
    """Look-up of the demand charts of past pages, each address listed once.

    Attributes:
        origin: The web archive.
        span: Months of the pages.
        is_archived: Whether a capture is archived here already, by its identity.
        clock: Returns the current time.
    """

    origin: Origin
    span: Months
    is_archived: Callable[[str], bool]
    clock: Callable[[], datetime] = system.now
    _listings: dict[str, Sequence[CdxRecord] | None] = field(default_factory=dict)
    _fetched: set[CdxRecord] = field(default_factory=set)

    def of(self, page: IdentifiedPage, month: date) -> Iterator[ChartResult]:
        """Yield a result for each demand chart that a page names.

        A capture that was retrieved for another page, or cannot be listed, has no further result.

        Args:
            page: The page, as a web archive has it.
            month: Month that it was looked for in, its first day.
        """
        for url in charts_on(page.document.url or "", page.document.body):
            link = read_chart_link(url)
            if link is None or link.kind != DEMAND:
                continue
            builder = AttemptBuilder(self.origin.name, url, page.role, self.clock)
            try:
                near = self._near(url, page.document.captured_at)
            except FetchError as error:
                yield ChartResult(builder.failed(month, error))
                continue
            if near and near[0] not in self._fetched:
                yield self._first_whole(near, page.document.captured_at, builder, month)
            elif not near and self._listings[url] is not None:
                yield ChartResult(builder.build(month, NOTHING, f"no image within {REACH.days} days of the page"))

    def _near(self, url: str, moment: datetime) -> tuple[CdxRecord, ...]:
        """Return the captures of a chart near a time, nearest first.

        Raises:
            FetchError: if they cannot be listed; they are not listed again by this run.
        """
        if url not in self._listings:
            self._listings[url] = None
            wider = Months(self.span.first - REACH, self.span.last + REACH)
            with confined(FetchError):
                self._listings[url] = self.origin.search([url], wider)
        return nearest(self._listings[url] or (), moment, REACH)

    def _first_whole(
        self, near: Sequence[CdxRecord], moment: datetime, builder: AttemptBuilder, month: date
    ) -> ChartResult:
        """Return the first capture that is the chart, or the reason why none is."""
        result = None
        for snapshot in near:
            self._fetched.add(snapshot)
            try:
                with confined(FetchError):
                    document = self.origin.fetch(snapshot)
            except FetchError as error:
                result = ChartResult(builder.failed(month, error))
                if isinstance(error, DeferredError):
                    break
                continue
            result = self._judged(document, moment, builder, month)
            if result.attempt.capture_id:
                break
        return result or ChartResult(builder.build(month, NOTHING, "nothing to take"))

    def _judged(self, document: Document, moment: datetime, builder: AttemptBuilder, month: date) -> ChartResult:
        """Return the result of a retrieved capture, judged by its content and address."""
        if not is_chart_sized(document.body):
            return ChartResult(builder.build(month, NOT_AN_IMAGE, f"{document.source}: no image of a chart's size"))
        if read_chart_link(document.url) != read_chart_link(builder.url):
            return ChartResult(builder.build(month, OTHER_CHART, f"received {document.url}"))
        if abs(document.captured_at - moment) > REACH:
            return ChartResult(builder.build(month, NOTHING, f"served from {document.captured_at:%Y-%m-%d}"))
        identity = capture_id(document)
        is_held = self.is_archived(identity)
        attempt = replace(
            builder.build(month, UNCHANGED if is_held else CAPTURED, None), capture_id=identity, http_status=200
        )
        image = replace(document, media_type=image_type(document.body))
        return ChartResult(attempt, None if is_held else image)
