"""Adverts of a day to vacancies: adverts seen later change no earlier answer.

An advert joins a vacancy of adverts seen before, or with others of its day makes a new one; no two vacancies that exist
are ever merged.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from jobtrends_pipeline.adverts.duplicates import RULES, SeenAdvert
from jobtrends_pipeline.adverts.window import Link, Window

SAME_POSTING, SINGLE = "same_posting", "single"


@dataclass(frozen=True, slots=True)
class OwnVacancy:
    """A vacancy that an advert belongs to.

    Attributes:
        vacancy_id: Identifier of its first advert.
        first_seen_on: Day on which that was seen.
    """

    vacancy_id: str
    first_seen_on: date


@dataclass(frozen=True, slots=True)
class Joined:
    """An advert with its vacancy.

    Attributes:
        advert_id: Its identifier.
        vacancy: The vacancy.
        rule: What joined it: `same_posting`, one of `duplicates.RULES`, or `single`.
    """

    advert_id: str
    vacancy: OwnVacancy
    rule: str


def join_day(
    day: date, adverts: Sequence[tuple[str, SeenAdvert]], window: Window, owned: dict[str, OwnVacancy]
) -> list[Joined]:
    """Join the adverts of a day to vacancies.

    A posting that was seen before keeps its vacancy, however long ago that was. A new one joins the vacancy that the
    strongest rule links it to, of several the one seen first, or follows another of its day there. New ones that are
    linked to each other only are one new vacancy.

    Args:
        day: The day.
        adverts: All adverts of the day, each with the key of its posting, in the order of their identifiers.
        window: Postings as last seen in the 60 days before; those of the day are added.
        owned: Vacancy of each posting of the window, and of the adverts where it was seen before; new ones are added.

    Returns:
        The adverts in their order.
    """
    window.drop_before(day)
    new: dict[str, SeenAdvert] = {}
    for key, advert in adverts:
        if key not in owned:
            new.setdefault(key, advert)
    for key, advert in new.items():
        window.put(key, advert)
    rules = _join_new(day, new, {key: tuple(window.links_of(key)) for key in new}, owned)
    joined = []
    for key, advert in adverts:
        rule = rules[key] if new.get(key) is advert else SAME_POSTING
        joined.append(Joined(advert.advert_id, owned[key], rule))
        if rule == SAME_POSTING:
            window.put(key, advert)
    return joined


def _join_new(
    day: date, new: Mapping[str, SeenAdvert], links: Mapping[str, Sequence[Link]], owned: dict[str, OwnVacancy]
) -> dict[str, str]:
    """Give each new posting a vacancy; return the rule of each."""
    rules: dict[str, str] = {}
    left = set(new)
    while left:  # in rounds, so that the order within one does not matter
        found = {key: best for key in left if (best := _best(links[key], owned))}
        if not found:
            break
        for key, (rule, vacancy) in found.items():
            owned[key], rules[key] = vacancy, RULES[rule]
        left -= set(found)
    for group in _groups(left, links):
        first = min(new[key].advert_id for key in group)
        for key in group:
            owned[key] = OwnVacancy(first, day)
            rules[key] = RULES[min(link.rule for link in links[key])] if links[key] else SINGLE
    return rules


def _best(links: Iterable[Link], owned: Mapping[str, OwnVacancy]) -> tuple[int, OwnVacancy] | None:
    """Return rule and vacancy of the strongest link, and of the vacancy seen first."""
    found = [(link.rule, owned[link.key]) for link in links if link.key in owned]
    return min(found, key=lambda one: (one[0], one[1].first_seen_on, one[1].vacancy_id), default=None)


def _groups(keys: Iterable[str], links: Mapping[str, Sequence[Link]]) -> list[list[str]]:
    """Return the groups of postings that are linked, directly or over others."""
    left, groups = dict.fromkeys(sorted(keys)), []
    beside: dict[str, set[str]] = {key: {link.key for link in links[key]} for key in left}
    for key, others in list(beside.items()):
        for other in others:
            beside[other].add(key)
    while left:
        group, waiting = [], [next(iter(left))]
        del left[waiting[0]]
        while waiting:
            group.append(waiting.pop())
            for other in beside[group[-1]]:
                if other in left:
                    del left[other]
                    waiting.append(other)
        groups.append(sorted(group))
    return groups
