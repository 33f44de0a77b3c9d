"""A page of markup read by what a person sees of it: its visible text through the reader of text captures."""

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
    """What the visible text of a page of markup gives.

    Attributes:
        lines: The text.
        outline: Its outline, with what the document says of itself beside it.
        page: The page as read from it; null where the text is none.
        reason: Why it is none.
    """

    lines: tuple[str, ...]
    outline: Outline
    page: ParsedPage | None
    reason: str | None = None


def seen_page(markup: str, outline: Outline, read: Reader) -> SeenPage:
    """Read a page from its visible text.

    Args:
        markup: The document.
        outline: Its outline as markup, for what it says of itself: address, dates, title.
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
    """The page with what text leaves open settled: the order of columns, the window of an index, and lost cells.

    A text capture may lose a cell; the document is whole, and what lacks one is not to be trusted.

    Raises:
        UnknownPageError: if the head of an index gives no window: what stands elsewhere may be that of another page.
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
    """The head above a list; empty where the page has no such list, null where the list has none."""
    first = next((figure.label for figure in page.figures if figure.part == part), "")
    return (printed_head(lines, part, first) or None) if first else ""
