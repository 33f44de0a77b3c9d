"""Markup to the lines a person sees, whatever elements they are written in: what a plain-text capture would hold.

Names of classes, roles and elements play no part but those that HTML itself gives a line or none. Elements that only
wrap another are dropped; what then holds short texts side by side, figures among them, is a line, as a table's row is.
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
"""The commonest row, which all that follows would make the same line of, in five times the time."""
_COUNTED_ROWS = re.compile(r"(\n\| \d[^\n]*+\|\n)((?: *+\n\| \d[^\n]*+\|\n)++)")
"""Rows made so, one right after the other: the first, and the others."""
_ROW_TAG, _CELL_TAG = re.compile(r"<tr [^>]*>"), re.compile(r"<t[dh] [^>]*>")
_WRAPPED_IN_CELL = re.compile(r"<td> *+<([^\s<>/]++)[^>]*>([^<]*+)</\1> *+</td>")
_NEXT_CELL = re.compile(r"</td> *+<td>")
_INLINE = re.compile(
    r"</?(?:a|abbr|b|bdi|bdo|big|cite|code|data|dfn|em|font|i|img|input|ins|kbd|link|mark|meta|q|s|samp|small|strong"
    r"|sub|sup|time|u|var|wbr|html|body|col|colgroup)(?: [^>]*)?/?>"
)
"""Elements that leave no trace in the text around them."""
_TWO_NUMBERS = re.compile(r"<(?<=\d<)/?(?!wbr)[a-z][^<>]*+>(?:<[^<>]*+>)*+(?=\d)")
"""The end of one number and the beginning of another, which are never one."""
_LINE_BREAK = re.compile(r"<[bh]r(?: [^>]*)?/?>")
_ATTRIBUTES = re.compile(r"<([^\s<>/]++) [^>]*>")
_BESIDE_TEXT = re.compile(r"<(?:(?<=[^\s>]<)|(?<=[^\s>] <))([^\s<>/]++)>([^<]*+)</\1>")
"""A block right after running text, as the second line of a label or a figure is."""
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


def visible_text(markup: str, cut: list[str] | None = None) -> str:
    """The text of a page as lines; the cells of a row stand on one line, between pipes.

    Args:
        markup: HTML whose elements are closed. What hidden elements hold is text like any other here: `hidden`
            takes them out.
        cut: Takes the rows of lists of skills less the first of each, the bulk of a page, as lines that stand where
            it does; they are no part of the text then.
    """
    text = markup[max(markup.find("<body"), 0) :].replace("\n", " ").replace("\r", " ").replace(_CELL, " ")
    text = _COMMENTS.sub("", text)
    text = _COUNTED_ROW.sub(_counted_line, _UNSEEN.sub("", text))
    if cut is not None:
        text = _COUNTED_ROWS.sub(lambda rows: _first_row(rows, cut), text)
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


def _first_row(rows: re.Match[str], cut: list[str]) -> str:
    """The first of some rows, the others put aside as they would stand in the text."""
    others = html.unescape(rows[2]) if "&" in rows[2] else rows[2]
    cut.append("\n".join(" ".join(line.split()) for line in others.split("\n") if line.strip()))
    return rows[1]


def _without_wrappers(text: str) -> str:
    """The text with every element dropped that holds nothing but another."""
    for _ in range(_DEEPEST):
        text, count = _WRAPPED.subn(r"<\1>\3</\1>", text)
        if not count:
            break
    return text


def _with_rows(text: str) -> str:
    """The text with short texts side by side joined to rows, where they are such."""
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
    """The rows of texts side by side: a name and its figures, or a rank, a count and a name; any other text alone."""
    start = 0
    while start < len(cells):
        end = _skill_end(cells, start) or _named_end(cells, start) or start + 1
        yield list(cells[start:end])
        start = end


def _skill_end(cells: Sequence[str], start: int) -> int:
    """Where a row of a list of skills ends; 0 where none starts."""
    texts = cells[start : start + 4]
    for count, size in (("".join(texts[1:2]), 3), (" ".join(texts[1:3]), 4)):
        if len(texts) >= size and _RANK.fullmatch(texts[0]) and _COUNT_SHARE.fullmatch(count):
            return start + size
    return 0


def _named_end(cells: Sequence[str], start: int) -> int:
    """Where a row of a name and figures ends; 0 where none starts."""
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
    """The lines that have a text; blank cells at the ends of a row are left out, as they are in text captures."""
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
    """A row between pipes, by which neither a blank cell is lost nor a line below taken for more of it."""
    if "|" in line:
        return " ".join(line.split())
    return f"| {' | '.join(' '.join(cell.split()) for cell in line.split(_CELL))} |"
