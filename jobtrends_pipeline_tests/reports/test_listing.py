"""The market index has a page of its own, and the home page leads to it."""

from datetime import date
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from jobtrends_pipeline.reports.site import write_home
from jobtrends_pipeline.tables.captures import CAPTURES, FINDINGS
from jobtrends_pipeline.tables.facts import FACT_MARKET_INDEX
from jobtrends_pipeline.tables.frames import rows_frame
from jobtrends_pipeline.tables.trends import ROLE_COMPARISON
from jobtrends_pipeline_tests.reports.conftest import ON_EVERY_PAGE, scripts_of
from jobtrends_pipeline_tests.support.role_pages import RoleTables, role_page_file

KEY = {"role": "market-index", "publisher": "itjobswatch", "market": "permanent", "place": "UK", "window_months": 6}


def _row(subject: str, as_of: date, rank: int, **figures: object) -> dict[str, object]:
    return {**KEY, "subject": subject, "as_of": as_of, "rank": rank, "pay_basis": "annual_salary", **figures}


def _page(tmp_path: Path) -> LexborHTMLParser:
    newest, older = date(2019, 8, 15), date(2019, 8, 14)
    rows = [
        _row("<script>alert(1)</script>", newest, 2, median_gbp=50000.0, advert_count=38654, share_pct=27.25),
        _row("Finance", newest, 1, median_gbp=60000.0, missing='{"median_change_pct": "not_published"}'),
        _row("Gone", older, 1),
    ]
    tables = RoleTables(facts={"fact_market_index": rows_frame(FACT_MARKET_INDEX, rows)}, trends={})
    return LexborHTMLParser(role_page_file(tmp_path, "market-index", tables, newest).read_text(encoding="utf-8"))


def _cells(page: LexborHTMLParser) -> list[list[str]]:
    return [[cell.text(strip=True) for cell in row.css("th, td")] for row in page.css("tbody tr")]


def test_the_newest_index_stands_in_order_of_rank_with_its_figures(tmp_path: Path) -> None:
    first, second = _cells(_page(tmp_path))
    assert first[:4] == ["Finance", "1", "not available", "£60,000"]
    assert first[4] == "not published"
    assert second[1:7] == ["2", "not available", "£50,000", "not available", "38,654", "27.25%"]


def test_a_hostile_subject_is_text_and_no_script(tmp_path: Path) -> None:
    page = _page(tmp_path)
    assert scripts_of(page) == ON_EVERY_PAGE
    assert _cells(page)[1][0] == "<script>alert(1)</script>"


def test_the_home_page_leads_to_the_index_and_does_not_call_it_a_role_without_figures(tmp_path: Path) -> None:
    capture = {
        **KEY, "capture_id": "c1", "url": "u", "origin": "saved", "sha256": "s", "warc_file": "w",
        "layout": "index/html", "outcome": "read",
    }  # fmt: skip
    captures = rows_frame(CAPTURES, [capture])
    home = write_home(tmp_path, rows_frame(ROLE_COMPARISON, []), captures, rows_frame(FINDINGS, []))
    text = home.read_text(encoding="utf-8")
    assert '<a href="roles/market-index.html">Market index</a>' in text
    assert "Roles without figures" not in text
