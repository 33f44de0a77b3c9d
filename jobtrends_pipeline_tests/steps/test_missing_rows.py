"""Rows of an index that vanish between pager pages are named; rows that were not to be seen are not."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from jobtrends_pipeline.facts.missing_rows import missing_rows
from jobtrends_pipeline_tests.support.read_pages import held_of, read_all
from jobtrends_pipeline_tests.support.site.index_markup import index_html
from jobtrends_pipeline_tests.support.site.printed import IndexRow, PrintedIndex
from jobtrends_pipeline_tests.support.vintages import Served

START = date(2026, 5, 1)
MARKET = 100_000
ROWS = tuple(
    IndexRow(
        f"Skill {n}", f"skill {n}", str(n), "+1", "£60,000", "-", f"{5000 - n:,}", f"{(5000 - n) / 1000:.2f}%", "9"
    )
    for n in range(1, 131)
)


def crawl(days: int, rows: Iterable[IndexRow] = ROWS, pages: Sequence[int] = (1, 2, 3)) -> list[Served]:
    """Pager pages of the index some days after the start."""
    end = START + timedelta(days=days)
    index = PrintedIndex("UK", 6, end, tuple(rows))
    return [(index_html(index, page), end + timedelta(days=1)) for page in pages]


def without(*numbers: int) -> tuple[IndexRow, ...]:
    return tuple(row for number, row in enumerate(ROWS, 1) if number not in numbers)


def missing(*crawls: list[Served]) -> list[str]:
    """What the last crawl is said to lack, after those before it."""
    reads = [read_all(pages) for pages in crawls]
    held = replace(held_of(*reads), captures=reads[-1].captures)
    rows = list(missing_rows(held))
    assert {row["severity"] for row in rows} <= {"warning"}
    assert {row["capture_id"] for row in rows} <= set(reads[-1].captures["capture_id"])
    return [str(row["message"]) for row in rows]


@pytest.mark.parametrize("number", [1, 50, 51, 130])
def test_a_row_that_fell_out_anywhere_is_named(number: int) -> None:
    (message,) = missing(crawl(0), crawl(1, without(number)))
    assert message == (
        f"1 subject is no longer listed: Skill {number} (rank {number}, {5000 - number:,} adverts to 1 May 2026)"
    )


def test_the_same_rows_again_are_no_alarm() -> None:
    assert missing(crawl(0), crawl(1), crawl(2)) == []


def test_a_row_missing_for_two_days_is_named_on_both() -> None:
    assert len(missing(crawl(0), crawl(1, without(60)), crawl(2, without(60)))) == 1


def test_rows_of_a_pager_page_that_was_not_captured_are_not_missing() -> None:
    assert missing(crawl(0), crawl(1, pages=(1,))) == []
    assert missing(crawl(2), crawl(3, pages=(1, 3))) == []


def test_a_row_near_the_edge_of_what_was_captured_may_have_moved_over_it() -> None:
    assert missing(crawl(0), crawl(1, without(48), pages=(1,))) == []


def test_a_subject_that_may_have_run_out_of_adverts_is_not_missing() -> None:
    few = [replace(row, advert_count="9", share="0.01%") if row.rank == "60" else row for row in ROWS]
    assert missing(crawl(0, few), crawl(1, without(60))) == []
    assert missing(crawl(300, few), crawl(490, without(60))) == []


def test_a_subject_renamed_is_named_with_its_new_name() -> None:
    old = [replace(row, subject="Amazon AWS") if row.rank == "19" else row for row in ROWS]
    new = [replace(row, subject="AWS") if row.rank == "19" else row for row in ROWS]
    (message,) = missing(crawl(0, old), crawl(1, new))
    assert message.endswith("Amazon AWS (rank 19, 4,981 adverts to 1 May 2026; new is AWS)")


def test_of_many_missing_rows_the_first_are_named_and_the_rest_counted() -> None:
    (message,) = missing(crawl(0), crawl(1, without(*range(50, 62))))
    assert message.startswith("12 subjects are no longer listed: Skill 50 ")
    assert message.endswith("and 2 more")
