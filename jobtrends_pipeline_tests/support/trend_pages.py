"""Pages beside the sample that give trends more to show: a year before with other skills, and contract rates."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from jobtrends_pipeline_tests.support.site.build_sample import sample_pages
from jobtrends_pipeline_tests.support.site.facts import PageFacts, PayFacts, TableFacts, print_page
from jobtrends_pipeline_tests.support.site.labels import Heading, short_date
from jobtrends_pipeline_tests.support.site.markup import page_html
from jobtrends_pipeline_tests.support.site.printed import PrintedPage, SkillRow

EARLIER = date(2025, 2, 15)
"""Period end of an own page of a period that the sample has as a back-cast, with other figures."""
NEAR = date(2026, 2, 20)
"""Period end of a Java page with skills, near the backend developer's of 15 February."""
_HEADING = Heading("contract", "Java", False, "UK", "UK excluding London", "Programming Languages", date(2026, 3, 13))  # noqa: FBT003
_DAILY = PayFacts((400, 380, 360), (550, 525, 500), (4.76, 5, None), p10=(400, 390, 380), p90=(700, 690, 680))
_HOURLY = PayFacts((60, 50, 45), (62.5, 60, 55), (4.17, 9.09, None), p10=(45.5, 44, 40), p90=(80, 78, 75))


def write_pages(folder: Path) -> None:
    """Write the pages to a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for page in (_backend_of_a_year_before(), _java_with_skills(), _java_contracts()):
        name = f"{page.kind}-{page.subject}-{page.period_end}.html".replace(" ", "-").lower()
        (folder / name).write_bytes(page_html(page))


def _backend_of_a_year_before() -> PrintedPage:
    """COBOL, which has left the list since, Python not yet on it, and AWS at 70 % instead of 24."""
    page = _sample("UK", date(2026, 2, 15))
    skills = [replace(row, name="COBOL", slug="cobol") if row.name == "Python" else row for row in page.top_skills]
    skills = [SkillRow("1", "92", "70.00%", row.name, row.slug) if row.name == "AWS" else row for row in skills]
    labels = (f"6 months to {short_date(EARLIER)}", "Same period 2024", "Same period 2023")
    return replace(page, period_end=EARLIER, period_labels=labels, top_skills=tuple(skills), skill_categories={})


def _java_with_skills() -> PrintedPage:
    """Five skills of the backend developer, each in a tenth of the adverts, and no other."""
    backend, java = _sample("UK", date(2026, 2, 15)), _sample("UK", date(2026, 3, 13))
    skills = tuple(SkillRow("1", "211", "10.00%", row.name, row.slug) for row in backend.top_skills[:5])
    labels = (f"6 months to {short_date(NEAR)}", "Same period 2025", "Same period 2024")
    return replace(java, period_end=NEAR, period_labels=labels, top_skills=skills)


def _sample(place: str, day: date) -> PrintedPage:
    return next(page for page in sample_pages() if (page.location, page.period_end) == (place, day))


def _java_contracts() -> PrintedPage:
    demand = {"advert_count": (900, 850, 800), "share_of_all": (1.8, 1.7, 1.6)}
    subject = TableFacts(**demand, pay={"daily rate": _DAILY, "hourly rate": _HOURLY}, rank=(80, 82, 85),
                         rank_change=(2, 3, None), share_of_category=(12.5, 12.1, 12))  # fmt: skip
    market = TableFacts((50_000, 50_000, 50_000), (70, 70, 70), {"daily rate": replace(_DAILY, median=(500, 500, 500))})
    return print_page(PageFacts(_HEADING, subject, market))
