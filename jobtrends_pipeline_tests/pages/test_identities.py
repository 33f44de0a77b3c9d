"""Each identity is silent on a sound page and speaks on one doctored to break it, with both figures."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from jobtrends_pipeline.pages.bounds import change_bounds
from jobtrends_pipeline.pages.page import Finding, ParsedPage
from jobtrends_pipeline.pages.read import read_page
from jobtrends_pipeline_tests.support.pages.samples import checks, page_on, rewritten, with_pay
from jobtrends_pipeline_tests.support.site.markup import page_html
from jobtrends_pipeline_tests.support.site.printed import LocationRow, PrintedPage, SkillRow
from jobtrends_pipeline_tests.support.site.text import page_text

PAGE = page_on()


def read(page: PrintedPage) -> ParsedPage:
    return read_page(page_html(page))


def finding(page: PrintedPage, check: str) -> Finding:
    """The only finding of the page, which is of this check."""
    found = read(page).findings
    assert [one.check_name for one in found] == [check], found
    return found[0]


def test_a_rank_change_that_is_not_the_difference_of_the_ranks_quarantines() -> None:
    page = rewritten(PAGE, "Rank change year-on-year", "+4", "-4", "-")
    assert finding(page, "rank_change_identity").severity == "error"
    assert finding(page, "rank_change_identity").message == "rank 12 after 15 is a change of +3; printed is +4"
    assert read(page).outcome == "quarantined"


def test_ranks_of_two_columns_exchanged_quarantine() -> None:
    assert read(rewritten(PAGE, "Rank", "15", "12", "11")).outcome == "quarantined"


def test_percentiles_out_of_order_quarantine() -> None:
    page = rewritten(PAGE, "25th Percentile", "£61,000", "£39,000", "£38,000")
    assert finding(page, "percentile_order").severity == "error"
    assert read(page).outcome == "quarantined"


def test_an_unpublished_percentile_leaves_its_neighbours_in_order() -> None:
    assert read(page_on(pay=with_pay(p25=(None, 39_000, 38_000)))).findings == ()
    page = page_on(pay=with_pay(p25=(None, 39_000, 38_000), p10=(60_500, 29_000, 28_000)))
    assert checks(read(page)) == {"percentile_order", "pay_spread"}


def test_neighbouring_percentiles_that_print_the_same_are_noted() -> None:
    page = rewritten(PAGE, "75th Percentile", "£90,000", "£74,000", "£73,000")
    assert finding(page, "percentile_equal").severity == "warning"
    assert read(page).outcome == "read"


@pytest.mark.parametrize("printed", ["+20.01%", "+19.99%", "-20.00%", "0.00%", "-"])
def test_a_change_of_the_median_other_than_that_of_the_medians_is_noted(printed: str) -> None:
    page = rewritten(PAGE, "Median % change year-on-year", printed, "-", "+11.11%")
    assert finding(page, "median_change_identity").severity == "warning"


def test_a_change_of_the_comparison_place_is_checked_too() -> None:
    assert checks(read(rewritten(PAGE, "% change year-on-year", "+1.00%", "+12.50%", "-"))) == {
        "median_change_identity"
    }


@pytest.mark.parametrize(
    ("now", "before", "basis", "day", "printed"),
    [
        (35_000, 42_000, "annual_salary", date(2018, 8, 18), (-1667, -1667)),
        (37_500, 32_000, "annual_salary", date(2013, 5, 17), (1718, 1718)),
        (50_000, 60_000, "annual_salary", date(2015, 1, 23), (-1666, -1666)),
        (500, 533, "daily_rate", date(2026, 1, 20), (-637, -601)),
        (18.14, 12.30, "hourly_rate", date(2024, 4, 29), (4738, 4758)),
        (60_000, 60_000, "annual_salary", date(2026, 1, 1), (0, 0)),
    ],
)
def test_a_change_is_recomputed_as_the_source_rounded_it_that_year(
    now: float, before: float, basis: str, day: date, printed: tuple[int, int]
) -> None:
    assert change_bounds(now, before, basis, day) == printed


def test_jobs_and_share_that_give_another_market_than_the_comparison_are_noted() -> None:
    page = rewritten(PAGE, "Permanent jobs requiring a Data Baker", "1,010", "900", "800")
    assert {"market_size", "category_size"} <= checks(read(page))


def test_a_share_of_the_category_that_gives_another_category_is_noted() -> None:
    page = rewritten(PAGE, "As % of the Job Titles category", "4.10%", "3.60%", "3.20%")
    assert "25,000" in finding(page, "category_size").message


def test_more_salaries_than_adverts_are_noted_on_a_permanent_page() -> None:
    assert checks(read(rewritten(PAGE, "Number of salaries quoted", "1,001", "800", "700"))) == {"pay_advert_count"}


@pytest.mark.parametrize("label", ["Rank", "As % of all permanent jobs in the UK"])
def test_jobs_without_a_rank_or_a_share_are_noted(label: str) -> None:
    assert "empty_window" in checks(
        read(
            rewritten(PAGE, label, "11", "-", "11")
            if label == "Rank"
            else rewritten(PAGE, label, "2.00%", "-", "1.60%")
        )
    )


def test_a_median_of_no_quotes_is_noted() -> None:
    assert "empty_window" in checks(read(rewritten(PAGE, "Number of salaries quoted", "900", "0", "700")))
    no_median = rewritten(PAGE, "Median annual salary (50th Percentile)", "£60,000", "-", "£50,000")
    assert "empty_window" in checks(read(no_median))


def test_a_sentence_that_says_another_median_than_the_table_is_noted() -> None:
    message = finding(replace(PAGE, lead_median="£65,000"), "lead_median").message
    assert message == "the sentence says £65,000, the table 60,000.00"


@pytest.mark.parametrize(
    "label",
    [
        "10th Percentile",
        "90th Percentile",
        "As % of the Job Titles category",
        "Rank change year-on-year",
        "Median % change year-on-year",
        "UK excluding London median annual salary",
    ],
)
def test_a_row_that_its_neighbours_miss_is_noted(label: str) -> None:
    page = replace(PAGE, subject_table=tuple(row for row in PAGE.subject_table if row[0] != label))
    assert "row_absent" in checks(read(page))
    assert read(page).outcome == "read"


def a_skill(wanted: str, **changes: str) -> Callable[[SkillRow], SkillRow]:
    return lambda row: replace(row, **changes) if row.name == wanted else row


@pytest.mark.parametrize(
    ("changes", "check"),
    [
        ({"share": "30.01%"}, "skill_share"),
        ({"advert_count": "301", "share": "30.10%"}, "top_skill"),
        ({"rank": "3"}, "skill_rank"),
        ({"name": "Yeast Extract"}, "top_skill"),
    ],
)
def test_a_top_skill_that_disagrees_with_the_page_is_noted(changes: dict[str, str], check: str) -> None:
    page = replace(PAGE, top_skills=tuple(map(a_skill("Yeast", **changes), PAGE.top_skills)))
    assert check in checks(read(page))


def test_a_skill_row_lost_in_the_middle_leaves_a_gap_in_the_ranks() -> None:
    general = tuple(row for row in PAGE.skill_categories["General"] if row.name != "Spice 3")
    page = replace(PAGE, skill_categories={**PAGE.skill_categories, "General": general})
    assert {"skill_rank", "top_skill"} <= checks(read(page))


def test_a_text_that_lost_the_category_of_a_top_skill_is_cut_off() -> None:
    categories = {name: rows for name, rows in PAGE.skill_categories.items() if name != "Programming Languages"}
    page = read_page(page_text(replace(PAGE, skill_categories=categories)).encode())
    assert page.outcome == "partial"
    assert "'C#'" in (page.reason or "")


def test_a_list_that_rises_is_noted() -> None:
    first, second, *others = PAGE.skill_categories["Operating Systems"]
    page = replace(PAGE, skill_categories={**PAGE.skill_categories, "Operating Systems": (second, first, *others)})
    assert {"skill_order", "skill_rank"} <= checks(read(page))


def test_a_list_just_short_of_full_that_does_not_end_with_rare_skills_is_noted() -> None:
    rows = PAGE.top_skills[3:]
    ranked = tuple(replace(row, rank=str(number)) for number, row in enumerate(rows, 1))
    short, full, whole = (
        replace(PAGE, skill_categories={**PAGE.skill_categories, "Vendors": ranked[:size]}) for size in (19, 20, 14)
    )
    assert finding(short, "list_short").severity == "info"
    assert checks(read(full)) == checks(read(whole)) == set()


def test_a_category_nobody_knows_is_noted() -> None:
    categories = dict(PAGE.skill_categories)
    categories["Bakery & Confectionery"] = categories.pop("Miscellaneous")
    assert finding(replace(PAGE, skill_categories=categories), "unknown_category").severity == "info"


@pytest.mark.parametrize(("place", "count"), [("England", "1,001"), ("London", "701"), ("Wales", "1,002")])
def test_a_place_with_more_adverts_than_one_that_contains_it_is_noted(place: str, count: str) -> None:
    def altered(row: LocationRow) -> LocationRow:
        return replace(row, advert_count=count) if row.location == place else row

    page = replace(PAGE, locations=tuple(map(altered, PAGE.locations)))
    found = {one.check_name: one for one in read(page).findings}
    assert set(found) <= {"location_count", "location_order"}
    assert found["location_count"].message.startswith(f"{place}: {count} adverts")


def test_a_place_below_one_with_fewer_adverts_is_noted() -> None:
    first, second, *others = PAGE.locations
    page = replace(PAGE, locations=(second, first, *others))
    assert finding(page, "location_order").message == "England with 700 adverts stands below London with 400"


def test_a_subject_that_only_a_row_label_names_is_noted() -> None:
    body = page_html(PAGE).replace(b"requiring a Data Baker</td>", b"requiring a Data Baler</td>")
    page = read_page(body)
    assert [(one.check_name, one.position) for one in page.findings] == [("name_unconfirmed", "page/subject")]
