"""Which captures of a month are taken, and which addresses an archive takes for the same."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from jobtrends_pipeline.web_archives.cdx import CANDIDATES, CaptureChoice, CdxRecord, Months, choose
from jobtrends_pipeline.web_archives.url_keys import distinct, index_key

MONTHS = Months(date(2025, 5, 1), date(2025, 6, 1))
SITE = "itjobswatch.co.uk"


def snapshot(day: int, status: int | None = 200, digest: str | None = None, month: int = 5) -> CdxRecord:
    url = "https://www.itjobswatch.co.uk/jobs/uk/java.do"
    return CdxRecord(datetime(2025, month, day, tzinfo=UTC), url, status, "text/html", digest or f"{month}-{day}", 1)


def days(choice: CaptureChoice[CdxRecord]) -> list[int]:
    return [candidate.captured_at.day for candidate in choice.candidates]


def test_the_last_page_of_a_month_comes_first_and_earlier_ones_stand_by() -> None:
    (choice,) = choose([snapshot(3), snapshot(20), snapshot(11)], MONTHS, every=False)
    assert (choice.month, days(choice)) == (date(2025, 5, 1), [20, 11, 3])


def test_errors_are_never_chosen() -> None:
    held = [snapshot(day, status) for day, status in enumerate((404, 429, 403, 500, 503, 304, 410), 1)]
    assert choose(held, MONTHS, every=False) == []
    assert choose(held, MONTHS, every=True) == []


def test_a_redirect_is_for_a_month_without_a_page() -> None:
    (choice,) = choose([snapshot(3), snapshot(20, 301), snapshot(25, None)], MONTHS, every=False)
    assert days(choice) == [3, 25, 20]
    (only,) = choose([snapshot(20, 302)], MONTHS, every=True)
    assert days(only) == [20]


def test_the_same_content_is_tried_again_only_after_all_other() -> None:
    held = [snapshot(20, digest="A"), snapshot(19, digest="A"), snapshot(2, digest="B")]
    (choice,) = choose(held, MONTHS, every=False)
    assert days(choice) == [20, 2, 19]


def test_no_more_than_a_few_are_tried() -> None:
    (choice,) = choose([snapshot(day) for day in range(1, 29)], MONTHS, every=False)
    assert days(choice) == list(range(28, 28 - CANDIDATES, -1))


def test_a_revisit_is_what_it_repeats() -> None:
    revisit = replace(snapshot(9, None, "A"), media_type="warc/revisit")
    (choice,) = choose([revisit, snapshot(30, 200, "A", month=4)], MONTHS, every=False)
    assert choice.candidates == (replace(revisit, status=200, media_type="text/html"),)
    assert choose([revisit, snapshot(30, 404, "A", month=4)], MONTHS, every=False) == []
    (unknown,) = choose([revisit], MONTHS, every=False)
    assert unknown.candidates == (revisit,)


def test_a_revisit_repeats_the_last_capture_of_its_digest_before_it() -> None:
    held = [snapshot(1, 404, "A"), snapshot(5, 200, "A"), snapshot(9, None, "A"), snapshot(20, 404, "A")]
    (choice,) = choose(held, MONTHS, every=False)
    assert days(choice) == [9, 5]


def test_a_revisit_of_an_earlier_capture_that_is_not_listed_is_as_good_as_the_next_of_its_digest() -> None:
    held = [snapshot(9, None, "A"), snapshot(11, 200, "A"), snapshot(20, 404, "A")]
    (choice,) = choose(held, MONTHS, every=False)
    assert [candidate.status for candidate in choice.candidates] == [200, 200]


def test_captures_without_a_digest_repeat_nothing() -> None:
    held = [replace(snapshot(9, None), digest=None), replace(snapshot(11, 404), digest=None)]
    (choice,) = choose(held, MONTHS, every=False)
    assert [(candidate.status, candidate.digest) for candidate in choice.candidates] == [(None, None)]


def test_every_content_is_taken_when_it_was_first_seen() -> None:
    held = [
        snapshot(1, digest="A"),
        snapshot(9, digest="B"),
        snapshot(20, digest="A"),
        snapshot(3, digest="A", month=6),
    ]
    choices = choose(held, MONTHS, every=True)
    assert [(choice.month.month, days(choice)) for choice in choices] == [(5, [1, 20, 3]), (5, [9])]


def test_captures_without_a_digest_are_each_their_own() -> None:
    held = [replace(snapshot(day), digest=None) for day in (1, 2, 3)]
    assert [days(choice) for choice in choose(held, MONTHS, every=True)] == [[1], [2], [3]]
    assert [days(choice) for choice in choose(held, MONTHS, every=False)] == [[3, 2, 1]]


def test_months_are_whole_and_both_included() -> None:
    months = Months(date(2024, 12, 31), date(2025, 12, 1))
    first, last = datetime(2024, 12, 1, tzinfo=UTC), datetime(2025, 12, 31, 23, 59, 59, tzinfo=UTC)
    assert (months.start, months.end) == (first, datetime(2026, 1, 1, tzinfo=UTC))
    assert months.covers(first)
    assert months.covers(last)
    assert not months.covers(months.end)


@pytest.mark.parametrize(
    "same",
    [
        "https://www.itjobswatch.co.uk/jobs/uk/data%20baker.do",
        "http://itjobswatch.co.uk:80/jobs/uk/data%20baker.do",
        "itjobswatch.co.uk/Jobs/UK/Data%2520Baker.do",
        "https://itjobswatch.co.uk/jobs/uk/data baker.do",
    ],
)
def test_scheme_host_prefix_port_case_and_quoting_make_no_other_address(same: str) -> None:
    assert index_key(same) == f"{SITE}/jobs/uk/data%20baker.do"


def test_other_addresses_stay_others() -> None:
    urls = ["/data+baker.do", "/data%20baker.do", "/databaker.do", "/data%20baker.do?p=3", "/data%20baker.do?p=6"]
    assert len({index_key(SITE + url) for url in urls}) == len(urls)
    assert index_key(f"http://{SITE}/default.aspx?p=3&ll=UK") == index_key(f"http://{SITE}/Default.aspx?ll=uk&p=3")


def test_of_equal_addresses_the_first_is_asked() -> None:
    urls = [f"https://www.{SITE}/a.do", f"http://{SITE}/b.do", f"http://{SITE}/A.do", f"https://{SITE}/b.do"]
    assert distinct(urls) == urls[:2]
