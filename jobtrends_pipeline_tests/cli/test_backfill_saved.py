"""Going back in time with saved pages: those of the roles and months asked leave the inbox, all others stay."""

import os
from datetime import date
from pathlib import Path

import pytest

from jobtrends_pipeline.archive.archive import Archive
from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.warehouse.published import open_published
from jobtrends_pipeline_tests.support.command import called, unchanged
from jobtrends_pipeline_tests.support.dagster_runs import java_page
from jobtrends_pipeline_tests.support.documents import a_document
from jobtrends_pipeline_tests.support.inbox_files import below
from jobtrends_pipeline_tests.support.pages.samples import page_on
from jobtrends_pipeline_tests.support.site.markup import page_html
from jobtrends_pipeline_tests.support.warc_files import write_warc

COMMAND = ("backfill", "--role", "data-baker", "--from", "2019-03", "--to", "2019-09", "--origin", "saved")
ERROR_PAGE = b"<html><head><title>Server Error</title></head><body><h1>500</h1></body></html>"


def baker(month: int, year: int = 2019) -> bytes:
    return page_html(page_on(date(year, month, 14)))


def cut(page: bytes) -> bytes:
    """A page that ends inside its first table."""
    start = page.index(b'<table class="summary">')
    return page[: (start + page.index(b"</table>", start)) // 2]


@pytest.fixture
def baking(empty_root: DataPaths) -> DataPaths:
    """A data root that follows one role under two names; its inbox holds pages of it among others."""
    inbox = empty_root.inbox_dir
    inbox.mkdir(parents=True)
    (empty_root.data_dir / "watchlist.yaml").write_text(
        "roles:\n  - {name: Data Baker, aliases: [Bread Engineer]}\n  - name: Java\n", encoding="utf-8"
    )
    (inbox / "march.html").write_bytes(baker(3))
    (inbox / "april.html").write_bytes(baker(4).replace(b"Data Baker", b"Bread Engineer"))
    (inbox / "may-cut.html").write_bytes(cut(baker(5)))
    (inbox / "next-year.html").write_bytes(baker(1, 2020))
    (inbox / "java.html").write_bytes(java_page(date(2019, 6, 3)))
    (inbox / "junk.html").write_bytes(ERROR_PAGE)
    july, august, java = (a_document(body) for body in (baker(7), baker(8), java_page(date(2019, 7, 1))))
    write_warc(inbox / "mixed.warc.gz", [july, java])
    write_warc(inbox / "whole.warc.gz", [august, a_document(ERROR_PAGE)])
    return empty_root


def test_a_plan_says_what_waits_and_touches_nothing(baking: DataPaths) -> None:
    is_unchanged = unchanged(baking.inbox_dir)
    outcome = called(*COMMAND, "--dry-run")
    assert outcome.code == 0
    assert "8 files in the inbox, no request: 5 pages to take, 0 archived already" in outcome.out
    assert "3 pages of other roles or months stay where they are, 2 inputs are no page" in outcome.out
    assert is_unchanged()
    assert not baking.archive_dir.exists()


def test_pages_asked_for_come_through_and_others_stay_and_the_same_again_takes_nothing(
    baking: DataPaths,
) -> None:
    outcome = called(*COMMAND)
    assert outcome.code == 1
    assert [line.split(": ")[1].split("/")[-1] for line in outcome.complaints] == [
        "junk.html", "whole.warc.gz#2", "may-cut.html",
    ]  # fmt: skip
    assert set(below(baking.inbox_dir)) == {
        "next-year.html", "java.html", "mixed.warc.gz", "done/march.html", "done/april.html", "done/may-cut.html",
        "done/whole.warc.gz", "done/whole.warc.gz.reason", "refused/junk.html", "refused/junk.html.reason",
    }  # fmt: skip
    with open_published(baking.published_file) as connection:
        query = "SELECT role, month(as_of) FROM fact_demand GROUP BY ALL ORDER BY 2"
        assert connection.execute(query).fetchall() == [("data-baker", month) for month in (3, 4, 7, 8)]
    page, *empty = [line.strip() for line in outcome.out.splitlines() if "2019-" in line or line.startswith("Page ")]
    assert page.endswith("/jobs/uk/data%20baker.do: 4 of 7 months archived")
    assert [line[:7] for line in empty] == ["2019-05", "2019-06", "2019-09"]
    assert empty[0].startswith("2019-05  quarantined: ")
    assert [line[9:] for line in empty[1:]] == ["no saved page of this month"] * 2
    held = len(list(Archive(baking.archive_dir).entries()))
    is_unchanged = unchanged(baking.inbox_dir)
    again = called(*COMMAND)
    assert (again.code, again.complaints) == (0, [])
    assert "0 pages to take, 1 archived already" in again.out
    assert "4 of 7 months archived" in again.out
    assert "2019-05  quarantined: " in again.out
    assert (len(list(Archive(baking.archive_dir).entries())), is_unchanged()) == (held, True)


def test_a_warc_file_leaves_the_inbox_with_the_last_of_its_pages(baking: DataPaths) -> None:
    assert called("backfill", "--from", "2019-07", "--to", "2019-07", "--origin", "saved").code == 1
    left = set(below(baking.inbox_dir))
    assert "done/mixed.warc.gz" in left
    assert {"java.html", "march.html", "whole.warc.gz", "refused/junk.html"} <= left


def test_without_a_role_pages_of_the_whole_watchlist_are_taken_from_a_folder_that_is_left_as_it_is(
    baking: DataPaths, tmp_path: Path
) -> None:
    folder = tmp_path / os.fsdecode(b"old \\xe9 caf\xe9")
    folder.mkdir()
    (folder / "java.html").write_bytes(java_page(date(2019, 6, 3)))
    (folder / "baker.html").write_bytes(baker(6))
    are_unchanged = [unchanged(folder), unchanged(baking.inbox_dir)]
    outcome = called("backfill", "--from", "2019-06", "--to", "2019-06", "--origin", "saved", "--path", folder)
    assert (outcome.code, outcome.complaints) == (0, [])
    assert outcome.out.count(": 1 of 1 months archived\n") == 2
    assert all(is_unchanged() for is_unchanged in are_unchanged)


def test_an_empty_inbox_leaves_every_month_empty_and_is_no_fault(empty_root: DataPaths) -> None:
    empty_root.data_dir.mkdir()
    (empty_root.data_dir / "watchlist.yaml").write_text("roles:\n  - name: Data Baker\n", encoding="utf-8")
    outcome = called(*COMMAND)
    assert (outcome.code, outcome.complaints) == (0, [])
    assert "2019-03 to 2019-09 (7 months)  no saved page of this month" in outcome.out
