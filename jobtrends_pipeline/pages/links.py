"""Links of the source: market, place and subject of a page; addresses of pages."""

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, unquote, urlencode

from jobtrends_pipeline.pages.periods import Window

SITE = "https://www.itjobswatch.co.uk"
_SAVED_FROM = re.compile(
    r"(?:<!--\s*saved from url=\(\d{1,6}\)|Page saved with SingleFile\s+url:|^URL Source:)\s*([^\s<>\"]{1,2000})",
    re.IGNORECASE | re.MULTILINE,
)
_NOTE_WORDS = ("saved from url=(", "saved with singlefile", "url source:")
_START = 4096
_DETAIL = re.compile(r"/(jobs|contracts)/([^/?#]+)/([^?#]+?)\.do(?:[?#]|$)", re.IGNORECASE)
_CATEGORY = re.compile(r"/IT-Job-Market/[^/?#]+/([^/?#]+)", re.IGNORECASE)
OLD_PAGE_ROWS, PAGE_ROWS, LONGER_PAGES_FROM = 30, 50, 2021
"""Rows of a pager page, seen in 2019 and since 2025.

The year of the change is a guess; only addresses that this program makes depend on it.
"""
_INDEX = re.compile(r"https?://[^/?#]+/(?:default\.aspx|(?:contract-)?it-job-market)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class DetailLink:
    """Decoded link to a detail page: market, place and subject in lower case."""

    market: str
    place: str
    slug: str


def read_link(href: str | None) -> DetailLink | None:
    """Return the detail page to which a link leads; null for any other link.

    Args:
        href: The link: relative, absolute or through a web archive.
    """
    return _read(href) if href else None


@lru_cache(maxsize=8192)
def _read(href: str) -> DetailLink | None:
    """Do the same with a cache: the pages of one place link to the same subjects."""
    match = _DETAIL.search(href)
    if not match:
        return None
    place, slug = (_decoded(part) for part in match.groups()[1:])
    return DetailLink("contract" if match[1].lower() == "contracts" else "permanent", place, slug)


def is_page_address(address: str) -> bool:
    """Check by its form whether an address is of a detail page or an index page."""
    return read_link(address) is not None or _INDEX.match(address) is not None


def _decoded(part: str) -> str:
    """Decode percent signs once, and again if the source encoded twice (`%2520`)."""
    if "%" not in part:
        return part.lower()
    once = unquote(part)
    return (unquote(once) if re.search(r"%[0-9a-fA-F]{2}", once) else once).lower()


def saved_from(text: str) -> str | None:
    """Return the address noted at the start of a saved page.

    Browsers, SingleFile and text extractors write such a note. Null if it is absent.
    """
    start = text[:_START]
    if start.isascii() and not any(word in start.lower() for word in _NOTE_WORDS):
        return None  # the search for the notes themselves takes twenty times as long
    match = _SAVED_FROM.search(start)
    return match[1] if match else None


def detail_url(market: str, place: str, subject: str, window_months: int, site: str = SITE) -> str:
    """Return the address of a detail page, as the source writes it.

    Args:
        market: `permanent` or `contract`.
        place: Name of the place.
        subject: Name of the subject.
        window_months: Length of the window, in months.
        site: Server that is asked; another than the source must answer as the source does.
    """
    folder = "contracts" if market == "contract" else "jobs"
    path = f"{site}/{folder}/{quote(place.lower())}/{quote(subject.lower(), safe='()/')}.do"
    return path if window_months == 6 else f"{path}?p={window_months}"


def category_of(address: str | None) -> str | None:
    """Return the category in an address such as `/IT-Job-Market/UK/Cloud-Services`.

    Null for any other address.
    """
    match = _CATEGORY.search(address or "")
    return unquote(match[1]).replace("-", " ") if match else None


def category_url(place: str, category: str) -> str:
    """Return the address of the index of one category."""
    return f"{SITE}/IT-Job-Market/{quote(place.replace(' ', '-'))}/{quote(category.replace(' ', '-'))}"


def index_url(market: str, place: str, window: Window, first_row: int) -> str:
    """Return the address of the index page that starts with the given row.

    Pages had 30 rows at first, and 50 later.

    Args:
        market: `permanent` or `contract`.
        place: Name of the place.
        window: Window of the index; the year of its end decides the number of rows.
        first_row: Position of the page's first row, from 1.
    """
    size = OLD_PAGE_ROWS if window.end.year < LONGER_PAGES_FROM else PAGE_ROWS
    return pager_url(market, place, window.months, (first_row - 1) // size + 1)


def pager_url(market: str, place: str, window_months: int, page: int, site: str = SITE) -> str:
    """Return the address of a page of a place's market index.

    The source's own pager adds `sortby=0&orderby=0`, which is also its default order. Its links are not followed: those
    of 2019 name the place by a number and contain no window.

    Args:
        market: `permanent` or `contract`.
        place: Name of the place.
        window_months: Length of the window, in months.
        page: Number of the page, from 1.
        site: Server that is asked.
    """
    query = {"ql": "", "ll": place, "id": 0, "p": window_months, "page": page}
    path = "Contract-IT-Job-Market" if market == "contract" else "default.aspx"
    return f"{site}/{path}?{urlencode(query)}"
