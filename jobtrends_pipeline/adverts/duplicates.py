"""Adverts that are one vacancy, by text and title.

The rule that joined them is named; the order of adverts does not matter.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice, product

from rapidfuzz.fuzz import token_sort_ratio

from jobtrends_pipeline.adverts.sellers import employer_key
from jobtrends_pipeline.adverts.shingles import jaccard, likely_pairs, shingles_of, text_words
from jobtrends_pipeline.adverts.title_words import SENIORITY, title_words

LEAST_TITLE_RATIO = 88.0
"""Likeness of titles in percent, from which on they may be one vacancy's."""
LEAST_SHARED = 0.8
"""Share of the shingles of either text that both have, from which on they may be one vacancy's."""
LONGEST_PAUSE_DAYS = 60
"""Days between two adverts of one vacancy, at most; a later one is a new vacancy."""
_CUT_LENGTHS = range(440, 521)
"""Lengths at which programming interfaces cut texts; many jobs of a company begin alike."""
_CUT_ENDS = ("…", "...")
SHORTEST_WORDS = 25
MOST_COMPARED = 60
"""Neighbours in the order of title, company and identifier that an advert is compared with among those of its text."""
_MOST_PAIRS = 2_000
"""Pairs that are compared between the adverts of two texts that are nearly equal."""


@dataclass(frozen=True, slots=True)
class SeenAdvert:
    """What tells adverts apart.

    Attributes:
        advert_id: Identifier; of two with one identifier the first counts.
        title: Title as printed.
        company: Who advertises, as printed; may be empty.
        place: Place as printed; its words are no part of the title.
        text: Text without markup; may be cut.
        seen_on: Day it was posted or seen; without one it may be of any time.
        reference: The employer's own number of the job, if the advert gives it apart from its text.
        source: Where it was seen.
        terms: What the source states beside the words: day of publication, pay, kind of employment.
    """

    advert_id: str
    title: str
    company: str
    place: str
    text: str
    seen_on: date | None = None
    reference: str = ""
    source: str = ""
    terms: tuple[object, ...] = ()


@dataclass(frozen=True, slots=True)
class VacancyMember:
    """An advert of a vacancy.

    Attributes:
        advert_id: Its identifier.
        rule: What joined it: one of `RULES`, the strongest if several did; `single` for one that nothing joined.
    """

    advert_id: str
    rule: str


@dataclass(frozen=True, slots=True)
class Vacancy:
    """Adverts that are one vacancy.

    Attributes:
        vacancy_id: Least identifier among them.
        members: The adverts by identifier.
        first_seen: Earliest day, if any is known.
        last_seen: Latest day.
    """

    vacancy_id: str
    members: tuple[VacancyMember, ...]
    first_seen: date | None
    last_seen: date | None


@dataclass(frozen=True, slots=True)
class Prepared:
    """An advert in the form that is compared.

    Attributes:
        advert: The advert.
        title: Words of its title, without those of rank and place.
        ranks: Words of rank.
        company: Who advertises, without legal forms.
        words: Words of its text.
        is_cut: Whether its text was cut.
    """

    advert: SeenAdvert
    title: str
    ranks: frozenset[str]
    company: str
    words: tuple[str, ...]
    is_cut: bool


RULES = ("same_reference", "same_text", "near_text", "cut_text", "no_text")
"""Rules that join two adverts, the strongest first."""


def vacancies(adverts: Iterable[SeenAdvert]) -> tuple[Vacancy, ...]:
    """Group adverts into vacancies.

    Two adverts are one vacancy where their titles are alike (rapidfuzz `token_sort_ratio` of at least 88, the same
    words of rank, places apart), no more than 60 days lie between them, and

    - `same_reference`: company and the employer's number of the job are the same, or
    - `same_text`: their texts are equal, or
    - `near_text`: their texts share at least 80 % of their sequences of four words, or
    - `cut_text`: so do texts that were cut, and company and title are the same, or
    - `no_text`: both say nearly nothing, title, company, place and day are the same, and no numbers differ.

    Companies need not agree on whole texts, as an agency and an employer advertise the same job. Adverts of many places
    are one vacancy. All must be in memory: a million of 4 kB take about 8 GB, which is where this way ends.

    Returns:
        Vacancies by identifier, the same whatever the order of the adverts.
    """
    prepared = [prepare(advert) for advert in sorted(_distinct(adverts), key=lambda one: one.advert_id)]
    sets = _Sets(len(prepared))
    for one, other, rule in _links(prepared):
        sets.join(one, other, rule)
    groups: dict[int, list[int]] = defaultdict(list)
    for number in range(len(prepared)):
        groups[sets.root(number)].append(number)
    return tuple(
        _vacancy([prepared[number] for number in group], [sets.rules[number] for number in group])
        for group in groups.values()
    )


def _distinct(adverts: Iterable[SeenAdvert]) -> Iterator[SeenAdvert]:
    known: dict[str, SeenAdvert] = {}
    for advert in adverts:
        known.setdefault(advert.advert_id, advert)
    return iter(known.values())


