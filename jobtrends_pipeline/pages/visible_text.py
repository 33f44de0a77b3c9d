"""Visible lines of markup, in the form of a plain-text capture.

Names of classes, roles and elements make no difference, except that HTML itself displays some elements on a line of
their own and others within a line. Elements that only wrap another are dropped. Short texts side by side in one
element, with figures among them, then form a line, like a row of a table.
"""

import html
import re
from collections.abc import Iterator, Sequence

from jobtrends_pipeline.pages.unseen import SILENT

_UNSEEN = re.compile(rf"<({'|'.join(SILENT)})(?=[\s>])(?:[^<]++|<(?!/\1))*+(?:</\1\s*>|\Z)")
_COMMENTS = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_LINKS, _SPANS, _LABELS = (
    re.compile(pattern) for pattern in (r"<a [^>]*>", r"<span [^>]*>", r"</?(?:label|button)[^>]*>")
)
_COUNTED_ROW = re.compile(
    r"<tr[^<>]*+> *+<td[^<>]*+> *+(\d{1,3}) *+</td> *+<td[^<>]*+> *+([\d,]++) *+<span[^<>]*+> *+(\([\d.]++%\)) *+"
    r"</span> *+</td> *+<td[^<>]*+> *+<a [^<>]*+>([^<|]++)</a> *+</td> *+</tr>"
)
"""The most frequent row; the steps that follow would make the same line of it, in five times the time."""
_ROW_TAG, _CELL_TAG = re.compile(r"<tr [^>]*>"), re.compile(r"<t[dh] [^>]*>")
_WRAPPED_IN_CELL = re.compile(r"<td> *+<([^\s<>/]++)[^>]*>([^<]*+)</\1> *+</td>")
_NEXT_CELL = re.compile(r"</td> *+<td>")
_INLINE = re.compile(
    r"</?(?:a|abbr|b|bdi|bdo|big|cite|code|data|dfn|em|font|i|img|input|ins|kbd|link|mark|meta|q|s|samp|small|strong"
    r"|sub|sup|time|u|var|wbr|html|body|col|colgroup)(?: [^>]*)?/?>"
)
"""Elements that leave no trace in the text around them."""
_TWO_NUMBERS = re.compile(r"<(?<=\d<)/?(?!wbr)[a-z][^<>]*+>(?:<[^<>]*+>)*+(?=\d)")
"""The end of one number and the start of another, which must stay separate."""
_LINE_BREAK = re.compile(r"<[bh]r(?: [^>]*)?/?>")
_ATTRIBUTES = re.compile(r"<([^\s<>/]++) [^>]*>")
_BESIDE_TEXT = re.compile(r"<(?:(?<=[^\s>]<)|(?<=[^\s>] <))([^\s<>/]++)>([^<]*+)</\1>")
"""A block directly after running text, such as the second line of a label or a figure."""
_WRAPPED = re.compile(r"<([^\s<>/]++)> *+<([^\s<>/]++)>([^<]*+)</\2> *+</\1>")
_SIDE_BY_SIDE = re.compile(r"<([^\s<>/]++)>[^<\t]*+</\1> *+(?:<([^\s<>/]++)>[^<\t]*+</\2> *+)++")
_ONE = re.compile(r"<[^<>]*>([^<]*)</[^<>]*>")
_TAG = re.compile(r"<[^>]*>")
_FIGURE = re.compile(
    r"(?:(?:up|down) -?[\d,]+ places?|no change|new entry)?\s*"
    r"(?:[£+\-\u2212\u2013]? ?\d[\d,]*(?:\.\d+)? ?%?(?: ?\(? ?\d[\d.]* ?%\)?)?|[-\u2212\u2013\u2014])",
    re.IGNORECASE,
)
_DIGIT, _RANK = re.compile(r"\d"), re.compile(r"\d{1,3}")
_COUNT_SHARE = re.compile(r"[\d,]+ ?\([\d.]+ ?%\)")
_LINE, _CELL, _SOFT = "\n", "\t", "\x1e"
_BLANK = " \t"
_DEEPEST = 30
_MOST_CELLS = 9


