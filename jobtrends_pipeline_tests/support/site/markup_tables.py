"""The tables of a detail page as HTML: summaries, locations, skills. Their class names hold for all years."""

from collections.abc import Sequence
from html import escape
from itertools import zip_longest
from urllib.parse import quote

from jobtrends_pipeline_tests.support.site import wording
from jobtrends_pipeline_tests.support.site.html_parts import label_html, rank_change_html
from jobtrends_pipeline_tests.support.site.labels import in_place
from jobtrends_pipeline_tests.support.site.printed import (
    FigureRow,
    LocationRow,
    PrintedPage,
    SkillRow,
    detail_path,
    subject_slug,
)

_BRANCH = {"permanent": "IT-Job-Market", "contract": "Contract-IT-Job-Market"}


def subject_table_html(page: PrintedPage) -> str:
    """The first summary table: title, the location form in its head row, figures."""
    heads = "".join(f'<th class="hdrCol">{_broken(head)}</th>' for head in page.period_labels)
    title = f"{escape(page.subject)}<div>{escape(page.location)}</div>"
    return (
        f'<table class="summary">\n<tr class="rowLight"><th class="title" colspan="4">{title}</th></tr>\n'
        f'<tr class="rowHdr"><th class="hdr">{_location_form(page)}</th>{heads}</tr>\n'
        f"{_figure_rows(page, page.subject_table)}</table>"
    )


def market_table_html(page: PrintedPage) -> str:
    """The comparison table: its title links to the market, it repeats no column heads."""
    title = f"{escape(page.market_title)}<div>{escape(page.location)}</div>"
    link = f'<a href="{category_path(page, page.category)}">{title}</a>'
    return (
        f'<table class="summary">\n<tr class="rowLight"><th class="catTitle" colspan="4">{link}</th></tr>\n'
        f"{_figure_rows(page, page.market_table)}</table>"
    )


def category_path(page: PrintedPage, category: str) -> str:
    """The quoted path of a category's index."""
    place = quote(page.location.replace(" ", "-"))
    return f"/{_BRANCH[page.kind]}/{place}/{_hyphenated(category)}"


def locations_html(page: PrintedPage) -> str:
    """The top locations."""
    first, *others, live = ("<br>".join(head) for head in wording.location_heads(page))
    heads = f"<th>{first}</th>" + "".join(f'<th class="hdrCol">{head}</th>' for head in others)
    rows = "".join(
        f"<tr{_ALTERNATE[n % 2]}>{_location_cells(page, row)}</tr>\n" for n, row in enumerate(page.locations)
    )
    return (
        '<table class="tab tabLocations">\n'
        f'<tr class="rowMedium">{heads}<th class="jobsHdr">{live}</th></tr>\n{rows}</table>'
    )


_ALTERNATE = ("", ' class="alt"')


def top_skills_html(page: PrintedPage) -> str:
    """The top skills: two tables side by side inside the cells of a third."""
    half = (len(page.top_skills) + 1) // 2
    columns = (page.top_skills[:half], page.top_skills[half:])
    cells = [f'<table class="itab">\n{_skill_rows(page, rows)}</table>' for rows in columns if rows]
    return f'<table class="tab">\n{_container_row(cells)}</table>'


def categories_html(page: PrintedPage) -> str:
    """The list of categories, then their tables, two a row inside the cells of another."""
    items = "".join(
        f'<li><a href="#Skill-Set-{_hyphenated(name)}">{escape(name)}</a></li>' for name in page.skill_categories
    )
    tables = [_category_table(page, name, rows) for name, rows in page.skill_categories.items()]
    pairs = zip_longest(tables[::2], tables[1::2], fillvalue="")
    rows = "".join(_container_row(pair) for pair in pairs)
    return f'<div><ul id="skill-set-nav">{items}</ul></div><table class="tab">\n{rows}</table>'


def _category_table(page: PrintedPage, name: str, rows: Sequence[SkillRow]) -> str:
    link = f'<a href="{category_path(page, name)}">{escape(name)}</a>'
    return (
        f'<table id="Skill-Set-{_hyphenated(name)}" class="itab">\n<tr><th colspan="3">{link}</th></tr>\n'
        f"{_skill_rows(page, rows)}</table>"
    )


def _container_row(cells: Sequence[str]) -> str:
    joined = "".join(f'<td class="tabRelatedGroupsContainer">{cell}</td>\n' for cell in cells)
    return f"<tr>{joined}</tr>\n"


def _hyphenated(category: str) -> str:
    return "-".join(word.strip(",") for word in category.split() if word != "&")


def _broken(head: str) -> str:
    """A column head, broken before the date: "6 months to<br>2 Mar 2020"."""
    window, to, end = escape(head).partition(" to ")
    return f"{window} to<br>{end}" if to else window


def _location_form(page: PrintedPage) -> str:
    return (
        '<form name="frmLocation" method="post" id="frmLocation" role="search">'
        '<label id="lblLocation" for="location">Location</label>'
        f'<input id="location" type="text" name="l" value="{escape(page.location)}">'
        '<button type="button">&nbsp;</button></form>'
    )


def _figure_rows(page: PrintedPage, table: Sequence[FigureRow]) -> str:
    return "".join(_figure_row(page, row) for row in table)


def _figure_row(page: PrintedPage, row: FigureRow) -> str:
    label, *cells = row
    shown = [escape(cell) for cell in cells]
    if label == "Rank change year-on-year":
        shown = [rank_change_html(cell, page.period_end) for cell in cells]
    words = label_html(label, page.period_end)
    if label == f"As % of the {page.category} category":
        name = escape(page.category)
        words = words.replace(name, f'<a href="{category_path(page, page.category)}">{name}</a>')
    figures = "".join(f'<td class="fig">{cell}</td>' for cell in shown)
    return f"<tr><td>{words}</td>{figures}</tr>\n"


def _location_cells(page: PrintedPage, row: LocationRow) -> str:
    href = detail_path(page.kind, row.location, subject_slug(page.subject))
    title = escape(f"{page.subject} jobs in {in_place(row.location)}")
    live = f'<a href="{escape(f"/find/{quote(page.subject)}-jobs")}">{row.live_jobs}</a>'
    figures = (row.advert_count, row.median, row.median_change)
    return (
        f'<td class="ld"><a title="{title}" href="{href}">{escape(row.location)}</a></td>'
        f'<td class="rc">{rank_change_html(row.rank_change, page.period_end)}</td>'
        + "".join(f'<td class="fig">{escape(cell)}</td>' for cell in figures)
        + f'<td class="jobs">{live if row.live_jobs else ""}</td>'
    )


def _skill_rows(page: PrintedPage, rows: Sequence[SkillRow]) -> str:
    return "".join(
        f'<tr><td class="cr">{row.rank}</td><td class="cp">{row.advert_count} <span>({row.share})</span></td>'
        f'<td class="cd"><a title="{escape(row.name)} Jobs"'
        f' href="{detail_path(page.kind, page.location, row.slug)}">{escape(row.name)}</a></td></tr>\n'
        for row in rows
    )
