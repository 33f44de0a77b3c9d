"""A pager says which rows a page shows and whether another follows, in the markup of any year."""

import pytest

from jobtrends_pipeline.pages.pager import has_next, read_results
from jobtrends_pipeline.pages.read import outline_of
from jobtrends_pipeline_tests.support.site.real_pages import SHARED, needs_shared


@needs_shared
def test_the_real_index_of_2019_shows_thirty_rows_and_goes_on() -> None:
    outline = outline_of((SHARED / "pages" / "index-uk-2019-08-15.html").read_bytes())
    assert read_results(outline) == (1, 30, 9764)
    assert has_next(outline)


@pytest.mark.parametrize(
    "markup", ["<td><a href='/x'>Next</a></td>", "<p><a>Next ›</a></p>", "<ul><li>1</li><li><a>next page</a></li></ul>"]
)
def test_a_next_page_is_found_wherever_it_is_named(markup: str) -> None:
    table = f"<table><tr>{markup}</tr></table>" if markup.startswith("<td") else markup
    assert has_next(outline_of(f"<html><body>{table}</body></html>".encode()))


@pytest.mark.parametrize("words", ["Next Generation Firewall", "Next.js", "Nextcloud", "What comes next"])
def test_a_subject_with_next_in_its_name_is_no_next_page(words: str) -> None:
    page = f"<html><body><p>{words}</p><table><tr><td>{words}</td></tr></table></body></html>"
    assert not has_next(outline_of(page.encode()))


@pytest.mark.parametrize("words", ["Results , - , of ,", "Results of the year", "Results 1 - of 9"])
def test_what_is_no_count_of_results_is_none(words: str) -> None:
    assert read_results(outline_of(f"<html><body><p>{words}</p></body></html>".encode())) is None
