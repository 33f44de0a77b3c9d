"""Hidden elements of a page, and styles that display cells in another order.

Only attributes and the page's own style elements are considered, not external style sheets.
"""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from jobtrends_pipeline.pages.inline import is_note
from jobtrends_pipeline.pages.unseen import HIDES, SILENT, STRIKES, UNSEEN, WHOLE_PAGE

_HIDDEN = ", ".join((":not([hidden=until-found])[hidden]", "dialog:not([open])", *sorted(UNSEEN - {"dialog"})))
_ASIDE = "sup, sub"
_REORDERS = re.compile(
    r"(?:^|[;{\s])order\s*:\s*-?[1-9]|(?:row|column)-reverse|direction\s*:\s*rtl|float\s*:\s*right"
    r"|grid-(?:area|column|row)[a-z-]*\s*:\s*-?[1-9]|position\s*:\s*(?:absolute|fixed)",
    re.IGNORECASE,
)
_ELEMENTS = re.compile(
    rf"<(?:{'|'.join(sorted(UNSEEN))}|r[tp])[\s/>]|<su[bp]\b(?![^>]*>\s*(?:th|st|nd|rd)\s*</su)".encode()
)
_ATTRIBUTE = re.compile(rb"hidden(?<=\shidden)(?=[\s>=/])[^<]*>")
_STYLES = (b"none", b"hidden", b"collapse", b"line-through")
_STYLE = re.compile(
    rb"(?:display|visibility)\s*:\s*(?:none|hidden|collapse)|text-decoration[a-z-]*\s*:[^;}\"]*line-through"
)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_CONDITIONAL = re.compile(r"@[^{};]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}|@[^{};]*;")
"""Rules for some media only, such as print: they may not apply, so elements that they hide are read."""
_RULE = re.compile(r"([^{}]{1,1000})\{([^{}]{1,5000})\}")
_MOST_RULES = 1000
_LONGEST_ROW = 400
_FIGURE = re.compile(r"\d")


def may_hide(markup: str) -> bool:
    """Check whether a document may have hidden elements; most have none."""
    plain = markup.encode("utf-8", "surrogatepass").lower()  # ten times as fast as a search that ignores case
    if _ELEMENTS.search(plain) or _ATTRIBUTE.search(plain):
        return True
    return any(sign in plain for sign in _STYLES) and _STYLE.search(plain) is not None


def take_out_unseen(tree: LexborHTMLParser) -> bool:
    """Remove the hidden elements from a page.

    Args:
        tree: The page, which is altered.

    Returns:
        Whether a style displays a row or cell with a figure out of the order in which it is written.
    """
    styled = list(_styled(tree))
    is_reordered = any(_REORDERS.search(style) and _is_row(node) for node, style in styled)
    for node, style in styled:
        if _hides(style):
            node.attrs["hidden"] = ""
    tree.strip_tags([*SILENT, "head"])
    for node in reversed(tree.css(_HIDDEN)):  # innermost first, so that none is inside a removed one
        if node.tag not in WHOLE_PAGE:
            _take_out(node)
    for node in reversed(tree.css(_ASIDE)):
        if is_note(node.text().strip(), *_around(node), is_lowered=node.tag == "sub"):
            _take_out(node)
    return is_reordered


def _hides(style: str) -> bool:
    return HIDES.search(style) is not None or STRIKES.search(style) is not None


def _take_out(node: LexborNode) -> None:
    """Remove an element, and keep the numbers on either side apart."""
    before, after = _around(node)
    if before.isdigit() and after.isdigit():
        node.replace_with(" ")
    else:
        node.decompose()


def _around(node: LexborNode) -> tuple[str, str]:
    """Return the characters just before and after an element; empty if none."""
    before, after = (other.text() if other is not None else "" for other in (node.prev, node.next))
    return before[-1:], after[:1]


def _styled(tree: LexborHTMLParser) -> Iterator[tuple[LexborNode, str]]:
    """List the elements with a style that may hide or move them."""
    for node in tree.css("[style]"):
        style = node.attributes.get("style") or ""
        if _hides(style) or _REORDERS.search(style):
            yield node, style
    for sheet in tree.css("style"):
        if (sheet.attributes.get("media") or "all").lower() in ("all", "screen"):
            for selector, style in _RULE.findall(_CONDITIONAL.sub("", _COMMENT.sub("", sheet.text())))[:_MOST_RULES]:
                if _hides(style) or _REORDERS.search(style):
                    yield from ((node, style) for node in _selected(tree, selector.strip()))


def _selected(tree: LexborHTMLParser, selector: str) -> list[LexborNode]:
    """Return the elements of a rule.

    None for a selector that depends on the reader's actions or that cannot be parsed.
    """
    if ":" in selector:
        return []
    try:
        return tree.css(selector)
    except SelectolaxError:
        return []


def _is_row(node: LexborNode) -> bool:
    text = node.text()
    return len(text) <= _LONGEST_ROW and _FIGURE.search(text) is not None
