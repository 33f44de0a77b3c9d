"""Atom feeds (RFC 4287) of entries: plain text, relative links, no clock. Pure."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from xml.etree import ElementTree as ET

from jobtrends_pipeline.reports.feed import Entry, identity
from jobtrends_pipeline.tables import rights

NAMESPACE = "http://www.w3.org/2005/Atom"
NEVER = date(2004, 1, 1)
"""Date of a feed without entries: the source's statistics begin in 2004."""
LONGEST_TITLE = 300
_NOT_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TURNS_TEXT = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")


def role_feed(role: str, subject: str, entries: Sequence[Entry]) -> str:
    """Return the XML of a role's feed, at `roles/{role}.xml`.

    Args:
        role: Key of the role.
        subject: Its name.
        entries: Newest first.
    """
    updated = max((_moment(entry.as_of) for entry in entries), default=_moment(NEVER))
    title = _cut(f"{_clean(subject)}: advertised IT jobs and pay")
    feed = _feed(role, title, updated, (f"{role}.xml", f"{role}.html"))
    for entry in entries:
        _add_entry(feed, entry)
    return _text(feed)


def watched_feed(entries: Sequence[Entry]) -> str:
    """Return the XML of the feed of changes that rules name, at `watched.xml`.

    Args:
        entries: In the order of the feed.
    """
    updated = max((_moment(entry.as_of) for entry in entries), default=_moment(NEVER))
    feed = _feed(
        "watched", "Advertised IT jobs and pay: changes that rules name", updated, ("watched.xml", "index.html")
    )
    for entry in entries:
        _add_entry(feed, entry, "roles/")
    return _text(feed)


def site_feed(role_feeds: Iterable[str], most: int) -> str:
    """Return the XML of the feed of all roles, at `feed.xml`.

    Args:
        role_feeds: XML of the roles' own feeds.
        most: Largest number of entries; the newest are taken.
    """
    ET.register_namespace("", NAMESPACE)
    entries = [entry for text in role_feeds for entry in ET.fromstring(text).iter(_name("entry"))]  # noqa: S314 - ours
    ordered = sorted(entries, key=lambda entry: entry.findtext(_name("id")) or "")
    ordered.sort(key=lambda entry: entry.findtext(_name("updated")) or "", reverse=True)
    newest = max((entry.findtext(_name("updated")) or "" for entry in entries), default=_moment(NEVER))
    feed = _feed("", "Advertised IT jobs and pay: all roles", newest, ("feed.xml", "index.html"))
    for entry in ordered[:most]:
        own = ET.SubElement(feed, "entry")
        for child in entry:
            link = {"href": f"roles/{child.get('href')}"} if child.get("href") else {}
            ET.SubElement(own, child.tag.partition("}")[2], {**child.attrib, **link}).text = child.text
    return _text(feed)


def _feed(name: str, title: str, updated: str, links: tuple[str, str]) -> ET.Element:
    """Return a feed without entries.

    Args:
        name: Key of the role; empty for all roles.
        title: Title.
        updated: Time of the newest entry.
        links: The feed's own file, and the page it is about.
    """
    feed = ET.Element("feed", {"xmlns": NAMESPACE, "xml:lang": "en-GB"})
    _add(feed, "id", identity("feed", name))
    _add(feed, "title", title)
    _add(feed, "subtitle", f"{rights.SOURCE_LINE}.")
    _add(feed, "updated", updated)
    ET.SubElement(feed, "link", {"rel": "self", "type": "application/atom+xml", "href": links[0]})
    ET.SubElement(feed, "link", {"rel": "alternate", "type": "text/html", "href": links[1]})
    ET.SubElement(feed, "link", {"rel": "license", "href": rights.LICENCE_URL})
    author = ET.SubElement(feed, "author")
    _add(author, "name", rights.SOURCE_NAME)
    _add(author, "uri", rights.SOURCE_URL)
    _add(feed, "rights", f"{rights.SOURCE_LINE}. {rights.LICENCE_URL}")
    return feed


def _text(feed: ET.Element) -> str:
    ET.indent(feed, " ")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(feed, encoding="unicode")}\n'


def _name(tag: str) -> str:
    return f"{{{NAMESPACE}}}{tag}"


def _add_entry(feed: ET.Element, entry: Entry, folder: str = "") -> None:
    element = ET.SubElement(feed, "entry")
    _add(element, "id", entry.identity)
    _add(element, "title", _cut(_clean(entry.title)))
    _add(element, "updated", _moment(entry.as_of))
    page = {"rel": "alternate", "type": "text/html", "href": f"{folder}{entry.role}.html"}
    ET.SubElement(element, "link", page)
    ET.SubElement(element, "category", {"term": entry.role})
    text = "\n".join((*map(_clean, entry.lines), f"{rights.SOURCE_LINE}."))
    _add(element, "content", text)


def _add(parent: ET.Element, name: str, text: str) -> None:
    kind = {"type": "text"} if name in {"title", "subtitle", "rights", "content"} else {}
    ET.SubElement(parent, name, kind).text = text


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def _clean(text: str) -> str:
    """Return text of one line, without characters that XML forbids or that turn text.

    Names come from other people's pages.
    """
    return " ".join(_TURNS_TEXT.sub("", _NOT_XML.sub("\ufffd", text)).split())


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_TITLE else f"{text[: LONGEST_TITLE - 1]}…"
