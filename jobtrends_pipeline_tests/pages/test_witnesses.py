"""Class, tool-tip and link beside a text are read as what they say, and speak only where they say something else."""

import pytest

from jobtrends_pipeline.pages.outline import Cell
from jobtrends_pipeline.pages.page import INFO, WARNING, Finding
from jobtrends_pipeline.pages.read import read_page
from jobtrends_pipeline.pages.witnesses import (
    count_told,
    misplaced_cells,
    name_finding,
    of_another_row,
    rank_change_told,
    told_differently,
    unlinked_names,
)
from jobtrends_pipeline_tests.support.pages.doctored import DETAIL, altered

LINK = "/jobs/uk/java.do"


def only(findings: list[Finding]) -> tuple[str, str, str]:
    """Check, place and severity of the only finding."""
    (finding,) = findings
    return finding.check_name, finding.position, finding.severity


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("Up 1 place", 1),
        ("Up 1,179 places", 1179),
        ("Down -179 places", -179),
        ("down 4 places", -4),
        ("No change", 0),
        (" Up  2\nplaces ", 2),
        ("Up many places", None),
        ("Change of rank", None),
        ("", None),
        (None, None),
    ],
)
def test_a_tool_tip_gives_a_rank_change_in_words(title: str | None, told: float | None) -> None:
    assert rank_change_told(title) == told


@pytest.mark.parametrize(
    ("title", "told"),
    [("Browse 1,540 Java jobs", 1540), ("Search 3 contracts", 3), ("Java jobs", None), ("", None), (None, None)],
)
def test_a_tool_tip_gives_the_number_of_live_jobs(title: str | None, told: float | None) -> None:
    assert count_told(title) == told


@pytest.mark.parametrize(
    ("title", "measure", "value", "is_told"),
    [
        ("Up 3 places", "rank_change", 3, False),
        ("Up 3 places", "rank_change", -3, True),
        ("Up 3 places", "rank_change", None, True),
        ("Up 3 places", "advert_count", 4, False),
        ("Browse 40 Java jobs", "open_vacancy_count", 40, False),
        ("Browse 40 Java jobs", "open_vacancy_count", 4, True),
        ("Java", "open_vacancy_count", 4, False),
        (None, "rank_change", 3, False),
    ],
)
def test_a_figure_that_its_tool_tip_denies_is_noted(
    title: str | None, measure: str, value: float | None, *, is_told: bool
) -> None:
    found = list(told_differently(Cell("printed", title=title), measure, value, "here"))
    assert [only([one]) for one in found] == [("tool_tip", "here", WARNING)] * is_told


def test_a_link_about_another_row_is_noted() -> None:
    name = Cell("Wales", LINK, "Java jobs in Wales")
    same = [Cell("4", "/find", title) for title in ("Browse 4 Java jobs in Wales", "Search 4 Java vacancies in Wales")]
    assert [finding for cell in same for finding in of_another_row(name, cell, "here")] == []
    other = Cell("4", "/find", "Browse 4 Java jobs in London")
    assert only(list(of_another_row(name, other, "here"))) == ("tool_tip", "here", INFO)


def test_a_cell_with_the_class_of_another_column_is_misplaced() -> None:
    usual = (Cell("London", style="ld"), Cell("5", style="fig"), Cell("", style="jobs"))
    moved = (usual[0], usual[2], usual[1])
    assert list(misplaced_cells([usual] * 3, "list")) == []
    found = list(misplaced_cells([usual, moved, usual], "list"))
    assert [only([one]) for one in found] == [
        ("cell_misplaced", "list/2/1", WARNING),
        ("cell_misplaced", "list/2/2", WARNING),
    ]


def test_a_class_that_no_column_has_is_no_sign_of_a_move() -> None:
    usual = (Cell("London", style="ld"), Cell("5", style="fig"))
    assert list(misplaced_cells([usual, usual, (usual[0], Cell("5", style="fig new"))], "list")) == []


def test_a_name_without_a_link_is_noted_where_most_have_one() -> None:
    rows = [("Java", LINK), ("C", None), ("SQL", "/jobs/uk/sql.do")]
    assert [only([one]) for one in unlinked_names(rows, "list")] == [("link_absent", "list/2", INFO)]
    assert list(unlinked_names([("Java", None), ("C", None), ("SQL", LINK)], "list")) == []
    assert list(unlinked_names([], "list")) == []


@pytest.mark.parametrize(
    ("name", "slug", "severity"),
    [
        ("Java", "java", None),
        ("C#", "csharp", None),
        ("Git (software)", "git", None),
        ("PL/SQL", "pl/sql", None),
        ("Java", None, None),
        ("Jaba", "java", INFO),
        ("Pythn", "python", INFO),
        ("", "java", WARNING),
        ("Java (3.40%)", "java", WARNING),
        ("a" * 201, None, WARNING),
    ],
)
def test_a_name_is_held_against_its_link(name: str, slug: str | None, severity: str | None) -> None:
    found = list(name_finding(name, slug, "here"))
    assert [only([one]) for one in found] == ([("name_altered", "here", severity)] if severity else [])


def test_words_and_tool_tip_of_one_cell_are_both_heard() -> None:
    body = altered(DETAIL, 'title="Up 5 places"></span>+5', 'title="Up 6 places"></span>Up 5 places+5')
    found = [finding for finding in read_page(body.encode()).findings if finding.check_name == "tool_tip"]
    assert [finding.message for finding in found] == [
        "rank_change prints 'Up 5 places+5', its tool-tip says 'Up 6 places'"
    ]
