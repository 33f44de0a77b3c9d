"""A backfill goes on after whatever one capture or one listing does, and asks for what failed last of all."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest

from jobtrends_pipeline.acquire.backfill import MonthResult, past_targets, plan, run
from jobtrends_pipeline.archive.document import Document
from jobtrends_pipeline.config.watchlist import Role, Watchlist
from jobtrends_pipeline.fetch.response import DeferredError, UnreachableError
from jobtrends_pipeline.web_archives.cdx import CdxRecord, Months
from jobtrends_pipeline_tests.support.pages.samples import page_on
from jobtrends_pipeline_tests.support.site.markup import page_html

ROLES = (Role(name="Data Baker", places=("UK", "London")),)
TARGETS = past_targets(ROLES[0])
MONTHS = [date(2019, month, 1) for month in (3, 4, 5)]
NOW = datetime(2019, 9, 1, tzinfo=UTC)
LATER = DeferredError("left alone", NOW + timedelta(minutes=10))


@dataclass
class Archive:
    """An archive with a page of each month, that fails as it is told; knows what it was asked for."""

    name = "wayback"
    faults: dict[str, Exception] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    @staticmethod
    def listings(months: Months) -> int:  # noqa: ARG004  # as an origin has it
        """One for all months."""
        return 1

    def search(self, urls: Sequence[str], months: Months) -> Sequence[CdxRecord]:  # noqa: ARG002  # as an origin has it
        """A capture in the middle of each month."""
        if urls[0] in self.faults:
            raise self.faults[urls[0]]
        days = [datetime(day.year, day.month, 14, 12, tzinfo=UTC) for day in MONTHS]
        return [CdxRecord(day, urls[0], 200, "text/html", None, None) for day in days]

    def fetch(self, snapshot: CdxRecord) -> Document:
        """The page of that day."""
        month = f"{snapshot.captured_at:%Y-%m}"
        self.asked.append(month)
        if month in self.faults:
            raise self.faults[month]
        body = page_html(page_on(snapshot.captured_at.date()))
        return Document(snapshot.url, snapshot.captured_at, "wayback", body, "text/html", 200, snapshot.url)


def ran(archive: Archive, *before: MonthResult) -> list[MonthResult]:
    attempts = [step.attempt for step in before]
    todo = plan(TARGETS[:1], MONTHS, "wayback", attempts, {})
    return list(run(todo, archive, Watchlist(ROLES), lambda _: False, lambda: NOW))


def outcomes(steps: Sequence[MonthResult]) -> list[tuple[str, str]]:
    return [((step.attempt.month or "")[:7], step.attempt.outcome) for step in steps]


@pytest.mark.parametrize("fault", [KeyError("x"), UnicodeError("codec"), RecursionError(), AssertionError("warc")])
def test_a_capture_that_breaks_the_reader_is_one_month_and_the_next_run_asks_for_it_last(fault: Exception) -> None:
    archive = Archive({"2019-03": fault})
    steps = ran(archive)
    assert outcomes(steps) == [("2019-03", "failed"), ("2019-04", "captured"), ("2019-05", "captured")]
    assert f"nobody foresaw, {type(fault).__name__}" in (steps[0].attempt.reason or "")
    assert outcomes(ran(Archive(), *steps)) == [("2019-03", "captured")]


def test_a_listing_that_breaks_is_one_page_of_the_role() -> None:
    archive = Archive({TARGETS[0].url: LookupError("charset")})
    todo = plan(TARGETS, MONTHS[:1], "wayback", [], {})
    steps = list(run(todo, archive, Watchlist(ROLES), lambda _: False, lambda: NOW))
    assert [(step.target.place, step.attempt.outcome) for step in steps] == [("UK", "failed"), ("London", "other_page")]


def test_months_that_cannot_be_had_keep_no_other_from_being_asked_for_the_next_time() -> None:
    first = Archive({"2019-03": UnreachableError("reset"), "2019-04": LATER})
    steps = ran(first)
    assert outcomes(steps) == [("2019-03", "unreachable"), ("2019-04", "deferred")]
    second = Archive(first.faults)
    assert outcomes(ran(second, *steps)) == [
        ("2019-05", "captured"),
        ("2019-03", "unreachable"),
        ("2019-04", "deferred"),
    ]
    assert second.asked == ["2019-05", "2019-03", "2019-04"]


@pytest.mark.parametrize("fault", [OSError(28, "No space left on device"), MemoryError()])
def test_what_is_the_machines_stops_the_backfill(fault: Exception) -> None:
    with pytest.raises(type(fault)):
        ran(Archive({"2019-03": fault}))
