"""A page doctored for every check that the reader can raise: what it must find there, and how severe that is."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from jobtrends_pipeline.pages.links import SITE
from jobtrends_pipeline.pages.page import ERROR, INFO, WARNING
from jobtrends_pipeline_tests.support.pages.samples import FACTS, index_of, page_on
from jobtrends_pipeline_tests.support.site.facts import print_page
from jobtrends_pipeline_tests.support.site.index_markup import index_html
from jobtrends_pipeline_tests.support.site.layouts import relaid
from jobtrends_pipeline_tests.support.site.markup import page_html

DETAIL = page_html(page_on()).decode()
INDEX = index_html(index_of(count=6)).decode()
_RANK_ROW = '<tr><td>Rank</td><td class="fig">12</td><td class="fig">15</td><td class="fig">11</td></tr>'
_LOWEST = (
    '<tr><td>10<sup>th</sup> Percentile</td><td class="fig">&#163;30,000</td>'
    '<td class="fig">&#163;29,000</td><td class="fig">&#163;28,000</td></tr>'
)
_RANK_HEAD = "Rank Change<br>on Same Period<br>Last Year"
_FLOUR = '<tr><td class="cr">1</td><td class="cp">500 <span>(50.00%)</span></td>'
_YEAST = '<td class="cp">300 <span>(30.00%)</span></td><td class="cd"><a title="Yeast Jobs"'
_OTHER_PLACE = '<td class="jobs"><a title="Search 40 Data Baker jobs in Wales"'
_TABLE = "<table><tr><td>Ovens</td><td>7</td></tr></table>"


class Doctored(NamedTuple):
    """A page that breaks one thing, and what must be found on it, beside whatever follows from it."""

    check: str
    severity: str
    page: str
    url: str | None = None


def altered(page: str, before: str, after: str) -> str:
    """The page with the first occurrence of some markup written over; it must be there."""
    assert before in page, before
    return page.replace(before, after, 1)


def altered_last(page: str, before: str, after: str) -> str:
    """The page with the last occurrence of some markup written over; it must be there."""
    start, found, end = page.rpartition(before)
    assert found, before
    return start + after + end


def without_rows(page: str) -> str:
    """An index page of which the head row alone is left."""
    end = page.index("</tr>") + len("</tr>")
    return page[:end] + page[page.index("</table>") :]


def doctored_pages() -> list[Doctored]:
    """One for each check, and several where its severity depends."""
    return [*_summaries(), *_texts(), *_seen(), *_lists(), *_skills(), *_indexes(), *_readings()]


def half_seen(before: str, after: str) -> str:
    """A detail page altered, of which the class `gone` is hidden by a rule, as only the second reading knows."""
    return altered(altered(DETAIL, before, after), "</head>", "<style>.gone{display:none}</style></head>")


def _detail(check: str, severity: str, before: str, after: str) -> Doctored:
    return Doctored(check, severity, altered(DETAIL, before, after))


def _summaries() -> Iterator[Doctored]:
    yield _detail("cell_count", WARNING, '<td class="fig">900</td>', '<td class="fig">900</td><td class="fig">1</td>')
    yield _detail("core_row_absent", ERROR, _RANK_ROW, "")
    yield _detail("new_wording", WARNING, "<td>Rank</td>", "<td>Grade</td>")
    yield _detail("core_cell_unreadable", ERROR, '<td class="fig">12</td>', '<td class="fig">1 2</td>')
    yield _detail("unreadable_cell", WARNING, "+20.00%", "20 or so")
    yield _detail("unknown_label", WARNING, _RANK_ROW, _RANK_ROW + _RANK_ROW.replace("Rank", "Bread rank"))
    yield _detail("unknown_period", ERROR, "Same period 2025", "Same period 2021")
    yield _detail("repeated_row", ERROR, _RANK_ROW, _RANK_ROW * 2)
    yield _detail("row_absent", INFO, _LOWEST, "")
    yield _detail("surplus_text", INFO, "<td>Rank</td>", "<td>Rank<div>90% off a laptop</div></td>")
    yield _detail("tool_tip", WARNING, "Up 3 places", "Up 2 places")
    yield _detail("rank_change_identity", ERROR, "</span>+3<", "</span>+4<")
    yield _detail("percentile_order", ERROR, "&#163;40,000", "&#163;61,000")
    yield _detail("percentile_equal", WARNING, "&#163;75,000", "&#163;90,000")
    yield _detail("median_change_identity", WARNING, "+20.00%", "+20.01%")
    yield _detail("change_range", WARNING, "+20.00%", "+620.00%")
    yield _detail("decimals", WARNING, ">2.00%<", ">2.0%<")
    yield _detail("decimals", WARNING, "+20.00%", "+20.0%")
    yield _detail("empty_window", WARNING, '<td class="fig">15</td>', '<td class="fig">-</td>')
    yield _detail("market_size", WARNING, ">2.00%<", ">2.10%<")
    yield _detail("category_size", WARNING, ">4.00%<", ">4.10%<")
    yield _detail("pay_advert_count", WARNING, 'quoted</td><td class="fig">900', 'quoted</td><td class="fig">1,001')
    yield _detail("pay_range", WARNING, "&#163;90,000", "&#163;900,000")
    yield _detail("pay_spread", INFO, "&#163;30,000", "&#163;11,000")
    yield _detail("unknown_category", INFO, ">Job Titles</a> category", ">Bakeries</a> category")
    place, other = ("<td>UK excluding London median", "<td>England median")
    yield Doctored("comparison_place", WARNING, altered_last(DETAIL, place, other))


def _texts() -> Iterator[Doctored]:
    """What the text around the tables says, and what it lacks."""
    yield _detail("lead_median", WARNING, "&#163;60,000 per year", "&#163;65,000 per year")
    yield _detail("name_unconfirmed", INFO, "requiring a Data Baker</td>", "requiring a Data Baler</td>")
    yield Doctored("part_cut_off", WARNING, DETAIL[: DETAIL.rindex("</table>")])
    yield Doctored("address", ERROR, DETAIL, f"{SITE}/contracts/uk/data%20baker.do")
    yield Doctored("address", WARNING, DETAIL, f"{SITE}/jobs/uk/data%20brewer.do")
    yield _detail("unknown_table", WARNING, "</section>", f"{_TABLE}</section>")
    yield Doctored("period_end", WARNING, DETAIL.replace("15 February 2026", "15 January 2026"))


def _seen() -> Iterator[Doctored]:
    """Text that a person sees otherwise than it is written, or not at all."""
    rank = '<td class="fig">12</td>'
    yield _detail("text_deleted", WARNING, rank, '<td class="fig"><del>14</del>12</td>')
    yield _detail("text_hidden", WARNING, rank, '<td class="fig"><b style="display:none">1</b>12</td>')
    yield _detail("text_inserted", WARNING, rank, '<td class="fig"><ins>12</ins></td>')
    yield _detail("note_mark", INFO, rank, '<td class="fig">12<sup>1</sup></td>')
    yield _detail("text_direction", WARNING, rank, '<td class="fig">\u202e12</td>')
    yield _detail("chunk_size", ERROR, ">Flour</a>", ">Fl\r\n1ff8\r\nour</a>")
    yield _detail("name_unreadable", ERROR, "requiring a Data Baker</td>", "requiring a [Data Baker](/jobs/x.do</td>")


def _lists() -> Iterator[Doctored]:
    """The table of locations."""
    yield _detail("location_count", WARNING, '<td class="fig">400</td>', '<td class="fig">701</td>')
    yield _detail("location_order", WARNING, '<td class="fig">400</td>', '<td class="fig">701</td>')
    yield _detail("pay_spread", INFO, "&#163;61,000", "&#163;190,000")
    yield _detail("row_count", WARNING, "Top 4 Job Locations", "Top 5 Job Locations")
    yield _detail("cell_misplaced", WARNING, '<td class="rc">-</td>', '<td class="fig">-</td>')
    yield _detail("cell_count", WARNING, '<td class="rc">-</td>', "")
    yield _detail("unreadable_cell", WARNING, '<td class="fig">400</td>', '<td class="fig">4OO</td>')
    yield _detail("tool_tip", WARNING, "Up 5 places", "Up 6 places")
    yield _detail("tool_tip", INFO, '<td class="jobs"><a', _OTHER_PLACE)
    yield _detail("name_altered", WARNING, ">London</a>", ">Londom</a>")
    yield _detail("unknown_column", WARNING, _RANK_HEAD, "Weather")
    yield _detail("column_absent", WARNING, _RANK_HEAD, "Weather")
    start = DETAIL.index("<tr", DETAIL.index("in London") - 50)
    row = DETAIL[start : DETAIL.index("</tr>", start) + len("</tr>")]
    yield _detail("repeated_row", WARNING, row, row * 2)
    start = DETAIL.index('<table class="tab tabLocations">')
    table = DETAIL[start : DETAIL.index("</table>", start) + len("</table>")]
    lost = altered(DETAIL, table, "")
    yield Doctored("part_cut_off", WARNING, lost)
    yield Doctored("part_absent", INFO, altered(lost, "Top 4 Job Locations", "No Job Locations"))


def _skills() -> Iterator[Doctored]:
    """The lists of skills."""
    yield _detail("skill_share", WARNING, "(30.00%)", "(30.01%)")
    yield _detail("skill_rank", WARNING, '<td class="cr">2</td>', '<td class="cr">3</td>')
    yield _detail("skill_order", WARNING, "300 <span>(30.00%)", "600 <span>(60.00%)")
    yield _detail("decimals", WARNING, "(30.00%)", "(30.0%)")
    yield _detail("top_skill", WARNING, _YEAST, _YEAST.replace("300", "299").replace("30.00", "29.90"))
    yield _detail("unreadable_row", WARNING, "300 <span>(30.00%)</span>", "many")
    yield _detail("link_absent", INFO, 'href="/jobs/uk/csharp.do"', 'href="#"')
    yield _detail("name_altered", WARNING, ">Flour</a>", ">Flout</a>")
    yield _detail("name_altered", WARNING, ">Flour</a>", "></a>")
    yield _detail("cell_misplaced", WARNING, _FLOUR, _FLOUR.replace('"cr"', '"cp"'))
    yield _detail("row_count", WARNING, "Top 30 Co-Occ", "Top 20 Co-Occ")
    yield _detail("row_count", INFO, "Top 30 Co-Occ", "Top 40 Co-Occ")
    yield _detail("unknown_category", INFO, ">General</a></th>", ">Ovens</a></th>")
    title = '<tr><th colspan="3"><a href="/IT-Job-Market/UK/General">General</a></th></tr>'
    yield _detail("unknown_category", WARNING, title, "")
    start = DETAIL.index(_FLOUR)
    row = DETAIL[start : DETAIL.index("</tr>", start) + len("</tr>")]
    yield _detail("repeated_row", WARNING, row, row * 2)
    lists = dict(FACTS.skill_categories)
    long = replace(FACTS, skill_categories=lists | {"General": (*lists["General"], *lists["Miscellaneous"])})
    yield Doctored("list_short", INFO, page_html(print_page(long)).decode())


def _indexes() -> Iterator[Doctored]:
    for check, severity, before, after in (
        ("core_cell_unreadable", ERROR, '<td class="c3">1</td>', '<td class="c3">I</td>'),
        ("unreadable_cell", WARNING, "&#163;30,010", "30,010"),
        ("cell_empty", INFO, '<a href="/find/jobs">1</a>', ""),
        ("cell_count", WARNING, '<td class="c6">-</td>', ""),
        ("cell_misplaced", WARNING, '<td class="c6">-</td>', '<td class="c5">-</td>'),
        ("surplus_cell", WARNING, "</td></tr>", "</td><td>new</td></tr>"),
        ("unreadable_row", WARNING, "</tr>\n</table>", "</tr>\n<tr><td>Advert</td></tr></table>"),
        ("unknown_column", WARNING, "Rank<br>YoY Change", "Weather"),
        ("column_absent", WARNING, "Rank<br>YoY Change", "Weather"),
        ("row_count", WARNING, "<b>1 - 6</b>", "<b>1 - 7</b>"),
        ("index_rank", WARNING, '<td class="c3">3</td>', '<td class="c3">2</td>'),
        ("market_size", WARNING, "19.97%", "20.97%"),
        ("decimals", WARNING, "19.97%", "19.970%"),
        ("pay_range", WARNING, "&#163;30,010", "&#163;301"),
        ("link_absent", INFO, 'href="/jobs/uk/skill%202.do"', 'href="#"'),
        ("name_altered", WARNING, ">Skill 2<", ">Skull 2<"),
        ("unknown_table", WARNING, "</body>", f"{_TABLE}</body>"),
        ("period_end", WARNING, "1 Jun 2026", "1 May 2026"),
    ):
        yield Doctored(check, severity, altered(INDEX, before, after))
    yield Doctored("part_cut_off", WARNING, INDEX[: INDEX.rindex("</table>")])
    yield Doctored("no_rows", ERROR, without_rows(INDEX), SITE)
    yield Doctored("index_market", ERROR, INDEX.replace('href="/jobs/uk/', 'href="/contracts/uk/'))
    yield Doctored("index_pay", ERROR, altered(INDEX, "Median Salary<", "Average Hourly Rate<"))
    yield Doctored("index_links", WARNING, altered(INDEX, 'href="/jobs/uk/', 'href="/jobs/wales/'))
    yield Doctored("period_end", ERROR, altered(INDEX, "Median Salary<", "Median Salary 3 Months to 1 Jun 2026<"))
    yield Doctored("address", ERROR, INDEX, f"{SITE}/default.aspx?ll=London")
    words = '<span class="rankChg rankUp"><span class="tip">Up 5 places</span>'
    yield Doctored("tool_tip", WARNING, altered(INDEX, words, '<span class="rankChg rankUp" title="Up 6 places">'))


def _readings() -> Iterator[Doctored]:
    """What markup and visible text say otherwise, and what only one of them says."""
    quoted = 'quoted</td><td class="fig">900'
    yield Doctored("readings_differ", ERROR, half_seen(quoted, 'quoted</td><td class="fig"><b class="gone">1,</b>900'))
    listed = '<td class="fig">400</td>'
    yield Doctored("readings_differ", WARNING, half_seen(listed, '<td class="fig"><b class="gone">1,</b>400</td>'))
    row = re.search(r"<tr><td>25<sup>th</sup> Percentile.*?</tr>\n", DETAIL)
    assert row
    seen = re.sub("<(/?)t[rd]", r"<\1div", row[0])
    yield Doctored("in_one_reading", WARNING, altered(altered(DETAIL, row[0], ""), "</table>", f"</table>{seen}"))
    yield Doctored("in_one_reading", INFO, half_seen(row[0], row[0].replace("<tr>", '<tr class="gone">')))
    divs = relaid(DETAIL.encode(), "divs").decode()
    yield Doctored("read_from_text", WARNING, divs)
    yield Doctored("columns_unknown", ERROR, altered(divs, "<div>15</div>", '<div style="order: 3">15</div>'))
