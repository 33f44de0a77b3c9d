"""A name or a head that was decoded wrongly is told, as gravely as it may be wrong; figures of such are not read."""

import pytest

from jobtrends_pipeline.pages.decoding import CHECK, has_sign
from jobtrends_pipeline.pages.page import ParsedPage
from jobtrends_pipeline.pages.read import read_page
from jobtrends_pipeline_tests.support.pages.forms import FORMS
from jobtrends_pipeline_tests.support.pages.samples import index_of, page_on
from jobtrends_pipeline_tests.support.site.index_markup import index_html

WRONG = ["Fl\ufffdur", "Fl?ur", "Fl\u00c3\u00a9ur", "Fl\u00e2\u20ac\u2122ur", "Fl\u0092ur", "Fl\u00c3 ur"]
HONEST = [
    "Flour",
    "C#",
    "Caf\u00e9",
    "Na\u00efve \u2013 Bayes",
    "Caf\u00e9\u2019s",
    "\u00c2ge",
    "What?",
    "\u00a360,000",
]
"""Letters with accents, also in a row, quotation marks, and questions."""

each_sign = pytest.mark.parametrize("name", WRONG)


def told(page: ParsedPage) -> set[tuple[str, str]]:
    """Severity and part of each finding of a wrong decoding."""
    return {(one.severity, one.position.split("/")[0]) for one in page.findings if one.check_name == CHECK}


def with_name(form: str, name: str, known: str = "Flour") -> bytes:
    return FORMS[form](page_on()).decode().replace(known, name).encode()


@pytest.mark.parametrize("name", HONEST)
def test_a_name_that_is_written_so_has_no_sign(name: str) -> None:
    assert not has_sign(name)


@each_sign
@pytest.mark.parametrize("form", ["utf-8", "spaces", "pipes", "lines"])
def test_a_name_of_a_row_that_was_decoded_wrongly_is_a_warning(form: str, name: str) -> None:
    assert told(read_page(with_name(form, name))) == {("warning", "skills")}


@each_sign
def test_a_place_of_the_list_that_was_decoded_wrongly_is_a_warning(name: str) -> None:
    assert told(read_page(with_name("utf-8", name, "Wales"))) == {("warning", "locations")}


@each_sign
@pytest.mark.parametrize("form", ["utf-8", "spaces"])
def test_a_subject_that_was_decoded_wrongly_is_an_error(form: str, name: str) -> None:
    page = read_page(with_name(form, f"Data {name}", "Data Baker"))
    assert ("error", "page") in told(page)
    assert page.outcome == "quarantined"


@pytest.mark.parametrize("sign", ["\ufffd", "\u0092", "\u00c2"])
def test_a_row_of_the_index_that_was_decoded_wrongly_is_a_warning(sign: str) -> None:
    body = index_html(index_of()).decode().replace(">Skill 7<", f">Skill{sign} 7<")
    assert told(read_page(body.encode())) == {("warning", "index")}


def test_a_head_with_such_a_sign_is_information_where_its_column_is_known() -> None:
    page = read_page(with_name("utf-8", "Rank Ch\ufffdnge", "Rank Change"))
    assert told(page) == {("info", "page")}


@pytest.mark.parametrize("sign", ["\ufffd", "\u0092", "\u00c2"])
def test_a_figure_with_such_a_sign_is_not_read(sign: str) -> None:
    page = read_page(with_name("utf-8", f"61{sign},000", "61,000"))
    assert not [one for one in page.figures if one.part == "locations" and one.value == 61_000]
    assert "unreadable_cell" in {finding.check_name for finding in page.findings}


@pytest.mark.parametrize("form", FORMS)
def test_no_page_that_is_decoded_well_has_such_a_finding(form: str) -> None:
    assert told(read_page(FORMS[form](page_on()))) == set()
