"""Whatever is done to a page, reading it ends soon, in a page or a refusal; what was altered is as a rule noticed."""

import time
from collections import Counter
from collections.abc import Iterable

import pytest

from jobtrends_pipeline.pages.page import ParsedPage, UnknownPageError
from jobtrends_pipeline.pages.read import read_page
from jobtrends_pipeline_tests.pages.mutants import html_mutants, text_mutants
from jobtrends_pipeline_tests.pages.samples import index_of, page_on
from jobtrends_pipeline_tests.site.index_markup import index_html
from jobtrends_pipeline_tests.site.markup import page_html
from jobtrends_pipeline_tests.site.printed import load_page
from jobtrends_pipeline_tests.site.real_pages import SHARED, case_named, needs_shared
from jobtrends_pipeline_tests.site.text import page_text

SEED = 20260215
LONGEST_SECONDS = 2.0
MOST_SILENT = 0.05
"""Two columns of a row exchanged, or a digit altered, where no identity ties the figure to another."""
BLIND = ("swap_cells", "flip_byte", "swap_words")
"""Mutations that can alter a figure and leave a page that could have been printed."""


def summary(page: ParsedPage) -> dict[tuple[object, ...], float | None]:
    """The subject's figures, by what they measure."""
    return {
        (f.pay_basis, f.measure, f.lag_years): f.value
        for f in page.figures
        if f.section == "subject" and f.measure and f.value is not None
    }


def silent_changes(body: bytes, mutants: Iterable[tuple[str, bytes]]) -> tuple[Counter[str], int]:
    """How many mutants of each kind changed the subject's figures unnoticed, and how many there were."""
    original = read_page(body)
    silent: Counter[str] = Counter()
    count = 0
    for name, mutant in mutants:
        count += 1
        started = time.process_time()
        try:
            page = read_page(mutant)
        except UnknownPageError:
            continue
        finally:
            assert time.process_time() - started < LONGEST_SECONDS, name
        is_noticed = page.outcome != "read" or len(page.findings) > len(original.findings)
        if not is_noticed and (summary(page) != summary(original) or page.key != original.key):
            silent[name.split()[0]] += 1
    return silent, count


def assert_noticed(body: bytes, mutants: Iterable[tuple[str, bytes]]) -> None:
    silent, count = silent_changes(body, mutants)
    assert set(silent) <= set(BLIND), silent
    assert silent.total() <= MOST_SILENT * count, silent


@needs_shared
@pytest.mark.parametrize("name", ["permanent-uk-developer-2020-03-02", "contract-uk-qa-engineer-2020-03-06"])
def test_mutants_of_a_real_page_are_noticed(name: str) -> None:
    body = (SHARED / "pages" / f"{name}.html").read_bytes()
    assert_noticed(body, html_mutants(body.decode(), 50, SEED))


@needs_shared
def test_mutants_of_the_real_text_are_noticed() -> None:
    body = (SHARED / "pages" / "permanent-uk-backend-developer-2026-02-15.txt").read_bytes()
    assert_noticed(body, text_mutants(body.decode(), 100, SEED))


@needs_shared
@pytest.mark.parametrize("name", ["permanent-uk-backend-developer-2025-10-15", "contract-uk-public-cloud-2026-01-20"])
def test_mutants_of_a_rendered_page_are_noticed(name: str) -> None:
    body = page_html(load_page(case_named(name)))
    assert_noticed(body, html_mutants(body.decode(), 100, SEED))


def test_mutants_of_the_sample_page_are_noticed() -> None:
    body = page_html(page_on())
    assert_noticed(body, html_mutants(body.decode(), 120, SEED))
    text = page_text(page_on()).encode()
    assert_noticed(text, text_mutants(text.decode(), 100, SEED))


def test_mutants_of_an_index_never_crash_the_reader() -> None:
    body = index_html(index_of(count=50))
    silent_changes(body, html_mutants(body.decode(), 100, SEED))
