"""Seeded mutants of a page: what transit, archives and a careless change of the site do to one.

Here are the changes that need no table; those of tables are in `mutants_tables`, of text captures in `mutants_text`.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from jobtrends_pipeline_tests.support.pages.spans import Span, spans_of

Mutation = Callable[[str, random.Random], str]
_Item = TypeVar("_Item")


def seeded_mutants(page: str, count: int, seed: int, mutations: Sequence[Mutation]) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each mutant; one depends on the page, its number and the seed, not on those before it."""
    order = random.Random(f"{seed} {len(page)}").sample(mutations, len(mutations))  # noqa: S311
    for number in range(count):
        mutation = order[number % len(order)]
        rng = random.Random(f"{seed} {number}")  # noqa: S311
        yield f"{mutation.__name__} {number}", mutation(page, rng).encode("utf-8", "surrogateescape")


def written_over(page: str, *edits: tuple[Span, str]) -> str:
    """The page with some spans, none inside another, written over."""
    for (start, end), new in sorted(edits, reverse=True):
        page = page[:start] + new + page[end:]
    return page


def exchanged(page: str, one: Span, other: Span) -> str:
    """The page with two spans exchanged; as it is when one lies inside the other."""
    first, second = sorted((one, other))
    if first.end > second.start:
        return page
    return written_over(page, (first, page[slice(*second)]), (second, page[slice(*first)]))


def any_of(items: Sequence[_Item], rng: random.Random) -> _Item | None:
    """One of the items, or none where there is none."""
    return rng.choice(items) if items else None


def dropped(page: str, span: Span | None) -> str:
    """The page without a span."""
    return written_over(page, (span, "")) if span else page


def doubled(page: str, span: Span | None) -> str:
    """The page with a span twice."""
    return written_over(page, (Span(span.end, span.end), page[slice(*span)])) if span else page


def flip_byte(page: str, rng: random.Random) -> str:
    """Turn one bit of one byte over."""
    body = bytearray(page.encode("utf-8", "surrogateescape"))
    body[rng.randrange(len(body))] ^= 1 << rng.randrange(8)
    return body.decode("utf-8", "surrogateescape")


def cut_out(page: str, rng: random.Random) -> str:
    """Lose up to two thousand characters somewhere."""
    start = rng.randrange(len(page))
    return dropped(page, Span(start, start + rng.randrange(1, 2000)))


def cut_few(page: str, rng: random.Random) -> str:
    """Lose up to forty characters somewhere."""
    start = rng.randrange(len(page))
    return dropped(page, Span(start, start + rng.randrange(1, 40)))


def cut_end(page: str, rng: random.Random) -> str:
    """Lose everything from some point on."""
    return page[: rng.randrange(1, len(page))]


def drop_tag(page: str, rng: random.Random) -> str:
    """Leave one tag out."""
    return dropped(page, any_of(spans_of(page).tags, rng))


def double_tag(page: str, rng: random.Random) -> str:
    """Write one tag twice."""
    return doubled(page, any_of(spans_of(page).tags, rng))


def drop_attribute(page: str, rng: random.Random) -> str:
    """Leave one attribute out."""
    return dropped(page, any_of(spans_of(page).attributes, rng))


def damage_attribute(page: str, rng: random.Random) -> str:
    """Lose one character of an attribute: of its name, its value, or a quote around it."""
    span = any_of(spans_of(page).attributes, rng)
    at = rng.randrange(span.start + 1, span.end) if span else 0
    return dropped(page, Span(at, at + 1)) if span else page


def break_entity(page: str, rng: random.Random) -> str:
    """Lose the first, the last or another character of a character reference."""
    span = any_of(spans_of(page).entities, rng)
    at = rng.choice((span.start, rng.randrange(span.start, span.end), span.end - 1)) if span else 0
    return dropped(page, Span(at, at + 1)) if span else page


def _digit(page: str, rng: random.Random) -> Span | None:
    number = any_of(spans_of(page).numbers, rng)
    places = [at for at in range(*number) if page[at].isdecimal()] if number else []
    at = any_of(places, rng)
    return None if at is None else Span(at, at + 1)


def change_digit(page: str, rng: random.Random) -> str:
    """Write another digit for one digit of a number."""
    span = _digit(page, rng)
    others = [digit for digit in "0123456789" if span and digit != page[span.start]]
    return written_over(page, (span, rng.choice(others))) if span else page


def drop_digit(page: str, rng: random.Random) -> str:
    """Leave one digit of a number out."""
    return dropped(page, _digit(page, rng))


def double_digit(page: str, rng: random.Random) -> str:
    """Write one digit of a number twice."""
    return doubled(page, _digit(page, rng))


def drop_separator(page: str, rng: random.Random) -> str:
    """Lose a comma or the decimal point of a number."""
    numbers = spans_of(page).numbers
    at = any_of([at for number in numbers for at in range(*number) if page[at] in ",."], rng)
    return page if at is None else dropped(page, Span(at, at + 1))


def drop_sign(page: str, rng: random.Random) -> str:
    """Lose the sign of a number, or a dash that stands alone."""
    return dropped(page, any_of(spans_of(page).signs, rng))


def turn_sign(page: str, rng: random.Random) -> str:
    """Write plus for minus, and minus for plus."""
    span = any_of(spans_of(page).signs, rng)
    return written_over(page, (span, "-" if page[span.start] == "+" else "+")) if span else page


BYTES: tuple[Mutation, ...] = (flip_byte, cut_out, cut_few, cut_end)
NUMBERS: tuple[Mutation, ...] = (change_digit, drop_digit, double_digit, drop_separator, drop_sign, turn_sign)
TAGS: tuple[Mutation, ...] = (drop_tag, double_tag, drop_attribute, damage_attribute, break_entity)
