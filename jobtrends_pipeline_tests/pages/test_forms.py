"""The same page reads the same however it was laid out, archived, encoded, or damaged in ways that show."""

import re
import textwrap
from dataclasses import replace
from datetime import date

import pytest

from jobtrends_pipeline.pages.links import detail_url, read_link
from jobtrends_pipeline.pages.page import Figure, ParsedPage
from jobtrends_pipeline.pages.read import read_page
from jobtrends_pipeline_tests.support.pages.samples import cell, checks, page_on, rewritten, row
from jobtrends_pipeline_tests.support.site.markup import page_html
from jobtrends_pipeline_tests.support.site.printed import PrintedPage, load_page
from jobtrends_pipeline_tests.support.site.real_pages import SHARED, case_named, needs_shared
from jobtrends_pipeline_tests.support.site.text import TextStyle, page_text

STYLES = pytest.mark.parametrize("style", ["spaces", "pipes", "lines"])
PAGE = page_on()
HTML = page_html(PAGE)


def measured(page: ParsedPage) -> list[Figure]:
    """The figures without what only markup or only text has: links, and texts with other white space."""
    figures = (f._replace(slug=None, text="".join(f.text.split())) for f in page.figures if f.part != "page")
    return sorted(figures, key=lambda f: (f.part, f.section, f.row_number, f.column_number))


def test_the_sample_page_itself_is_whole_and_clean() -> None:
    assert (read_page(HTML).outcome, read_page(HTML).findings) == ("read", ())


@pytest.mark.parametrize("title", ["<h2>{}<div>UK</div></h2>", "<h2>{} <small>UK</small></h2>", "<h2>{}</h2><p>UK</p>"])
def test_titles_above_the_tables_name_them_as_titles_inside_do(title: str) -> None:
    row = r'<tr class="rowLight"><th class="\w+" colspan="4">(?:<a[^>]*>)?([^<]+)<div>UK</div>(?:</a>)?</th></tr>'
    inside = re.compile(rf'<table class="summary">\s*{row}')
    above, count = inside.subn(lambda match: f'{title.format(match[1])}<table class="summary">', HTML.decode())
    assert count == 2
    assert measured(read_page(above.encode())) == measured(read_page(HTML))


@STYLES
def test_text_reads_as_the_markup_does(style: TextStyle) -> None:
    read = read_page(page_text(PAGE, style).encode())
    assert measured(read) == measured(read_page(HTML))
    assert (read.outcome, read.findings) == ("read", ())


@STYLES
@pytest.mark.parametrize("day", [date(2026, 4, 13), date(2026, 4, 14)])
def test_words_beside_rank_changes_are_read_in_text_as_in_markup(style: TextStyle, day: date) -> None:
    page = page_on(day)
    read = read_page(page_text(page, style).encode())
    assert [cell(read, "rank_change", lag).value for lag in (0, 1)] == [3, -4]
    assert measured(read) == measured(read_page(page_html(page)))


@needs_shared
def test_prettified_markup_reads_the_same() -> None:
    body = (SHARED / "pages" / "permanent-uk-developer-2020-03-02.html").read_text(encoding="utf-8")
    spaced = re.sub(r"(<(?:td|th|tr|span|div|a|h2|p)\b[^>]*>|</(?:td|th|tr|span|div|a|h2|p)>)", r"\n    \1\n    ", body)
    assert measured(read_page(spaced.encode())) == measured(read_page(body.encode()))


def test_an_advert_inside_a_label_cell_is_passed_over_and_noted() -> None:
    body = HTML.replace(b"<td>Rank</td>", b"<td>Rank<div>Adverts: 90% off a laptop</div></td>", 1)
    page = read_page(body)
    assert cell(page, "rank").value == 12
    assert checks(page) == {"surplus_text"}
    assert page.outcome == "read"


def test_swapped_period_columns_follow_their_heads() -> None:
    page = replace(PAGE, period_labels=(PAGE.period_labels[1], PAGE.period_labels[0], PAGE.period_labels[2]))
    swapped = replace(
        page,
        subject_table=tuple((label, b, a, c) for label, a, b, c in page.subject_table),
        market_table=tuple((label, b, a, c) for label, a, b, c in page.market_table),
    )
    read = read_page(page_html(swapped))
    assert read.key.period_end == date(2026, 2, 15)
    for measure in ("rank", "advert_count", "median_gbp", "p90_gbp"):
        for lag in (0, 1, 2):
            assert cell(read, measure, lag).value == cell(read_page(HTML), measure, lag).value


def test_a_column_head_that_names_no_known_window_quarantines() -> None:
    page = read_page(HTML.replace(b"Same period 2025", b"Same period 2021"))
    assert page.outcome == "quarantined"
    assert "unknown_period" in checks(page)


def test_a_row_that_stands_twice_quarantines_and_its_first_stays() -> None:
    doubled = replace(
        PAGE, subject_table=(*PAGE.subject_table[:1], ("Rank", "99", "98", "97"), *PAGE.subject_table[1:])
    )
    page = read_page(page_html(doubled))
    assert (page.outcome, page.reason) == ("quarantined", "row 'Rank' stands twice")
    assert cell(page, "rank").value == 12


@pytest.mark.parametrize("form", ["html", "spaces", "pipes", "lines"])
def test_a_label_nobody_knows_is_a_finding_and_its_cells_are_kept(form: str) -> None:
    rows = (*PAGE.subject_table[:3], ("Jobs filled by oracles", "7", "8", "9"), *PAGE.subject_table[3:])
    page = replace(PAGE, subject_table=rows)
    read = read_page(page_html(page) if form == "html" else page_text(page, form).encode())  # type: ignore[arg-type]
    assert checks(read) == {"unknown_label"}
    kept = [f for f in read.figures if f.label == "Jobs filled by oracles"]
    assert [(f.text, f.value, f.measure, f.status) for f in kept] == [(t, None, None, "unreadable") for t in "789"]
    assert cell(read, "share_of_all_pct").value == 2.0


