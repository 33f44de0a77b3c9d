"""Redundant information in markup: class, tool-tip and link of a cell.

A cell moved or altered in transit usually disagrees with one of them. Text captures have none.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from jobtrends_pipeline.pages.links import read_link
from jobtrends_pipeline.pages.outline import Cell
from jobtrends_pipeline.pages.page import INFO, WARNING, Finding
from jobtrends_pipeline.pages.visible import mixes_alphabets

_WAY = re.compile(r"(?P<way>up|down) -?(?P<places>[\d,]+) places?|(?P<still>no change)", re.IGNORECASE)
_COUNT = re.compile(r"(?:browse|search) ([\d,]+) ", re.IGNORECASE)
_JOBS = re.compile(r"\b(?:vacancies|contracts|jobs)\b", re.IGNORECASE)
_NO_NAME = re.compile(r"%\)|\]\(|^!?\[[^\]]*$|^\[\d+\]|^\||\|$|https?://|</?[a-z]+[\s>]|&#?\w+;", re.IGNORECASE)
_NEAR = 0.6
_LONGEST_NAME = 200


def misplaced_cells(rows: Sequence[tuple[Cell, ...]], position: str) -> Iterator[Finding]:
    """Report cells with the class of another column of their table.

    Args:
        rows: The table's rows of figures.
        position: Prefix of the findings' position, to which the row's number is added.
    """
    styles = [tuple(cell.style for cell in row) for row in rows]
    if len(set(styles)) < 2:
        return
    usual = Counter(styles).most_common(1)[0][0]
    for number, row in enumerate(rows, 1):
        for column, (cell, style) in enumerate(zip(row, usual, strict=False)):
            if cell.style != style and cell.style in usual:
                message = f"{cell.text[:60]!r} is marked {cell.style!r}, its column {style!r}"
                yield Finding("cell_misplaced", f"{position}/{number}/{column}", WARNING, message)


def rank_change_told(title: str | None) -> float | None:
    """Return the rank change in a tool-tip such as `Up 1 place`; null if none."""
    match = _WAY.fullmatch(" ".join(title.split())) if title else None
    if match is None:
        return None
    places = float((match["places"] or "0").replace(",", "") or "nan")
    return -places if (match["way"] or "").lower() == "down" else places


def count_told(title: str | None) -> float | None:
    """Return the number of vacancies in the tool-tip of a link to them; null if none."""
    match = _COUNT.match(title) if title else None
    return float(match[1].replace(",", "") or "nan") if match else None


def told_differently(cell: Cell, measure: str | None, value: float | None, position: str) -> Iterator[Finding]:
    """Report a cell whose tool-tip gives another figure than its text.

    Args:
        cell: The cell.
        measure: Measure of its column; only a rank change or a number of open vacancies has such a tool-tip.
        value: The value read from its text.
        position: Position of the finding.
    """
    if cell.title is None:
        return
    told = None
    if measure == "rank_change":
        told = rank_change_told(cell.title)
    elif measure == "open_vacancy_count":
        told = count_told(cell.title)
    if told is not None and told != value:
        message = f"{measure} prints {cell.text!r}, its tool-tip says {cell.title[:80]!r}"
        yield Finding("tool_tip", position, WARNING, message)


def of_another_row(name: Cell, cell: Cell, position: str) -> Iterator[Finding]:
    """Report a link to vacancies whose tool-tip does not fit the row's name.

    Args:
        name: The cell with the row's name.
        cell: The cell with the link.
        position: Position of the finding.
    """
    match = _COUNT.match(cell.title) if cell.title else None
    if match is None or not name.title:
        return
    about = _JOBS.sub("jobs", match.string[match.end() :]).casefold()
    if name.text.casefold() not in about and about != _JOBS.sub("jobs", name.title).casefold():
        message = f"{name.text[:80]!r} stands beside a link called {(cell.title or '')[:80]!r}"
        yield Finding("tool_tip", position, INFO, message)


def unlinked_names(rows: Sequence[tuple[str, str | None]], position: str) -> Iterator[Finding]:
    """Report names without a link to their page, if most names of the list have one.

    Args:
        rows: Name and address of each row.
        position: Prefix of the findings' position, to which the row's number is added.
    """
    without = [(number, name) for number, (name, href) in enumerate(rows, 1) if read_link(href) is None]
    if len(without) <= len(rows) // 2:
        yield from (unlinked(name, f"{position}/{number}") for number, name in without)


def unlinked(name: str, position: str) -> Finding:
    """Return the finding of a name that does not link to its page."""
    return Finding("link_absent", position, INFO, f"{name[:80]!r} has no link to its page")


def name_finding(name: str, slug: str | None, position: str, tip: str | None = None) -> Iterator[Finding]:
    """Report a name that neither its link nor its tool-tip confirms.

    Such a name was altered. Many names have a different spelling in links (`C#`, `csharp`), which is no error; their
    tool-tip contains the name, alone or with other words (`Microsoft .NET (dotNet) Jobs`), on every page seen.

    Args:
        name: The name as printed.
        slug: The name in its link, if it has one.
        position: Position of the finding.
        tip: Tool-tip of the link, if it has one.
    """
    if not name or len(name) > _LONGEST_NAME or holds_markup(name):
        yield Finding("name_altered", position, WARNING, f"{name[:80]!r} is no name")
    elif mixes_alphabets(name):
        yield Finding("name_altered", position, WARNING, f"{name[:80]!r} mixes letters of two alphabets")
    elif slug and name.casefold() != slug:
        told = " ".join(tip.split()) if tip else ""
        if told and not _names(told.casefold(), name.casefold()):
            message = f"{name[:80]!r} stands on a link to {slug[:80]!r} called {told[:80]!r}"
            yield Finding("name_altered", position, WARNING, message)
        elif not told and _is_slip(name.lower(), slug):
            yield Finding("name_altered", position, INFO, f"{name[:80]!r} stands on a link to {slug[:80]!r}")


def holds_markup(name: str) -> bool:
    """Check whether a name contains markup or other text that no name contains.

    Examples are brackets of a link, the border of a table, an address, a share.
    """
    return _NO_NAME.search(name) is not None


def _names(tip: str, name: str) -> bool:
    """Check whether a tool-tip contains a name, not as part of a word."""
    return any(not _is_inside_word(tip, *match.span()) for match in re.finditer(re.escape(name), tip))


def _is_inside_word(text: str, start: int, end: int) -> bool:
    return any(0 < at < len(text) and text[at - 1 : at + 1].isalnum() for at in (start, end))


@lru_cache(maxsize=4096)
def _is_slip(name: str, slug: str) -> bool:
    if len(name) == len(slug) and sum(one != other for one, other in zip(name, slug, strict=True)) == 1:
        return True
    letters, link = _letters(name), _letters(slug)
    if letters == link:
        return False
    if _has_more(letters, link):
        return True
    if abs(len(letters) - len(link)) > 1:
        return False
    return SequenceMatcher(None, letters, link, autojunk=False).ratio() >= _NEAR


def _has_more(text: str, known: str) -> bool:
    """Check whether a text is a known one with digits inserted at one place.

    A chunk size is inserted in this way.
    """
    more = len(text) - len(known)
    if more < 1:
        return False
    start = next((n for n, (one, other) in enumerate(zip(text, known, strict=False)) if one != other), len(known))
    return text[start + more :] == known[start:] and any(map(str.isdecimal, text[start : start + more]))


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())
