"""The market index as text extractors write it: no links, a row a line, above it the form that offers two windows."""

from typing import Literal

from jobtrends_pipeline_tests.support.pages.samples import index_of
from jobtrends_pipeline_tests.support.site.labels import long_date, short_date
from jobtrends_pipeline_tests.support.site.printed import IndexRow, PrintedIndex

Style = Literal["spaces", "pipes"]
_JOINED = {"spaces": " ", "pipes": " | "}


def index_text(
    index: PrintedIndex | None = None, *, pay: str = "Salary", ads: str = "Permanent", style: Style = "spaces"
) -> bytes:
    """A page of 2019's index as text.

    Args:
        index: What it prints; six rows of the UK to 15 August 2019 by default.
        pay: What the head calls the pay: `Salary`, `Daily Rate` or `Hourly Rate`.
        ads: What the head calls the adverts: `Permanent` or `Contract`.
        style: How the cells of a row are kept apart.
    """
    index = index or index_of(count=6)
    window = f"{index.window_months} Months to {short_date(index.period_end)}"
    head = [
        *("Skill / Job Role (Historical trends & salary statistics)", f"Rank {window}", "Rank Change Year-on-Year"),
        *(f"Median {pay} {window}", f"Median {pay} % Change Year-on-Year"),
        *(f"Historical {ads} Job Ads", "Live Job Vacancies"),
    ]
    rows = [_row(row, style) for row in index.rows[:30]]
    heads = [f"| {' | '.join(head)} |"] if style == "pipes" else head
    form = [
        "Permanent IT Jobs",
        "Contract IT Jobs",
        "Period",
        f"6 months      3 months    to {long_date(index.period_end)}",
    ]
    total = f"Results 1 - {len(rows)} of {len(index.rows):,}"
    return "\n".join(["IT Jobs Watch", *form, total, *heads, *rows, "Next"]).encode()


def _row(row: IndexRow, style: Style) -> str:
    cells = [row.subject, row.rank, row.rank_change, row.median, row.median_change, f"{row.advert_count} ({row.share})"]
    text = _JOINED[style].join(cells + ([row.live_jobs] if row.live_jobs else []))
    return f"| {text} |" if style == "pipes" else text
