"""Pages of one vintage agree with each other, and a page that does not is found whichever came first."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import pytest

from jobtrends_pipeline.facts.across import CHECKS, across_findings
from jobtrends_pipeline.steps.drift import watch_across
from jobtrends_pipeline.tables.captures import CAPTURES, FINDINGS
from jobtrends_pipeline_tests.support.read_pages import held_of, in_memory, read_all, take
from jobtrends_pipeline_tests.support.site.printed import PrintedPage
from jobtrends_pipeline_tests.support.vintages import (
    NEXT_DAY,
    Served,
    changed,
    developer,
    index_row,
    java,
    kotlin,
    served,
    served_index,
)


def found(*pages: Served) -> pd.DataFrame:
    """What the watch across pages finds among these, with subject and day of the capture it stands on."""
    held = held_of(read_all(pages))
    return across_findings(held).merge(held.captures[["capture_id", "subject", "captured_at"]])


def stored(*refreshes: Sequence[Served]) -> pd.DataFrame:
    """What a warehouse holds of it after these refreshes and the same comparison once more."""
    store = in_memory()
    for pages in refreshes:
        take(store, read_all(pages))
    findings = store.read(FINDINGS)
    watch_across(store, [store.read(CAPTURES)])
    pd.testing.assert_frame_equal(store.read(FINDINGS), findings)
    return findings[findings["check_name"].isin(CHECKS)].reset_index(drop=True)


def test_pages_that_agree_raise_nothing() -> None:
    pages = [served(java()), served(kotlin(java())), served_index(index_row(java()), index_row(kotlin(java())))]
    assert found(*pages).empty


@pytest.mark.parametrize(
    ("measure", "wrong", "severity"),
    [
        ("rank", {"rank": "999"}, "error"),
        ("rank_change", {"rank_change": "+999"}, "error"),
        ("advert_count", {"advert_count": "2"}, "error"),
        ("share_pct", {"share": "99.00%"}, "error"),
        ("median_gbp", {"median": "£1,000"}, "error"),
        ("median_change_pct", {"median_change": "+77.00%"}, "warning"),
    ],
)
def test_a_role_page_that_differs_from_its_index_row_is_found(
    measure: str, wrong: dict[str, str], severity: str
) -> None:
    page = changed(java(), "subject_table", "Median % change", "-3.33%")
    findings = found(served(page), served_index(replace(index_row(page), **wrong)))
    chosen = findings[findings["check_name"] == "role_and_index"]
    assert chosen[["position", "severity", "subject"]].to_numpy().tolist() == [
        [f"summary/subject/{measure}", severity, "Java"]
    ]


def test_it_does_not_matter_which_page_came_first_nor_how_often_they_are_compared() -> None:
    role, index = served(java()), served_index(replace(index_row(java()), rank="999"))
    whole = stored([role, index])
    assert whole["check_name"].tolist() == ["role_and_index"]
    pd.testing.assert_frame_equal(stored([role], [index]), whole)
    pd.testing.assert_frame_equal(stored([index], [role]), whole)


def test_a_finding_goes_when_its_cause_does() -> None:
    wrong = served_index(replace(index_row(java()), rank="999"))
    findings = stored([served(java()), wrong], [served_index(index_row(java()), day=NEXT_DAY)])
    assert findings["check_name"].tolist() == ["captured_twice"]


def test_the_change_of_a_median_may_be_cut_off_in_the_index() -> None:
    page = changed(java(), "subject_table", "Median % change", "-3.34%")
    row = replace(index_row(page), median_change="-3.33%")
    assert found(served(page), served_index(row)).empty


def test_a_line_of_another_market_size_is_found_on_its_page() -> None:
    row = replace(index_row(kotlin(java())), subject="Rust", slug="rust", share="9.99%")
    findings = found(served(java()), served_index(index_row(java()), row))
    assert findings[["check_name", "severity", "position"]].to_numpy().tolist() == [
        ["market_interval", "warning", "index/Rust"]
    ]
    assert "Rust: " in findings["message"][0]
    assert "other lines of the permanent market of UK to 13 Mar 2026 say" in findings["message"][0]


def test_figures_of_another_place_stored_as_the_uks_are_found() -> None:
    """The site ignored an obsolete place parameter once: here two pages of one place cannot be of one market."""
    other = changed(
        changed(kotlin(java()), "subject_table", "As % of all", "0.50%"), "market_table", "As % of all", "9%"
    )
    third = replace(index_row(java()), subject="Go", slug="go")
    findings = found(served(java()), served_index(index_row(java()), third), served(other))
    assert set(findings[findings["check_name"] == "market_interval"]["subject"].dropna()) == {"Kotlin"}


@pytest.mark.parametrize("label", ["Number of salaries quoted", "10th Percentile", "UK excluding London median"])
def test_a_comparison_table_that_differs_from_that_of_other_pages_is_found(label: str) -> None:
    def third(page: PrintedPage) -> PrintedPage:
        return replace(page, subject="Scala", url=page.url.replace("java", "scala"))

    cell = "9" if label.startswith("Number") else "£31,000"
    odd = changed(third(java()), "market_table", label, cell)
    odd = replace(odd, subject_table=tuple((r[0].replace("Java", "Scala"), *r[1:]) for r in odd.subject_table))
    findings = found(served(java()), served(kotlin(java())), served(odd))
    chosen = findings[findings["check_name"] == "same_comparison"]
    assert chosen[["severity", "subject"]].to_numpy().tolist() == [["warning", "Scala"]]
    assert cell.strip("£") in chosen["message"].iloc[0]


def test_tables_that_compare_with_something_else_are_not_compared() -> None:
    odd = changed(kotlin(java()), "market_table", "Number of salaries quoted", "9")
    odd = replace(odd, market_title="All Generic Skills")
    findings = found(served(java()), served(odd))
    assert "same_comparison" not in set(findings["check_name"])


def test_a_page_captured_twice_may_differ_in_live_jobs_only() -> None:
    lines = tuple(replace(row, live_jobs="7") for row in developer().locations)
    assert len(lines) > 3
    assert found(served(developer()), served(replace(developer(), locations=lines), NEXT_DAY)).empty
    index = served_index(index_row(java())), served_index(replace(index_row(java()), live_jobs="1"), day=NEXT_DAY)
    assert found(*index).empty


def test_a_page_captured_twice_with_another_figure_is_found_on_the_later_capture() -> None:
    other = changed(java(), "subject_table", "90th Percentile", "£111,000")
    for order in ([served(java()), served(other, NEXT_DAY)], [served(other, NEXT_DAY), served(java())]):
        findings = found(*order)
        assert findings[["check_name", "severity"]].to_numpy().tolist() == [["captured_twice", "warning"]]
        assert findings["captured_at"].dt.date.tolist() == [NEXT_DAY]
        assert "subject p90_gbp" in findings["message"][0]
        assert "then 111,000" in findings["message"][0]


def test_a_part_that_only_one_capture_of_a_page_has_is_found() -> None:
    poorer = replace(developer(), locations=())
    (message,) = found(served(developer()), served(poorer, NEXT_DAY))["message"]
    assert message.endswith("the page differs: locations only on the first")
    (message,) = found(served(poorer), served(developer(), NEXT_DAY))["message"]
    assert message.endswith("the page differs: locations only on the second")
