"""What the Internet Archive may answer, from a script on loopback: listings in parts, errors, damaged replays."""

import gzip
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from jobtrends_pipeline.archive.document import Document
from jobtrends_pipeline.fetch.response import DeferredError, FetchError
from jobtrends_pipeline.web_archives.cdx import CdxListing, CdxRecord, Months
from jobtrends_pipeline.web_archives.errors import (
    ArchivedRedirectError,
    ArchivedStatusError,
    ArchiveFailedError,
    DamagedCaptureError,
    IndexAnswerError,
    NotArchivedError,
    WithheldError,
)
from jobtrends_pipeline.web_archives.wayback import MAXIMUM_REQUESTS, Service, replay, search
from jobtrends_pipeline_tests.support.loopback import Answer, LoopbackFetcher, answering
from jobtrends_pipeline_tests.support.past_months import page
from jobtrends_pipeline_tests.support.pywb_archive import sha1

ADDRESS = "https://www.itjobswatch.co.uk/jobs/uk/data%20baker.do"
MONTHS = Months(date(2025, 1, 1), date(2025, 12, 1))
BODY = page(2025, 5, 1)
NAMES = ["timestamp", "original", "mimetype", "statuscode", "digest", "length"]
ROWS = [[f"2025{month:02}02030405", ADDRESS, "text/html", "200", sha1(b"%d" % month), "9"] for month in range(1, 13)]
MEMENTO = {"Memento-Datetime": "Fri, 02 May 2025 03:04:05 GMT", "Content-Type": "text/html; charset=utf-8"}
MAY = CdxRecord(datetime(2025, 5, 2, 3, 4, 5, tzinfo=UTC), ADDRESS, 200, "text/html", sha1(BODY), 9)
REPLAY = f"/web/20250502030405id_/{ADDRESS}"


@contextmanager
def archive(answer: Callable[[str, Mapping[str, str]], Answer]) -> Iterator[Service]:
    with answering(answer) as base:
        yield Service.internet_archive(base)


