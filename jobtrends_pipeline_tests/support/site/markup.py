"""A printed detail page as the HTML of its year.

Until 2020 layout tables surround everything; since 2021 the figures stand in `section#headline_statistics`.
The tables inside are those of `markup_tables`. Each page carries small stand-ins for what surrounds figures
on real pages and must not be read: navigation, forms, a script with table markup in it, an advert.
"""

from html import escape

from jobtrends_pipeline_tests.support.site import markup_tables as tables
from jobtrends_pipeline_tests.support.site import wording
from jobtrends_pipeline_tests.support.site.html_parts import Encoding, encoded, footer_html, head_html
from jobtrends_pipeline_tests.support.site.labels import SECTIONS, long_date
from jobtrends_pipeline_tests.support.site.printed import PrintedPage

_ADVERT = '<ins class="adsbygoogle" data-ad-format="auto">Advertisement: 1,000 jobs from £90,000</ins>'


def page_html(page: PrintedPage, encoding: Encoding = "utf-8", declared: str | None = None) -> bytes:
    """The bytes of a page.

    Args:
        page: What the page prints.
        encoding: How the bytes are written; pounds are bare bytes in cp1252, references in UTF-8.
        declared: The charset the page claims, where a copy kept the claim of its original.
    """
    body = _sections(page) if page.period_end >= SECTIONS else _layout_tables(page)
    name = page.title or page.subject
    html = (
        head_html(name, page.url.partition("?")[0], declared or encoding)
        + f'\n<body>\n<a id="pageTop">&nbsp;</a>\n<div class="centerBody">\n{body}\n'
        + f"{footer_html(page.period_end)}\n</div>\n</body>\n</html>\n"
    )
    return encoded(html, encoding)


def _layout_tables(page: PrintedPage) -> str:
    """The body until 2020: header, side panel and statistics in tables of their own."""
    tabs = f'<ul class="navTabs" role="navigation">{_market_tabs(page)}</ul>'
    parts = "\n".join(_parts(page))
    return f"""<table class="pageHeader" role="banner"><tr><td class="logoContainer"><a href="/">Home</a></td>
<td class="navContainer"><h1 id="h1">{escape(page.title or page.subject)}</h1>{tabs}</td></tr></table>
<table class="pageContent" role="main"><tr><td>
<table class="statisticsContainer"><tr><td class="leftPanel">{_ADVERT}</td>
<td class="summarySection">{_trail(page)}{_period_form(page)}
<div class="container">
{_headline(page)}
</div></td></tr></table>
<table class="statisticsContainer"><tr><td><div class="container">
{parts}
</div></td></tr></table>
</td><td class="jobsContainer" role="region">{_ADVERT}</td></tr></table>"""


def _sections(page: PrintedPage) -> str:
    """The body since 2021: a section for the figures, another for the rest."""
    parts = "\n".join(_parts(page))
    return f"""<header role="banner"><a href="/">Home</a><nav><ul>{_market_tabs(page)}</ul></nav></header>
<main><h1>{escape(page.title or page.subject)}</h1>{_trail(page)}
<section id="headline_statistics">{_period_form(page)}
{_headline(page)}
</section>
<aside>{_ADVERT}</aside>
<section id="details">
{parts}
</section></main>"""


def _headline(page: PrintedPage) -> str:
    return (
        f"<p>{escape(wording.lead(page))}</p><p>{escape(wording.subject_intro(page))}</p>\n"
        f"{tables.subject_table_html(page)}\n"
        f"<p>{escape(wording.market_intro(page))}</p>\n{tables.market_table_html(page)}"
    )


def _parts(page: PrintedPage) -> list[str]:
    """Charts, locations and skills, each where the page has it."""
    parts = [_chart(page, chart) for chart in wording.charts(page)]
    if page.locations:
        heading = _heading("job_locations", page.subject, wording.locations_heading(page))
        parts.append(_part(heading, wording.locations_intro(page), tables.locations_html(page)))
    skill_set = f"{page.subject} Skill Set"
    if page.top_skills:
        heading = _heading("skill-set", skill_set, wording.top_skills_heading(page))
        parts.append(_part(heading, wording.top_skills_intro(page), tables.top_skills_html(page)))
    if page.skill_categories:
        heading = _heading("", skill_set, wording.categories_heading(page))
        parts.append(_part(heading, wording.CATEGORIES_INTRO, tables.categories_html(page)))
    return parts


def _chart(page: PrintedPage, chart: wording.Chart) -> str:
    source = escape(f"{chart.image}?s={page.subject.lower().replace(' ', '+')}&l={page.location.lower()}")
    image = f'<div class="chart"><img src="{source}" alt="{escape(chart.caption)}"></div>'
    anchor = chart.heading.lower().replace(" ", "_")
    return _part(_heading(anchor, page.subject, chart.heading), chart.sentence, image)


def _heading(anchor: str, name: str, words: str) -> str:
    attribute = f' id="{anchor}"' if anchor else ""
    return f"<h2{attribute}><span>{escape(name)}</span><br>{escape(words)}</h2>"


def _part(heading: str, sentence: str, content: str) -> str:
    return f"{heading}<p>{escape(sentence)}</p>{content}"


def _trail(page: PrintedPage) -> str:
    return f'<div class="trail">{escape(page.location_trail)}</div>' if page.location_trail else ""


def _market_tabs(page: PrintedPage) -> str:
    """The two tabs that lead to the subject's page in each market."""
    path = "/" + page.url.split("/", 4)[-1]
    return "".join(
        f'<li><a href="/{folder}{escape(path)}">{market} IT Jobs</a></li>'
        for folder, market in (("jobs", "Permanent"), ("contracts", "Contract"))
    )


def _period_form(page: PrintedPage) -> str:
    """The choice of the window, which names the period end once more."""
    radios = "".join(
        f'<label><input type="radio" name="p" value="{months}"'
        f"{' checked' if months == page.window_months else ''}>{months} months</label>"
        for months in (6, 3)
    )
    return (
        f'<form method="get" id="periodSearch"><div class="periodOpts"><div><b>Period</b></div>{radios}'
        f"<div>to {long_date(page.period_end)}</div></div></form>"
    )
