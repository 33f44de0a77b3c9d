"""The demand charts that past pages name are looked up near the time of the page, and their lack fails nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest

from jobtrends_pipeline.acquire.identify import IdentifiedPage, identify
from jobtrends_pipeline.acquire.past_charts import ChartResult, PastCharts
from jobtrends_pipeline.archive.archive import capture_id
from jobtrends_pipeline.archive.document import Document
from jobtrends_pipeline.config.watchlist import Role, Watchlist
from jobtrends_pipeline.fetch.response import DeferredError, UnreachableError
from jobtrends_pipeline.pages.links import SITE
from jobtrends_pipeline.web_archives.cdx import CdxRecord, Months
from jobtrends_pipeline_tests.support.pages.samples import page_on
from jobtrends_pipeline_tests.support.site.chart_images import png
from jobtrends_pipeline_tests.support.site.markup import page_html

CHART = f"{SITE}/charts/permanent-demand-trend.aspx?s=data+baker&l=uk"
MARCH, APRIL = date(2019, 3, 14), date(2019, 4, 14)
NOW = datetime(2019, 9, 1, tzinfo=UTC)


@dataclass
class Archive:
    """An archive with images of one address; knows what it was asked for, and fails as it is told."""

    name = "wayback"
    days: Sequence[date] = ()
    status: int = 200
    faults: dict[str, Exception] = field(default_factory=dict)
    url: str = CHART
    body: bytes = b""
    late: timedelta = timedelta()
    asked: list[str] = field(default_factory=list)

    @staticmethod
    def listings(months: Months) -> int:  # noqa: ARG004  # as an origin has it
        """One for all months."""
        return 1

    def search(self, urls: Sequence[str], months: Months) -> Sequence[CdxRecord]:
        """The images, whose times lie in the months."""
        self.asked.extend(urls)
        if "listing" in self.faults:
            raise self.faults["listing"]
        moments = [datetime(day.year, day.month, day.day, 12, tzinfo=UTC) for day in self.days]
        return [CdxRecord(at, urls[0], self.status, None, None, None) for at in moments if months.covers(at)]

    def fetch(self, snapshot: CdxRecord) -> Document:
        """The image of that day."""
        day = f"{snapshot.captured_at:%Y-%m-%d}"
        self.asked.append(day)
        if day in self.faults:
            raise self.faults[day]
        body = self.body or png(2, 2, day)
        return Document(self.url, snapshot.captured_at + self.late, "wayback", body, "text/html", 200, day)


def page_of(day: date) -> IdentifiedPage:
    moment = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    url = f"{SITE}/jobs/uk/data%20baker.do"
    document = Document(url, moment, "wayback", page_html(page_on(day)), "text/html", 200, url)
    return identify(document, Watchlist((Role(name="Data Baker"),)))


def found(archive: Archive, *days: date, held: Sequence[str] = ()) -> list[ChartResult]:
    charts = PastCharts(archive, Months(MARCH, APRIL), lambda name: name in held, lambda: NOW)
    return [result for day in days or (MARCH,) for result in charts.of(page_of(day), day.replace(day=1))]


def test_the_image_nearest_to_the_page_is_taken_with_its_own_time() -> None:
    archive = Archive([date(2019, 2, 20), date(2019, 3, 20), date(2019, 4, 10)])
    (result,) = found(archive)
    assert result.document
    assert (result.document.url, result.document.media_type) == (CHART, "image/png")
    assert result.document.captured_at == datetime(2019, 3, 20, 12, tzinfo=UTC)
    attempt = result.attempt
    assert (attempt.url, attempt.role, attempt.month, attempt.outcome) == (
        CHART, "data-baker", "2019-03-01", "captured",
    )  # fmt: skip
    assert attempt.capture_id == capture_id(result.document)
    assert archive.asked == [CHART, "2019-03-20"], "no other chart of the page, and no other image"


def test_an_address_is_listed_once_and_an_image_retrieved_once_for_all_pages() -> None:
    archive = Archive([date(2019, 3, 30)])
    assert [result.attempt.outcome for result in found(archive, MARCH, APRIL)] == ["captured"]
    assert archive.asked == [CHART, "2019-03-30"]


@pytest.mark.parametrize(
    ("archive", "outcome"),
    [
        (Archive(), "nothing_archived"),
        (Archive([MARCH + timedelta(days=32)]), "nothing_archived"),
        (Archive([MARCH], status=404), "nothing_archived"),
        (Archive([MARCH], late=timedelta(days=40)), "nothing_archived"),
        (Archive([MARCH], body=b"<html>"), "not_an_image"),
        (Archive([MARCH], body=png(1, 1, "x") + bytes(3 << 20)), "not_an_image"),
        (Archive([MARCH], url=CHART.replace("baker", "miller")), "other_chart"),
        (Archive([MARCH], url="https://elsewhere.example/charts/salary-trend.aspx?s=a&l=uk"), "other_chart"),
        (Archive([MARCH], faults={f"{MARCH}": UnreachableError("reset")}), "unreachable"),
        (Archive([MARCH], faults={f"{MARCH}": KeyError("x")}), "failed"),
    ],
)
def test_what_is_no_chart_of_the_page_is_an_attempt_and_nothing_more(archive: Archive, outcome: str) -> None:
    (result,) = found(archive)
    assert (result.attempt.outcome, result.document, result.attempt.capture_id) == (outcome, None, None)


def test_the_next_image_is_tried_where_the_nearest_cannot_be_retrieved() -> None:
    archive = Archive([MARCH, date(2019, 3, 20)], faults={f"{MARCH}": UnreachableError("reset")})
    (result,) = found(archive)
    assert (result.attempt.outcome, archive.asked[1:]) == ("captured", [f"{MARCH}", "2019-03-20"])


def test_an_archive_that_asks_to_wait_is_not_asked_on() -> None:
    later = DeferredError("wait", NOW + timedelta(hours=1))
    archive = Archive([MARCH, date(2019, 3, 20)], faults={f"{MARCH}": later})
    (result,) = found(archive)
    assert (result.attempt.outcome, result.attempt.not_before) == ("deferred", later.not_before)
    assert archive.asked == [CHART, f"{MARCH}"]


def test_a_listing_that_fails_is_not_asked_for_again() -> None:
    archive = Archive([MARCH], faults={"listing": UnreachableError("reset")})
    assert [result.attempt.outcome for result in found(archive, MARCH, APRIL)] == ["unreachable"]
    assert archive.asked == [CHART]


def test_an_image_that_is_archived_is_unchanged() -> None:
    image = png(2, 2, f"{MARCH}")
    held = capture_id(Document(CHART, NOW, "wayback", image, None, None, ""))
    (result,) = found(Archive([MARCH]), held=[held])
    assert (result.attempt.outcome, result.attempt.capture_id, result.document) == ("unchanged", held, None)
