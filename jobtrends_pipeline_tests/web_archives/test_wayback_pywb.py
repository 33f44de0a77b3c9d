"""Past pages come out of a real web archive as they went in: the pywb server, asked as the pipeline asks it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

import pytest

from jobtrends_pipeline.archive.document import Document
from jobtrends_pipeline.fetch.response import FetchError
from jobtrends_pipeline.web_archives.cdx import CaptureChoice, CdxRecord, Months, choose
from jobtrends_pipeline.web_archives.errors import (
    ArchivedRedirectError,
    ArchivedStatusError,
    DamagedCaptureError,
    IndexAnswerError,
    NotArchivedError,
)
from jobtrends_pipeline.web_archives.wayback import Service, replay, search
from jobtrends_pipeline_tests.support import past_months as past
from jobtrends_pipeline_tests.support.loopback import LoopbackFetcher
from jobtrends_pipeline_tests.support.pywb_archive import SITE, pywb, sha1, warc_date

MONTHS = Months(*past.MONTHS)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A pywb server with the collection; starts once for this file."""
    with pywb(tmp_path_factory.mktemp("pywb"), past.records()) as collection:
        yield Service.pywb(collection)


@pytest.fixture
def fetcher() -> LoopbackFetcher:
    return LoopbackFetcher()


@pytest.fixture(scope="module")
def listed(service: Service) -> tuple[CdxRecord, ...]:
    return search(LoopbackFetcher(), past.FORMS, MONTHS, service).snapshots


def at(listed: tuple[CdxRecord, ...], timestamp: str) -> CdxRecord:
    (snapshot,) = (snapshot for snapshot in listed if snapshot.timestamp == timestamp)
    return snapshot


def moment(timestamp: str) -> datetime:
    return datetime.fromisoformat(warc_date(timestamp))


def fetched(fetcher: LoopbackFetcher, choice: CaptureChoice[CdxRecord], service: Service) -> Document:
    """The first of a choice's candidates that can be had."""
    for snapshot in choice.candidates:
        try:
            return replay(fetcher, snapshot, service)
        except DamagedCaptureError:
            continue
    raise AssertionError(f"nothing of {choice.month}")


def test_the_index_lists_every_capture_of_every_form_of_an_address(listed: tuple[CdxRecord, ...]) -> None:
    archived = [one for one in past.records() if one.url in (past.ADDRESS, past.OLD_ADDRESS)]
    assert [(snapshot.timestamp, snapshot.url) for snapshot in listed] == sorted((one.at, one.url) for one in archived)
    by_time = {one.at: one for one in archived}
    for snapshot in listed:
        one = by_time[snapshot.timestamp]
        assert snapshot.status == (None if one.repeats else int(one.status[:3]))
        assert snapshot.media_type == ("warc/revisit" if one.repeats else "text/html")
        assert snapshot.digest == (one.digest or sha1(one.body))
        assert snapshot.length


def test_forms_that_the_archive_takes_for_the_same_are_asked_once(fetcher: LoopbackFetcher, service: Service) -> None:
    search(fetcher, past.FORMS, MONTHS, service)
    assert len(fetcher.asked) == 3


@pytest.mark.parametrize("form", past.FORMS[:4])
def test_each_such_form_would_have_found_the_same(fetcher: LoopbackFetcher, service: Service, form: str) -> None:
    usual = search(fetcher, [past.ADDRESS], MONTHS, service)
    assert search(fetcher, [form], MONTHS, service) == usual
    assert usual.snapshots


def test_captures_outside_the_months_are_not_listed(fetcher: LoopbackFetcher, service: Service) -> None:
    found = search(fetcher, [past.ADDRESS], Months(date(2025, 1, 31), date(2025, 3, 1)), service)
    assert [snapshot.timestamp[:6] for snapshot in found.snapshots] == ["202501", "202502", "202503", "202503"]


@pytest.mark.parametrize("limit", [2, 3, 5, 14, 15, 16])
def test_a_listing_longer_than_one_answer_is_read_to_its_end(
    fetcher: LoopbackFetcher, service: Service, listed: tuple[CdxRecord, ...], limit: int
) -> None:
    assert search(fetcher, past.FORMS, MONTHS, replace(service, row_limit=limit)).snapshots == listed


def test_a_second_with_more_captures_than_an_answer_has_rows_is_no_short_listing(
    fetcher: LoopbackFetcher, service: Service
) -> None:
    with pytest.raises(IndexAnswerError, match="does not end"):
        search(fetcher, [past.ADDRESS], MONTHS, replace(service, row_limit=1))


def test_an_address_without_captures_has_none(fetcher: LoopbackFetcher, service: Service) -> None:
    found = search(fetcher, ["https://www.itjobswatch.co.uk/jobs/uk/no%20such.do"], MONTHS, service)
    assert (found.snapshots, found.malformed) == ((), 0)


