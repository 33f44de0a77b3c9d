"""The market index has the columns, cells and page size of its year."""

from datetime import date

from selectolax.lexbor import LexborHTMLParser

from jobtrends_pipeline_tests.support.site.index_markup import index_html
from jobtrends_pipeline_tests.support.site.printed import IndexRow, PrintedIndex
from jobtrends_pipeline_tests.support.site.real_pages import SHARED, needs_shared


def an_index(day: date, row_count: int = 120, location: str = "UK") -> PrintedIndex:
    """An index of numbered skills, all with the same figures."""
    rows = tuple(
        IndexRow(f"Skill {n}", f"skill {n}", str(n), "+1", "£60,000", "-", "1,145", "2.81%", "963")
        for n in range(1, row_count + 1)
    )
    return PrintedIndex(location, 6, day, rows)


def heads(tree: LexborHTMLParser) -> list[str]:
    return [" ".join(cell.text(separator=" ").split()) for cell in tree.css("tr.resultsHeader th")]


@needs_shared
def test_the_index_of_2019_has_the_heads_and_cells_of_the_real_one() -> None:
    real = LexborHTMLParser((SHARED / "pages" / "index-uk-2019-08-15.html").read_bytes())
    ours = LexborHTMLParser(index_html(an_index(date(2019, 8, 15))))
    assert heads(ours) == heads(real)
    for tree in (real, ours):
        rows = [row for row in tree.css("table.results tr") if row.css_first("td")]
        assert len(rows) == 30
        classes = [cell.attributes["class"] for cell in rows[0].css("td")]
        assert classes == [f"c{n}" for n in range(1, 9)]
        assert "Next" in tree.css("div.pagination td.next a")[0].text()


def test_the_index_of_2019_prints_count_and_share_in_one_cell() -> None:
    tree = LexborHTMLParser(index_html(an_index(date(2019, 8, 15))))
    assert tree.css("td.c7")[0].text() == "1,145 (2.81%)"


def test_the_recent_index_has_fifty_rows_and_two_numbers_glued_in_a_cell() -> None:
    tree = LexborHTMLParser(index_html(an_index(date(2026, 3, 5))))
    assert len(tree.css("td.c3")) == 50
    assert tree.css("td.c7")[0].text() == "1,1452.81%"
    assert tree.css("td.c7 span.data-relative")[0].text() == "2.81%"
    assert tree.css("time")[0].attributes["datetime"] == "2026-03-05"
    assert heads(tree)[:3] == ["Description", "Rank 6 Months to 5 Mar 2026", "Rank YoY Change"]


def test_rank_changes_of_the_index_gain_words_in_april_2026() -> None:
    assert LexborHTMLParser(index_html(an_index(date(2026, 4, 14)))).css("td.c4")[0].text() == "Up 1 place+1"


def test_only_the_last_page_lacks_next() -> None:
    index = an_index(date(2026, 3, 5))
    assert b">Next</a>" in index_html(index, page=2)
    assert b">Next</a>" not in index_html(index, page=3)
    assert len(LexborHTMLParser(index_html(index, page=3)).css("td.c3")) == 20