def test_a_surplus_cell_is_a_finding_and_the_row_is_not_guessed() -> None:
    page = read_page(HTML.replace(b'<td class="fig">900</td>', b'<td class="fig">900</td><td class="fig">1</td>', 1))
    assert "cell_count" in checks(page)
    assert page.outcome == "quarantined"


@pytest.mark.parametrize(
    "prefix",
    [
        "/web/20200302/https://www.itjobswatch.co.uk",
        "https://web.archive.org/web/2020im_/https://www.itjobswatch.co.uk",
    ],
)
def test_links_rewritten_by_a_web_archive_lead_to_the_same_page(prefix: str) -> None:
    body = HTML.replace(b'href="/jobs', f'href="{prefix}/jobs'.encode())
    assert body != HTML
    assert read_page(body).figures == read_page(HTML).figures


@pytest.mark.parametrize(
    ("href", "place", "slug"),
    [
        ("/jobs/uk/backend%20developer.do", "uk", "backend developer"),
        ("/jobs/uk%2520excluding%2520london/acceptance%2520criteria.do", "uk excluding london", "acceptance criteria"),
        (
            "https://www.itjobswatch.co.uk:443/contracts/home%20counties/public%20sector.do?p=3#top",
            "home counties",
            "public sector",
        ),
        ("/jobs/uk/pl/sql.do", "uk", "pl/sql"),
        ("/jobs/uk/c%2B%2B.do", "uk", "c++"),
    ],
)
def test_a_link_is_decoded_however_often_it_was_encoded(href: str, place: str, slug: str) -> None:
    link = read_link(href)
    assert link is not None
    assert (link.place, link.slug) == (place, slug)
    assert link.market == ("contract" if "/contracts/" in href else "permanent")


@pytest.mark.parametrize("href", [None, "", "/default.aspx?p=6", "/jobs/uk/x.html", "javascript:void(0)"])
def test_any_other_link_leads_to_no_page(href: str | None) -> None:
    assert read_link(href) is None


def test_the_address_of_a_page_is_the_one_the_source_links_to() -> None:
    assert detail_url("permanent", "UK excluding London", "Backend Developer", 6).endswith(
        "/jobs/uk%20excluding%20london/backend%20developer.do"
    )
    assert detail_url("contract", "UK", "PL/SQL", 3).endswith("/contracts/uk/pl/sql.do?p=3")


@needs_shared
@pytest.mark.parametrize("form", ["html", "text"])
def test_a_sign_lost_in_transit_never_becomes_a_gain(form: str) -> None:
    page: PrintedPage = load_page(case_named("permanent-bath-mathematics-2019-02-21"))
    (label, *_), *rest = page.subject_table
    bare = ("Rank change yearonyear", "+22", "6", "7")  # printed '+22 6 7' for +22 -6 -7
    change = ("Median salary % change yearonyear", "+54.55%", "10.57%", "35.26%")
    page = replace(page, subject_table=(page.subject_table[0], bare, *rest, change))
    read = read_page(page_html(page) if form == "html" else page_text(page).encode())
    assert label == "Rank"
    for measure, first in (("rank_change", 22), ("median_change_pct", 54.55)):
        assert [cell(read, measure, lag).value for lag in (0, 1, 2)] == [first, None, None]
        assert cell(read, measure, 1).status == "unreadable"
    assert "unreadable_cell" in checks(read)


def test_a_dash_lost_in_transit_is_blank_and_never_zero() -> None:
    page = rewritten(PAGE, "Median % change year-on-year", "+20.00%", "", "+11.11%")
    figure = cell(read_page(page_html(page)), "median_change_pct", 1)
    assert (figure.value, figure.status) == (None, "blank")
    assert "unreadable_cell" in checks(read_page(page_html(page)))
    in_text = read_page(page_text(page).encode())
    assert {f.value for f in in_text.figures if f.measure == "median_change_pct" and f.section == "subject"} == {None}
    assert "cell_count" in checks(in_text)


def test_a_table_nested_in_a_cell_keeps_its_rows_to_itself() -> None:
    inside = b"<table><tr><td>Rank</td><td>1</td><td>2</td><td>3</td></tr></table>"
    page = read_page(HTML.replace(b"<td>Rank</td>", b"<td>Rank" + inside + b"</td>", 1))
    assert [cell(page, "rank", lag).value for lag in (0, 1, 2)] == [12, 15, 11]


def test_ties_and_slugs_of_the_skill_lists_are_kept() -> None:
    page = read_page(HTML)
    assert row(page, "skills", "C#", "top")["rank"] == row(page, "skills", "Yeast", "top")["rank"] == 2
    assert {f.slug for f in page.figures if f.label == "C#"} == {"csharp"}


@pytest.mark.parametrize("width", [48, 60, 72, 80, 92, 100, 120])
def test_the_lines_of_a_wrapped_sentence_name_no_comparison(width: int) -> None:
    text = page_text(page_on())
    wrapped = "\n".join(line for long in text.split("\n") for line in (textwrap.wrap(long, width) or [""]))
    assert "\n\n" in wrapped
    assert wrapped != text
    names = [
        [figure.text for figure in read_page(body.encode()).figures if figure.measure == "comparison_name"]
        for body in (text, wrapped)
    ]
    assert names[0] == names[1] != []
