"""Reading of a page of markup from its visible text.

The visible text is what a person sees; the reader of text captures reads it.
"""

from dataclasses import dataclass, replace

from selectolax.lexbor import LexborHTMLParser

from jobtrends_pipeline.pages.hidden import take_out_unseen
from jobtrends_pipeline.pages.judgement import judge
from jobtrends_pipeline.pages.name_links import linked, links_of
from jobtrends_pipeline.pages.outline import Outline
from jobtrends_pipeline.pages.page import ERROR, WARNING, Finding, ParsedPage, UnknownPageError
from jobtrends_pipeline.pages.periods import read_window
from jobtrends_pipeline.pages.printed_heads import printed_head
from jobtrends_pipeline.pages.readings import Reader
from jobtrends_pipeline.pages.text_outline import text_outline
from jobtrends_pipeline.pages.visible_text import visible_text

_LOST_CELL = "core_cell_unreadable"


@dataclass(frozen=True, slots=True)
class SeenPage:
    """Result of reading the visible text of a page of markup.

    Attributes:
        lines: The text.
        outline: Its outline, with title, address and dates from the document.
        page: The page read from it; null if the text is no page.
        reason: Why it is no page.
    """

    lines: tuple[str, ...]
    outline: Outline
    page: ParsedPage | None
    reason: str | None = None


def seen_page(markup: str, outline: Outline, read: Reader) -> SeenPage:
    """Read a page from its visible text.

    Args:
        markup: The document.
        outline: Its outline as markup, for its own address, dates and title.
        read: The reader of outlines.
    """
    tree = LexborHTMLParser(markup)
    links = links_of(tree)
    is_reordered = take_out_unseen(tree)
    text = visible_text(tree.html or "")
    lines = tuple(text.split("\n"))
    seen = text_outline(text)
    blocks = linked(seen, links).blocks
    seen = replace(outline, kind="text", blocks=blocks, title=outline.title or seen.title, loose=())
    try:
        return SeenPage(lines, seen, _checked(read(seen), lines, is_reordered=is_reordered))
    except UnknownPageError as error:
        return SeenPage(lines, seen, None, str(error))


def _checked(page: ParsedPage, lines: tuple[str, ...], *, is_reordered: bool) -> ParsedPage:
    """Return the page with the points settled that text leaves open.

    They are the order of columns, the window of an index, and lost cells. A text capture may lose a cell; the document
    is complete, so a page that lacks a cell is not to be trusted.

    Raises:
        UnknownPageError: if the head of an index states no window: a window elsewhere may be that of another page.
    """
    key, figures = page.key, page.figures
    findings = [replace(one, severity=ERROR) if one.check_name == _LOST_CELL else one for one in page.findings]
    if is_reordered:
        message = "a style puts cells in another order than they are written in: their columns are not known"
        findings.append(Finding("columns_unknown", "page", ERROR, message))
    head = _head(page, "index" if key.kind == "index" else "locations", lines)
    if key.kind == "index":
        window = read_window(head or "")
        if head and not window:
            raise UnknownPageError("the head of the market index does not say which period it covers")
        key = replace(key, window_months=window.months, period_end=window.end) if window else key
    if head is None and key.kind == "index":
        message = "no head names the columns of the index in the order in which they are read"
        findings.append(Finding("columns_unknown", "index", ERROR, message))
    elif head is None:
        figures = tuple(figure for figure in figures if figure.part != "locations")
        message = "no head names the columns of the locations in the order in which they are read: left out"
        findings.append(Finding("part_cut_off", "locations", WARNING, message))
    outcome, reason = judge(key.kind, findings)
    layout = page.layout.replace("/text", "/html-text")
    return ParsedPage(key, layout, outcome, reason, figures, tuple(findings))


def _head(page: ParsedPage, part: str, lines: tuple[str, ...]) -> str | None:
    """Return the head above a list.

    It is empty if the page has no such list, and null if the list has no head.
    """
    first = next((figure.label for figure in page.figures if figure.part == part), "")
    return (printed_head(lines, part, first) or None) if first else ""
