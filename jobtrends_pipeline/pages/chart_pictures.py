"""Chart images that a saved page shows from files beside it, and what they are of."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, unquote

from jobtrends_pipeline.pages.asked import same_name
from jobtrends_pipeline.pages.chart_links import MOST_CHARTS, chart_address, in_set, read_chart_link, tags, values_of
from jobtrends_pipeline.pages.links import SITE, read_link
from jobtrends_pipeline.pages.page import PageKey

_TITLES = {
    "demand-trend": ("job vacancy trend",),
    "salary-trend": ("salary trend", "salary distribution trend"),
    "salary-histogram": ("salary histogram",),
    "daily-rate-trend": ("contractor daily rate trend", "daily rate trend", "daily rate distribution trend"),
    "daily-rate-histogram": ("contractor daily rate histogram", "daily rate histogram"),
    "hourly-rate-trend": ("contractor hourly rate trend", "hourly rate trend", "hourly rate distribution trend"),
}
"""Titles of the charts by kind: with `for` and the subject on pages of 2020 and 2026, or after it."""
_PATHS = {"UK": "uk", "London": "uk/england/london"}
"""Places whose path in an address is known; other places are made part of the UK."""
_BESIDE = re.compile(r"(?:\./)?([^/\\\x00-\x1f]{1,255})/([^/\\\x00-\x1f]{1,255})")


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart image in a file beside a saved page.

    Attributes:
        folder: Name of the folder beside the page.
        name: Name of the file in it.
        address: Address of the chart at the source.
        is_recorded: Whether the page gives the address; it is made of the page's words otherwise.
    """

    folder: str
    name: str
    address: str
    is_recorded: bool


def pictures(markup: str, key: PageKey, page_url: str | None) -> Iterator[Picture]:
    """Yield the images beside a saved page that the page says are its charts.

    An image counts if the same tag gives the address of a chart of the page's subject and place, or if its title is
    exactly that of such a chart, e.g. `Job vacancy trend for Java in the UK`.

    Args:
        markup: The page.
        key: What the page is of.
        page_url: Its address, if known; it says how addresses spell the subject.

    Yields:
        Each chart once, at most `MOST_CHARTS`.
    """
    kinds: set[str] = set()
    for name, attributes in tags(markup):
        values = values_of(attributes)
        beside = _BESIDE.fullmatch(unquote(values.get("src", ""))) if name == "img" else None
        if beside is None or key.subject is None or beside[1] in (".", "..") or beside[2] in (".", ".."):
            continue
        address = next(filter(None, (_recorded(each, key) for each in values.values())), None)
        kind = _kind_by_title((values.get("alt"), values.get("title")), key)
        named = address or (_made(kind, key, page_url) if kind else None)
        link = read_chart_link(named)
        if named and link and link.kind not in kinds and len(kinds) < MOST_CHARTS:
            kinds.add(link.kind)
            yield Picture(beside[1], beside[2], named, is_recorded=address is not None)


def _recorded(value: str, key: PageKey) -> str | None:
    """Return the address of a chart of the page's own subject and place in a value."""
    for reference in (value, *in_set(value)):
        address = chart_address(reference) if "/charts/" in reference else None
        link = read_chart_link(address)
        if link and link.market == key.market and same_name(link.place, key.place):
            return address if same_name(link.slug, key.subject or "") else None
    return None


def _kind_by_title(texts: tuple[str | None, ...], key: PageKey) -> str | None:
    subject = (key.subject or "").casefold()
    places = [f"in {article}{key.place.casefold()}" for article in ("", "the ")]
    said = {" ".join((text or "").split()).casefold().removesuffix(".") for text in texts}
    for kind, titles in _TITLES.items():
        for title in titles:
            named = (f"{title} for {subject}", f"{title} for {subject} job vacancies", f"{subject} {title}")
            if said & {f"{words} {place}" for words in named for place in places}:
                return kind
    return None


def _made(kind: str, key: PageKey, page_url: str | None) -> str:
    """Return the address of a chart in the form of 2025, built from the page."""
    link = read_link(page_url)
    slug = quote((link.slug if link else key.subject or "").lower().replace(" ", "-"), safe="")
    place = key.place.lower().replace(" ", "-")
    places = _PATHS.get(key.place, f"uk/{quote(place, safe='')}")
    return f"{SITE}/charts/{kind}/{key.market}/m2x/{places}/{slug}.webp"
