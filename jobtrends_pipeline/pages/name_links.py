"""Links of names beside a page's text, which has none: they say of which place an index is, and whose a name is."""

import html
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from selectolax.lexbor import LexborHTMLParser

from jobtrends_pipeline.pages.links import read_link
from jobtrends_pipeline.pages.outline import Cell, Heading, Outline, Paragraph, Table

_PLAIN = re.compile(r'<a (?:[^<>]*? )?href="([^"<>]+)"[^<>]*>([^<]+)</a>')


def plain_links(markup: str) -> Mapping[str, str]:
    """Address of each name that is all of a link's text, without a tree of the page."""
    return _unique((html.unescape(name), html.unescape(href)) for href, name in _PLAIN.findall(markup))


def links_of(tree: LexborHTMLParser) -> Mapping[str, str]:
    """Address of each name that links to a detail page."""
    return _unique((node.text(), node.attributes.get("href") or "") for node in tree.css("a[href]"))


def linked(outline: Outline, links: Mapping[str, str]) -> Outline:
    """The outline with the address of every cell that is such a name."""
    return replace(outline, blocks=tuple(_linked_block(block, links) for block in outline.blocks))


def _unique(found: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """Names that link to one page only."""
    held: dict[str, set[str]] = defaultdict(set)
    for name, href in found:
        if read_link(href):
            held[" ".join(name.split())].add(href)
    return {name: next(iter(hrefs)) for name, hrefs in held.items() if name and len(hrefs) == 1}


def _linked_block(block: Heading | Paragraph | Table, links: Mapping[str, str]) -> Heading | Paragraph | Table:
    if not isinstance(block, Table):
        return block
    rows = tuple(tuple(_linked_cell(cell, links) for cell in row) for row in block.rows)
    return replace(block, rows=rows)


def _linked_cell(cell: Cell, links: Mapping[str, str]) -> Cell:
    return cell if cell.href or cell.text not in links else cell._replace(href=links[cell.text])
