"""The four meanings of a printed "-" are kept apart, and none is ever a number that was not printed."""

from datetime import date

import pytest

from jobtrends_pipeline.pages.page import Figure
from jobtrends_pipeline.pages.read import read_page
from jobtrends_pipeline_tests.support.pages.samples import cell, page_on, rewritten, with_pay
from jobtrends_pipeline_tests.support.site.markup import page_html
from jobtrends_pipeline_tests.support.site.printed import PrintedPage
from jobtrends_pipeline_tests.support.site.text import page_text

CHANGE, RANK_CHANGE = "Median % change year-on-year", "Rank change year-on-year"
forms = pytest.mark.parametrize("form", ["html", "text"])


def read_cell_of(page: PrintedPage, form: str, measure: str, lag: int = 0) -> Figure:
    body = page_html(page) if form == "html" else page_text(page).encode()
    return cell(read_page(body), measure, lag)


@forms
def test_a_change_between_two_printed_medians_is_no_change(form: str) -> None:
    page = page_on()
    assert read_cell_of(page, form, "median_change_pct", 1)[7:9] == ("no_change", 0.0)


@forms
def test_a_change_without_the_earlier_median_is_not_available(form: str) -> None:
    page = page_on(pay=with_pay(median=(60_000, None, 50_000), median_change=(None, None, 11.11)))
    figure = read_cell_of(page, form, "median_change_pct", 0)
    assert (figure.text, figure.value, figure.status) == ("-", None, "no_data")


@forms
def test_the_change_of_the_oldest_window_is_never_said_to_be_zero(form: str) -> None:
    page = page_on(pay=with_pay(median_change=(20.0, None, None)))
    figure = read_cell_of(page, form, "median_change_pct", 2)
    assert (figure.text, figure.value, figure.status) == ("-", None, "not_published")


@forms
def test_a_rank_change_of_a_ranked_subject_is_a_new_entry(form: str) -> None:
    page = page_on(rank=(12, None, 11), rank_change=(None, None, 4))
    figure = read_cell_of(page, form, "rank_change", 0)
    assert (figure.text, figure.value, figure.status) == ("-", None, "new_entry")


@forms
def test_a_percentile_is_not_published(form: str) -> None:
    page = page_on(pay=with_pay(p90=(None, 89_000, 88_000)))
    figure = read_cell_of(page, form, "p90_gbp", 0)
    assert (figure.text, figure.value, figure.status) == ("-", None, "not_published")


@forms
@pytest.mark.parametrize(
    "measure", ["rank", "rank_change", "share_of_all_pct", "median_gbp", "p10_gbp", "median_change_pct"]
)
def test_every_dash_of_a_window_without_jobs_is_no_data(form: str, measure: str) -> None:
    page = page_on(
        advert_count=(1_000, 0, 800),
        rank=(12, None, 11),
        rank_change=(None, None, 4),
        share_of_all=(2.0, None, 1.6),
        share_of_category=(4.0, None, 3.2),
        pay=with_pay(
            quoted=(900, 0, 700), median=(60_000, None, 50_000), median_change=(None, None, 11.11),
            p10=(30_000, None, 28_000),
        ),
    )  # fmt: skip
    figure = read_cell_of(page, form, measure, 1)
    assert (figure.text, figure.value, figure.status) == ("-", None, "no_data")


@forms
def test_no_jobs_is_the_number_zero(form: str) -> None:
    page = page_on(advert_count=(0, 900, 800))
    assert read_cell_of(page, form, "advert_count", 0)[7:9] == ("value", 0.0)
    assert read_cell_of(page_on(), form, "rank_change", 0).value == 3
    assert read_cell_of(page_on(rank=(15, 15, 11), rank_change=(0, -4, None)), form, "rank_change", 0).value == 0


def test_a_blank_oldest_change_of_2015_is_blank_and_not_zero() -> None:
    page = page_on(date(2015, 1, 23))
    for body in (page_html(page), page_text(page, "spaces").encode(), page_text(page, "pipes").encode()):
        figure = cell(read_page(body), "rank_change", 2)
        assert (figure.text, figure.value, figure.status) == ("", None, "blank")


@pytest.mark.parametrize("dash", ["-", "–", "—", "−"])
def test_a_dash_of_any_typesetter_is_a_dash(dash: str) -> None:
    page = rewritten(page_on(), "90th Percentile", dash, "£89,000", "£88,000")
    assert cell(read_page(page_html(page)), "p90_gbp").status == "not_published"


def test_a_location_says_no_change_only_where_the_page_proves_it() -> None:
    figures = {(figure.label, figure.measure): figure for figure in read_page(page_html(page_on())).figures}
    proven, unproven = (figures[place, "median_change_pct"] for place in ("UK excluding London", "London"))
    assert (proven.value, proven.status) == (0.0, "no_change")
    assert (unproven.value, unproven.status) == (None, "not_published")
    assert figures["UK excluding London", "rank_change"].status == "new_entry"
    assert figures["Wales", "median_gbp"].status == "no_data"
    assert figures["Wales", "rank_change"].value == 0
    assert figures["UK excluding London", "open_vacancy_count"].status == "blank"
