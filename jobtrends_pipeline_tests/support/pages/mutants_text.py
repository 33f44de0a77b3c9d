"""Seeded mutants of a text capture: whatever can happen to its lines and words."""

import random
import re
import textwrap

from jobtrends_pipeline_tests.support.pages.mutants import BYTES, NUMBERS, Mutation
from jobtrends_pipeline_tests.support.pages.mutants_shown import UNSEEN
from jobtrends_pipeline_tests.support.pages.mutants_whole import WHOLE

_GAP = re.compile(r"\s*\|\s*|\t+| {2,}")


def _written(lines: list[str]) -> list[int]:
    """The numbers of the lines that hold anything."""
    return [number for number, line in enumerate(lines) if line.strip()]


def drop_line(page: str, rng: random.Random) -> str:
    """Leave one line out."""
    lines = page.split("\n")
    lines.pop(rng.choice(_written(lines)))
    return "\n".join(lines)


def double_line(page: str, rng: random.Random) -> str:
    """Write one line twice."""
    lines = page.split("\n")
    at = rng.choice(_written(lines))
    return "\n".join([*lines[: at + 1], *lines[at:]])


def swap_lines(page: str, rng: random.Random) -> str:
    """Exchange two lines."""
    lines = page.split("\n")
    one, other = rng.sample(_written(lines), 2)
    lines[one], lines[other] = lines[other], lines[one]
    return "\n".join(lines)


def drop_lines(page: str, rng: random.Random) -> str:
    """Leave up to thirty lines out."""
    lines = page.split("\n")
    at = rng.randrange(len(lines))
    return "\n".join([*lines[:at], *lines[at + rng.randrange(2, 30) :]])


def join_lines(page: str, rng: random.Random) -> str:
    """Lose the line break after one line."""
    lines = page.split("\n")
    at = rng.choice(_written(lines))
    return "\n".join([*lines[:at], " ".join(lines[at : at + 2]), *lines[at + 2 :]])


def _in_a_line(page: str, rng: random.Random) -> tuple[list[str], int, list[str], int]:
    """The lines, the number of one with three words or more, its words, and the position of one but the last."""
    lines = page.split("\n")
    at = rng.choice([number for number, line in enumerate(lines) if line.count(" ") > 1] or _written(lines))
    words = lines[at].split(" ")
    return lines, at, words, rng.randrange(max(1, len(words) - 1))


def break_line(page: str, rng: random.Random) -> str:
    """Write a line break for a space."""
    lines, at, words, place = _in_a_line(page, rng)
    lines[at] = " ".join(words[: place + 1]) + "\n" + " ".join(words[place + 1 :])
    return "\n".join(lines)


def break_row(page: str, rng: random.Random) -> str:
    """Write every cell of one row on a line of its own."""
    lines = page.split("\n")
    at = rng.choice([number for number in _written(lines) if _GAP.search(lines[number].strip())] or _written(lines))
    lines[at] = _GAP.sub("\n", lines[at].strip())
    return "\n".join(lines)


def wrap_lines(page: str, rng: random.Random) -> str:
    """Break all lines at one width, as a mail or a narrow window does."""
    width = rng.randrange(30, 100)
    wrapped = (textwrap.wrap(line, width, replace_whitespace=False) or [""] for line in page.split("\n"))
    return "\n".join(line for lines in wrapped for line in lines)


def swap_words(page: str, rng: random.Random) -> str:
    """Exchange the last two words of a line."""
    lines, at, words, _ = _in_a_line(page, rng)
    lines[at] = " ".join([*words[:-2], *reversed(words[-2:])])
    return "\n".join(lines)


def swap_any_words(page: str, rng: random.Random) -> str:
    """Exchange two neighbouring words of a line."""
    lines, at, words, place = _in_a_line(page, rng)
    lines[at] = " ".join([*words[:place], *reversed(words[place : place + 2]), *words[place + 2 :]])
    return "\n".join(lines)


def drop_word(page: str, rng: random.Random) -> str:
    """Leave one word out."""
    lines, at, words, place = _in_a_line(page, rng)
    lines[at] = " ".join([*words[:place], *words[place + 1 :]])
    return "\n".join(lines)


def drop_last_word(page: str, rng: random.Random) -> str:
    """Leave the last word of a line out."""
    lines, at, words, _ = _in_a_line(page, rng)
    lines[at] = " ".join(words[:-1])
    return "\n".join(lines)


def double_word(page: str, rng: random.Random) -> str:
    """Write one word twice."""
    lines, at, words, place = _in_a_line(page, rng)
    lines[at] = " ".join([*words[: place + 1], *words[place:]])
    return "\n".join(lines)


TEXT_MUTATIONS: tuple[Mutation, ...] = (
    *BYTES,
    *NUMBERS,
    *UNSEEN,
    *WHOLE,
    *(drop_line, double_line, swap_lines, drop_lines, join_lines, break_line, break_row, wrap_lines),
    *(swap_words, swap_any_words, drop_word, drop_last_word, double_word),
)
