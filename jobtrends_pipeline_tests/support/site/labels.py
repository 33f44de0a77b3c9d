"""The words the source puts beside its figures, by year, market and kind of subject (DOMAIN §3).

Only labels and titles: which rows a page has and how figures are written belongs to `facts` and `figures`.
Dates are those of the change where it is known, else the earliest that real pages allow; the comparison
table of role pages before November 2017 and of categories without a known wording is inferred.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from jobtrends_pipeline_tests.support.site.printed import Kind

PayBasis = Literal["salary", "daily rate", "hourly rate"]
LabelledMeasures = tuple[tuple[str, str], ...]

MEDIAN_NAMED = date(2016, 1, 1)
ADVERTISED_IN = date(2017, 4, 1)
PERCENTILES_NAMED = date(2017, 6, 29)
PLACE_MEDIANS = date(2017, 11, 1)
SECTIONS = date(2021, 1, 1)
QUARTILES = date(2021, 5, 1)
JOB_TRENDS = date(2025, 8, 1)
SHARE_SHORTENED = date(2025, 10, 1)
JOB_ROLES = date(2026, 1, 1)

_WITH_ARTICLE = {
    "Channel Islands", "City of London", "East Midlands", "East of England", "Home Counties", "Isle of Man",
    "Midlands", "North East", "North of England", "North West", "South East", "South West", "Thames Valley",
    "UK", "UK excluding London", "West Midlands",
}  # fmt: skip

# Category -> title of its comparison table and what its jobs require, since November 2017.
_CATEGORY_WORDS = {
    "Programming Languages": ("All Programming Languages", "coding skills"),
    "General": ("All General Skills", "common skills"),
    "Miscellaneous": ("All Generic Skills", "generic IT skills"),
    "Processes & Methodologies": ("All Process and Methodology Skills", "process or methodology skills"),
}


@dataclass(frozen=True)
class Heading:
    """What the wording of a page depends on.

    `comparison_place` is the place whose median closes each pay block; `category` is the category of the
    share row, which skills are compared with ("Job Titles" for roles, which the market is compared with).
    """

    kind: Kind
    subject: str
    is_role: bool
    location: str
    comparison_place: str
    category: str
    period_end: date
    window_months: int = 6

    @property
    def pay_bases(self) -> tuple[PayBasis, ...]:
        """The pay blocks of the market, in page order."""
        return ("salary",) if self.kind == "permanent" else ("daily rate", "hourly rate")


def in_place(place: str) -> str:
    """The place after "in": "the UK", "the North West", "Scotland"."""
    return f"the {place}" if place in _WITH_ARTICLE else place


def a_subject(subject: str) -> str:
    """The subject with its article: "a Developer", "an Analyst", "a UX Designer"."""
    vowel = subject[0] in "AEIOaeio" or (subject[0] in "Uu" and subject[1:2].islower())
    return f"{'an' if vowel else 'a'} {subject}"


def long_date(day: date) -> str:
    """A date as sentences print it: "15 February 2026"."""
    return f"{day.day} {day:%B %Y}"


def short_date(day: date) -> str:
    """A date as column heads print it: "15 Feb 2026"."""
    return f"{day.day} {day:%b %Y}"


def capture_day(period_end: date) -> date:
    """The day a page is usually read: the one after its period end (DOMAIN §6)."""
    return period_end + timedelta(days=1)


def period_labels(heading: Heading) -> tuple[str, str, str]:
    """The three column heads of the summary."""
    end = heading.period_end
    return (
        f"{heading.window_months} months to {short_date(end)}",
        f"Same period {end.year - 1}",
        f"Same period {end.year - 2}",
    )


def page_title(heading: Heading) -> str:
    """The title line: "X Job Trends in P" since August 2025, "X Jobs in P" before; the UK goes unnamed."""
    nouns = {"permanent": "Jobs", "contract": "Contracts"}
    if heading.period_end >= JOB_TRENDS:
        nouns = {"permanent": "Job Trends", "contract": "Contract Job Trends"}
    title = f"{heading.subject} {nouns[heading.kind]}"
    return title if heading.location == "UK" else f"{title} in {in_place(heading.location)}"


def pay_labels(heading: Heading, basis: PayBasis) -> LabelledMeasures:
    """The rows of one pay block as (measure, label), in the page order of the year."""
    day = heading.period_end
    plural = "salaries" if basis == "salary" else f"{basis}s"
    average = "average" if day < MEDIAN_NAMED else "median"
    noun = "annual salary" if basis == "salary" and day >= PLACE_MEDIANS else basis
    quoted = ("quoted", f"Number of {plural} quoted")
    median = ("median", _median_label(heading, basis))
    change = f"{average.capitalize()}{'' if day >= SECTIONS else ' ' + basis} % change year-on-year"
    comparison = (
        ("comparison_median", f"{heading.comparison_place} {average} {noun}"),
        ("comparison_change", "% change year-on-year"),
    )
    if day >= QUARTILES:
        low = (("p10", "10th Percentile"), ("p25", "25th Percentile"))
        high = (("p75", "75th Percentile"), ("p90", "90th Percentile"))
        return (quoted, *low, median, ("median_change", change), *high, *comparison)
    tails = (("p10", "10th Percentile"), ("p90", "90th Percentile"))
    if day < PERCENTILES_NAMED:
        tails = (
            ("p10", f"90% offered a {basis} of more than"),
            ("p90", f"10% offered a {basis} of more than"),
        )
    return (quoted, median, ("median_change", change), *tails, *comparison)


def _median_label(heading: Heading, basis: PayBasis) -> str:
    day = heading.period_end
    noun = "annual salary" if basis == "salary" and day >= PLACE_MEDIANS else basis
    if day < PLACE_MEDIANS:
        return f"{'Average' if day < MEDIAN_NAMED else 'Median'} {noun}"
    if day < SECTIONS:
        return f"{heading.location} median {noun}"
    return f"Median {noun}" + (" (50th Percentile)" if day >= QUARTILES and basis != "hourly rate" else "")


def subject_labels(heading: Heading) -> LabelledMeasures:
    """The demand rows of the first table as (measure, label), in page order."""
    verb = f"requiring {a_subject(heading.subject)}" if heading.is_role else f"citing {heading.subject}"
    return (
        ("rank", "Rank"),
        ("rank_change", "Rank change year-on-year"),
        ("advert_count", f"{heading.kind.capitalize()} jobs {verb}"),
        ("share_of_all", f"As % of all {heading.kind} {_share_words(heading)}"),
        ("share_of_category", f"As % of the {heading.category} category"),
    )


def _share_words(heading: Heading) -> str:
    place = in_place(heading.location)
    if heading.period_end < ADVERTISED_IN:
        return f"IT jobs located in {place}"
    if heading.period_end < SECTIONS:
        return f"IT jobs advertised in {place}"
    return f"jobs in {place}" if heading.period_end >= SHARE_SHORTENED else f"jobs advertised in {place}"


def market_title(heading: Heading) -> str:
    """The title of the comparison table."""
    day, kind = heading.period_end, heading.kind.capitalize()
    if day < date(2014, 1, 1):
        return f"All {heading.category}"
    if day < ADVERTISED_IN:
        return f"{heading.category} Category"
    if day < PLACE_MEDIANS:
        singular = heading.category.replace("Processes & Methodologies", "Process & Methodology")
        return f"{kind} IT Job Roles" if heading.is_role else f"{kind} {singular} Skills"
    if heading.is_role:
        return f"All {kind} IT Job {'Roles' if day >= JOB_ROLES else 'Vacancies'}"
    return _CATEGORY_WORDS.get(heading.category, (f"All {heading.category}", ""))[0]


def market_labels(heading: Heading) -> LabelledMeasures:
    """The demand rows of the comparison table as (measure, label), in page order."""
    return (("advert_count", _market_size(heading)), ("share_of_all", _market_share(heading)))


def _market_size(heading: Heading) -> str:
    day, kind = heading.period_end, heading.kind.capitalize()
    if ADVERTISED_IN <= day < PLACE_MEDIANS:
        if heading.is_role:
            return f"{kind} job vacancies with a job title containing a recognized job role"
        skills = heading.category.lower().replace("processes & methodologies", "process and methodology")
        return f"{kind} job vacancies with a requirement for {skills} skills"
    if day >= PLACE_MEDIANS and heading.is_role:
        return f"{kind} vacancies in {in_place(heading.location)} with a recognized job title"
    if day >= PLACE_MEDIANS and heading.category in _CATEGORY_WORDS:
        skills = _CATEGORY_WORDS[heading.category][1]
        if day >= JOB_ROLES:
            skills = skills.replace("common", "general")
        return f"{kind} vacancies with a requirement for {skills}"
    return f"{kind} IT job ads with a match in the {heading.category} category"


def _market_share(heading: Heading) -> str:
    day, kind, place = heading.period_end, heading.kind, in_place(heading.location)
    jobs = "jobs" if kind == "permanent" and day >= SECTIONS else "IT jobs"
    if day >= PLACE_MEDIANS and heading.is_role:
        return f"% of {kind} {jobs} with a recognized job title"
    if day < ADVERTISED_IN:
        return f"As % of all {kind} IT jobs located in {place}"
    if day < PLACE_MEDIANS:
        jobs = "IT job vacancies"
    return f"As % of all {kind} {jobs} advertised in {place}"
