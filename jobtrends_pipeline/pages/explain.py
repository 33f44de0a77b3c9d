"""Explanation of a page's reading to a person: parts recognised and not, and why.

Its purpose is that a new layout is soon understood.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from jobtrends_pipeline.pages.address import NOWHERE, Address, ForeignAddressError, read_address
from jobtrends_pipeline.pages.index import index_columns
from jobtrends_pipeline.pages.labels import read_label
from jobtrends_pipeline.pages.locations import location_columns
from jobtrends_pipeline.pages.outline import Heading, Outline, Paragraph, Table
from jobtrends_pipeline.pages.page import Finding, ParsedPage, UnknownPageError
from jobtrends_pipeline.pages.read import outline_of, read_outline, read_page, text_of
from jobtrends_pipeline.pages.readings import Reader, differences, key_differences, lacking, words_of
from jobtrends_pipeline.pages.seen_page import SeenPage, seen_page

_COUNTED = re.compile(r"[\d,]+\s*\(\s*[\d.]+\s?%\s*\)")
_FIGURES = re.compile(r"(?:^|\s)[£+\-]?\d[\d,.]*\s?%?(?=\s|$)")
_DATE = re.compile(r"(?:\d{1,2} months? to )?\d{1,2} [a-z]{3,9} \d{4}|same period \d{4}", re.IGNORECASE)
_LONGEST = 60
_MOST_CELLS, _MOST_LINES, _MOST_TOLD = 5, 300, 40
_FEWEST_FIGURES, _LONGEST_ROW = 2, 300


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of a page, from its markup or its visible text.

    Attributes:
        name: `markup` or `text`.
        outcome: `read`, `partial`, `quarantined`, or `refused` if the reading gives no page.
        reason: Why it is not `read`.
        parts: Name of each part and section, number of figures read, number of cells not read.
        outline: Headings and tables in document order, one line each.
        unknown: Labels and lines with figures whose meaning is not known.
    """

    name: str
    outcome: str
    reason: str | None
    parts: tuple[tuple[str, int, int], ...]
    outline: tuple[str, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Result of reading a page, with the evidence for it.

    Attributes:
        outcome: `read`, `partial`, `quarantined` or `refused`.
        reason: Why it is not `read`, in one line.
        layout: Kind of page and of its source text; null if refused.
        key: Fields of the page's key, by name.
        readings: Its readings: of markup and of visible text, or of text alone.
        differing: Figures on which the two readings disagree, or which one of them lacks.
        findings: Findings on the page.
    """

    outcome: str
    reason: str | None
    layout: str | None
    key: dict[str, object]
    readings: tuple[Reading, ...]
    differing: tuple[str, ...]
    findings: tuple[Finding, ...]


def explain(body: bytes, url: str | None = None) -> Explanation:
    """Explain the reading of a page; never fails because of its content.

    Args:
        body: The content as captured, decompressed.
        url: Address from a record or a server.
    """
    page, reason = _attempt(body, url)
    try:
        outline = outline_of(body)
    except UnknownPageError as error:
        return Explanation("refused", str(error), None, {}, (), (), ())
    read = partial(read_outline, address=_address(url))
    first, first_reason = _outline_read(outline, read)
    seen = seen_page(text_of(body), outline, read) if outline.kind == "html" else None
    readings = [_reading("markup" if seen else "text", outline, first, first_reason)]
    if seen:
        readings.append(_reading("text", seen.outline, seen.page, seen.reason))
    return Explanation(
        outcome=page.outcome if page else "refused",
        reason=page.reason if page else reason,
        layout=page.layout if page else None,
        key={name: getattr(page.key, name) for name in page.key.__dataclass_fields__} if page else {},
        readings=tuple(readings),
        differing=tuple(_differing(first, seen)),
        findings=page.findings if page else (),
    )


def _address(url: str | None) -> Address:
    try:
        return read_address(url)
    except ForeignAddressError:
        return NOWHERE


def _attempt(body: bytes, url: str | None) -> tuple[ParsedPage | None, str | None]:
    try:
        return read_page(body, url), None
    except UnknownPageError as error:
        return None, str(error)


def _outline_read(outline: Outline, read: Reader) -> tuple[ParsedPage | None, str | None]:
    try:
        return read(outline), None
    except UnknownPageError as error:
        return None, str(error)


def _differing(first: ParsedPage | None, seen: SeenPage | None) -> Iterator[str]:
    """List the differences of the two readings, in lines for a person.

    Each line gives the figure of the markup first, then that of the text.
    """
    if seen is None:
        return
    if first is None or seen.page is None:
        yield "only one of the two gives a page" if first or seen.page else "neither gives a page"
        return
    lines = [f"{told} in the text" for told in key_differences(first, seen.page)]
    lines += [f"{one.words} in the text" for one in differences(first, seen.page)]
    lines += [f"{words_of(figure)}, not in the text" for figure in lacking(first, seen.page)]
    lines += [f"{words_of(figure)} in the text, not in the markup" for figure in lacking(seen.page, first)]
    yield from _short_list(lines)


def _reading(name: str, outline: Outline, page: ParsedPage | None, reason: str | None) -> Reading:
    return Reading(
        name=name,
        outcome=page.outcome if page else "refused",
        reason=page.reason if page else reason,
        parts=tuple(_parts(page)) if page else (),
        outline=tuple(_short_list([_told(block) for block in outline.blocks], _MOST_LINES)),
        unknown=tuple(_short_list(list(dict.fromkeys(_unknown(outline))))),
    )


def _parts(page: ParsedPage) -> Iterator[tuple[str, int, int]]:
    """List each section's name, number of figures read and number of cells not read."""
    counts: dict[str, list[int]] = {}
    for figure in page.figures:
        if figure.part != "page" and figure.status != "text":
            name = figure.part if figure.part == figure.section else f"{figure.part}: {figure.section}"
            numbers = counts.setdefault(name, [0, 0])
            numbers[figure.measure is None or figure.status in ("unreadable", "dash")] += 1
    return ((name, read, unread) for name, (read, unread) in counts.items())


def _told(block: Heading | Paragraph | Table) -> str:
    """Describe a block in one line: its kind, its size and its beginning."""
    if isinstance(block, Heading):
        return f"heading    {block.text[:_LONGEST]}"
    if isinstance(block, Paragraph):
        return f"paragraph  {block.text[:_LONGEST]}"
    rows = len(block.rows) + len(block.listed)
    columns = max((len(row) for row in block.rows), default=0) or 3
    cells = [cell.text[:_LONGEST] for cell in block.head[:_MOST_CELLS]] or [block.listed[0][4]]
    return f"table      {rows} x {columns}, {_kind(block)}: {' | '.join(cells)}"


def _kind(table: Table) -> str:
    """Return the kind of a table, as it was recognised."""
    if location_columns(table.head):
        return "locations"
    if index_columns(table.head):
        return "market index"
    if table.listed or any(len(row) == 3 and _COUNTED.fullmatch(row[1].text) for row in table.rows):
        return "skills"
    known = sum(len(row) > 1 and read_label(row[0].text) is not None for row in table.rows)
    return f"summary, {known} labels known" if known else "not known"


def _unknown(outline: Outline) -> Iterator[str]:
    """List rows of figures with an unknown label, and lines of figures in no row.

    Sentences are left out.
    """
    for table in outline.tables:
        if _kind(table).startswith(("summary", "not known")):
            for row in table.rows:
                texts = [cell.text for cell in row]
                if len(row) > 1 and read_label(texts[0]) is None and _is_of_figures(" ".join(texts)):
                    yield " | ".join(text[:_LONGEST] for text in texts[:_MOST_CELLS])
    for line in (*outline.prose, *outline.loose):
        if len(line) <= _LONGEST_ROW and not line.endswith(".") and _is_of_figures(line):
            yield line[: 2 * _LONGEST]


def _is_of_figures(text: str) -> bool:
    return len(_FIGURES.findall(_DATE.sub("", text))) >= _FEWEST_FIGURES


def _short_list(lines: list[str], most: int = _MOST_TOLD) -> list[str]:
    """Return the lines, or the first of them and the number of the others."""
    return lines if len(lines) <= most else [*lines[:most], f"and {len(lines) - most} more"]