def listing(body: object, status: int = 200) -> CdxListing[CdxRecord]:
    """What a search finds when every request is answered so."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    with archive(lambda *_: Answer(status, content)) as service:
        return search(LoopbackFetcher(), [ADDRESS], MONTHS, service)


def replayed(snapshot: CdxRecord = MAY, *, fetcher: LoopbackFetcher | None = None, **answers: Answer) -> Document:
    """The capture of May where the archive gives these answers: `first` to the first request, `then` to others."""
    with archive(lambda path, _: answers["first"] if path == REPLAY else answers["then"]) as service:
        return replay(fetcher or LoopbackFetcher(), snapshot, service)


def test_an_array_and_lines_of_the_same_captures_are_the_same() -> None:
    lines_names = ["timestamp", "url", "mime", "status", "digest", "length"]
    lines = b"\n".join(json.dumps(dict(zip(lines_names, row, strict=True))).encode() for row in ROWS)
    with answering(lambda *_: Answer(body=lines)) as base:
        found = search(LoopbackFetcher(), [ADDRESS], MONTHS, Service(f"{base}/cdx", base, "lines"))
    assert found == listing([NAMES, *ROWS])
    assert [snapshot.timestamp for snapshot in found.snapshots] == [row[0] for row in ROWS]
    assert found.malformed == 0


def test_a_listing_in_parts_is_read_by_its_resume_keys() -> None:
    asked: list[dict[str, str]] = []

    def part(path: str, _: Mapping[str, str]) -> Answer:
        query = {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}
        asked.append(query)
        start = int(query.get("resumeKey", "uk,co 0").split()[1])
        rest: list[list[str]] = [[], [f"uk,co {start + 5}"]] if start + 5 < len(ROWS) else []
        return Answer(body=json.dumps([NAMES, *ROWS[start : start + 5], *rest]).encode())

    with archive(part) as service:
        found = search(LoopbackFetcher(), [ADDRESS], MONTHS, service)
    assert [snapshot.timestamp for snapshot in found.snapshots] == [row[0] for row in ROWS]
    assert [query.pop("resumeKey", None) for query in asked] == [None, "uk,co 5", "uk,co 10"]
    assert asked[0] == asked[1] == asked[2]
    assert {name: asked[0][name] for name in ("url", "from", "to", "output", "showResumeKey")} == {
        "url": ADDRESS,
        "from": "20250101000000",
        "to": "20251231235959",
        "output": "json",
        "showResumeKey": "true",
    }


def test_a_resume_key_that_comes_again_is_no_end() -> None:
    fetcher = LoopbackFetcher()
    body = json.dumps([NAMES, *ROWS, [], ["again"]]).encode()
    with archive(lambda *_: Answer(body=body)) as service, pytest.raises(IndexAnswerError, match="does not end"):
        search(fetcher, [ADDRESS], MONTHS, service)
    assert len(fetcher.asked) == 2


def test_rows_that_are_no_captures_are_passed_over_and_counted() -> None:
    bad = [
        ["2025", ADDRESS, "text/html", "200", "A", "1"],
        ["20250230000000", ADDRESS, "text/html", "200", "A", "1"],
        ["20250201000000", "ftp://itjobswatch.co.uk/", "text/html", "200", "A", "1"],
        ["20250201000000", "-", "text/html", "200", "A", "1"],
        ["20250201000000", ADDRESS, "text/html", "2xx", "A", "1"],
        ["20250201000000", ADDRESS],
    ]
    found = listing([NAMES, *bad, *ROWS])
    assert (len(found.snapshots), found.malformed) == (len(ROWS), len(bad))


def test_what_the_index_keeps_back_is_null() -> None:
    (snapshot,) = listing([NAMES, ["20250201000000", ADDRESS, "warc/revisit", "-", "-", "-"]]).snapshots
    assert (snapshot.status, snapshot.digest, snapshot.length) == (None, None, None)
    assert snapshot.media_type == "warc/revisit"


def test_no_captures_is_an_empty_table() -> None:
    assert listing([]) == CdxListing((), 0)
    assert listing([NAMES]) == CdxListing((), 0)


def test_a_404_that_says_so_is_no_captures_either() -> None:
    assert listing({"message": f"No Captures found for: {ADDRESS}"}, 404) == CdxListing((), 0)


@pytest.mark.parametrize(
    "body", [b"", b"<html>Sorry</html>", b'[["timestamp","original"],["2025', b"{}", b"[1]", b'[["urlkey"],["a"]]']
)
def test_what_is_no_listing_is_never_taken_for_no_captures(body: bytes) -> None:
    with pytest.raises(IndexAnswerError) as caught:
        listing(body)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, ArchiveFailedError),
        (403, WithheldError),
        (404, IndexAnswerError),
        (429, DeferredError),
        (502, ArchiveFailedError),
        (503, DeferredError),
    ],
)
def test_an_index_that_fails_says_nothing_about_captures(status: int, error: type[FetchError]) -> None:
    with pytest.raises(error):
        listing([], status)


def test_a_page_comes_with_the_archives_address_and_time() -> None:
    document = replayed(first=Answer(200, BODY, MEMENTO))
    assert (document.body, document.url, document.captured_at) == (BODY, ADDRESS, MAY.captured_at)
    assert document.provenance is not None
    assert document.provenance.endswith(REPLAY)


def test_the_capture_redirected_to_is_the_one_that_counts() -> None:
    moved = "https://www.itjobswatch.co.uk/jobs/uk/baker.do"
    later = {"Memento-Datetime": "Sun, 01 Jun 2025 00:00:01 GMT"}
    document = replayed(
        first=Answer(302, b"", {"Location": f"/web/20250601000001id_/{moved}"}), then=Answer(200, b"other", later)
    )
    assert (document.url, document.captured_at) == (moved, datetime(2025, 6, 1, 0, 0, 1, tzinfo=UTC))
    assert document.body == b"other"


def test_the_address_is_the_one_the_archive_names() -> None:
    bare = "http://itjobswatch.co.uk/jobs/uk/data%20baker.do"
    link = {"Link": f'<{bare}>; rel="original", <http://127.0.0.1/web/timemap>; rel="timemap"'}
    document = replayed(first=Answer(200, BODY, MEMENTO | link))
    assert document.url == bare
    assert (document.provenance or "").endswith(f"/web/20250502030405id_/{bare}")


def test_the_digest_of_a_redirect_is_not_that_of_the_page_it_leads_to() -> None:
    moved = CdxRecord(MAY.captured_at, ADDRESS.replace("https", "http"), 301, None, sha1(b"moved"), None)
    with archive(lambda *_: Answer(200, BODY, MEMENTO)) as service:
        assert replay(LoopbackFetcher(), moved, service).body == BODY


@pytest.mark.parametrize("flag", ["", "mp_"])
def test_a_replay_for_readers_is_asked_again_for_its_original_bytes(flag: str) -> None:
    next_day = {"Memento-Datetime": "Sat, 03 May 2025 00:00:00 GMT"}
    for_readers, original = (REPLAY.replace("20250502030405id_", f"20250503000000{kind}") for kind in (flag, "id_"))
    said = {
        REPLAY: Answer(302, b"", {"Location": for_readers}),
        for_readers: Answer(200, b"with a banner", next_day),
        original: Answer(200, BODY, next_day),
    }
    with archive(lambda path, _: said[path]) as service:
        document = replay(LoopbackFetcher(), MAY, service)
    assert (document.body, document.captured_at) == (BODY, datetime(2025, 5, 3, tzinfo=UTC))


def test_an_archive_that_never_gives_the_original_bytes_is_asked_no_more_than_a_few_times() -> None:
    fetcher = LoopbackFetcher()

    def answer(path: str, _: Mapping[str, str]) -> Answer:
        if "id_" in path:
            return Answer(302, b"", {"Location": path.replace("id_", "mp_")})
        day = {"Memento-Datetime": f"{len(fetcher.asked) + 2:02} May 2025 03:04:05 GMT"}
        return Answer(200, b"with a banner", day)

    with archive(answer) as service, pytest.raises(ArchivedRedirectError, match="lead to no page"):
        replay(fetcher, MAY, service)
    assert len(fetcher.asked) == MAXIMUM_REQUESTS


def test_a_redirect_out_of_the_archive_is_no_page_of_the_past() -> None:
    with pytest.raises(ArchivedRedirectError, match="leads out of the archive"):
        replayed(first=Answer(302, b"", {"Location": "/jobs/uk/live.do"}), then=Answer(200, BODY))


def test_a_redirect_without_an_end_is_no_page() -> None:
    with pytest.raises(ArchivedRedirectError, match="leads nowhere"):
        replayed(first=Answer(304, b"", MEMENTO))


@pytest.mark.parametrize("mark", [MEMENTO, {"X-Archive-Orig-Server": "nginx"}])
@pytest.mark.parametrize("status", [403, 404, 410, 500])
def test_an_archived_error_is_the_sources(status: int, mark: Mapping[str, str]) -> None:
    with pytest.raises(ArchivedStatusError) as caught:
        replayed(first=Answer(status, b"gone", mark))
    assert (caught.value.status, caught.value.captured_at) == (status, MAY.captured_at)


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (200, NotArchivedError),
        (403, WithheldError),
        (404, NotArchivedError),
        (429, DeferredError),
        (451, WithheldError),
        (500, ArchiveFailedError),
        (503, DeferredError),
    ],
)
def test_an_error_without_an_archives_marks_is_its_own(status: int, error: type[FetchError]) -> None:
    with pytest.raises(error):
        replayed(first=Answer(status, b"<html>Wayback Machine</html>", {"Content-Type": "text/html"}))


def test_a_capture_whose_time_is_nowhere_told_is_none() -> None:
    year = Answer(302, b"", {"Location": f"/web/2025id_/{ADDRESS}"})
    with pytest.raises(NotArchivedError, match="does not say when"):
        replayed(first=year, then=Answer(200, BODY, {"X-Archive-Orig-Server": "nginx"}))


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("mark", [MEMENTO, {"X-Archive-Orig-Server": "nginx"}])
def test_an_archived_429_or_503_behind_an_archived_redirect_defers_nothing(status: int, mark: dict[str, str]) -> None:
    moved = CdxRecord(MAY.captured_at, ADDRESS, 301, None, None, None)
    later = {"Location": REPLAY.replace("20250502030405", "20250502030406")}
    with pytest.raises(ArchivedStatusError, match=f"HTTP {status} when archived on 02 May 2025"):
        replayed(
            moved, first=Answer(302, b"", MEMENTO | later), then=Answer(status, b"", mark | {"Retry-After": "86400"})
        )


@pytest.mark.parametrize("status", [429, 503])
def test_a_429_or_503_of_the_archive_itself_behind_an_archived_redirect_defers(status: int) -> None:
    later = {"Location": REPLAY.replace("20250502030405", "20250502030406")}
    with pytest.raises(DeferredError):
        replayed(first=Answer(302, b"", MEMENTO | later), then=Answer(status, b"", {"Retry-After": "86400"}))


def test_an_error_that_the_index_tells_of_is_not_asked_for() -> None:
    fetcher = LoopbackFetcher()
    with pytest.raises(ArchivedStatusError):
        replayed(CdxRecord(MAY.captured_at, ADDRESS, 429, None, None, None), fetcher=fetcher)
    assert fetcher.asked == []


def test_bytes_with_another_digest_are_refused() -> None:
    with pytest.raises(DamagedCaptureError, match="do not have the digest"):
        replayed(first=Answer(200, BODY[:-1], MEMENTO))


def test_without_a_digest_the_archived_length_counts() -> None:
    unknown = CdxRecord(MAY.captured_at, ADDRESS, 200, None, None, None)
    length = {"X-Archive-Orig-Content-Length": str(len(BODY))}
    assert replayed(unknown, first=Answer(200, BODY, MEMENTO | length)).body == BODY
    with pytest.raises(DamagedCaptureError, match=f"of the {len(BODY)} archived"):
        replayed(unknown, first=Answer(200, BODY[:-1], MEMENTO | length))


@pytest.mark.parametrize(
    "coding",
    [
        {"X-Archive-Orig-Transfer-Encoding": "chunked"},
        {"X-Archive-Orig-Content-Encoding": "br", "X-Archive-Orig-Content-Length": "9"},
    ],
)
def test_where_the_digest_may_be_of_the_transfer_the_page_must_be_closed(coding: dict[str, str]) -> None:
    recoded = CdxRecord(MAY.captured_at, ADDRESS, 200, None, sha1(b"as transferred"), None)
    assert replayed(recoded, first=Answer(200, BODY, MEMENTO | coding)).body == BODY
    with pytest.raises(DamagedCaptureError, match="ends before its end"):
        replayed(recoded, first=Answer(200, BODY[: len(BODY) // 2], MEMENTO | coding))


def test_a_compressed_page_is_verified_as_stored_and_opened() -> None:
    stored = gzip.compress(BODY)
    snapshot = CdxRecord(MAY.captured_at, ADDRESS, 200, None, sha1(stored), None)
    said = Answer(200, stored, MEMENTO | {"Content-Encoding": "gzip"})
    unsaid = Answer(200, stored, MEMENTO | {"X-Archive-Orig-Content-Encoding": "gzip"})
    assert replayed(snapshot, first=said).body == BODY
    assert replayed(snapshot, first=unsaid).body == BODY


@pytest.mark.parametrize("damage", [lambda stored: stored[:-9], lambda stored: stored[:50] + b"\xff" * 9 + stored[59:]])
def test_a_compressed_page_that_does_not_open_is_refused(damage: Callable[[bytes], bytes]) -> None:
    stored = damage(gzip.compress(BODY))
    snapshot = CdxRecord(MAY.captured_at, ADDRESS, 200, None, sha1(stored), None)
    with pytest.raises(DamagedCaptureError, match=r"the gzip data of the body is (cut off|damaged)"):
        replayed(snapshot, first=Answer(200, stored, MEMENTO | {"X-Archive-Orig-Content-Encoding": "gzip"}))


def test_a_bomb_is_not_opened() -> None:
    bomb = gzip.compress(bytes(40 * 1024 * 1024))
    snapshot = CdxRecord(MAY.captured_at, ADDRESS, 200, None, sha1(bomb), None)
    with pytest.raises(DamagedCaptureError, match="longer than"):
        replayed(snapshot, first=Answer(200, bomb, MEMENTO | {"X-Archive-Orig-Content-Encoding": "gzip"}))
