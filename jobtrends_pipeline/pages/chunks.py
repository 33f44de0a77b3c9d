"""HTTP chunk sizes that a proxy or an archive left in a body.

They are removed if they add up, and reported if they do not.
"""

import re
from collections.abc import Iterator

from jobtrends_pipeline.pages.page import ERROR, Finding

_SIZE = re.compile(rb"([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]{0,200})?\r?\n")
_LATER_SIZE = re.compile(rb"\n(?=[0-9a-fA-F]{2,8}[ \t]*\r?\n)")
_END = re.compile(rb"\r?\n|\Z")
_MOST_STARTS = 200
_LEAST_CHUNKS, _FEWEST_CELLS = 2, 3
_STRAY = re.compile(r"\n([0-9a-fA-F]{2,8})[ \t]*\r?\n")
_SIZE_IN_TEXT = re.compile(r"^(?=[0-9]*[a-f])(?=[a-f]*[0-9])[0-9a-f]{3,8}[ \t]*\r?$", re.MULTILINE)
_BETWEEN_RETURNS = re.compile(r"(?<=\r\n)(\d{2,8})[ \t]*(?=\r\n)")
_ALONE = re.compile(r"^[ \t]*(\d{1,8})[ \t]*\r?$", re.MULTILINE)
_AFTER_SKILL = re.compile(
    r"^\d{1,3}[ \t]+[\d,]{1,12}[ \t]*\([ \t]*[\d.]{1,9}[ \t]?%[ \t]*\)[ \t]+\S.*\n"
    r"(\d{3,8})[ \t]*\r?\n(?![\d,]{1,12}[ \t]*\()",
    re.MULTILINE,
)
"""A number after a complete row of skills that is not the count of the next row."""
_YEARS = range(2003, 2100)
_FEWEST_DIGITS = 3
_MOST_ALONE, _FEWEST_ROWS, _LONGEST_ROW = 2, 5, 500
"""Limits for numbers alone on a line of a capture with one row a line; a capture that breaks cells over lines has
many."""


def without_chunk_sizes(body: bytes) -> bytes:
    """Return the body without its chunk sizes, if they add up.

    The sizes must lead from the first or a later chunk to the end of the body; otherwise the body is returned
    unchanged.
    """
    whole = _joined(body, 0)
    if whole is not None:
        return whole
    if b"\n" not in body or body[:1].isalnum():
        return body
    for number, start in enumerate(_LATER_SIZE.finditer(body)):
        rest = _joined(body, start.end()) if number < _MOST_STARTS else None
        if rest is not None:
            return body[: start.start()].removesuffix(b"\r") + rest
    return body


def _joined(body: bytes, position: int) -> bytes | None:
    """Join the chunks from a position on.

    Returns:
        The content; null if the sizes do not lead from one chunk to the next.
    """
    chunks: list[bytes] = []
    while size := _SIZE.match(body, position):
        start, length = size.end(), int(size[1], 16)
        if not length:
            return b"".join(chunks) if chunks else None
        chunks.append(body[start : start + length])
        end = _END.match(body, start + length)
        if end is None or start + length > len(body):
            is_cut = start + length > len(body) and len(chunks) > _LEAST_CHUNKS
            return b"".join(chunks) if is_cut else None
        position = end.end()
        if position == len(body):
            break
    return b"".join(chunks) if position == len(body) and len(chunks) >= _LEAST_CHUNKS else None


def stray_sizes(markup: str) -> Iterator[Finding]:
    """Report the first line of markup that is a chunk size in or beside a text.

    Such a line may cut the text in two.
    """
    for match in _STRAY.finditer(markup):
        before = markup[max(match.start() - 2, 0) : match.start()].removesuffix("\r")[-1:]
        after = markup[match.end() : match.end() + 1]
        if _is_size(match[1]) and (_is_text(before, ">") or _is_text(after, "<")):
            yield _finding(match[1])
            return


def sizes_in_text(text: str) -> Iterator[Finding]:
    """Report the first line of a text capture that can only be a chunk size.

    Such a line could be taken for the name of a row.
    """
    match = _SIZE_IN_TEXT.search(text)
    size = match[0].strip() if match else next(_decimal_sizes(text), None)
    if size:
        yield _finding(size)


def _decimal_sizes(text: str) -> Iterator[str]:
    """List lines of decimal digits that are not cells.

    They stand between line ends of a kind that is rare in the text, or beside rows. A capture that breaks cells over
    lines has numbers alone on a line itself; in such a capture only numbers after a complete row count.
    """
    if "\r\n" in text and 2 * text.count("\r\n") < text.count("\n"):
        yield from _BETWEEN_RETURNS.findall(text)
    yield from filter(_is_size, _AFTER_SKILL.findall(text))
    alone = _ALONE.findall(text) if "|" not in text else []  # among pipes it may be a cell that was broken off
    if any(map(_is_size, alone)) and len(alone) <= _MOST_ALONE:
        rows = sum(map(_is_row, text.split("\n")))
        yield from filter(_is_size, alone if rows >= _FEWEST_ROWS else ())


def _is_row(line: str) -> bool:
    """Check whether a line has a name and at least three figures."""
    words = line.split() if len(line) <= _LONGEST_ROW else []
    return sum(word[-1:].isdecimal() or word[-1:] in "%)-" for word in words) >= _FEWEST_CELLS and any(
        map(str.isalpha, line)
    )


def _finding(size: str) -> Finding:
    message = f"the line {size!r} in a text is the size of a chunk: save or fetch the page again"
    return Finding("chunk_size", "page", ERROR, message)


def _is_text(neighbour: str, bracket: str) -> bool:
    return bool(neighbour.strip()) and neighbour != bracket


def _is_size(digits: str) -> bool:
    """Check whether digits are a chunk size, not a year or a small number."""
    return not digits.isdecimal() or (len(digits) >= _FEWEST_DIGITS and int(digits) not in _YEARS)
