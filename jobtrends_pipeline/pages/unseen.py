"""Text of a page that a person does not see as the page's own content.

It consists of deleted or hidden elements, footnote marks, and characters that reverse the direction of a number. Each
kind is reported in a finding.
"""

import re
from collections.abc import Iterator

from jobtrends_pipeline.pages.page import INFO, WARNING, Finding
from jobtrends_pipeline.pages.visible import LOST, NOTES, OVERRIDES, UNASSIGNED, oddities, visible

STRUCK = frozenset({"del", "s", "strike"})
UNSEEN = STRUCK | {"bdo", "dialog"}
"""Elements that are skipped, except an open dialog: deleted, run backwards, or not shown yet."""
SILENT = (
    *("script", "style", "noscript", "template", "select", "textarea", "svg", "iframe", "object", "datalist", "xmp"),
    *("noembed", "noframes", "plaintext", "canvas", "audio", "video", "rt", "rp"),
)
"""Elements whose text is not the page's: scripts, pictures, lists of choices, pronunciation."""
WHOLE_PAGE = frozenset({"html", "body", "main"})
"""Elements that may be hidden until a script has run: such a mark in a saved page hides nothing."""
_VOID = frozenset(
    {"br", "img", "input", "hr", "col", "link", "meta", "wbr", "base", "area", "embed", "source", "track"}
)
_STYLE = re.compile(r'\sstyle="([^"]*)"')
_HIDDEN = re.compile(r'\shidden(?:="(?!until-found)[^"]*")?(?=[\s/]|$)')
_OPEN = re.compile(r"\sopen(?=[\s=/]|$)")
HIDES = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse))\b", re.IGNORECASE)
STRIKES = re.compile(r"text-decoration[a-z-]*\s*:[^;]*line-through", re.IGNORECASE)
_INSERTED = re.compile(r"<ins\b(?![^>]*\badsbygoogle)[^>]*+>(?:\s++|<(?!/ins|iframe)[^>]*+>)*+[^<\s]")
_NOTE_MARKS = re.compile(rf"(?<=[\d%)])[{NOTES}]+(?![\w£])")


def page_text(text: str) -> tuple[str, tuple[Finding, ...]]:
    """Return the visible text of a page, and findings on it.

    Footnote marks after figures are removed. A remnant of wrong decoding becomes the sign of an unknown character, so
    that it is not lost from a name or figure.
    """
    findings: list[Finding] = []
    odd = oddities(text)
    if not odd.isdisjoint(OVERRIDES):
        message = "characters of the page turn the direction of others: figures may stand there backwards"
        findings.append(Finding("text_direction", "page", WARNING, message))
    if not odd.isdisjoint(NOTES):
        text, notes = _NOTE_MARKS.subn("", text)
        findings.extend(note_finding(notes))
    for stray in odd.intersection(UNASSIGNED):
        text = text.replace(stray, LOST)
    return visible(text, odd), tuple(findings)


class Unseen:
    """State of the walk through skipped elements.

    `tag` is the element in which the walk is; empty if it is in none.
    """

    def __init__(self) -> None:
        self.tag = ""
        self._depth = 0
        self._is_struck = False
        self._is_in_table = False
        self._struck: list[str] = []
        self._hidden: list[str] = []

    def begins(self, tag: str, attributes: str, *, is_in_table: bool) -> bool:
        """Check whether an element is deleted or hidden; if so, skip it up to its end.

        Args:
            tag: Name of the element.
            attributes: Its attributes, as written.
            is_in_table: Whether it is inside a table.
        """
        style = _STYLE.search(attributes)
        self._is_struck = tag in STRUCK or (style is not None and STRIKES.search(style[1]) is not None)
        is_hidden = style is not None and HIDES.search(style[1]) is not None
        is_hidden = is_hidden or _HIDDEN.search(attributes) is not None or tag == "bdo"
        is_hidden = is_hidden or (tag == "dialog" and _OPEN.search(attributes) is None)
        if tag in _VOID or tag in WHOLE_PAGE or not (self._is_struck or is_hidden):
            return False
        self.tag, self._depth, self._is_in_table = tag, 1, is_in_table
        return True

    def pass_over(self, text: str, tag: str | None) -> None:
        """Take the next text and tag inside the skipped element."""
        if self._is_in_table and text.strip():
            (self._struck if self._is_struck else self._hidden).append(" ".join(text.split()))
        if tag == "table":
            self._is_in_table = True
        if tag == self.tag:
            self._depth += 1
        elif tag == f"/{self.tag}":
            self._depth -= 1
            if not self._depth:
                self.tag = ""

    def findings(self) -> Iterator[Finding]:
        """Report the text skipped in tables, by kind."""
        if self._struck:
            yield Finding("text_deleted", "page", WARNING, _without(self._struck, "struck out"))
        if self._hidden:
            yield Finding("text_hidden", "page", WARNING, _without(self._hidden, "hidden or run backwards"))


def _without(texts: list[str], what: str) -> str:
    return f"{len(texts)} texts of the tables are {what}, the first {texts[0][:60]!r}: read without them"


def inserted_finding(markup: str) -> Iterator[Finding]:
    """Report texts marked as inserted: the page may compare two captures."""
    inserted = len(_INSERTED.findall(markup)) if "<ins" in markup else 0
    if inserted:
        message = f"{inserted} texts are marked as inserted, as where two captures are compared: read with them"
        yield Finding("text_inserted", "page", WARNING, message)


def note_finding(notes: int) -> Iterator[Finding]:
    """Report the number of footnote marks left out, if any."""
    if notes:
        yield Finding(
            "note_mark", "page", INFO, f"{notes} raised marks stand behind figures or names as of notes: left out"
        )
