"""What to ask the source for: the pages of a role, the market indexes of the watchlist's places, a page's charts."""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from types import MappingProxyType
from urllib.parse import quote_plus, urlsplit

from jobtrends_pipeline.config.watchlist import MARKET_INDEX, Role, Watchlist
from jobtrends_pipeline.pages.links import SITE, detail_url, pager_url, read_link

CHARTS = {
    "permanent": ("permanent-demand-trend", "salary-trend", "salary-histogram"),
    "contract": ("contract-demand-trend", "daily-rate-trend", "daily-rate-histogram", "hourly-rate-trend"),
}
_CHART = re.compile(r"/charts/([a-z-]{1,40})\.aspx\?[^\s\"'<>,)]{1,400}")
_INDEX = re.compile(r"/(?:default\.aspx|(?:Contract-)?IT-Job-Market)(?:[/?#]|$)", re.IGNORECASE)
_LARGE = "m2x"
_MOST_CHARTS = 12
_NO_SLUGS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Target:
    """A detail page to capture.

    Attributes:
        role: Partition key of the role it is asked for.
        market: `permanent` or `contract`.
        subject: Name the role has in the watchlist.
        place: Place as the watchlist names it.
        window_months: Length of the window.
        url: Its address.
        aliases: Other names of the role: a page of one is the page asked for.
        alias_urls: Address of the same page under each of them, in their order.
    """

    role: str
    market: str
    subject: str
    place: str
    window_months: int
    url: str
    aliases: tuple[str, ...] = ()
    alias_urls: tuple[str, ...] = ()

    def by_names(self) -> "Iterator[Target]":
        """The page under its present name, then under each alias: any name is as good as another on what comes."""
        names = (self.subject, *self.aliases)
        addresses: dict[str, str] = {}
        for name, url in zip(names, (self.url, *self.alias_urls), strict=True):
            addresses.setdefault(url, name)
        for url, name in addresses.items():
            others = tuple(other for other in names if other != name)
            yield replace(self, subject=name, url=url, aliases=others, alias_urls=())


def role_at(url: str, watchlist: Watchlist) -> str | None:
    """The role of a page by its address alone, for one whose bytes are lost; null where the address does not say."""
    if link := read_link(url):
        return watchlist.role_of_subject(link.slug)
    return MARKET_INDEX if _INDEX.search(url) else None


@dataclass(frozen=True, slots=True)
class IndexTarget:
    """The market index of a place, all its pager pages.

    Attributes:
        market: `permanent` or `contract`.
        place: Place as the watchlist names it.
        window_months: Length of the window.
        site: Where the source is, without a slash at the end.
    """

    market: str
    place: str
    window_months: int
    site: str = SITE

    @property
    def role(self) -> str:
        """Partition key of its pages."""
        return MARKET_INDEX

    def url(self, number: int = 1) -> str:
        """Address of one of its pager pages, from 1."""
        return pager_url(self.market, self.place, self.window_months, number, self.site)


def page_targets(role: Role, site: str = SITE, slugs: Mapping[str, str] = _NO_SLUGS) -> tuple[Target, ...]:
    """The detail pages of a role: one for each of its places, markets and windows.

    Args:
        role: The role, as the watchlist has it.
        site: Where the source is, without a slash at the end.
        slugs: How addresses spell a subject, by its name in lower case, where an index was read: `c#` is `csharp`.
            A subject that is not among them is asked for by its name.
    """
    spelt = [slugs.get(name.casefold(), name) for name in (role.name, *role.aliases)]
    targets = []
    for place, market, window in product(role.places, role.markets, role.windows):
        url, *others = (detail_url(market, place, slug, window, site) for slug in spelt)
        targets.append(Target(role.key, market, role.name, place, window, url, role.aliases, tuple(others)))
    return tuple(targets)


def index_targets(watchlist: Watchlist, site: str = SITE) -> tuple[IndexTarget, ...]:
    """The market indexes of every place, market and window that a role is followed in, each once."""
    wanted = (each for role in watchlist.roles for each in product(role.markets, role.places, role.windows))
    targets = {(market, place.casefold(), window): (market, place, window) for market, place, window in wanted}
    return tuple(IndexTarget(*each, site) for each in targets.values())


def chart_urls(target: Target, page: str | None = None) -> tuple[str, ...]:
    """Addresses of a detail page's chart images, a chart once.

    Known is `/charts/{chart}.aspx?s={subject}&l={place}`, as pages of 2020 have it, subject and place in lower case
    with `+` for spaces. Also known is that images marked `m2x` are larger, 1400x700, but not how an address asks for
    one. So the addresses are those that the page itself names, with `m2x` where it has it; only where it names none,
    those of the known form. None names a window: what the images of a page with `?p=3` show is not known.

    Args:
        target: The page.
        page: Its markup, where there is one.
    """
    parts = urlsplit(target.url)
    site = f"{parts.scheme}://{parts.netloc}"
    named: dict[str, str] = {}
    for match in _CHART.finditer(html.unescape(page or "")):
        known = named.get(match[1])
        if known is None or (_LARGE in match[0] and _LARGE not in known):
            named[match[1]] = match[0]
    return tuple(site + path for path in named.values())[:_MOST_CHARTS] or _known_charts(target, site)


def _known_charts(target: Target, site: str) -> tuple[str, ...]:
    link = read_link(target.url)
    slug = link.slug if link else target.subject.lower()
    query = f"s={quote_plus(slug)}&l={quote_plus(target.place.lower())}"
    return tuple(f"{site}/charts/{chart}.aspx?{query}" for chart in CHARTS[target.market])
