"""Links of names, taken from the markup for a page's text, which has no links.

They identify the place of an index and confirm the names in rows.
"""

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
    """Return the address of each name that is the whole text of a link.

    No tree of the page is built.
    """
    return _unique((html.unescape(name), html.unescape(href)) for href, name in _PLAIN.findall(markup))


def links_of(tree: LexborHTMLParser) -> Mapping[str, str]:
    """Return the address of each name that links to a detail page."""
    return _unique((node.text(), node.attributes.get("href") or "") for node in tree.css("a[href]"))


def linked(outline: Outline, links: Mapping[str, str]) -> Outline:
    """Return the outline with the address added to every cell with a linked name."""
    return replace(outline, blocks=tuple(_linked_block(block, links) for block in outline.blocks))


def _unique(found: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """Keep the names that link to exactly one detail page."""
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
