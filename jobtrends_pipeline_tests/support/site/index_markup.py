"""The market index as the HTML of its year: 30 rows and eight cells in 2019, 50 rows and seven since 2025."""

from html import escape
from urllib.parse import quote_plus

from jobtrends_pipeline_tests.support.site.figures import rank_change_words
from jobtrends_pipeline_tests.support.site.html_parts import (
    Encoding,
    encoded,
    footer_html,
    head_html,
    rank_change_html,
)
from jobtrends_pipeline_tests.support.site.labels import long_date, short_date
from jobtrends_pipeline_tests.support.site.printed import IndexRow, PrintedIndex, detail_path

_CATEGORIES = ("Application Platforms", "Cloud Services", "Job Titles", "Programming Languages")


def index_html(index: PrintedIndex, page: int = 1, encoding: Encoding = "utf-8") -> bytes:
    """One page of the index.

    Args:
        index: All rows of the index.
        page: Which page of it, from 1; one past the end has no rows.
        encoding: How the bytes are written.
    """
    start = (page - 1) * index.page_size
    rows = index.rows[start : start + index.page_size]
    table = _table_2025 if _is_recent(index) else _table_2019
    total = f"{len(index.rows):,}"
    span = f"{start + 1} - {start + len(rows)}"
    summary = f'<div class="resultsSummary">Results <b>{span}</b> of <b>{total}</b></div>'
    html = (
        head_html("Job Market Insights and Trends", "https://www.itjobswatch.co.uk/", encoding)
        + f'\n<body>\n<div class="centerBody">{_search_form(index)}\n{summary}\n{table(index, rows)}\n'
        + f"{_pager(index, page)}\n{footer_html(index.period_end)}</div>\n</body>\n</html>\n"
    )
    return encoded(html, encoding)


def index_path(index: PrintedIndex, page: int = 1) -> str:
    """The path and query of one page: `p` is the window in months, `page` the page."""
    place = quote_plus(index.location)
    return f"/default.aspx?ql=&ll={place}&id=0&p={index.window_months}&page={page}&sortby=0&orderby=0"


def _is_recent(index: PrintedIndex) -> bool:
    return index.period_end.year >= 2025


def _search_form(index: PrintedIndex) -> str:
    """The search above the results: place, category, window, and the period end in words."""
    options = "".join(f"<option>{escape(name)}</option>" for name in ("Any Category", *_CATEGORIES))
    end = long_date(index.period_end)
    dated = f'<time datetime="{index.period_end.isoformat()}">{end}</time>' if _is_recent(index) else end
    radios = "".join(
        f'<input type="radio" name="p" value="{months}"'
        f"{' checked' if months == index.window_months else ''}> {months} months"
        for months in (6, 3)
    )
    return (
        '<form method="get" action="/default.aspx" id="jobSearch">'
        f'<input name="ql" value=""><input name="ll" value="{escape(index.location)}">'
        f'<select name="id">{options}</select><div class="periodOpts">{radios}'
        f"<div>to {dated}</div></div></form>"
    )


def _table_2019(index: PrintedIndex, rows: tuple[IndexRow, ...]) -> str:
    window = f"{index.window_months} Months to<br>{short_date(index.period_end)}"
    heads = (
        "Skill / Job Role" + _help("(Historical trends &amp; salary statistics)"),
        "Rank" + _help(window),
        "Rank<br>Change" + _help("Year-on-Year"),
        "Median Salary" + _help(window),
        "Median Salary<br>% Change" + _help("Year-on-Year"),
        "Historical<br>Permanent<br>Job Ads",
    )
    sortable = "".join(
        f'<th><a title="Sort" href="/default.aspx?page=1&amp;sortby={n}"><div>{head}</div></a></th>'
        for n, head in enumerate(heads, start=1)
    )
    live = '<th class="findJobsHdr noSort">Live<br>Job<br>Vacancies</th>'
    lines = "\n".join(_row_2019(index, row) for row in rows)
    return (
        f'<table class="results">\n<tr class="resultsHeader"><th class="noSort">&nbsp;</th>{sortable}{live}'
        f"</tr>\n{lines}\n</table>"
    )


def _help(words: str) -> str:
    return f'<div class="headerHelp">{words}</div>'


def _row_2019(index: PrintedIndex, row: IndexRow) -> str:
    words = rank_change_words(row.rank_change)
    mark = f'<span class="demandInd fair" title="{words}"></span>' if words.startswith("Up") else "&nbsp;"
    jobs = f"{row.advert_count} ({row.share})"
    return f'<tr><td class="c1">{mark}</td>{_cells(index, row, jobs)}</tr>'


def _table_2025(index: PrintedIndex, rows: tuple[IndexRow, ...]) -> str:
    window = f"{index.window_months} Months to<br>{short_date(index.period_end)}"
    heads = (
        "Description",
        f"Rank<br>{window}",
        "Rank<br>YoY Change",
        "Median Salary",
        "Median Salary<br>YoY Change",
        "Historical<br>Absolute &amp; Relative<br>Jobs Vacancies",
        "Live<br>Jobs",
    )
    lines = "\n".join(f"<tr>{_cells(index, row, _two_numbers(row))}</tr>" for row in rows)
    head = "".join(f"<th>{words}</th>" for words in heads)
    return f'<table class="results">\n<tr class="resultsHeader">{head}</tr>\n{lines}\n</table>'


def _two_numbers(row: IndexRow) -> str:
    """Count and share of one cell, which only the markup keeps apart."""
    return f'{row.advert_count}<span class="data-relative">{row.share}</span>'


def _cells(index: PrintedIndex, row: IndexRow, jobs: str) -> str:
    """The cells c2 to c8 of a row."""
    name = escape(row.subject)
    href = detail_path("permanent", index.location, row.slug)
    contents = (
        f'<a title="{name} jobs" href="{href}">{name}</a>',
        row.rank,
        rank_change_html(row.rank_change, index.period_end),
        row.median,
        row.median_change,
        jobs,
        f'<a href="/find/jobs">{row.live_jobs}</a>' if row.live_jobs else "",
    )
    return "".join(f'<td class="c{n}">{content}</td>' for n, content in enumerate(contents, start=2))


def _pager(index: PrintedIndex, page: int) -> str:
    """Links to at most ten pages and to the next, which the last page lacks."""
    last = max(1, -(-len(index.rows) // index.page_size))
    links = "".join(
        f"<span>{n}</span>" if n == page else f'<a href="{escape(index_path(index, n))}">{n}</a>'
        for n in range(1, min(last, 10) + 1)
    )
    following = f'<a href="{escape(index_path(index, page + 1))}">Next</a>' if page < last else ""
    return (
        '<div class="pagination stats"><table><tr>'
        f'<td class="indexCnt">{links}</td><td class="next">{following}</td></tr></table></div>'
    )
