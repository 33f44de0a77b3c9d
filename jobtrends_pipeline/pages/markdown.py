"""Readable text of a capture written as Markdown or with numbered links. Pure.

A text browser numbers links.
"""

import html
import re
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from typing import NamedTuple

_LABEL = r"((?:[^\[\]\\]|\\.|\[[^\[\]]*+\])*+)"
_ADDRESS = r"(?:<([^<>]*+)>|((?:[^()\s\\]|\\.|\([^()\s]*+\))*+))"
_TITLE = r"""(?:\s++(?:"([^"]*+)"|'([^']*+)'|\(([^()]*+)\)))?"""
_LINK = re.compile(rf"\[{_LABEL}\]\(\s*+{_ADDRESS}{_TITLE}\s*+\)")
_OTHER_LINK = re.compile(r"\[([^\[\]]*+)\]\(((?:[^()\s]++|\([^()\s]*+\))*+)[^()]*+\)")
_IMAGE = re.compile(rf"!{_LINK.pattern}|!\[[^\[\]]*+\]\[[^\[\]]*+\]")
_REFERENCE = re.compile(r"\[([^\[\]]++)\]\[[^\[\]]{0,80}+\]")
_DEFINITION = re.compile(r"\s{0,3}\[[^\[\]]{1,80}\]:\s+\S")
_AUTOLINK = re.compile(r"<((?:https?|mailto):[^<>\s]++)>")
_HEADING = re.compile(r"\s{0,3}#{1,6}\s+")
_CODE = re.compile(r"(?<!`)`([^`]++)`(?!`)")
_STRONG = re.compile(r"(\*\*|__)(?=\S)([^*_\n]*+(?:[*_](?!\1)[^*_\n]*+)*?)(?<=\S)\1")
_STRESSED = re.compile(r"(?<![\w*\\])([*_])(?=[^\s*_])([^*_\n]*+)(?<=[^\s*_\\])\1(?![\w*])")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|~<>&])")
_MARK = re.compile(r"[\[\]#<`*_\\&|]")
"""Any character that Markdown syntax or a character reference contains."""
_LINK_NUMBER = re.compile(r"\[(\d{1,4})\]")
_LEAST_LINKS = 3
_IN_ORDER = 0.9


class Words(NamedTuple):
    """Readable text of a line or cell, with address and tool-tip of its first link."""

    text: str
    href: str | None = None
    title: str | None = None


_plain_words: Callable[[tuple[str, None, None]], Words] = partial(tuple.__new__, Words)


def text_of_line(text: str) -> str:
    """Return the readable text of a line, white space collapsed."""
    return words_of(text).text if _MARK.search(text) else " ".join(text.split())


def cells_of(row: str, separator: str) -> list[Words]:
    """Return the readable texts of a row's cells.

    Most rows have no other syntax than their separators.
    """
    cells = row.split(separator)
    if _MARK.search("".join(cells)):
        return [words_of(cell) for cell in cells]
    return [_plain_words((" ".join(cell.split()), None, None)) for cell in cells]


def words_of(text: str) -> Words:
    """Return the readable text of a line or cell, white space collapsed."""
    if not _MARK.search(text):
        return Words(" ".join(text.split()))
    if "[" in text:
        text = _IMAGE.sub("", text)
    link = (_LINK.search(text) or _OTHER_LINK.search(text)) if "](" in text else None
    if link:
        text = _OTHER_LINK.sub(r"\1", _LINK.sub(r"\1", text))
    plain = " ".join(_unmarked(text).split())
    if link is None:
        return Words(plain)
    groups = (*link.groups(), None, None, None)
    href = next((part for part in groups[1:3] if part), None)
    title = next((part for part in groups[3:6] if part), None)
    return Words(plain, _unescaped(href), _unescaped(title))


def without_link_numbers(text: str) -> str:
    """Remove the numbers that a text browser puts beside links (`[12]Python`).

    They are removed only if they count up.
    """
    numbers = [int(number) for number in _LINK_NUMBER.findall(text)]
    steps = [later - earlier for earlier, later in pairwise(numbers)]
    is_count = len(numbers) >= _LEAST_LINKS and sum(step == 1 for step in steps) >= _IN_ORDER * len(steps)
    return _LINK_NUMBER.sub("", text) if is_count else text


def is_definition(line: str) -> bool:
    """Check whether a line defines the address of a link used elsewhere.

    No person reads such a line.
    """
    return _DEFINITION.match(line) is not None


def _unmarked(text: str) -> str:
    if text.count("|") == 1:
        text = text.strip().strip("|")  # border of a one-column table
    if "#" in text:
        text = _HEADING.sub("", text, count=1) if _HEADING.match(text) else text
    if "]" in text:
        text = _REFERENCE.sub(r"\1", text)
    if "<" in text:
        text = _AUTOLINK.sub(r"\1", text)
    if "`" in text:
        text = _CODE.sub(r"\1", text)
    if "*" in text or "_" in text:
        text = _STRESSED.sub(r"\2", _STRONG.sub(r"\2", text))
    return _unescaped(text) or ""


def _unescaped(text: str | None) -> str | None:
    if text and "\\" in text:
        text = _ESCAPED.sub(r"\1", text)
    return html.unescape(text) if text and "&" in text else text
