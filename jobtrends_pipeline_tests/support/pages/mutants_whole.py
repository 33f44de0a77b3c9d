"""Seeded mutants of a whole body: what transport leaves in it, pages joined in one file, and labels worded anew."""

import random
import re
from datetime import date
from functools import cache

from jobtrends_pipeline_tests.support.pages.mutants import Mutation, any_of, written_over
from jobtrends_pipeline_tests.support.pages.samples import index_of, page_on
from jobtrends_pipeline_tests.support.pages.spans import Span, spans_of
from jobtrends_pipeline_tests.support.site.index_markup import index_html
from jobtrends_pipeline_tests.support.site.markup import page_html
from jobtrends_pipeline_tests.support.site.text import page_text

_LABEL = re.compile(r"\b(?:rank|salary|salaries|rate|percentile|vacanc\w+|ads|median|average|change)\b", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z]{3,}")
_NEW_WORDS = ("Grade", "Overall", "Typical", "Total", "Share", "Earnings", "Midpoint")
_OTHER_DAY = date(2023, 5, 2)


def chunk_line(page: str, rng: random.Random) -> str:
    """Leave the size of a chunk on a line of its own anywhere."""
    at = rng.randrange(len(page) + 1)
    return _with_size(page, at, rng)


def chunk_line_in_name(page: str, rng: random.Random) -> str:
    """Leave the size of a chunk within a name or a figure."""
    span = any_of(spans_of(page).in_cells(rng.choice(("numbers", "words", "words"))), rng)
    return _with_size(page, rng.randrange(*span), rng) if span else page


def _with_size(page: str, at: int, rng: random.Random) -> str:
    return written_over(page, (Span(at, at), f"\r\n{rng.randrange(0x100, 0x8000):x}\r\n"))


def chunked(page: str, rng: random.Random) -> str:
    """Leave every size of a body sent in chunks."""
    body, parts = page.encode("utf-8", "surrogateescape"), []
    while body:
        size = rng.randrange(500, 9000)
        parts += [b"%x\r\n" % len(body[:size]), body[:size], b"\r\n"]
        body = body[size:]
    return b"".join([*parts, b"0\r\n\r\n"]).decode("utf-8", "surrogateescape")


@cache
def _others(is_markup: bool) -> tuple[str, ...]:  # noqa: FBT001
    if not is_markup:
        return tuple(page_text(page_on(_OTHER_DAY), style) for style in ("spaces", "pipes", "lines"))
    return page_html(page_on(_OTHER_DAY)).decode(), index_html(index_of(day=_OTHER_DAY)).decode()


def join_pages(page: str, rng: random.Random) -> str:
    """Put another page of the same form before or behind."""
    pages = [page, rng.choice(_others("<table" in page))]
    rng.shuffle(pages)
    return "\n".join(pages)


def join_forms(page: str, rng: random.Random) -> str:
    """Put a page of the other form before or behind."""
    pages = [page, rng.choice(_others("<table" not in page))]
    rng.shuffle(pages)
    return "\n".join(pages)


def join_itself(page: str, _: random.Random) -> str:
    """Write the whole page twice."""
    return f"{page}\n{page}"


def _renamed(page: str, place: Span, rng: random.Random) -> str:
    word = any_of(list(_WORD.finditer(page, *place)), rng)
    return written_over(page, (Span(*word.span()), rng.choice(_NEW_WORDS))) if word else page


def rename_label(page: str, rng: random.Random) -> str:
    """Word one label of a measure anew."""
    cells = [row.cells[0].inside for row in spans_of(page).rows if row.cells and not row.cells[0].is_header]
    lines = cells or _lines(page, r"[^\n]*[^\W\d_]{3}[^\n]*")
    label = any_of([span for span in lines if "<" not in page[slice(*span)] and _is_label(page, span)], rng)
    return _renamed(page, label, rng) if label else page


def rename_head(page: str, rng: random.Random) -> str:
    """Word one head anew."""
    heads = [cell.inside for cell in spans_of(page).cells if cell.is_header]
    head = any_of(heads or _lines(page, r"[^\d\n]*[^\W\d_]{3}[^\d\n]*"), rng)
    return _renamed(page, head, rng) if head and "<" not in page[slice(*head)] else page


def _lines(page: str, pattern: str) -> list[Span]:
    return [Span(*match.span()) for match in re.finditer(rf"^{pattern}$", page, re.MULTILINE)]


def _is_label(page: str, span: Span) -> bool:
    return bool(_LABEL.search(page, *span))


WHOLE: tuple[Mutation, ...] = (
    *(chunk_line, chunk_line_in_name, chunked),
    *(join_pages, join_forms, join_itself),
    *(rename_label, rename_head),
)
