"""Escaping of untrusted text for terminals, Markdown, spreadsheets and JSON. Pure."""

import json
import re
from collections.abc import Callable

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$&:@=])")
"""Punctuation that has a meaning in Markdown, its tables, its bare links or the HTML in it."""
FORMULA_STARTS = "=+-@\t\r\n＝＋－＠"
"""Characters a cell must not begin with: spreadsheets read a formula after them, some after trimming."""


def visible(text: str) -> str:
    """Replace invisible characters, one for one, so that the text fits one line.

    White space becomes a blank. A question mark replaces terminal control characters (C0, DEL, C1), characters that
    change the direction of text, characters without width and those without meaning (half a surrogate pair, as in
    undecodable file names).
    """
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() else " " if one.isspace() else "?" for one in text)


def visible_lines(text: str) -> str:
    """Replace invisible characters in a text of several lines; line breaks stay."""
    return "\n".join(map(visible, text.split("\n")))


def markdown(text: str) -> str:
    """Escape text so that Markdown shows it literally.

    No link, picture, code, table cell, list or HTML can begin in it.
    """
    return _MARKDOWN.sub(r"\\\1", visible(text))


def spreadsheet_safe(text: str) -> str:
    """Put an apostrophe before text that a spreadsheet would run as a formula."""
    return f"'{text}" if text.startswith(tuple(FORMULA_STARTS)) else text


def json_text(document: object, default: Callable[[object], object] = str, indent: int | None = None) -> str:
    r"""Serialise a document as ASCII JSON.

    DEL and every character beyond ASCII is a ``\u`` escape.

    Args:
        document: What to write.
        default: Converts values of types that JSON does not have.
        indent: Blanks per level; one line when null.
    """
    return json.dumps(document, default=default, indent=indent).replace("\x7f", "\\u007f")
