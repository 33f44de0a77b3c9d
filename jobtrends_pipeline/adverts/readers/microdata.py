"""Pages with JobPosting as microdata, by extruct.

RDFa and microformats are never read.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from jobtrends_pipeline.adverts.readers.posting import Finding, Posting, Source
from jobtrends_pipeline.adverts.readers.schema_org import postings_in

MOST_ITEMS, MOST_PROPERTIES = 300, 3_000
"""Items and properties of a page that is read: extruct takes time quadratic in items one inside another."""
_ORPHANED = "The element of the posting is closed at once; properties are taken from the page around it."
_REFERENCES = "References between items (`itemref`) are not followed."
DEEPEST = 20
"""Items one inside another that are read. An error of recursion within lxml leaves a lock that is never released."""


def has_microdata(text: str) -> bool:
    """Return whether a page may hold a posting as microdata."""
    return "itemscope" in text and "/JobPosting" in text


def read_microdata(
    text: str, seen_on: datetime, url: str | None, source: Source
) -> tuple[list[Posting], list[Finding]]:
    """Read the postings of a page's microdata.

    Where the only posting has no properties, because its element is closed at once, the properties that belong to no
    item are its own, and the posting says so.

    Args:
        text: Markup of the page without scripts, found to be light.
        seen_on: When it was captured.
        url: Address of the page.
        source: Constants of the source.
    """
    if text.count("itemscope") > MOST_ITEMS or text.count("itemprop") > MOST_PROPERTIES:
        return [], [Finding("document", "The page has too much microdata to be read.")]
    from extruct.utils import parse_html  # noqa: PLC0415  # loads in a third of a second, for the few such pages

    tree = parse_html(text.encode("utf-8", "replace"), "utf-8")
    if _depth(tree) > DEEPEST:
        return [], [Finding("document", "The page has microdata nested too deeply.")]
    notes = [Finding("document", _REFERENCES)] if _without_references(tree) else []
    postings = postings_in(_items(tree), seen_on, url, source)
    empty = _empty_postings(tree)
    if len(empty) == 1 and not any(posting.title for posting in postings):
        _widen(tree, empty[0])
        notes.append(Finding("document", _ORPHANED))
        postings = postings_in(_items(tree), seen_on, url, source)
    return [replace(posting, findings=(*posting.findings, *notes)) for posting in postings], []


def _depth(tree: Any) -> int:
    """Return how many items of a page are one inside another, at most."""
    scopes = [node for node in tree.iter() if isinstance(node.tag, str) and node.get("itemscope") is not None]
    return max(
        (1 + sum(outer.get("itemscope") is not None for outer in node.iterancestors()) for node in scopes), default=0
    )


def _without_references(tree: Any) -> bool:
    """Remove references between items, which a few can make without end.

    Returns:
        Whether there was one.
    """
    found = list(tree.iterfind(".//*[@itemref]"))
    for node in found:
        del node.attrib["itemref"]
    return bool(found)


def _items(tree: Any) -> list[dict[str, object]]:
    """Return the items of a page as objects of JSON-LD."""
    from extruct.w3cmicrodata import MicrodataExtractor  # noqa: PLC0415  # as above

    found = MicrodataExtractor().extract_items(tree, None)
    return [item for item in (_as_object(item) for item in found) if isinstance(item, dict)]


def _as_object(value: Any) -> Any:
    if isinstance(value, list):
        return [_as_object(one) for one in value]
    if not isinstance(value, dict):
        return value
    properties = value.get("properties") or {"name": value.get("value")}
    return {"@type": value.get("type")} | {name: _as_object(one) for name, one in properties.items()}


def _empty_postings(tree: Any) -> list[Any]:
    """Return the elements of postings without a property inside them."""
    return [node for node in _scopes(tree) if next(iter(node.iterfind(".//*[@itemprop]")), None) is None]


def _scopes(tree: Any) -> Iterator[Any]:
    for node in tree.iter():
        if isinstance(node.tag, str) and (node.get("itemtype") or "").rstrip("/").endswith("/JobPosting"):
            yield node


def _widen(tree: Any, node: Any) -> None:
    """Make the whole page the posting instead of its empty element."""
    kind = node.attrib.pop("itemtype")
    node.attrib.pop("itemscope", None)
    tree.set("itemscope", "")
    tree.set("itemtype", kind)
