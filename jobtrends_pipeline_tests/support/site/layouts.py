"""A page in markup that its source never used: the same text in other elements, under other names.

Whatever a layout does, a person sees the same names and figures in the same rows and in the same order.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping

from lxml import html
from lxml.html import HtmlElement

Layout = Callable[[HtmlElement], None]
_ROW_TAGS, _CELL_TAGS = ("tr",), ("td", "th")
_BLOCKS = ("div", "p", "table", "ul", "dl", "section", "h1", "h2", "h3", "form")


def relaid(body: bytes, layout: str) -> bytes:
    """A page of markup in UTF-8 in another layout, one of `LAYOUTS`."""
    tree = html.document_fromstring(body.decode())
    LAYOUTS[layout](tree)
    return b"<!DOCTYPE html>\n" + html.tostring(tree, encoding="utf-8", method="html")


def _cells(row: HtmlElement) -> list[HtmlElement]:
    return [cell for cell in row if cell.tag in _CELL_TAGS]


def _rows(tree: HtmlElement) -> list[HtmlElement]:
    """Every row of every table, the innermost first, so that what a cell holds has its layout already."""
    return list(reversed(list(tree.iter(*_ROW_TAGS))))


def _renamed(element: HtmlElement, tag: str, **attributes: str) -> None:
    element.tag = tag
    element.attrib.clear()
    element.attrib.update(attributes)


def _dissolve_bodies(tree: HtmlElement) -> None:
    for part in list(tree.iter("tbody", "thead", "tfoot")):
        part.drop_tag()


def _elements(table: str, row: str, cell: str, roles: Mapping[str, str] = {}) -> Layout:
    """Every table, row and cell as other elements, one for one."""

    def lay(tree: HtmlElement) -> None:
        _dissolve_bodies(tree)
        for tags, tag in ((_CELL_TAGS, cell), (_ROW_TAGS, row), (("table",), table)):
            for element in list(tree.iter(*tags)):
                has_blocks = next(element.iterchildren(*_BLOCKS), None) is not None
                role = roles.get(tags[0])
                _renamed(
                    element, "div" if has_blocks and tag in ("span", "p") else tag, **({"role": role} if role else {})
                )

    return lay


def _flat(tree: HtmlElement) -> None:
    """Cells side by side in one element, as a grid of so many columns needs no rows."""
    _elements("div", "div", "div")(tree)
    for cell in [one for one in tree.iter("div") if _is_row(one)]:
        cell.drop_tag()


def _is_row(element: HtmlElement) -> bool:
    children = list(element)
    return len(children) > 1 and all(child.tag == "div" and not list(child.iter("div"))[1:] for child in children)


def _definitions(tree: HtmlElement) -> None:
    """Each row a list of definitions: a name, and what it has."""
    _dissolve_bodies(tree)
    for row in _rows(tree):
        cells = _cells(row)
        for cell in cells:
            _renamed(cell, "div" if len(cells) == 1 else "dt" if cell is cells[0] else "dd")
        _renamed(row, "dl" if len(cells) > 1 else "div")
    for table in list(tree.iter("table")):
        _renamed(table, "div")


def _cards(tree: HtmlElement) -> None:
    """Each row a card: its name in a paragraph, its figures in spans."""
    _dissolve_bodies(tree)
    for row in _rows(tree):
        cells = _cells(row)
        for cell in cells:
            has_blocks = any(child.tag in _BLOCKS for child in cell)
            _renamed(cell, "div" if has_blocks else "span")
        _renamed(row, "article")
    for table in list(tree.iter("table")):
        _renamed(table, "div")


def _table_per_row(tree: HtmlElement) -> None:
    """Each row a table of its own."""
    _dissolve_bodies(tree)
    for table in reversed(list(tree.iter("table"))):
        rows = [row for row in table if row.tag == "tr"]
        for row in rows:
            own = html.Element("table")
            table.insert(table.index(row), own)
            row.tail = None
            own.append(row)
        table.tag = "div"


def _wrapped(tree: HtmlElement) -> None:
    """Every table, and what stands in every cell, inside three elements more."""
    for element in (*tree.iter("td"), *tree.iter("th")):
        _wrap_inside(element, "div", "div", "div")
    for table in list(tree.iter("table")):
        outer = html.Element("section")
        outer.tail, table.tail = table.tail, None
        table.addprevious(outer)
        outer.append(table)


def _wrap_inside(element: HtmlElement, *tags: str) -> None:
    for tag in tags:
        inner = html.Element(tag)
        inner.text, element.text = element.text, None
        for child in list(element):
            inner.append(child)
        element.append(inner)


def _classes(name: Callable[[str], str]) -> Layout:
    """Every class and id under another name; the markup is the same."""

    def lay(tree: HtmlElement) -> None:
        for element in tree.iter():
            for attribute in ("class", "id"):
                value = element.get(attribute) if isinstance(element.tag, str) else None
                if value:
                    element.set(attribute, " ".join(map(name, value.split())))

    return lay


def _hashed(name: str) -> str:
    return f"_{hashlib.sha256(name.encode()).hexdigest()[:6]}_1x"


_GERMAN = {"summary": "zusammenfassung", "fig": "zahl", "itab": "liste", "cr": "rang", "cp": "anteil", "cd": "name"}


def _bare(tree: HtmlElement) -> None:
    """No attribute but addresses."""
    for element in tree.iter():
        if isinstance(element.tag, str):
            for attribute in [name for name in element.attrib if name not in ("href", "rel", "datetime", "charset")]:
                del element.attrib[attribute]


LAYOUTS: Mapping[str, Layout] = {
    "divs": _elements("div", "div", "div"),
    "grid with roles": _elements("div", "div", "div", {"table": "grid", "tr": "row", "td": "gridcell"}),
    "grid without rows": _flat,
    "lists": _elements("ul", "li", "span"),
    "lists of divs": _elements("ul", "li", "div"),
    "paragraphs": _elements("div", "div", "p"),
    "definitions": _definitions,
    "cards": _cards,
    "table per row": _table_per_row,
    "hashed classes": _classes(_hashed),
    "translated classes": _classes(lambda name: _GERMAN.get(name, f"{name}-de")),
    "no attributes": _bare,
    "web components": _elements("itjw-grid", "itjw-row", "itjw-cell"),
    "wrapped": _wrapped,
}


def layouts(body: bytes) -> Iterator[tuple[str, bytes]]:
    """A page in every layout."""
    for name in LAYOUTS:
        yield name, relaid(body, name)


def built_by_script(body: bytes) -> bytes:
    """A page whose script builds all of its body, which the file itself lacks."""
    tree = html.document_fromstring(body.decode())
    (page,) = tree.iterchildren("body")
    inner = (page.text or "") + "".join(html.tostring(child, encoding="unicode", method="html") for child in page)
    for child in list(page):
        page.remove(child)
    page.text = None
    script = html.Element("script")
    script.text = (
        "const text = " + json.dumps(inner).replace("</", "<\\/") + ";"
        "const kept = document.createElement('template'); kept.innerHTML = text;"
        "document.body.append(kept.content);"
    )
    page.append(script)
    return b"<!DOCTYPE html>\n" + html.tostring(tree, encoding="utf-8", method="html")
