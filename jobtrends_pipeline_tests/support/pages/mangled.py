"""Text captures whose summary rows are written as extractors, adverts and lost characters leave them."""

import random
from collections.abc import Callable, Sequence

from jobtrends_pipeline_tests.support.site.printed import FigureRow, PrintedPage
from jobtrends_pipeline_tests.support.site.text import page_text

Mangling = Callable[[Sequence[str], random.Random], str]
ADVERTS = (
    *("Keep up to 90%\nof your Daily Rate\nGet a Free Illustration", "Advertisement", "Sponsored\nTry it for £5 a day"),
    *("Apply now! 12 new jobs today.", "Save 20%\nof your tax", "Hiring? Post your advert here", "Browse 24 live jobs"),
)


def broken(row: Sequence[str], rng: random.Random) -> str:
    """The row with line breaks for up to three of its spaces."""
    words = " ".join(cell for cell in row if cell).split(" ")
    places = rng.sample(range(len(words) - 1), min(len(words) - 1, rng.randint(1, 3)))
    return "".join(word + ("\n" if number in places else " ") for number, word in enumerate(words)).rstrip(" ")


def between_figures(row: Sequence[str], rng: random.Random) -> str:
    """The row with a line break before each of its figures, or some."""
    return row[0] + "".join(rng.choice(" \n") + cell for cell in row[1:] if cell)


def with_advert(row: Sequence[str], rng: random.Random) -> str:
    """The row with an advert between its label and its figures."""
    figures = " ".join(cell for cell in row[1:] if cell)
    return f"{row[0]}\n{rng.choice(ADVERTS)}\n{figures}" if figures else row[0]


def trailing_pipes(row: Sequence[str], rng: random.Random) -> str:
    """The row in pipes, none before its label."""
    return "".join(f"{cell} | " for cell in row).strip()


def inner_pipes(row: Sequence[str], rng: random.Random) -> str:
    """The row with pipes between its cells alone."""
    return " | ".join(row)


def leading_pipes(row: Sequence[str], rng: random.Random) -> str:
    """The row with a pipe before each cell and none after the last."""
    return "".join(f"| {cell} " for cell in row)


def broken_pipes(row: Sequence[str], rng: random.Random) -> str:
    """The row in pipes with line breaks for up to three of its spaces."""
    return broken([f"| {' | '.join(row)} |"], rng)


def one_cell_a_line(row: Sequence[str], rng: random.Random) -> str:
    """Each cell on a line of its own, followed by a pipe."""
    return "\n".join(f"{cell} |" for cell in row)


def spaced_lines(row: Sequence[str], rng: random.Random) -> str:
    """Each cell on a line of its own, with a blank line before it."""
    return "\n" + "\n\n".join(cell for cell in row if cell) + "\n"


def tabs(row: Sequence[str], rng: random.Random) -> str:
    """The row with tabs between its cells."""
    return "\t".join(row)


def padded(row: Sequence[str], rng: random.Random) -> str:
    """The row with its cells in columns, as terminals' browsers print it."""
    return row[0].ljust(60) + "".join(cell.rjust(rng.randint(9, 14)) for cell in row[1:])


def ruled(row: Sequence[str], rng: random.Random) -> str:
    """The row in pipes with a ruler under it."""
    return f"| {' | '.join(row)} |\n|---|---|---|---|"


def without_hyphens(row: Sequence[str], rng: random.Random) -> str:
    """The row with its hyphens lost."""
    return " ".join(" ".join(row).replace("-", "").split())


def without_hyphens_in_lines(row: Sequence[str], rng: random.Random) -> str:
    """One cell a line, hyphens lost: what was a dash is a blank line."""
    return "\n".join(cell.replace("-", "") for cell in row)


def blank_cell(row: Sequence[str], rng: random.Random) -> str:
    """The row in pipes with one of its cells blank."""
    cells = list(row)
    cells[rng.randrange(1, len(cells))] = ""
    return f"| {' | '.join(cells)} |"


def lost_cell(row: Sequence[str], rng: random.Random) -> str:
    """The row with one of its figures lost without trace."""
    cells = [cell for cell in row if cell]
    if len(cells) > 1:
        cells.pop(rng.randrange(1, len(cells)))
    return " ".join(cells)


MANGLINGS: tuple[Mangling, ...] = (
    *(broken, between_figures, with_advert, trailing_pipes, inner_pipes, leading_pipes, broken_pipes),
    *(one_cell_a_line, spaced_lines, tabs, padded, ruled, without_hyphens, without_hyphens_in_lines),
    *(blank_cell, lost_cell),
)
LOSSLESS: tuple[Mangling, ...] = (
    *(between_figures, with_advert, trailing_pipes, inner_pipes, leading_pipes),
    *(one_cell_a_line, spaced_lines, tabs, padded, ruled),
)
"""Manglings that keep every figure in its place for whoever looks at the page."""


def mangled_text(page: PrintedPage, mangling: Mangling, rng: random.Random, part: float = 1.0) -> str:
    """A text capture of a page with the rows of its summary tables mangled, or a part of them."""
    rows = {" ".join(cell for cell in row if cell): row for row in _rows(page)}
    lines = page_text(page, style="spaces").split("\n")
    return "\n".join(mangling(rows[line], rng) if line in rows and rng.random() < part else line for line in lines)


def _rows(page: PrintedPage) -> list[FigureRow]:
    return [*page.subject_table, *page.market_table]
