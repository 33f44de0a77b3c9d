"""A page is explained by what was recognised on it, what was not, and where its two readings differ."""

import pytest

from jobtrends_pipeline.pages.explain import Explanation, Reading, explain
from jobtrends_pipeline.pages.read import read_page
from jobtrends_pipeline_tests.support.pages.doctored import DETAIL, INDEX, Doctored, altered, doctored_pages, half_seen
from jobtrends_pipeline_tests.support.pages.samples import page_on
from jobtrends_pipeline_tests.support.site.layouts import relaid
from jobtrends_pipeline_tests.support.site.text import page_text

DIVS = relaid(DETAIL.encode(), "divs").decode()


def readings(page: Explanation) -> dict[str, Reading]:
    return {reading.name: reading for reading in page.readings}


def test_a_sound_page_is_explained_by_two_readings_that_agree() -> None:
    page = explain(DETAIL.encode())
    assert (page.outcome, page.layout, page.differing, page.findings) == ("read", "detail/html", (), ())
    assert page.key["subject"] == "Data Baker"
    both = readings(page)
    assert both["markup"].parts == both["text"].parts
    assert ("locations", 20, 0) in both["text"].parts
    assert both["markup"].unknown == ("Advertisement: 1,000 jobs from £90,000",)


def test_the_outline_says_what_each_table_was_taken_for() -> None:
    kinds = [
        line.split(", ", 1)[1]
        for line in readings(explain(DETAIL.encode()))["markup"].outline
        if line.startswith("table ")
    ]
    assert kinds[0].startswith("summary, 14 labels known: ")
    assert any(kind.startswith("locations: Location | Rank Change") for kind in kinds)
    assert any(kind.startswith("skills: General") for kind in kinds)
    (index,) = (line for line in readings(explain(INDEX.encode()))["markup"].outline if "market index" in line)
    assert index.startswith("table      7 x 7, market index: Description | Rank 6 Months to 1 Jun 2026")


def test_a_layout_nobody_has_seen_is_explained_by_what_only_the_text_gives() -> None:
    page = explain(DIVS.encode())
    both = readings(page)
    assert (page.outcome, page.layout) == ("read", "detail/html-text")
    assert (both["markup"].outcome, both["markup"].parts) == ("refused", ())
    assert both["text"].outcome == "read"
    assert page.differing == ("only one of the two gives a page",)


def test_a_label_without_a_meaning_is_named_with_its_row() -> None:
    page = explain(altered(DETAIL, "<td>Rank</td>", "<td>Standing of the subject</td>").encode())
    for reading in page.readings:
        assert "Standing of the subject 12 15 11" in {line.replace(" | ", " ") for line in reading.unknown}


def test_figures_that_the_readings_give_otherwise_stand_side_by_side() -> None:
    page = explain(half_seen('<td class="fig">400</td>', '<td class="fig"><b class="gone">1,</b>400</td>').encode())
    assert page.differing == ("locations London advert_count: '1,400' and '400' in the text",)


def test_a_refused_page_is_explained_with_the_reason_and_what_it_holds() -> None:
    page = explain(b"<html><h1>Recipes</h1><table><tr><td>Flour</td><td>500</td><td>3</td></tr></table></html>")
    assert (page.outcome, page.layout, page.key, page.findings) == ("refused", None, {}, ())
    assert "not a job-trend page" in (page.reason or "")
    markup = readings(page)["markup"]
    assert markup.outline == ("heading    Recipes", "table      1 x 3, not known: Flour | 500 | 3")
    assert markup.unknown == ("Flour | 500 | 3",)
    assert page.differing == ("neither gives a page",)


def test_a_text_has_one_reading() -> None:
    page = explain(page_text(page_on()).encode())
    assert (page.outcome, page.layout, [one.name for one in page.readings]) == ("read", "detail/text", ["text"])


@pytest.mark.parametrize("body", [b"", b"\0\1", b"<html>" * 20_000, b"\x1b[31m"])
def test_what_is_no_page_is_explained_in_one_line(body: bytes) -> None:
    page = explain(body)
    assert page.outcome == "refused"
    assert "\n" not in (page.reason or "")


@pytest.mark.parametrize("doctored", doctored_pages(), ids=lambda one: f"{one.check} {one.severity}")
def test_the_explanation_has_the_outcome_and_the_findings_of_the_reading(doctored: Doctored) -> None:
    body = doctored.page.encode()
    page, explained = read_page(body, doctored.url), explain(body, doctored.url)
    assert (explained.outcome, explained.reason, explained.findings) == (page.outcome, page.reason, page.findings)
