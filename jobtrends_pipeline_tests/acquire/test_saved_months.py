"""Saved files are told apart by what a backfill asks for: a file is finished when nothing in it is left to take."""

import gzip
from datetime import date
from pathlib import Path

from jobtrends_pipeline.acquire.identify import IdentifiedPage
from jobtrends_pipeline.acquire.inbox.examine import examine_separately
from jobtrends_pipeline.acquire.saved_months import WantedPages, select_wanted
from jobtrends_pipeline.config.watchlist import Role, Watchlist
from jobtrends_pipeline_tests.support.documents import a_document
from jobtrends_pipeline_tests.support.pages.samples import page_on
from jobtrends_pipeline_tests.support.site.markup import page_html
from jobtrends_pipeline_tests.support.warc_files import write_warc

WATCHLIST = Watchlist((Role(name="Data Baker"),))
MARCH, APRIL = (page_html(page_on(date(2019, month, 14))) for month in (3, 4))
NO_PAGE = b"<html><body>nothing</body></html>"
NONE_HELD: frozenset[str] = frozenset()


def of_march(arrival: IdentifiedPage) -> bool:
    return arrival.month == "2019-03-01"


def sorted_out(paths: list[Path], held: frozenset[str] = NONE_HELD) -> WantedPages:
    return select_wanted(examine_separately(paths, WATCHLIST), of_march, lambda _: True, held)


def finished(found: WantedPages) -> tuple[Path, ...]:
    return tuple(one.file for one in found.finished)


def identity(content: bytes) -> str:
    return a_document(content).sha256[:16]


def warc(folder: Path, *contents: bytes) -> Path:
    write_warc(folder / "pages.warc.gz", [a_document(content) for content in contents])
    return folder / "pages.warc.gz"


def test_of_a_warc_file_only_the_pages_asked_for_are_taken_and_it_is_not_finished(tmp_path: Path) -> None:
    found = sorted_out([warc(tmp_path, MARCH, APRIL, NO_PAGE)])
    assert [arrival.capture_id for arrival in found.arrivals] == [identity(MARCH)]
    assert (found.others, len(found.refused), finished(found)) == (1, 1, ())


def test_a_warc_file_whose_other_pages_are_held_is_finished(tmp_path: Path) -> None:
    path = warc(tmp_path, MARCH, APRIL)
    assert finished(sorted_out([path], frozenset([identity(APRIL)]))) == (path,)


def test_a_file_with_nothing_asked_for_is_not_finished_though_its_page_is_held(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(APRIL)
    assert finished(sorted_out([tmp_path], frozenset([identity(APRIL)]))) == ()


def test_a_page_that_is_held_does_not_arrive_and_its_file_is_finished(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(MARCH)
    found = sorted_out([tmp_path], frozenset([identity(MARCH)]))
    assert (found.arrivals, found.archived, finished(found)) == ((), 1, (tmp_path / "a.html",))


def test_a_page_that_lies_in_two_files_arrives_once_and_finishes_both(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(MARCH)
    (tmp_path / "b.html.gz").write_bytes(gzip.compress(MARCH))
    found = sorted_out([tmp_path])
    assert (found.files, len(found.arrivals), len(found.finished)) == (2, 1, 2)


def test_a_folder_without_files_and_a_path_that_is_not_there_are_refused(tmp_path: Path) -> None:
    found = sorted_out([tmp_path, tmp_path / "gone.html"])
    assert [one.reason[:12] for one in found.refused] == ["the folder h", "no such file"]
