"""Signs that a text was decoded by another set of characters than it was written in, in what is taken from a page.

None is repaired: which character stood there, the page does not say.
"""

import re
from collections.abc import Iterator

from jobtrends_pipeline.pages.page import ERROR, INFO, WARNING, Figure, Finding, ParsedPage

CHECK = "wrong_decoding"
_LOST = re.compile("\ufffd|(?<=\\w)\\?(?=\\w)")
"""What decoders write for bytes that they do not know; no name of the source has a question mark between letters."""
_ALONE = re.compile("[\u00c2\u00c3](?![^\\W\\d_])")
"""The first byte of a letter or a sign of UTF-8 whose second one is a space or has no shape."""
_BEYOND = re.compile("[^\x00-\x7f]{2,}")
_SHOWN = 80


def has_sign(text: str) -> bool:
    """Whether a text shows that it was decoded wrongly."""
    if text.isascii():
        return "?" in text and _LOST.search(text) is not None
    if _LOST.search(text) or _ALONE.search(text):
        return True
    return any(map(_is_utf8, _BEYOND.findall(text)))


def _is_utf8(characters: str) -> bool:
    """Whether the bytes of some characters are UTF-8, of which one character beyond ASCII became two or more."""
    try:
        characters.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return False
    return True


def decoding_findings(page: ParsedPage) -> Iterator[Finding]:
    """A finding for each name, label and head of a page with such a sign; figures with one are not read at all.

    The page's own subject and place are its identity: an error. A name of a row may be that of another row, and a
    label that of another measure: a warning. A head or a title beside the figures is information.
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
    """The names of all figures, each once, of which hardly any page has one with a sign."""
    texts = {figure.text for figure in figures if figure.status == "text"}
    return texts.union({figure.label for figure in figures}, {figure.section for figure in figures})


def _names(figure: Figure) -> tuple[tuple[str, str], ...]:
    """What of a figure is a name: the label of its row, its section, and its text where that is one."""
    part, section, _, _, label, text, _, status, *_ = figure
    return ((part, label), (part, section), *(((part, text),) if status == "text" else ()))


def _first(figures: tuple[Figure, ...]) -> dict[tuple[str, str], Figure]:
    """Names by their part, each with the first figure that has it."""
    found: dict[tuple[str, str], Figure] = {}
    for figure in figures:
        for name in _names(figure):
            found.setdefault(name, figure)
    return found


def _finding(position: str, severity: str, name: str) -> Finding:
    message = f"{name} was decoded by another set of characters than it was written in"
    return Finding(CHECK, position, severity, message)