def visible_text(markup: str) -> str:
    """Return the text of a page as lines; a row is one line, its cells between pipes.

    Args:
        markup: HTML with every element closed. Text of hidden elements is treated as any other: `hidden` removes it.
    """
    text = markup[max(markup.find("<body"), 0) :].replace("\n", " ").replace("\r", " ").replace(_CELL, " ")
    text = _COMMENTS.sub("", text)
    text = _COUNTED_ROW.sub(_counted_line, _UNSEEN.sub("", text))
    text = _LINKS.sub("", _TWO_NUMBERS.sub(r" \g<0>", text)).replace("</a>", "")
    text = _LABELS.sub(" ", _SPANS.sub(" ", text).replace("<span>", " ").replace("</span>", " "))
    text = _ROW_TAG.sub("<tr>", _CELL_TAG.sub("<td>", text).replace("<th>", "<td>").replace("</th>", "</td>"))
    text = _LINE_BREAK.sub(_SOFT, text)
    for _ in range(_DEEPEST):
        text, count = _WRAPPED_IN_CELL.subn(r"<td>\2</td>", text)
        if not count:
            break
    text = _NEXT_CELL.sub(_CELL, text)
    for tag in ("<td>", "</td>", "<tr>", "</tr>"):
        text = text.replace(tag, _LINE)
    text = _ATTRIBUTES.sub(r"<\1>", _INLINE.sub("", text))
    text = _BESIDE_TEXT.sub(rf"{_SOFT}\2{_SOFT}", _without_wrappers(text))
    text = _TAG.sub(_LINE, _with_rows(text))
    return "\n".join(_lines(html.unescape(text) if "&" in text else text))


def _counted_line(row: re.Match[str]) -> str:
    rank, count, share, name = row.groups()
    return f"{_LINE}| {rank} | {count} {share} | {name} |{_LINE}"


def _without_wrappers(text: str) -> str:
    """Return the text without elements that contain only another element."""
    for _ in range(_DEEPEST):
        text, count = _WRAPPED.subn(r"<\1>\3</\1>", text)
        if not count:
            break
    return text


def _with_rows(text: str) -> str:
    """Return the text with short texts side by side joined to rows."""
    for _ in range(_DEEPEST):
        shorter = _SIDE_BY_SIDE.sub(_joined, text)
        if shorter == text:
            break
        text = _without_wrappers(shorter)
    return text


def _joined(match: re.Match[str]) -> str:
    if not _DIGIT.search(match[0]):
        return match[0]
    cells = [" ".join(html.unescape(cell).replace(_SOFT, " ").split()) for cell in _ONE.findall(match[0])]
    rows = list(rows_of(cells))
    if not any(len(row) > 1 for row in rows):
        return match[0]
    lines = (html.escape(_CELL.join(row), quote=False) for row in rows)
    return "".join(f"{_LINE}{line}{_CELL}{_LINE}" for line in lines)


def rows_of(cells: Sequence[str]) -> Iterator[list[str]]:
    """List the rows of texts side by side.

    A row is a name and its figures, or a rank, a count and a name; any other text is a row of its own.
    """
    start = 0
    while start < len(cells):
        end = _skill_end(cells, start) or _named_end(cells, start) or start + 1
        yield list(cells[start:end])
        start = end


def _skill_end(cells: Sequence[str], start: int) -> int:
    """Return the end of a row of skills; 0 if none starts here."""
    texts = cells[start : start + 4]
    for count, size in (("".join(texts[1:2]), 3), (" ".join(texts[1:3]), 4)):
        if len(texts) >= size and _RANK.fullmatch(texts[0]) and _COUNT_SHARE.fullmatch(count):
            return start + size
    return 0


def _named_end(cells: Sequence[str], start: int) -> int:
    """Return the end of a row of a name and figures; 0 if none starts here."""
    name = cells[start]
    if not any(map(str.isalpha, name)) or _FIGURE.fullmatch(name):
        return 0
    end = start + 1
    while end < min(len(cells), start + _MOST_CELLS) and (not cells[end] or _FIGURE.fullmatch(cells[end])):
        if _skill_end(cells, end):
            break
        end += 1
    return end if any(cells[start + 1 : end]) else 0


def _lines(text: str) -> Iterator[str]:
    """List the lines that have a text.

    Blank cells at the ends of a row are left out, as in text captures.
    """
    text = text.replace("\xa0", " ")
    for spaces in (" " * 16, " " * 4, "  "):
        while spaces in text:
            text = text.replace(spaces, " ")
    for raw in text.split(_LINE):
        line = raw.strip(_BLANK)
        if _CELL in line:
            yield _row(line.replace(_SOFT, " "))
        elif _SOFT in line:
            yield from filter(None, map(str.strip, line.split(_SOFT)))
        elif line:
            yield line


def _row(line: str) -> str:
    """Return a row between pipes.

    The pipes keep blank cells, and separate the row from the line below.
    """
    if "|" in line:
        return " ".join(line.split())
    return f"| {' | '.join(' '.join(cell.split()) for cell in line.split(_CELL))} |"
