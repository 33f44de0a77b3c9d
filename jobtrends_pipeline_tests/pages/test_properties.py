"""Whatever facts a page of the source states, reading any form of it gives them back.

Few examples are tried by default; with `JOBTRENDS_SLOW=1` in the environment it is twenty times as many.
"""

import os

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jobtrends_pipeline.pages.page import INFO, Finding, ParsedPage, UnknownPageError
from jobtrends_pipeline.pages.periods import years_before
from jobtrends_pipeline.pages.read import read_page
from jobtrends_pipeline_tests.facts.frames import facts_of as tables_of
from jobtrends_pipeline_tests.support.pages.compare import Fact, facts_of
from jobtrends_pipeline_tests.support.pages.forms import FORMS, TEXT_FORMS, prettified
from jobtrends_pipeline_tests.support.pages.known import KnownPage
from jobtrends_pipeline_tests.support.pages.known_index import IndexFacts, expected_index, indexes, printed_index
from jobtrends_pipeline_tests.support.pages.strategies_pages import known_pages
from jobtrends_pipeline_tests.support.pages.tabled import as_tabled, tabled_facts
from jobtrends_pipeline_tests.support.site.index_markup import index_html

TIMES = 20 if os.environ.get("JOBTRENDS_SLOW") == "1" else 1


def examples(count: int) -> settings:
    """So many examples, the same on every run."""
    return settings(
        max_examples=count * TIMES,
        derandomize=True,
        deadline=None,
        print_blob=True,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )


def alarms(page: ParsedPage) -> list[Finding]:
    """Findings above information."""
    return [finding for finding in page.findings if finding.severity != INFO]


def stated(facts: frozenset[Fact], *, as_text: bool) -> set[Fact]:
    """The facts that a form of the page can state; text has no links."""
    return {fact._replace(slug=None) if as_text else fact for fact in facts}


@examples(60)
@given(page=known_pages())
def test_any_page_in_any_form_reads_as_the_facts_it_was_printed_from(page: KnownPage) -> None:
    wrong = {form: found for form in FORMS if (found := _wrong(page, form))}
    assert wrong == {}


def _wrong(page: KnownPage, form: str) -> tuple[list[Fact | Finding], list[Fact]] | None:
    """What a form of the page reads as beside its facts, with any alarm, and what it lacks of them."""
    as_text = form in TEXT_FORMS
    read = read_page(FORMS[form](page.printed))
    found, wanted = facts_of(read), stated(page.expected(), as_text=as_text)
    is_cut = as_text and not page.facts.top_skills
    false = [finding for finding in alarms(read) if not (is_cut and finding.check_name == "part_cut_off")]
    return ([*(found - wanted), *false], list(wanted - found)) if false or found != wanted else None


@examples(30)
@given(page=known_pages())
def test_the_fact_tables_hold_what_the_page_states(page: KnownPage) -> None:
    tables = tables_of(FORMS["utf-8"](page.printed))
    assert tabled_facts(tables) == as_tabled(page.expected())
    ends = tables["fact_demand"].groupby("lag_years")["period_end"].unique()
    assert ends.tolist() == [[pd.Timestamp(years_before(page.facts.heading.period_end, lag))] for lag in (0, 1, 2)]


@examples(40)
@given(index=indexes())
def test_any_page_of_any_index_reads_as_the_facts_it_was_printed_from(index: IndexFacts) -> None:
    printed, expected = printed_index(index), expected_index(index)
    html = index_html(printed, index.page)
    for body in (html, prettified(html), index_html(printed, index.page, encoding="cp1252")):
        read = read_page(body)
        assert facts_of(read) == expected
        assert (read.outcome, alarms(read)) == ("read", [])


@examples(15)
@given(index=indexes())
def test_the_fact_table_of_an_index_holds_what_its_page_states(index: IndexFacts) -> None:
    tables = tables_of(index_html(printed_index(index), index.page))
    assert tabled_facts(tables) == as_tabled(expected_index(index))


@examples(200)
@given(body=st.binary() | st.text().map(str.encode))
def test_whatever_is_no_page_is_refused(body: bytes) -> None:
    with pytest.raises(UnknownPageError):
        read_page(body)
