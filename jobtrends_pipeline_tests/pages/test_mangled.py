"""Summary rows mangled or worded anew are read right or are absent with a finding: never wrong, never in silence."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from jobtrends_pipeline.pages.page import ParsedPage
from jobtrends_pipeline.pages.read import read_page
from jobtrends_pipeline_tests.support.pages.compare import Fact, facts_of
from jobtrends_pipeline_tests.support.pages.mangled import (
    LOSSLESS,
    MANGLINGS,
    Mangling,
    broken,
    broken_pipes,
    mangled_text,
)
from jobtrends_pipeline_tests.support.pages.reworded import measures, reworded
from jobtrends_pipeline_tests.support.site.markup import page_html
from jobtrends_pipeline_tests.support.site.printed import PrintedPage, load_page
from jobtrends_pipeline_tests.support.site.real_pages import CASES, needs_shared
from jobtrends_pipeline_tests.support.site.text import page_text

pytestmark = needs_shared
WHOLE = [case for case in CASES if "cambridge-mathematics-2016" not in case.stem][::4]
FORMS: dict[str, Callable[[PrintedPage], bytes]] = {
    "html": page_html,
    "spaces": lambda page: page_text(page).encode(),
}
NAMES = {"comparison_name", "comparison_place", "category"}


def values(page: ParsedPage) -> set[Fact]:
    """The key and the figures of the summary tables that reach the facts."""
    if page.outcome == "quarantined":
        return set()
    return {fact for fact in facts_of(page) if fact.part in ("summary", "key") and fact.value is not None}


@pytest.mark.parametrize("case", WHOLE, ids=lambda case: case.stem)
@pytest.mark.parametrize("mangling", MANGLINGS, ids=lambda mangling: mangling.__name__)
def test_no_mangled_row_gives_a_wrong_figure_or_is_lost_in_silence(case: Path, mangling: Mangling) -> None:
    page = load_page(case)
    whole = read_page(page_text(page).encode())
    mangled = read_page(mangled_text(page, mangling, random.Random(case.stem)).encode())  # noqa: S311
    assert values(mangled) <= values(whole)
    if mangling in (*LOSSLESS, broken, broken_pipes):
        assert values(mangled) == values(whole)
    elif values(mangled) != values(whole):
        assert {one.message for one in mangled.findings} - {one.message for one in whole.findings}


@pytest.mark.parametrize("case", WHOLE, ids=lambda case: case.stem)
@pytest.mark.parametrize("form", FORMS)
def test_a_row_worded_anew_is_read_by_its_place_or_not_at_all(case: Path, form: str) -> None:
    page = load_page(case)
    whole = values(read_page(FORMS[form](page)))
    for number, measure in enumerate(measures(page, page.subject_table)):
        read = read_page(FORMS[form](reworded(page, [("subject", number)])))
        assert values(read) <= whole, measure
        if values(read) and any(one.check_name == "new_wording" for one in read.findings):
            assert {fact.measure for fact in whole - values(read)} <= NAMES, measure
