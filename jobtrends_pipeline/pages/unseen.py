"""What of a page's text a person does not take for its own, each kind told in a finding.

Elements that are struck out or hidden, marks that lead to notes, characters that turn the direction of a number.
"""

import re
from collections.abc import Iterator

from jobtrends_pipeline.pages.page import INFO, WARNING, Finding
from jobtrends_pipeline.pages.visible import LOST, NOTES, OVERRIDES, UNASSIGNED, oddities, visible

STRUCK = frozenset({"del", "s", "strike"})
UNSEEN = STRUCK | {"bdo", "dialog"}
"""Elements that are passed over but for a dialog that is open: struck out, run backwards, or not shown yet."""
SILENT = (
    *("script", "style", "noscript", "template", "select", "textarea", "svg", "iframe", "object", "datalist", "xmp"),
    *("noembed", "noframes", "plaintext", "canvas", "audio", "video", "rt", "rp"),
)
"""Elements whose text is none of the page's: programs, pictures, lists to choose from, how a word is spoken."""
WHOLE_PAGE = frozenset({"html", "body", "main"})
"""Hidden until a script has run: what a page is saved from hides none of it."""
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
    """The text of a page as a person sees it, without marks of notes behind figures; and what there is to say of it.

    What a wrong decoding left becomes the sign of a character that is not known, so that no name or figure loses it.
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
    """What is passed over, element by element; `tag` is the one that the walk is inside of, if any."""

    def __init__(self) -> None:
        self.tag = ""
        self._depth = 0
        self._is_struck = False
        self._is_in_table = False
        self._struck: list[str] = []
        self._hidden: list[str] = []

    def begins(self, tag: str, attributes: str, *, is_in_table: bool) -> bool:
        """Whether an element is struck out or hidden; all up to its end is passed over then."""
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
        """Take the next text and tag inside the element."""
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
        """What was passed over in tables, by kind."""
        if self._struck:
            yield Finding("text_deleted", "page", WARNING, _without(self._struck, "struck out"))
        if self._hidden:
            yield Finding("text_hidden", "page", WARNING, _without(self._hidden, "hidden or run backwards"))


def _without(texts: list[str], what: str) -> str:
    return f"{len(texts)} texts of the tables are {what}, the first {texts[0][:60]!r}: read without them"


def inserted_finding(markup: str) -> Iterator[Finding]:
    """The finding of texts that are marked as inserted, where there are any: the page may compare two captures."""
    inserted = len(_INSERTED.findall(markup)) if "<ins" in markup else 0
    if inserted:
        message = f"{inserted} texts are marked as inserted, as where two captures are compared: read with them"
        yield Finding("text_inserted", "page", WARNING, message)


def note_finding(notes: int) -> Iterator[Finding]:
    """The finding of marks that lead to notes, where there are any."""
    if notes:
        yield Finding(
            "note_mark", "page", INFO, f"{notes} raised marks stand behind figures or names as of notes: left out"
        )
