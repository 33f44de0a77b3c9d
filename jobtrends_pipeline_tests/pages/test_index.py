"""The market index of every year is read row by row, and says which page of it was read."""

from dataclasses import replace
from datetime import date

import pytest

from jobtrends_pipeline.acquire.identify import page_address
from jobtrends_pipeline.pages.links import SITE
from jobtrends_pipeline.pages.page import ParsedPage, UnknownPageError
from jobtrends_pipeline.pages.read import read_page
from jobtrends_pipeline_tests.support.pages.expected import number
from jobtrends_pipeline_tests.support.pages.samples import checks, index_of
from jobtrends_pipeline_tests.support.site.index_markup import index_html
from jobtrends_pipeline_tests.support.site.printed import PrintedIndex

YEARS = pytest.mark.parametrize("day", [date(2019, 8, 15), date(2025, 11, 3), date(2026, 4, 13), date(2026, 6, 1)])


def values_by_row(page: ParsedPage) -> dict[int, dict[str, float | None]]:
    rows: dict[int, dict[str, float | None]] = {}
    for figure in page.figures:
        if figure.part == "index":
            rows.setdefault(figure.row_number, {})[figure.measure or ""] = figure.value
    return rows


@YEARS
@pytest.mark.parametrize("page_number", [1, 2])
def test_every_cell_of_every_row_is_read(day: date, page_number: int) -> None:
    index = index_of(day=day)
    size = index.page_size
    page = read_page(index_html(index, page_number))
    printed = index.rows[size * (page_number - 1) : size * page_number]
    read = values_by_row(page)
    assert len(read) == len(printed) == (30 if day.year == 2019 else 50)
    for row, values in zip(printed, read.values(), strict=True):
        assert values == {
            "rank": number(row.rank),
            "rank_change": number(row.rank_change),
            "median_gbp": number(row.median),
            "median_change_pct": number(row.median_change),
            "advert_count": number(row.advert_count),
            "share_pct": number(row.share),
            "open_vacancy_count": number(row.live_jobs),
        }
    assert (page.outcome, {finding.check_name for finding in page.findings}) == ("read", {"cell_empty"})


@YEARS
def test_a_page_of_the_pager_knows_its_first_row(day: date) -> None:
    index = index_of(day=day)
    keys = [read_page(index_html(index, page)).key for page in (1, 2)]
    assert [key.first_row for key in keys] == [1, index.page_size + 1]
    assert {(key.kind, key.market, key.place, key.period_end, key.window_months) for key in keys} == {
        ("index", "permanent", "UK", day, 6)
    }


def test_the_place_of_an_index_is_that_of_its_links() -> None:
    page = read_page(index_html(index_of(location="UK excluding London")))
    assert page.key.place == "UK excluding London"
    assert {figure.slug for figure in page.figures if figure.label == "Skill 7"} == {"skill 7"}


def test_the_window_is_read_from_the_head_and_never_from_the_page_number() -> None:
    page = read_page(index_html(replace(index_of(), window_months=3), page=2))
    assert page.key.window_months == 3


def test_words_in_a_rank_cell_do_not_cost_its_figure() -> None:
    body = index_html(index_of(count=8, day=date(2026, 6, 1)))
    assert b"Down -179 places</span></span>-179" in body
    changes = [figure for figure in read_page(body).figures if figure.measure == "rank_change"]
    assert [figure.value for figure in changes[:4]] == [-179, 0, None, 5]
    assert changes[2].status == "new_entry"


def test_words_that_contradict_the_figure_make_the_cell_unreadable() -> None:
    body = index_html(index_of(count=8)).replace(b"</span></span>-179", b"</span></span>+179")
    page = read_page(body)
    figure = next(figure for figure in page.figures if figure.measure == "rank_change")
    assert (figure.value, figure.status) == (None, "unreadable")
    assert "unreadable_cell" in checks(page)


def test_a_row_that_vanished_makes_the_page_partial() -> None:
    body = index_html(index_of(count=50))
    start = body.index(b"<tr", body.index(b"Skill 4<"))
    page = read_page(body[:start] + body[body.index(b"</tr>", start) + 5 :])
    assert page.outcome == "partial"
    assert page.reason == "the page announces rows 1 to 50, 49 were read"


@pytest.mark.parametrize("tag", ["i", "b", "em", "font", "x-share"])
def test_glued_count_and_share_are_never_one_number(tag: str) -> None:
    body = index_html(index_of(count=3))
    other = body.replace(b'<span class="data-relative">', f"<{tag}>".encode())
    assert other != body
    counts = [figure.value for figure in read_page(body).figures if figure.measure in ("advert_count", "share_pct")]
    assert [one.value for one in read_page(other).figures if one.measure in ("advert_count", "share_pct")] == counts
    assert None not in counts


def test_a_count_and_share_of_another_market_are_noticed() -> None:
    rows = list(index_of(count=20).rows)
    rows[9] = replace(rows[9], advert_count="1,990")
    page = read_page(index_html(replace(index_of(), rows=tuple(rows))))
    assert [finding.position for finding in page.findings if finding.check_name == "market_size"] == ["index/10"]


def test_ranks_that_contradict_the_adverts_are_noticed() -> None:
    rows = list(index_of(count=20).rows)
    rows[4], rows[5] = replace(rows[4], rank="6"), replace(rows[5], rank="5")
    page = read_page(index_html(replace(index_of(), rows=tuple(rows))))
    (finding,) = [finding for finding in page.findings if finding.check_name == "index_rank"]
    assert finding.message == "Skill 5: rank 6 with 19,950 adverts, rank 5 with 19,940"
    assert (finding.severity, page.outcome) == ("warning", "read")


def test_equal_adverts_share_a_rank() -> None:
    rows = list(index_of(count=6).rows)
    rows[3] = replace(rows[2], subject="Skill 4", slug="skill 4")
    assert "index_rank" not in checks(read_page(index_html(replace(index_of(), rows=tuple(rows)))))
    rows[3] = replace(rows[3], rank="4")
    assert "index_rank" in checks(read_page(index_html(replace(index_of(), rows=tuple(rows)))))


def test_an_index_page_past_the_end_holds_no_row() -> None:
    page = read_page(index_html(index_of(count=20), page=2), f"{SITE}/default.aspx?ll=UK&page=2")
    assert [figure for figure in page.figures if figure.part == "index"] == []
    assert page.outcome != "read"


def test_an_index_without_a_period_is_refused() -> None:
    index: PrintedIndex = index_of(count=3)
    body = index_html(index).replace(b"6 Months to<br>1 Jun 2026", b"")
    with pytest.raises(UnknownPageError, match="which period"):
        read_page(body)


def test_the_index_of_a_category_is_read_and_has_an_address_of_its_own() -> None:
    body = index_html(index_of(count=20))
    chosen = body.replace(
        b'<select name="id">', b'<select name="id"><option selected value="4000">Cloud Services</option>'
    )
    linked = body.replace(b"<head>", b'<head><link rel="canonical" href="/IT-Job-Market/UK/Cloud-Services">')
    assert read_page(body).key.category is None
    for page in (read_page(chosen), read_page(linked)):
        assert (page.key.kind, page.key.category, page.outcome) == ("index", "Cloud Services", "read")
        assert page_address(page.key) == "https://www.itjobswatch.co.uk/IT-Job-Market/UK/Cloud-Services"
