"""A page of something else than was asked for is not kept under the target; one the source renamed is, and told."""

from datetime import date

import pytest

from jobtrends_pipeline.config.watchlist import Role
from jobtrends_pipeline_tests.site.test_index_markup import an_index
from jobtrends_pipeline_tests.support.live_source import PATH, Source, outcome, page_of
from jobtrends_pipeline_tests.support.site.markup import page_html
from jobtrends_pipeline_tests.support.site.server import Answer, moved


@pytest.mark.parametrize(
    ("other", "came"),
    [
        ({"location": "London"}, "Data Baker (permanent, London, 6 months)"),
        ({"window_months": 3}, "Data Baker (permanent, UK, 3 months)"),
        ({"subject": "Candlestick Maker", "location": "London"}, "Candlestick Maker (permanent, London, 6 months)"),
    ],
)
def test_a_page_of_something_else_is_not_kept_under_the_target(
    source: Source, other: dict[str, object], came: str
) -> None:
    source.site.instead[PATH] = Answer(200, page_html(page_of(**other)))
    asked = "Data Baker (permanent, UK, 6 months)"
    assert outcome(source.ask()) == ("other_page", f"asked for {asked}; received {came}")


def test_uk_figures_served_for_london_are_not_kept_as_londons(source: Source) -> None:
    source.site.instead["/jobs/london/data%20baker.do"] = moved(PATH)
    live = source.ask(role=Role(name="Data Baker", places=("London",)))
    assert outcome(live)[0] == "other_page"
    assert "received Data Baker (permanent, UK, 6 months)" in (live.attempt.reason or "")


def test_a_permanent_page_served_for_a_contract_one_is_not_kept(source: Source) -> None:
    source.site.instead["/contracts/uk/data%20baker.do"] = moved(PATH)
    assert outcome(source.ask(role=Role(name="Data Baker", markets=("contract",))))[0] == "other_page"


def test_a_subject_sent_to_the_market_index_is_another_page(source: Source) -> None:
    source.site.indexes = [an_index(date(2026, 2, 15))]
    source.site.instead[PATH] = moved("/default.aspx")
    kind, reason = outcome(source.ask())
    assert (kind, "received the market index (permanent, UK" in (reason or "")) == ("other_page", True)


def test_a_page_of_another_subject_that_names_no_address_is_another_page(source: Source) -> None:
    body = page_html(page_of(subject="Candlestick Maker")).replace(b'rel="canonical"', b'rel="other"')
    source.site.instead[PATH] = Answer(200, body)
    assert outcome(source.ask())[0] == "other_page"


def test_a_page_of_another_subject_at_an_address_of_another_place_is_another_page(source: Source) -> None:
    body = page_html(page_of(subject="Candlestick Maker")).replace(b"/jobs/uk/", b"/jobs/london/")
    source.site.instead[PATH] = Answer(200, body)
    assert outcome(source.ask())[0] == "other_page"


RENAMED = "renamed: Data Baker is now Dough Engineer; add the alias to the watchlist"


def test_a_subject_redirected_to_its_new_name_is_captured_and_told(source: Source) -> None:
    source.site.pages = [page_of(subject="Dough Engineer")]
    source.site.instead[PATH] = moved("/jobs/uk/dough%20engineer.do")
    live = source.ask()
    assert (live.attempt.outcome, live.attempt.reason) == ("captured", RENAMED)
    assert live.document
    assert live.document.url == f"{source.base}/jobs/uk/dough%20engineer.do"
    assert live.attempt.url == source.base + PATH


def test_a_subject_whose_page_gives_itself_a_new_address_is_captured_and_told_each_time(source: Source) -> None:
    body = page_html(page_of(subject="Dough Engineer"))
    source.site.instead[PATH] = Answer(200, body, headers={"ETag": '"one"'})
    live = source.ask()
    assert (live.attempt.outcome, live.attempt.reason) == ("captured", RENAMED)
    source.site.instead[PATH] = Answer(304)
    again = source.ask(live.attempt)
    assert (again.attempt.outcome, again.attempt.reason, again.attempt.etag) == ("unchanged", RENAMED, '"one"')


def test_a_new_name_that_the_watchlist_has_as_an_alias_is_not_told(source: Source) -> None:
    source.site.pages = [page_of(subject="Dough Engineer")]
    source.site.instead[PATH] = moved("/jobs/uk/dough%20engineer.do")
    live = source.ask(role=Role(name="Data Baker", aliases=("dough engineer",)))
    assert (live.attempt.outcome, live.attempt.reason) == ("captured", None)


def test_an_unmodified_page_behind_a_new_redirect_is_not_taken_for_the_one_held(source: Source) -> None:
    source.site.validators = ("Last-Modified",)
    first = source.ask().attempt
    source.site.pages = [page_of(subject="Dough Engineer")]
    source.site.instead[PATH] = moved("/jobs/uk/dough%20engineer.do")
    live = source.ask(first)
    assert (live.attempt.outcome, live.attempt.reason) == ("captured", RENAMED)
    assert (live.attempt.etag, live.attempt.last_modified) == (None, None)
    assert source.ask(live.attempt).attempt.outcome == "unchanged"
