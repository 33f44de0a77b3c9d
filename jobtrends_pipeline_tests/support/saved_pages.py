"""Saved pages of many roles and days, made from a page of the sample."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from jobtrends_pipeline_tests.support.site.build_sample import sample_pages
from jobtrends_pipeline_tests.support.site.labels import short_date
from jobtrends_pipeline_tests.support.site.markup import page_html
from jobtrends_pipeline_tests.support.site.printed import PrintedPage


def write_pages(
    folder: Path, roles: Iterable[str], days: Sequence[date], places: Sequence[str] = ("UK",), least_bytes: int = 0
) -> int:
    """Write a page of each role, place and day, as a person would have saved it.

    Args:
        folder: Receives a folder for each role.
        roles: Names of the roles.
        days: Period ends.
        places: Places that the sample has.
        least_bytes: Length of a page: the fullest page of the sample, filled up with a comment before its end.

    Returns:
        Number of pages.
    """
    models = {place: _model(place, is_full=least_bytes > 0) for place in places}
    count = 0
    for role in roles:
        target = folder / role.replace(" ", "-").lower()
        target.mkdir(parents=True, exist_ok=True)
        for day in days:
            for place, model in models.items():
                (target / f"{place}-{day}.html").write_bytes(_filled(page_of(model, role, day), least_bytes))
                count += 1
    return count


def _model(place: str, *, is_full: bool) -> PrintedPage:
    pages = [page for page in sample_pages() if page.location == place]
    return max(pages, key=lambda page: len(page_html(page))) if is_full else pages[0]


def page_of(model: PrintedPage, role: str, day: date) -> bytes:
    """A page of the sample as if printed of another role on another day."""
    labels = (f"6 months to {short_date(day)}", f"Same period {day.year - 1}", f"Same period {day.year - 2}")
    body = page_html(replace(model, period_end=day, period_labels=labels))
    slug, other = model.subject.replace(" ", "%20"), role.replace(" ", "%20")
    return body.replace(model.subject.encode(), role.encode()).replace(slug.lower().encode(), other.lower().encode())


def _filled(body: bytes, least_bytes: int) -> bytes:
    comment = b"<!-- " + b"x" * max(0, least_bytes - len(body)) + b" -->"
    return body.replace(b"</body>", comment + b"</body>") if least_bytes > len(body) else body