def _vacancy(group: Sequence[Prepared], rules: Sequence[int]) -> Vacancy:
    days = sorted(one.advert.seen_on for one in group if one.advert.seen_on)
    members = tuple(
        VacancyMember(one.advert.advert_id, RULES[rule] if rule < len(RULES) else "single")
        for one, rule in zip(group, rules, strict=True)
    )
    return Vacancy(members[0].advert_id, members, days[0] if days else None, days[-1] if days else None)


def prepare(advert: SeenAdvert) -> Prepared:
    """Return an advert in the form that is compared."""
    places = {word.text for word in title_words(advert.place)}
    words = [word.text for word in title_words(advert.title) if word.text not in places and word.text.strip("&/")]
    text = advert.text.strip()
    is_cut = text.endswith(_CUT_ENDS) or len(text) in _CUT_LENGTHS
    return Prepared(
        advert=advert,
        title=" ".join(word for word in words if word not in SENIORITY) or " ".join(words),
        ranks=frozenset(words) & SENIORITY,
        company=employer_key(advert.company),
        words=tuple(text_words(text)),
        is_cut=is_cut,
    )


def _links(prepared: Sequence[Prepared]) -> Iterator[tuple[int, int, int]]:
    """Pairs of adverts that are one vacancy, with the number of the rule."""
    by_text: dict[tuple[str, ...], list[int]] = defaultdict(list)
    by_reference: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, one in enumerate(prepared):
        by_text[one.words].append(number)
        if one.advert.reference and one.company:
            by_reference[one.company, one.advert.reference].append(number)
    for numbers in by_reference.values():
        yield from _judged(prepared, _neighbours(prepared, numbers), 0.0)
    shingles = {numbers[0]: shingles_of(words) for words, numbers in by_text.items() if len(words) >= SHORTEST_WORDS}
    for words, numbers in by_text.items():
        yield from _judged(prepared, _neighbours(prepared, numbers), 1.0 if len(words) >= SHORTEST_WORDS else 0.0)
    for text, other_text in likely_pairs(shingles):
        shared = jaccard(shingles[text], shingles[other_text])
        if shared >= LEAST_SHARED:
            pairs = product(by_text[prepared[text].words], by_text[prepared[other_text].words])
            yield from _judged(prepared, islice(pairs, _MOST_PAIRS), shared)


def _judged(
    prepared: Sequence[Prepared], pairs: Iterable[tuple[int, int]], shared: float
) -> Iterator[tuple[int, int, int]]:
    """Pairs that a rule joins, of adverts whose texts share so much."""
    for one, other in pairs:
        rule = rule_of(prepared[one], prepared[other], shared)
        if rule is not None:
            yield one, other, rule


def _neighbours(prepared: Sequence[Prepared], numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Pairs of adverts near each other in the order of title, company and identifier."""
    ordered = sorted(numbers, key=lambda number: (prepared[number].title, prepared[number].company, number))
    for index, one in enumerate(ordered):
        for other in ordered[index + 1 : index + 1 + MOST_COMPARED]:
            yield min(one, other), max(one, other)


def rule_of(one: Prepared, other: Prepared, shared: float) -> int | None:
    """Return the number of the rule that makes two adverts one vacancy, if any.

    Args:
        one: An advert.
        other: Another.
        shared: Share of the shingles of either text that both have.
    """
    if one.ranks != other.ranks or not _are_near_in_time(one.advert, other.advert):
        return None
    is_company = one.company == other.company and one.company != ""
    likeness = token_sort_ratio(one.title, other.title)
    if is_company and one.advert.reference and one.advert.reference == other.advert.reference:
        return 0 if likeness >= LEAST_TITLE_RATIO else None
    if shared < LEAST_SHARED:
        return 4 if is_company and one.title == other.title != "" and _stand_alike(one.advert, other.advert) else None
    if one.is_cut or other.is_cut:
        return 3 if is_company and one.title == other.title else None
    if likeness < LEAST_TITLE_RATIO:
        return None
    return 1 if shared == 1.0 else 2


def _stand_alike(one: SeenAdvert, other: SeenAdvert) -> bool:
    """Whether day and place agree, and neither numbers nor terms differ."""
    is_day = one.seen_on is not None and one.seen_on == other.seen_on
    is_apart = one.source == other.source and one.terms != other.terms  # sources state terms each in a way of its own
    return is_day and one.place == other.place and not is_apart and not (one.reference and other.reference)


def _are_near_in_time(one: SeenAdvert, other: SeenAdvert) -> bool:
    if one.seen_on is None or other.seen_on is None:
        return True
    return abs((one.seen_on - other.seen_on).days) <= LONGEST_PAUSE_DAYS


class _Sets:
    """Disjoint sets of numbers, and for each number the strongest rule that joined it."""

    def __init__(self, size: int) -> None:
        self._parents = list(range(size))
        self.rules = [len(RULES)] * size

    def root(self, number: int) -> int:
        """Least number of the set that a number is in."""
        while self._parents[number] != number:
            self._parents[number] = self._parents[self._parents[number]]
            number = self._parents[number]
        return number

    def join(self, one: int, other: int, rule: int) -> None:
        """Join the sets of two numbers."""
        for number in (one, other):
            self.rules[number] = min(self.rules[number], rule)
        first, second = sorted((self.root(one), self.root(other)))
        self._parents[second] = first
