"""Pages of one vintage that agree with each other, for tests that then break one of them."""

from dataclasses import replace
from datetime import date
from functools import cache

from jobtrends_pipeline_tests.support.site.build_sample import sample_pages
from jobtrends_pipeline_tests.support.site.index_markup import index_html
from jobtrends_pipeline_tests.support.site.labels import short_date
from jobtrends_pipeline_tests.support.site.markup import page_html
from jobtrends_pipeline_tests.support.site.printed import FigureRow, IndexRow, PrintedIndex, PrintedPage

DAY, NEXT_DAY = date(2026, 3, 14), date(2026, 3, 15)
Served = tuple[bytes, date]


@cache
def java() -> PrintedPage:
    """The sample's page of Java to 13 Mar 2026."""
    return next(page for page in sample_pages() if page.subject == "Java" and page.period_end == date(2026, 3, 13))


@cache
def developer() -> PrintedPage:
    """The sample's page of Backend Developer to 15 Feb 2026, with its locations, without its long skill lists."""
    page = next(page for page in sample_pages() if page.subject == "Backend Developer" and page.period_end.year == 2026)
    return replace(page, top_skills=(), skill_categories={})


def kotlin(page: PrintedPage) -> PrintedPage:
    """The page as if it were of another subject with the same figures."""
    rows = tuple((label.replace("Java", "Kotlin"), *cells) for label, *cells in page.subject_table)
    table: tuple[FigureRow, ...] = tuple((row[0], row[1], row[2], row[3]) for row in rows)
    return replace(page, subject="Kotlin", url=page.url.replace("java", "kotlin"), subject_table=table)


def redated(page: PrintedPage, day: date) -> PrintedPage:
    """The page as if printed for another period end."""
    labels = (f"6 months to {short_date(day)}", f"Same period {day.year - 1}", f"Same period {day.year - 2}")
    return replace(page, period_end=day, period_labels=labels)


def changed(page: PrintedPage, table: str, label: str, *cells: str) -> PrintedPage:
    """The page with other first cells in the row of a table whose label starts so."""
    rows = getattr(page, table)
    assert any(row[0].startswith(label) for row in rows), label
    done = tuple((row[0], *cells, *row[1 + len(cells) :]) if row[0].startswith(label) else row for row in rows)
    return replace(page, **{table: done})  # type: ignore[arg-type]  # the table is named by the caller


def index_row(page: PrintedPage) -> IndexRow:
    """The row that the index of the same day has for the page."""
    cells = {label: first for label, first, *_ in page.subject_table}

    def cell(start: str) -> str:
        return next(cells[label] for label in cells if label.startswith(start))

    return IndexRow(
        subject=page.subject,
        slug=page.subject.lower(),
        rank=cell("Rank"),
        rank_change=cell("Rank change"),
        median=cell("Median annual salary"),
        median_change=cell("Median % change"),
        advert_count=cell("Permanent jobs"),
        share=cell("As % of all"),
        live_jobs="900",
    )


def served_index(*rows: IndexRow, day: date = DAY) -> Served:
    """The index of the vintage with these rows."""
    return index_html(PrintedIndex("UK", 6, java().period_end, rows)), day


def served(page: PrintedPage, day: date = DAY) -> Served:
    """A role page as captured on a day."""
    return page_html(page), day
