"""Seeded mutants of what a page shows: text put in, struck or hidden by markup, and characters that nobody sees.

The facts of a page with text struck, hidden or invisible beside its own are to be those of the page.
"""

import random

from jobtrends_pipeline_tests.support.pages.mutants import Mutation, any_of, written_over
from jobtrends_pipeline_tests.support.pages.spans import Span, spans_of

_INVISIBLE = ("\u00ad", "\u200b", "\u200c", "\u200d", "\u2060", "\u200e", "\u200f", "\ufeff")
_DELETIONS = ("<del>{}</del>", "<s>{}</s>", "<span hidden>{}</span>", '<span style="display:none">{}</span>')
_ADDED = ("9", "12", "4,000", "Junior", " Lead")


def _figure(page: str, rng: random.Random) -> Span | None:
    return any_of(spans_of(page).in_cells("numbers"), rng)


def _figure_or_name(page: str, rng: random.Random) -> Span | None:
    return any_of(spans_of(page).in_cells(rng.choice(("numbers", "words"))), rng)


def _put(page: str, at: int, text: str) -> str:
    return written_over(page, (Span(at, at), text))


def _put_behind(page: str, span: Span | None, text: str) -> str:
    return _put(page, span.end, text) if span else page


def insert_ins(page: str, rng: random.Random) -> str:
    """Mark figures as inserted behind a figure."""
    return _put_behind(page, _figure(page, rng), f"<ins>{rng.randrange(10, 100)}</ins>")


def insert_span(page: str, rng: random.Random) -> str:
    """Put a span with a text of its own behind a figure or a name."""
    return _put_behind(page, _figure_or_name(page, rng), f"<span>{rng.choice(_ADDED)}</span>")


def insert_note(page: str, rng: random.Random) -> str:
    """Put the mark of a footnote behind a figure or a name."""
    return _put_behind(page, _figure_or_name(page, rng), f"<sup>{rng.randrange(1, 10)}</sup>")


def insert_struck(page: str, rng: random.Random) -> str:
    """Put a text that is struck or hidden behind a figure or a name."""
    return _put_behind(page, _figure_or_name(page, rng), rng.choice(_DELETIONS).format(rng.choice(_ADDED)))


def strike_shown(page: str, rng: random.Random) -> str:
    """Strike or hide a figure or a word of a name."""
    span = _figure_or_name(page, rng)
    return written_over(page, (span, rng.choice(_DELETIONS).format(page[slice(*span)]))) if span else page


def strike_digit(page: str, rng: random.Random) -> str:
    """Strike or hide one digit or comma of a figure."""
    span = _figure(page, rng)
    at = rng.randrange(*span) if span else 0
    return written_over(page, (Span(at, at + 1), rng.choice(_DELETIONS).format(page[at]))) if span else page


def invisible_in_figure(page: str, rng: random.Random) -> str:
    """Put a character that nobody sees into a figure, or at its end."""
    span = _figure(page, rng)
    return _put(page, rng.randrange(span.start, span.end) + 1, rng.choice(_INVISIBLE)) if span else page


def invisible_in_name(page: str, rng: random.Random) -> str:
    """Put a character that nobody sees into a word, or at its end."""
    span = any_of(spans_of(page).in_cells("words"), rng)
    return _put(page, rng.randrange(span.start, span.end) + 1, rng.choice(_INVISIBLE)) if span else page


def fixed_space(page: str, rng: random.Random) -> str:
    """Write a no-break space for a space behind a figure or a word, or put one behind."""
    span = _figure_or_name(page, rng)
    if not span:
        return page
    return written_over(page, (Span(span.end, span.end + (page[span.end : span.end + 1] == " ")), "\u00a0"))


UNSEEN: tuple[Mutation, ...] = (invisible_in_figure, invisible_in_name, fixed_space)
MARKED: tuple[Mutation, ...] = (insert_ins, insert_span, insert_note, insert_struck, strike_shown, strike_digit)
