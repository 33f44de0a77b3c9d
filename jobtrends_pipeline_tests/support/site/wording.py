"""The sentences and headings around a page's tables, shared by its HTML and its text captures.

The words of role pages of 2020 and 2026 are the source's; those of skill pages and of other years follow
them, since no real page of theirs is at hand.
"""

from dataclasses import dataclass

from jobtrends_pipeline_tests.support.site.labels import MEDIAN_NAMED, SECTIONS, a_subject, in_place, long_date
from jobtrends_pipeline_tests.support.site.printed import PrintedPage


@dataclass(frozen=True)
class Chart:
    """One chart of a page: heading under the subject's name, sentence, caption, and the image's path."""

    heading: str
    sentence: str
    caption: str
    image: str


def lead(page: PrintedPage) -> str:
    """The first sentence, with the median and the period end where the page has them."""
    place, end = in_place(page.location), long_date(page.period_end)
    basis, per = ("salary", "year") if page.kind == "permanent" else ("daily rate", "day")
    window = f"{page.window_months} months"
    if not page.is_role:
        return (
            f"The following table provides summary statistics for {page.kind} job vacancies citing"
            f" {page.subject} in {place} over the {window} to {end}."
        )
    if page.lead_median is None:
        return (
            f"There is not enough information to give a median {basis} for"
            f" {a_subject(page.subject)} in {place} over the {window} to {end}."
        )
    if page.period_end >= SECTIONS:
        return (
            f"The median {page.subject} {basis} in {place} is {page.lead_median} per {per}, according to"
            f" job vacancies posted during the {window} leading to {end}."
        )
    average = "average" if page.period_end < MEDIAN_NAMED else "median"
    what, rate = ("annual salary", "") if page.kind == "permanent" else ("contractor rate", " per day")
    where = "" if page.location == "UK" else f" in {place}"
    return (
        f"The {average} {what} for {a_subject(page.subject)}{where} was {page.lead_median}{rate} in"
        f" advertised job vacancies during the {window} to {end}."
    )


def subject_intro(page: PrintedPage) -> str:
    """The sentence before the first table."""
    pay = "salary" if page.kind == "permanent" else "contractor rate"
    if page.period_end >= SECTIONS:
        return (
            f"The table below compares current {pay} benchmarking and summary statistics with the previous two years."
        )
    return (
        f"The first table below provides {pay} benchmarking and summary statistics including a comparison"
        " to same period in the previous 2 years."
    )


def market_intro(page: PrintedPage) -> str:
    """The paragraph before the comparison table."""
    start = "For comparison with the information above, the following table provides"
    if page.period_end < SECTIONS:
        start = "The following table is for comparison with the above and includes"
    everything = f"{start} summary statistics for all {page.kind} IT job vacancies"
    if not page.is_role:
        return f"{everything} with a match in the {page.category} category."
    return (
        f"{everything}. Most job vacancies include a discernible job title that can be normalized. As such,"
        f" the figures in the second row provide an indication of the number of {page.kind} jobs in our"
        " overall sample."
    )


def charts(page: PrintedPage) -> tuple[Chart, ...]:
    """The charts of the page's market, in page order."""
    subject, place, folder = page.subject, in_place(page.location), page.kind
    featuring = f"featuring '{subject}' in the job title" if page.is_role else f"citing {subject}"
    trend = Chart(
        "Job Vacancy Trend",
        f"Historical trend showing the proportion of {page.kind} IT job postings {featuring} relative to"
        f" all {page.kind} IT jobs advertised.",
        f"{subject} job vacancy trend in {place}",
        f"/charts/{folder}-demand-trend.aspx",
    )
    bases = ("Salary",) if page.kind == "permanent" else ("Daily Rate", "Hourly Rate")
    return (trend, *(chart for basis in bases for chart in _pay_charts(page, basis, place)))


def _pay_charts(page: PrintedPage, basis: str, place: str) -> tuple[Chart, ...]:
    subject, word = page.subject, basis.capitalize()
    name = basis.lower().replace(" ", "-")
    trend = f"{word} distribution trend for {subject} job vacancies in {place}"
    histogram = Chart(
        f"{basis} Histogram",
        f"{word} distribution for jobs citing {subject} over the {page.window_months} months to"
        f" {long_date(page.period_end)}.",
        f"{word} histogram for {subject} in {place}",
        f"/charts/{name}-histogram.aspx",
    )
    first = Chart(f"{basis} Trend", f"{trend}.", trend, f"/charts/{name}-trend.aspx")
    return (first,) if basis == "Hourly Rate" else (first, histogram)


def locations_heading(page: PrintedPage) -> str:
    """The heading of the locations, under the subject's name."""
    noun = "Job" if page.kind == "permanent" else "Contract"
    return f"Top {len(page.locations)} {noun} Locations"


def locations_intro(page: PrintedPage) -> str:
    """The paragraph before the locations."""
    pay = "salaries" if page.kind == "permanent" else "contractor rates"
    window = page.window_months
    return (
        f"The table below looks at the demand and provides a guide to the median {pay} quoted in IT jobs"
        f" citing {page.subject} within {in_place(page.location)} over the {window} months to"
        f" {long_date(page.period_end)}. The 'Rank Change' column provides an indication of the change in"
        f" demand within each location based on the same {window} month period last year."
    )


def location_heads(page: PrintedPage) -> tuple[tuple[str, ...], ...]:
    """The column heads of the locations, each as its printed lines."""
    pay = "Salary" if page.kind == "permanent" else "Daily Rate"
    live = ("Live", "Jobs") if page.period_end >= SECTIONS else ("Live", "Job", "Vacancies")
    return (
        ("Location",),
        ("Rank Change", "on Same Period", "Last Year"),
        ("Matching", page.kind.capitalize(), "IT Job Ads"),
        (f"Median {pay}", f"Past {page.window_months} Months"),
        (f"Median {pay}", "% Change", "on Same Period", "Last Year"),
        live,
    )


def top_skills_heading(page: PrintedPage) -> str:
    """The heading of the top skills."""
    if page.period_end >= SECTIONS:
        return "Top 30 Co-Occurring Skills & Capabilities"
    return "Top 30 Co-occurring IT Skills"


def top_skills_intro(page: PrintedPage) -> str:
    """The paragraph before the top skills."""
    matching = f"featuring {page.subject} in the job title" if page.is_role else f"citing {page.subject}"
    roles = "job roles" if page.is_role else "jobs"
    return (
        f"For the {page.window_months} months to {long_date(page.period_end)}, {page.subject} {roles}"
        " required the following skills and capabilities in order of popularity. The figures indicate the"
        f" absolute number of co-occurrences and as a proportion of all {page.kind} job ads {matching}."
    )


def categories_heading(page: PrintedPage) -> str:
    """The heading of the skills by category."""
    if page.period_end >= SECTIONS:
        return "Co-Occurring Skills & Capabilities by Category"
    return "Co-occurring IT Skills by Category"


CATEGORIES_INTRO = (
    "The following tables expand on the one above by listing co-occurrences grouped by category. They cover"
    " the same employment type, locality and period, with up to 20 co-occurrences shown in each category:"
)
