"""What hypothesis draws of a whole detail page: its summary, locations and skills, and which rows it lacks."""

from dataclasses import replace

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from jobtrends_pipeline_tests.support.pages.known import MAY_BE_ABSENT, KnownPage
from jobtrends_pipeline_tests.support.pages.strategies import (
    CATEGORIES,
    changes,
    counts,
    daily_rates,
    headings,
    names,
    places,
    salaries,
    summaries,
)
from jobtrends_pipeline_tests.support.site.facts import LocationFacts, PageFacts
from jobtrends_pipeline_tests.support.site.labels import Heading

_CONTAINERS = ("England", "North of England", "Midlands")
"""Places whose adverts include those of places in the same list."""


@st.composite
def detail_pages(draw: DrawFn) -> PageFacts:
    """Everything that one detail page says."""
    heading = draw(headings())
    subject, market = draw(summaries(heading))
    jobs = int(subject.advert_count[0] or 0)
    facts = PageFacts(heading, subject, market, location_trail=draw(st.sampled_from((None, "England > North West"))))
    if not jobs:
        return facts
    categories = draw(skill_categories(jobs))
    skills = [skill for held in categories.values() for skill in held]
    return replace(
        facts,
        locations=draw(locations(facts, jobs)),
        top_skills=sorted(skills, key=lambda skill: -skill[1])[:30],
        skill_categories=categories,
    )


@st.composite
def known_pages(draw: DrawFn) -> KnownPage:
    """A page, less a few of the rows that real pages may lack."""
    page = KnownPage(draw(detail_pages()))
    places = [place for place in page.places if place[2] in MAY_BE_ABSENT]
    absent = draw(st.sets(st.sampled_from(places), max_size=3)) if places else set()
    return KnownPage(page.facts, frozenset(absent))


@st.composite
def locations(draw: DrawFn, facts: PageFacts, jobs: int) -> list[LocationFacts]:
    """The top locations, the most frequent first.

    None has more adverts than one that contains it, and the comparison place has the pay that the summary gives it.
    """
    heading = facts.heading
    drawn = draw(st.lists(places, max_size=21, unique_by=str.casefold))
    found = sorted(drawn, key=lambda name: _CONTAINERS.index(name) if name in _CONTAINERS else len(_CONTAINERS))
    rows, most = [], jobs
    for name in found:
        count = draw(st.integers(0, most))
        most = count if name in _CONTAINERS else most
        median, change = _location_pay(draw, facts, name)
        if name.casefold() != heading.location.casefold():
            ranked, live = draw(st.none() | st.integers(-999, 1999)), draw(st.none() | counts)
            rows.append(LocationFacts(name, ranked, count, median, change, live))
    return sorted(rows, key=lambda row: -row.advert_count)


def _location_pay(draw: DrawFn, facts: PageFacts, name: str) -> tuple[float | None, float | None]:
    heading: Heading = facts.heading
    if name == heading.comparison_place:
        pay = facts.subject.pay[heading.pay_bases[0]]
        return pay.comparison_median[0], pay.comparison_change[0]
    median = draw(st.none() | (salaries if heading.kind == "permanent" else daily_rates))
    return median, draw(st.none() | changes) if median else None


@st.composite
def skill_categories(draw: DrawFn, jobs: int) -> dict[str, list[tuple[str, int]]]:
    """Skills by category, at most twenty in each and the most frequent first; ties are common."""
    named = draw(st.lists(names, max_size=8, unique_by=str.casefold))
    skills = [*named, *(f"Skill {number}" for number in range(draw(st.integers(0, 40))))]
    most = draw(st.lists(st.integers(1, jobs) | st.integers(1, min(9, jobs)), min_size=48, max_size=48))
    categories = draw(st.lists(st.sampled_from((*CATEGORIES, "Job Titles")), min_size=1, max_size=6, unique=True))
    size = min(20, -(-len(skills) // len(categories)))
    held = {}
    for number, category in enumerate(categories):
        mine = list(zip(skills, most, strict=False))[number * size : (number + 1) * size]
        held[category] = sorted(mine, key=lambda skill: -skill[1])
    return {category: rows for category, rows in held.items() if rows}
