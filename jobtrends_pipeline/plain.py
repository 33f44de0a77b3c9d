"""Text of others made harmless for where it is shown: every character seen, no Markdown, no formula. Pure."""

import json
import re
from collections.abc import Callable

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$&:@=])")
"""Punctuation that Markdown, its tables, its bare links or HTML in it give a meaning to."""
FORMULA_STARTS = "=+-@\t\r\n＝＋－＠"
"""What a cell must not begin with: a spreadsheet takes it for a formula, or trims it and then does."""


def visible(text: str) -> str:
    """Text on one line with every character seen, one for one.

    White space is a blank. What commands a terminal (C0, DEL, C1), turns the direction of what follows, takes no width
    or has no meaning (half a surrogate pair, as undecodable file names have) is a question mark.
    """
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() else " " if one.isspace() else "?" for one in text)


def visible_lines(text: str) -> str:
    """A text of lines with every character seen; lines stay lines."""
    return "\n".join(map(visible, text.split("\n")))


def markdown(text: str) -> str:
    """Text that Markdown shows as it is: no link, picture, code, table cell, list or HTML begins in it."""
    return _MARKDOWN.sub(r"\\\1", visible(text))


def spreadsheet_safe(text: str) -> str:
    """Text that no spreadsheet runs: an apostrophe stands in front of what would begin a formula."""
    return f"'{text}" if text.startswith(tuple(FORMULA_STARTS)) else text


def json_text(document: object, default: Callable[[object], object] = str, indent: int | None = None) -> str:
    r"""JSON in ASCII, all of it seen: any other character, DEL included, is a ``\u`` escape.

    Args:
        document: What to write.
        default: Makes something that JSON knows of what it does not.
        indent: Blanks for each level; one line when null.
    """
    return json.dumps(document, default=default, indent=indent).replace("\x7f", "\\u007f")
