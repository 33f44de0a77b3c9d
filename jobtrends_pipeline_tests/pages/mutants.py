"""Seeded mutants of a page: what transit, archives and a careless change of the site do to one."""

import random
import re
from collections.abc import Callable, Iterator

Mutation = Callable[[str, random.Random], str]

_TAG = re.compile(r"<[^>]+>")
_ROW = re.compile(r"<tr\b.*?</tr>\s*", re.DOTALL)
_CELL = re.compile(r"<td\b[^>]*>[^<]{0,40}</td>")
_ENTITY = re.compile(r"&#?\w+;")


def html_mutants(page: str, count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each mutant of an HTML page."""
    return _mutants(page, count, seed, HTML_MUTATIONS)


def text_mutants(page: str, count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each mutant of a text capture."""
    return _mutants(page, count, seed, TEXT_MUTATIONS)


def _mutants(page: str, count: int, seed: int, mutations: tuple[Mutation, ...]) -> Iterator[tuple[str, bytes]]:
    rng = random.Random(seed)  # noqa: S311
    for number in range(count):
        mutation = mutations[number % len(mutations)]
        yield f"{mutation.__name__} {number}", mutation(page, rng).encode("utf-8", "surrogateescape")


def _one(pattern: re.Pattern[str], page: str, rng: random.Random) -> tuple[int, int]:
    return rng.choice([match.span() for match in pattern.finditer(page)] or [(0, 0)])


def drop_tag(page: str, rng: random.Random) -> str:
    """Leave one tag out."""
    start, end = _one(_TAG, page, rng)
    return page[:start] + page[end:]


def double_tag(page: str, rng: random.Random) -> str:
    """Write one tag twice."""
    start, end = _one(_TAG, page, rng)
    return page[:end] + page[start:end] + page[end:]


def drop_row(page: str, rng: random.Random) -> str:
    """Leave one table row out."""
    start, end = _one(_ROW, page, rng)
    return page[:start] + page[end:]


def double_row(page: str, rng: random.Random) -> str:
    """Write one table row twice."""
    start, end = _one(_ROW, page, rng)
    return page[:end] + page[start:end] + page[end:]


def drop_cell(page: str, rng: random.Random) -> str:
    """Leave one cell out."""
    start, end = _one(_CELL, page, rng)
    return page[:start] + page[end:]


def swap_cells(page: str, rng: random.Random) -> str:
    """Exchange two cells that stand one after the other."""
    spans = [match.span() for match in _CELL.finditer(page)]
    at = rng.randrange(len(spans) - 1)
    (start, end), (after, last) = spans[at], spans[at + 1]
    return page[:start] + page[after:last] + page[end:after] + page[start:end] + page[last:]


def nest_table(page: str, rng: random.Random) -> str:
    """Put a table with a figure of its own into one cell."""
    start, _ = _one(_CELL, page, rng)
    inside = page.index(">", start) + 1
    return page[:inside] + "<table><tr><td>Rank</td><td>1</td><td>2</td><td>3</td></tr></table>" + page[inside:]


def break_entity(page: str, rng: random.Random) -> str:
    """Break a character reference."""
    start, end = _one(_ENTITY, page, rng)
    return page[:start] + page[start + 1 : end] + page[end:]


def flip_byte(page: str, rng: random.Random) -> str:
    """Turn one bit of one byte over."""
    body = bytearray(page.encode())
    body[rng.randrange(len(body))] ^= 1 << rng.randrange(8)
    return body.decode("utf-8", "surrogateescape")


def cut_out(page: str, rng: random.Random) -> str:
    """Lose up to two thousand characters somewhere."""
    start = rng.randrange(len(page))
    return page[:start] + page[start + rng.randrange(1, 2000) :]


def drop_line(page: str, rng: random.Random) -> str:
    """Leave one line out."""
    lines = page.split("\n")
    lines.pop(rng.randrange(len(lines)))
    return "\n".join(lines)


def double_line(page: str, rng: random.Random) -> str:
    """Write one line twice."""
    lines = page.split("\n")
    at = rng.randrange(len(lines))
    return "\n".join([*lines[: at + 1], *lines[at:]])


def swap_words(page: str, rng: random.Random) -> str:
    """Exchange the last two words of a line."""
    lines = page.split("\n")
    at = rng.choice([n for n, line in enumerate(lines) if line.count(" ") > 1])
    *words, second, last = lines[at].split(" ")
    return "\n".join([*lines[:at], " ".join([*words, last, second]), *lines[at + 1 :]])


HTML_MUTATIONS: tuple[Mutation, ...] = (
    *(drop_tag, double_tag, drop_row, double_row, drop_cell, swap_cells, nest_table, break_entity, flip_byte, cut_out),
)
TEXT_MUTATIONS: tuple[Mutation, ...] = (drop_line, double_line, swap_words, flip_byte, cut_out)
