"""What markup says a second time: the class, tool-tip and link of a cell beside the text that is read.

A cell that was moved or altered on its way as a rule disagrees with one of them; text captures have none.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from jobtrends_pipeline.pages.links import read_link
from jobtrends_pipeline.pages.outline import Cell
from jobtrends_pipeline.pages.page import INFO, WARNING, Finding

_WAY = re.compile(r"(?P<way>up|down) -?(?P<places>[\d,]+) places?|(?P<still>no change)", re.IGNORECASE)
_COUNT = re.compile(r"(?:browse|search) ([\d,]+) ", re.IGNORECASE)
_JOBS = re.compile(r"\b(?:vacancies|contracts|jobs)\b", re.IGNORECASE)
_NEAR = 0.6
_LONGEST_NAME = 200


def misplaced_cells(rows: Sequence[tuple[Cell, ...]], position: str) -> Iterator[Finding]:
    """Cells that carry the class of another column of their table.

    Args:
        rows: The table's rows of figures.
        position: Start of the findings' position, to which the row's number is added.
    """
    styles = Counter(tuple(cell.style for cell in row) for row in rows)
    if len(styles) < 2:
        return
    usual = styles.most_common(1)[0][0]
    for number, row in enumerate(rows, 1):
        for column, (cell, style) in enumerate(zip(row, usual, strict=False)):
            if cell.style != style and cell.style in usual:
                message = f"{cell.text[:60]!r} is marked {cell.style!r}, its column {style!r}"
                yield Finding("cell_misplaced", f"{position}/{number}/{column}", WARNING, message)


def rank_change_told(title: str | None) -> float | None:
    """The rank change that a tool-tip such as `Up 1 place` gives in words, if it gives one."""
    match = _WAY.fullmatch(" ".join(title.split())) if title else None
    if match is None:
        return None
    places = float((match["places"] or "0").replace(",", "") or "nan")
    return -places if (match["way"] or "").lower() == "down" else places


def count_told(title: str | None) -> float | None:
    """The number of vacancies that the tool-tip of a link to them gives, if it gives one."""
    match = _COUNT.match(title) if title else None
    return float(match[1].replace(",", "") or "nan") if match else None


def told_differently(cell: Cell, measure: str | None, value: float | None, position: str) -> Iterator[Finding]:
    """A finding where the tool-tip of a cell of figures gives another figure than its text."""
    if cell.title is None:
        return
    told = None
    if measure == "rank_change":
        told = rank_change_told(cell.title)
    elif measure == "live_job_count":
        told = count_told(cell.title)
    if told is not None and told != value:
        message = f"{measure} prints {cell.text!r}, its tool-tip says {cell.title[:80]!r}"
        yield Finding("tool_tip", position, WARNING, message)


def of_another_row(name: Cell, cell: Cell, position: str) -> Iterator[Finding]:
    """A finding where the tool-tip of a row's link to vacancies is about something else than that of its name."""
    match = _COUNT.match(cell.title) if cell.title else None
    if match is None or not name.title:
        return
    about = _JOBS.sub("jobs", match.string[match.end() :]).casefold()
    if name.text.casefold() not in about and about != _JOBS.sub("jobs", name.title).casefold():
        message = f"{name.text[:80]!r} stands beside a link called {(cell.title or '')[:80]!r}"
        yield Finding("tool_tip", position, INFO, message)


def unlinked_names(rows: Sequence[tuple[str, str | None]], position: str) -> Iterator[Finding]:
    """Names without a link to their page in a list whose other names have one.

    Args:
        rows: Name and address of each row.
        position: Start of the findings' position, to which the row's number is added.
    """
    without = [(number, name) for number, (name, href) in enumerate(rows, 1) if read_link(href) is None]
    if len(without) <= len(rows) // 2:
        yield from (unlinked(name, f"{position}/{number}") for number, name in without)


def unlinked(name: str, position: str) -> Finding:
    """The finding of a name that does not link to its page, as names of its list do."""
    return Finding("link_absent", position, INFO, f"{name[:80]!r} has no link to its page")


def name_finding(name: str, slug: str | None, position: str) -> Iterator[Finding]:
    """A finding where a name is nearly but not quite what its link says, as an altered one is.

    Many names have a spelling of their own in links (`C#`, `csharp`), which is no slip.
    """
    if not name or "%)" in name or len(name) > _LONGEST_NAME:
        yield Finding("name_altered", position, WARNING, f"{name[:80]!r} is no name")
    elif slug and _is_slip(name.lower(), slug):
        yield Finding("name_altered", position, INFO, f"{name[:80]!r} stands on a link to {slug[:80]!r}")


@lru_cache(maxsize=4096)
def _is_slip(name: str, slug: str) -> bool:
    if len(name) == len(slug) and sum(one != other for one, other in zip(name, slug, strict=True)) == 1:
        return True
    letters, link = _letters(name), _letters(slug)
    if letters == link or abs(len(letters) - len(link)) > 1:
        return False
    return SequenceMatcher(None, letters, link, autojunk=False).ratio() >= _NEAR


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())
