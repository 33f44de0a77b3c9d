"""The mutants and their judge: the same on every run, made of the page's own pieces, and judged by its facts."""

import pytest

from jobtrends_pipeline_tests.support.pages.compare import Original
from jobtrends_pipeline_tests.support.pages.mutants import Mutation
from jobtrends_pipeline_tests.support.pages.mutants_shown import (
    MARKED,
    UNSEEN,
    insert_note,
    insert_struck,
    invisible_in_name,
)
from jobtrends_pipeline_tests.support.pages.mutants_tables import drop_head_row
from jobtrends_pipeline_tests.support.pages.mutants_text import break_row, wrap_lines
from jobtrends_pipeline_tests.support.pages.mutants_whole import WHOLE, join_forms, join_itself, join_pages
from jobtrends_pipeline_tests.support.pages.mutated_pages import MutatedPage, mutated_pages
from jobtrends_pipeline_tests.support.pages.samples import page_on
from jobtrends_pipeline_tests.support.pages.spans import spans_of
from jobtrends_pipeline_tests.support.pages.tally import tally_of
from jobtrends_pipeline_tests.support.site.markup import page_html

SEED = 20260215
HTML, PIPES, LINES = (
    next(page for page in mutated_pages() if page.name == name)
    for name in ("html sample 2026-05-01", "pipes sample 2018-06-01", "lines sample")
)
FEW = (HTML, PIPES, LINES)
KINDS = (*UNSEEN, *MARKED, *WHOLE, break_row, wrap_lines, drop_head_row)
NAMES_ALONE = {"rename_label": 1, "rename_head": 1}
"""A place or a title that a person words anew is a name like any other: nothing ties it to another."""
BODY = page_html(page_on())
NESTED = """<table><tr><th>Head</th></tr>
<tr><td>a<table><tr><td class="fig">-5</td></tr></table></td><td>1,000</td></tr></table>
<script>"<td>9</td>"</script><!-- 7 -->&#163;60"""

each_page = pytest.mark.parametrize("page", mutated_pages(), ids=lambda page: page.name)


def test_rows_of_a_nested_table_are_its_own() -> None:
    tables = spans_of(NESTED).tables
    assert [[len(row.cells) for row in table.rows] for table in tables] == [[1], [1, 2]]


def test_only_numbers_that_the_page_shows_are_altered() -> None:
    spans = spans_of(NESTED)
    assert [NESTED[slice(*span)] for span in spans.numbers] == ["5", "1,000", "60"]
    assert [NESTED[slice(*span)] for span in spans.signs] == ["-"]
    assert [NESTED[slice(*span)] for span in spans.attributes] == [' class="fig"']


@each_page
def test_mutants_are_the_same_on_every_run_and_hardly_ever_the_page_itself(page: MutatedPage) -> None:
    mutants = list(page.mutants(60, seed=1))
    assert mutants == list(page.mutants(60, seed=1))
    assert sum(body == page.body for _, body in mutants) < 10


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        (b"<body>", b"<body >", "same"),
        (b"<td>Rank</td>", b"<td>rank</td>", "same"),
        (b'<td class="fig">1,000</td>', b'<td class="fig">1,100</td>', "noticed"),
        (b"<td>Rank</td>", b"<td>Grade</td>", "same"),
        (b"<td>Rank</td>", b"<td>Median hourly rate</td>", "quarantined"),
        (b"<table", b"<div", "refused"),
    ],
)
def test_a_mutant_is_judged_by_its_facts_and_findings(before: bytes, after: bytes, verdict: str) -> None:
    assert before in BODY
    assert Original.of(BODY).verdict(BODY.replace(before, after)).name == verdict


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_no_kind_of_mutant_changes_facts_in_silence(kind: Mutation) -> None:
    pages = [page for page in (page.only([kind.__name__]) for page in FEW) if page.mutations]
    tally = tally_of(pages, 12, SEED)
    assert tally.count == 12
    assert tally.silent <= NAMES_ALONE.get(kind.__name__, 0), tally.classes


@pytest.mark.parametrize("kind", [join_pages, join_forms, join_itself], ids=lambda kind: kind.__name__)
def test_joined_pages_are_refused(kind: Mutation) -> None:
    tally = tally_of([page.only([kind.__name__]) for page in FEW], 12, SEED)
    assert tally.verdicts[kind.__name__, "refused"] == tally.count == 12


@pytest.mark.parametrize("kind", [insert_struck, insert_note, invisible_in_name], ids=lambda kind: kind.__name__)
def test_what_nobody_reads_as_text_leaves_the_facts_as_they_are(kind: Mutation) -> None:
    tally = tally_of([HTML.only([kind.__name__])], 12, SEED)
    assert tally.verdicts[kind.__name__, "same"] == tally.count == 12
