"""Real text captures of 2013 to 2026 are read as far as they go: no figure wrong, hardly one lost, no false alarm."""

from pathlib import Path

import pytest

from jobtrends_pipeline.pages.page import ParsedPage
from jobtrends_pipeline.pages.read import read_page
from jobtrends_pipeline_tests.pages.test_cases import NOT_ABOUT_FIGURES
from jobtrends_pipeline_tests.support.pages.text_captures import CAPTURES, Count, count_of
from jobtrends_pipeline_tests.support.site.real_pages import SHARED, needs_shared

pytestmark = needs_shared
WITHOUT_HYPHENS = "contract-cambridge-mathematics-2017-11-22"
WITH_ADVERT = "contract-scotland-local-government-2015-07-06"
WITHOUT_PLACE = "contract-west-midlands-spring-2021-03-01"
WITHOUT_FIRST_TABLE = "permanent-dorset-foreign-exchange-2025-05-20"
CUT_IN_FIRST_TABLE = "permanent-cambridge-software-architecture-2025-05-05"
TOLD = {
    WITHOUT_HYPHENS: {"unreadable_cell", "core_cell_unreadable"},
    WITH_ADVERT: {"surplus_text"},
    WITHOUT_PLACE: {"new_wording", "core_row_absent"},
    WITHOUT_FIRST_TABLE: {"core_row_absent"},
}
"""What is found on captures that lack something beside their end, by name."""
LOST = {WITHOUT_HYPHENS: 4}
"""Figures that cannot be read: changes whose sign is lost."""

each_capture = pytest.mark.parametrize("path", CAPTURES, ids=lambda path: path.stem)


def capture(name: str) -> ParsedPage:
    return read_page((SHARED / "pages-text" / f"{name}.txt").read_bytes())


def summary_values(page: ParsedPage, section: str, measure: str, basis: str | None = None) -> list[float | None]:
    """The three windows of a row."""
    return [
        figure.value
        for figure in page.figures
        if (figure.section, figure.measure, figure.pay_basis) == (section, measure, basis) and figure.column_number
    ]


@each_capture
def test_no_figure_of_a_text_capture_is_wrong_or_lost(path: Path) -> None:
    count = count_of(path.read_bytes())
    assert count.printed > 30
    assert (len(count.lost), count.wrong) == (LOST.get(path.stem, 0), [])


def test_the_captures_print_as_many_figures_as_were_counted_by_hand() -> None:
    counts = {path.stem: count_of(path.read_bytes()) for path in CAPTURES}
    assert sum(count.printed for count in counts.values()) == 1419
    assert counts["permanent-solihull-pabx-2017-11-21"] == Count(42, [], [])


@each_capture
def test_a_text_capture_raises_no_false_alarm(path: Path) -> None:
    page = read_page(path.read_bytes())
    assert page.outcome in ("read", "partial")
    assert {one.check_name for one in page.findings} - NOT_ABOUT_FIGURES == TOLD.get(path.stem, set())


def test_the_key_of_a_capture_is_that_of_its_address() -> None:
    rows = [line.split("\t") for line in (SHARED / "pages-text" / "index.tsv").read_text().splitlines()[1:]]
    for name, address, end, _ in rows:
        key = capture(name.removesuffix(".txt")).key
        market, place = address.split("itjobswatch.co.uk/")[1].split("/")[:2]
        assert {"jobs": "permanent", "contracts": "contract"}[market] == key.market
        assert (key.place.lower().replace(" ", "%20"), key.period_end.isoformat()) == (place, end)


@pytest.mark.parametrize(
    ("name", "wording", "counts"),
    [
        (
            "contract-scotland-postgraduate-2025-10-06",
            "Contract vacancies requiring academic qualifications or professional certifications",
            [407, 451, 578],
        ),
        (
            "permanent-belfast-oo-2013-05-20",
            "Permanent IT job ads with a match in the Processes & Methodologies category",
            [147, 161, 134],
        ),
        (WITH_ADVERT, "Contract IT job ads with a match in the General category", [1639, 1058, 1114]),
    ],
)
def test_the_size_of_the_comparison_keeps_its_printed_words(name: str, wording: str, counts: list[int]) -> None:
    page = capture(name)
    sizes = [one for one in page.figures if one.section == "comparison" and one.measure == "advert_count"]
    assert [(one.label, one.value) for one in sizes] == [(wording, count) for count in counts]


@pytest.mark.parametrize(
    ("name", "title"),
    [
        (WITH_ADVERT, "General Category"),
        ("permanent-midlands-banking-2021-01-25", "All General Skills"),
        ("permanent-uk-acceptance-criteria-2023-11-28", "All Process and Methodology Skills"),
        ("contract-west-midlands-business-process-analyst-2017-06-29", "Contract IT Job Roles"),
        (WITHOUT_FIRST_TABLE, "Permanent vacancies with a requirement for generic IT skills"),
    ],
)
def test_a_comparison_is_called_by_its_title_or_else_by_the_words_of_its_size(name: str, title: str) -> None:
    names = [one.text for one in capture(name).figures if one.measure == "comparison_name"]
    assert names == [title]


def test_the_figures_beside_an_advert_inside_their_row_are_read() -> None:
    page = capture(WITH_ADVERT)
    assert summary_values(page, "subject", "median_gbp", "daily_rate") == [339, 400, None]
    assert summary_values(page, "comparison", "median_gbp", "daily_rate") == [375, 388, 396]


def test_blank_cells_of_one_cell_a_line_keep_their_column_and_are_said() -> None:
    page = capture(WITHOUT_HYPHENS)
    assert summary_values(page, "subject", "median_gbp", "hourly_rate") == [40, None, None]
    assert summary_values(page, "subject", "comparison_place_median_gbp", "hourly_rate") == [14.5, None, 18]
    said = [finding.message for finding in page.findings if finding.check_name == "unreadable_cell"]
    assert "row 'Rank change yearonyear', column 3: '13' was not read" in said
    assert "row 'Cambridgeshire median hourly rate', column 2: '' was not read" in said


def test_a_page_whose_first_table_is_cut_off_is_partial_with_what_it_has() -> None:
    page = capture(CUT_IN_FIRST_TABLE)
    assert (page.key.subject, page.key.place, page.outcome) == ("Software Architecture", "Cambridge", "partial")
    assert "the subject's table ends before share_of_all_pct" in (page.reason or "")
    assert summary_values(page, "subject", "advert_count") == [2, 9, 8]
    assert summary_values(page, "comparison", "median_gbp", "annual_salary") == [55_000, 60_000, 57_500]


def test_a_page_without_its_first_table_is_known_by_its_sentences() -> None:
    key = capture(WITHOUT_FIRST_TABLE).key
    assert (key.subject, key.subject_kind, key.place) == ("Foreign Exchange (FX)", "skill", "Dorset")
    key = capture(WITHOUT_PLACE).key
    assert (key.subject, key.market, key.place, key.window_months) == ("Spring", "contract", "West Midlands", 6)


def test_a_median_that_lost_its_place_is_that_of_the_comparison_place_by_its_row() -> None:
    page = capture(WITHOUT_PLACE)
    assert summary_values(page, "comparison", "median_gbp", "hourly_rate") == [50, 42.5, 52]
    assert summary_values(page, "comparison", "comparison_place_median_gbp", "hourly_rate") == [45, 47.5, 43.5]