def test_the_last_good_capture_of_each_month_is_chosen(listed: tuple[CdxRecord, ...]) -> None:
    choices = choose(listed, MONTHS, every=False)
    november = {"20251105093000": past.DAMAGED_AT}
    assert [choice.candidates[0].timestamp for choice in choices] == [november.get(at, at) for at in past.TAKEN]
    months = {date(2024 + month // 12, month % 12 + 1, 1) for month in range(11, 26)}
    assert months - {choice.month for choice in choices} == past.EMPTY_MONTHS


def test_chosen_pages_come_back_in_their_original_bytes(
    fetcher: LoopbackFetcher, service: Service, listed: tuple[CdxRecord, ...]
) -> None:
    documents = [fetched(fetcher, choice, service) for choice in choose(listed, MONTHS, every=False)]
    pages = dict(past.PAGES) | {past.REVISIT[0]: past.PAGES[past.REVISIT[1]]}
    assert [document.captured_at for document in documents] == [moment(at) for at in sorted(pages)]
    assert [document.body for document in documents] == [pages[at] for at in sorted(pages)]
    for document, timestamp in zip(documents, sorted(pages), strict=True):
        assert document.url == (past.MOVED_TO if timestamp == "20250611093000" else past.ADDRESS)
        assert (document.origin, document.media_type, document.http_status) == ("wayback", "text/html", 200)
        assert document.provenance == f"{service.replay}/{timestamp}id_/{document.url}"
        assert fetcher.get(document.provenance).body == document.body


def test_every_distinct_content_can_be_chosen(listed: tuple[CdxRecord, ...]) -> None:
    choices = choose(listed, MONTHS, every=True)
    timestamps = {choice.candidates[0].timestamp for choice in choices}
    assert past.EARLIER_IN_MARCH[0] in timestamps
    assert past.DAMAGED_AT in timestamps
    assert "20251105093000" in timestamps
    assert past.REVISIT[0] not in timestamps
    digests = [choice.candidates[0].digest for choice in choices]
    assert len(digests) == len(set(digests))


def test_an_archived_redirect_is_followed_inside_the_archive(
    fetcher: LoopbackFetcher, service: Service, listed: tuple[CdxRecord, ...]
) -> None:
    document = replay(fetcher, at(listed, "20250611092959"), service)
    assert (document.url, document.captured_at) == (past.MOVED_TO, moment("20250611093000"))
    assert document.body == past.PAGES["20250611093000"]
    assert len(fetcher.asked) == 2


def test_a_redirect_that_the_index_does_not_announce_stays_in_the_archive_too(
    fetcher: LoopbackFetcher, service: Service, listed: tuple[CdxRecord, ...]
) -> None:
    unannounced = replace(at(listed, "20250611092959"), status=None)
    assert replay(fetcher, unannounced, service).url == past.MOVED_TO


def test_archived_redirects_in_a_circle_end(fetcher: LoopbackFetcher, service: Service) -> None:
    (snapshot,) = search(fetcher, [past.CIRCLE], MONTHS, service).snapshots
    with pytest.raises(FetchError) as caught:
        replay(fetcher, snapshot, service)
    assert isinstance(caught.value, ArchivedRedirectError) or "redirected in a circle" in str(caught.value)


@pytest.mark.parametrize(("timestamp", "status"), [("20250714093000", 404), ("20250802093000", 429)])
def test_the_sources_own_error_is_known_from_the_index_and_not_fetched(
    fetcher: LoopbackFetcher, service: Service, listed: tuple[CdxRecord, ...], timestamp: str, status: int
) -> None:
    with pytest.raises(ArchivedStatusError) as caught:
        replay(fetcher, at(listed, timestamp), service)
    assert (caught.value.status, caught.value.captured_at) == (status, moment(timestamp))
    assert fetcher.asked == []


def test_an_archived_404_is_told_from_one_of_the_archive(
    fetcher: LoopbackFetcher, service: Service, listed: tuple[CdxRecord, ...]
) -> None:
    gone = at(listed, "20250714093000")
    with pytest.raises(ArchivedStatusError, match="HTTP 404 when archived on 14 Jul 2025"):
        replay(fetcher, replace(gone, status=None), service)
    with pytest.raises(NotArchivedError, match="no such capture"):
        replay(fetcher, replace(gone, status=None, url=f"{SITE}/jobs/uk/never.do"), service)


def test_an_archived_429_is_no_wish_of_the_archive_to_be_left_alone(
    fetcher: LoopbackFetcher, service: Service, listed: tuple[CdxRecord, ...]
) -> None:
    with pytest.raises(ArchivedStatusError, match="HTTP 429 when archived on 02 Aug 2025"):
        replay(fetcher, replace(at(listed, "20250802093000"), status=None), service)


def test_a_redirect_to_an_archived_429_is_the_sources_error_of_then(fetcher: LoopbackFetcher, service: Service) -> None:
    (snapshot,) = search(fetcher, [past.TO_REFUSAL], MONTHS, service).snapshots
    assert snapshot.status == 301
    with pytest.raises(ArchivedStatusError, match="HTTP 429 when archived on 02 Aug 2025"):
        replay(fetcher, snapshot, service)


def test_a_capture_without_its_digest_is_refused_and_the_next_best_taken(
    fetcher: LoopbackFetcher, service: Service, listed: tuple[CdxRecord, ...]
) -> None:
    (november,) = (choice for choice in choose(listed, MONTHS, every=False) if choice.month == date(2025, 11, 1))
    damaged, sound = november.candidates
    with pytest.raises(DamagedCaptureError, match="do not have the digest"):
        replay(fetcher, damaged, service)
    assert replay(fetcher, sound, service).body == past.PAGES["20251105093000"]


def test_the_time_of_a_page_is_that_of_the_capture_served(
    fetcher: LoopbackFetcher, service: Service, listed: tuple[CdxRecord, ...]
) -> None:
    asked = replace(at(listed, "20250502093000"), captured_at=moment("20250503000000"))
    document = replay(fetcher, asked, service)
    assert document.captured_at == moment("20250502093000")
    assert document.provenance == f"{service.replay}/20250502093000id_/{past.ADDRESS}"
