"""Detection of names that were decoded with the wrong character set.

None is repaired: the page does not show which character was meant.
"""

import re
from collections.abc import Iterator
from operator import itemgetter

from jobtrends_pipeline.pages.page import ERROR, INFO, WARNING, Figure, Finding, ParsedPage

CHECK = "wrong_decoding"
_LOST = re.compile("\ufffd|(?<=\\w)\\?(?=\\w)")
"""Replacements that decoders write for unknown bytes; no name of the source has a question mark between letters."""
_ALONE = re.compile("[\u00c2\u00c3](?![^\\W\\d_])")
"""First byte of a UTF-8 letter or sign whose second byte is shown as a space or not at all."""
_BEYOND = re.compile("[^\x00-\x7f]{2,}")
_SHOWN = 80
_SECTION, _LABEL = map(itemgetter, (1, 4))
"""Fields of a figure, of which a page has over a thousand."""


def has_sign(text: str) -> bool:
    """Check whether a text shows that it was decoded wrongly."""
    if text.isascii():
        return "?" in text and _LOST.search(text) is not None
    if ("?" in text or "\ufffd" in text) and _LOST.search(text):
        return True
    if _ALONE.search(text):
        return True
    return any(map(_is_utf8, _BEYOND.findall(text)))


def _is_utf8(characters: str) -> bool:
    """Check whether characters, as cp1252 bytes, are valid UTF-8.

    They are then one non-ASCII character that was decoded as two or more.
    """
    try:
        characters.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return False
    return True


def decoding_findings(page: ParsedPage) -> Iterator[Finding]:
    """Report each wrongly decoded name, label and head of a page.

    Figures with such characters are not read at all. The page's own subject and place identify it: an error. The name
    of a row may be that of another row, and a label that of another measure: a warning. A head or title beside the
    figures is information.
    """
    key = page.key
    for what, name in (("subject", key.subject), ("place", key.place), ("category", key.category)):
        if name and has_sign(name):
            yield _finding(f"page/{what}", ERROR, f"the {what} {name[:_SHOWN]!r}")
    if has_sign("\n".join(_all_names(page.figures))):
        for (part, text), figure in _first(page.figures).items():
            if has_sign(text):
                position = f"{part}/{figure.section}/{figure.row_number}/{figure.column_number}"
                yield _finding(position, INFO if part == "page" else WARNING, repr(text[:_SHOWN]))


def _all_names(figures: tuple[Figure, ...]) -> set[str]:
    """Return all distinct names of the figures.

    They are searched in one pass, because hardly any page has a wrongly decoded name.
    """
    texts = {figure.text for figure in figures if figure.status == "text"}
    return texts.union(map(_LABEL, figures), map(_SECTION, figures))


def _names(figure: Figure) -> tuple[tuple[str, str], ...]:
    """Return the names in a figure, with its part.

    They are the label of its row, its section, and its text if the text is a name.
    """
    part, section, _, _, label, text, _, status, *_ = figure
    return ((part, label), (part, section), *(((part, text),) if status == "text" else ()))


def _first(figures: tuple[Figure, ...]) -> dict[tuple[str, str], Figure]:
    """Map each name and its part to the first figure that has it."""
    found: dict[tuple[str, str], Figure] = {}
    for figure in figures:
        for name in _names(figure):
            found.setdefault(name, figure)
    return found


def _finding(position: str, severity: str, name: str) -> Finding:
    message = f"{name} was decoded by another set of characters than it was written in"
    return Finding(CHECK, position, severity, message)
