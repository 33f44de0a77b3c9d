"""Fast check, without a tree, that a page's text confirms all of its markup.

This is the common case of the second reading. In any doubt the full comparison decides.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import itemgetter

from jobtrends_pipeline.pages.abridged import LIST_MARK
from jobtrends_pipeline.pages.hidden import may_hide
from jobtrends_pipeline.pages.name_links import linked, plain_links
from jobtrends_pipeline.pages.outline import Abridged, Listed
from jobtrends_pipeline.pages.page import Figure, ParsedPage, UnknownPageError
from jobtrends_pipeline.pages.readings import Reader
from jobtrends_pipeline.pages.text_outline import text_outline
from jobtrends_pipeline.pages.visible_text import visible_text

_SKILL = re.compile(r"\| (\d{1,3}) \| ([\d,]+ \([\d.]+%\)) \| ([^|]+) \|")
_MEANING = itemgetter(0, 1, 4, 6, 7, 8, 9, 10)
"""Part, section, label, measure, status, value, pay basis and lag in years of a figure."""
_SECTION = itemgetter(1)

Run = list[tuple[str, ...]]
"""Rows of one list of skills: rank, count with share, and name as printed."""


def is_confirmed(markup: str, page: ParsedPage, read: Reader, abridged: Abridged | None = None) -> bool:
    """Check whether the text of a page gives exactly the figures of its markup.

    Args:
        markup: The document.
        page: The reading of its markup.
        read: The reader of outlines; only the key and the figures that it gives are compared.
        abridged: The document without the rows that its text would only repeat; null if all of it must be read.
    """
    shown, lists = abridged or (markup, ())
    if may_hide(shown):
        return False
    runs, rest = _without_skills(visible_text(shown).split("\n"), lists)
    if runs != [_rows(list(rows)) for _, rows in groupby(_of_skills(page.figures), _SECTION)]:
        return False
    outline = text_outline("\n".join(rest))
    try:
        other = read(linked(outline, plain_links(markup)) if page.key.kind == "index" else outline)
    except UnknownPageError:
        return False
    is_same_page = page.key == other.key or page.key.kind == "index"
    return is_same_page and _meanings(page.figures) == _meanings(other.figures)


def _without_skills(lines: Iterable[str], lists: Sequence[Iterable[Listed]]) -> tuple[list[Run], list[str]]:
    """Return the lists of skills of a text, and the other lines.

    The other lines include the first row of each list.

    Args:
        lines: The lines of the text.
        lists: The rows left out of the text, by the number that follows the name in their first row.
    """
    runs: list[Run] = []
    rest: list[str] = []
    is_inside = False
    for line in lines:
        match = _SKILL.fullmatch(line)
        if match is None:
            rest.append(line)
        else:
            rank, count, named = match.groups()
            name, _, number = named.partition(LIST_MARK)
            name = name.rstrip(" ")
            if not is_inside:
                runs.append([])
                rest.append(f"| {rank} | {count} | {name} |")
            runs[-1].append((rank, count, name))
            if number:
                runs[-1] += [
                    (place, f"{digits} ({share}%)", " ".join(other.split()))
                    for place, digits, share, _, other, _ in lists[int(number)]
                ]
        is_inside = match is not None
    return runs, rest


def _of_skills(figures: Iterable[Figure]) -> list[Figure]:
    return [figure for figure in figures if figure[0] == "skills"]


def _rows(figures: list[Figure]) -> Run:
    """Return the rows of a list, from three figures each: rank, count and share."""
    return [(rank.text, count.text, rank.label) for rank, count in zip(figures[::3], figures[1::3], strict=False)]


def _meanings(figures: tuple[Figure, ...]) -> set[tuple[object, ...]]:
    """Return the meanings of the figures, of each list of skills the first row only.

    The other rows of skills are compared as lines.
    """
    return {
        _MEANING(figure)
        for figure in figures
        if figure[6] is not None and (figure[2] == 1 or figure[0] != "skills")  # measure, row number, part
    }
