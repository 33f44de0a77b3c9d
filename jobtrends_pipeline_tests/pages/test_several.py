"""Several pages in one file are refused with one line: a reader of one of them would lose the others."""

from itertools import product

import pytest

from jobtrends_pipeline.pages.links import SITE
from jobtrends_pipeline.pages.page import UnknownPageError
from jobtrends_pipeline.pages.read import outline_of, read_page
from jobtrends_pipeline.pages.several import page_count
from jobtrends_pipeline_tests.support.pages.doctored import DETAIL, INDEX
from jobtrends_pipeline_tests.support.pages.forms import FORMS
from jobtrends_pipeline_tests.support.pages.index_text import index_text
from jobtrends_pipeline_tests.support.pages.samples import index_of, page_on
from jobtrends_pipeline_tests.support.site.index_markup import index_html
from jobtrends_pipeline_tests.support.site.markup import page_html
from jobtrends_pipeline_tests.support.site.real_pages import SHARED, needs_shared
from jobtrends_pipeline_tests.support.site.text import page_text

CUT = DETAIL[: DETAIL.index("Job Locations")].encode()
PAGES = {
    "detail html": DETAIL.encode(),
    "detail text": page_text(page_on(), "spaces").encode(),
    "detail text in pipes": page_text(page_on(), "pipes").encode(),
    "detail text in lines": page_text(page_on(), "lines").encode(),
    "index html": INDEX.encode(),
    "index text": index_text(),
    "index text in pipes": index_text(style="pipes"),
    "the head of a detail page": CUT,
}


@pytest.mark.parametrize(("first", "second"), list(product(PAGES, PAGES)))
def test_two_pages_in_one_file_are_refused_and_what_to_do_is_said(first: str, second: str) -> None:
    with pytest.raises(UnknownPageError, match=r"^[2-9] pages in one file, .* save each in a file of its own$"):
        read_page(PAGES[first] + b"\n\n" + PAGES[second], SITE)


def test_three_are_as_well() -> None:
    with pytest.raises(UnknownPageError, match=r"^3 pages"):
        read_page(b"\n".join([page_html(page_on())] * 3))


@pytest.mark.parametrize("form", FORMS)
def test_one_page_in_any_form_is_not_refused(form: str) -> None:
    assert read_page(FORMS[form](page_on())).outcome == "read"


@pytest.mark.parametrize("page", [1, 2])
def test_a_pager_page_is_not_refused(page: int) -> None:
    assert read_page(index_html(index_of(), page)).outcome == "read"


@needs_shared
def test_no_real_page_is_taken_for_several() -> None:
    paths = [*(SHARED / "pages").iterdir(), *(SHARED / "pages-text").glob("*.txt")]
    counts = {path.name: page_count(outline_of(path.read_bytes())) for path in paths}
    assert [name for name, count in counts.items() if count > 1] == []
    assert sum(counts.values()) > len(paths) // 2
