"""Pages of Civil Service Jobs: one advert, or a list of 25.

They have no markup vocabulary, so the classes of their elements are declared here.

Contains public sector information licensed under the Open Government Licence v3.0.
"""

import re
from collections.abc import Iterator
from datetime import datetime

from selectolax.lexbor import LexborHTMLParser, LexborNode

from jobtrends_pipeline.adverts.readers.draft import Draft
from jobtrends_pipeline.adverts.readers.posting import Posting, Source

ATTRIBUTION = "Contains public sector information licensed under the Open Government Licence v3.0."
_MARK = "Civil Service Jobs"
_BOX = "li.search-results-job-box"
_LABELLED = re.compile(r"^\s*(?:Salary|Reference)\s*:\s*", re.IGNORECASE)
_CLOSING = re.compile(r"(?:on\s+)?(?:[A-Z][a-z]+day\s+)?(\d{1,2})(?:st|nd|rd|th)?\s+([A-Z][a-z]+)\s+(\d{4})\s*\Z")
_LOST_POUND = re.compile("\ufffd(?=\\d)")
_NO_POUND = "A lost character before a number is taken for the pound sign."
_BODY = (
    "Job summary", "Job description", "Person specification", "Behaviours", "Technical skills", "Benefits",
)  # fmt: skip
"""Sections of the advert's own text; the others are terms that all adverts share, and contacts."""


def is_civil_service(text: str) -> bool:
    """Return whether a page is of Civil Service Jobs and holds adverts."""
    return _MARK in text and ("vac_display_field" in text or "search-results-job-box" in text)


def read_civil_service(text: str, seen_on: datetime, url: str | None, source: Source) -> list[Posting]:
    """Read the advert of a page, or the adverts of a list, which have no description.

    Args:
        text: Markup of the page without scripts, found to be light.
        seen_on: When it was captured.
        url: Address of the page. Links of a list hold a session and lead nowhere later, so its adverts have none.
        source: Constants of the source.
    """
    tree = LexborHTMLParser(text)
    boxes = tree.css(_BOX)
    if boxes:
        return [_finished(_listed(box, seen_on), source) for box in boxes]
    return [_finished(_single(tree, seen_on, url), source)]


def _listed(box: LexborNode, seen_on: datetime) -> Draft:
    draft = Draft(seen_on)
    for field, part in (
        ("posting_id", "refcode"),
        ("title", "title"),
        ("company", "department"),
        ("place_texts", "location"),
        ("pay_text", "salary"),
    ):
        selector = f".search-results-job-box-{part}"
        draft.take(field, [(selector, _LABELLED.sub("", _text(node))) for node in box.css(selector)])
    _take_closing(draft, box, ".search-results-job-box-closingdate")
    return draft


def _single(tree: LexborHTMLParser, seen_on: datetime, url: str | None) -> Draft:
    draft = Draft(seen_on)
    fields = dict(_fields(tree))
    for field, heading in (
        ("posting_id", "Reference number"),
        ("place_texts", "Location"),
        ("pay_text", "Salary"),
    ):
        draft.take(field, [(heading, _text(node)) for node in fields.get(heading, [])])
    for field, selector in (
        ("title", ".csr-page-title h1"),
        ("company", ".csr-page-subtitle"),
        ("pay_currency", "#salary_currency_code"),
    ):
        draft.take(field, [(selector, _text(node)) for node in tree.css(selector)])
    kinds = [(name, _text(node)) for name in ("Contract type", "Working pattern") for node in fields.get(name, [])]
    draft.take("employment_type", kinds)
    parts = [f"<h3>{name}</h3>{node.html}" for name in _BODY for node in fields.get(name, [])]
    draft.take("description", [(", ".join(_BODY), "\n".join(parts))])
    if url:
        draft.take("source_url", [("page", url)])
    _take_closing(draft, tree, ".vac_display_closing_date")
    return draft


def _fields(tree: LexborHTMLParser) -> Iterator[tuple[str, list[LexborNode]]]:
    """Yield the headings of a page with their values.

    A value without a heading of its own has that of its section.
    """
    section = ""
    for node in tree.css(".vac_display_section_heading h2, .vac_display_field"):
        if node.tag == "h2":
            section = _text(node)
            continue
        heading = node.css_first("h3")
        yield _text(heading) if heading else section, node.css(".vac_display_field_value")


def _take_closing(draft: Draft, holder: LexborHTMLParser | LexborNode, selector: str) -> None:
    """Take the last day for applications.

    It is written as "Apply before 10:00 pm on Sunday 2nd July 2023".
    """
    for node in holder.css(selector)[:1]:
        text = _text(node)
        match = _CLOSING.search(text)
        plain = f"{match[1]} {match[2]} {match[3]}" if match else text
        draft.take_dated("valid_through", selector, text, plain, "%d %B %Y")


def _finished(draft: Draft, source: Source) -> Posting:
    """Return the posting, with the pound sign that saved pages have lost."""
    pay = str(draft.value("pay_text") or "")
    if "\ufffd" in pay:
        draft.replace_value("pay_text", _LOST_POUND.sub("£", pay))
        draft.find("pay_text", _NO_POUND, pay)
    draft.take_constants(source.constants)
    return draft.finish()


def _text(node: LexborNode) -> str:
    return " ".join(node.text(separator=" ").split())
