"""Targets of live capture: detail pages and market indexes."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from types import MappingProxyType

from jobtrends_pipeline.config.watchlist import MARKET_INDEX, Role, Watchlist
from jobtrends_pipeline.pages.links import SITE, detail_url, pager_url, read_link

_INDEX = re.compile(r"/(?:default\.aspx|(?:Contract-)?IT-Job-Market)(?:[/?#]|$)", re.IGNORECASE)
_NO_SLUGS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Target:
    """A detail page to capture.

    Attributes:
        role: Partition key of the role it is requested for.
        market: `permanent` or `contract`.
        subject: Name of the role in the watchlist.
        place: Place as the watchlist names it.
        window_months: Length of the window in months.
        url: Its address.
        aliases: Other names of the role: a page under one of them is the page wanted.
        alias_urls: Address of the same page under each alias, in their order.
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
        """Yield the page under its present name, then under each alias.

        The other names become the aliases of each: every name is accepted on the page received. An address is yielded
        once.
        """
        names = (self.subject, *self.aliases)
        addresses: dict[str, str] = {}
        for name, url in zip(names, (self.url, *self.alias_urls), strict=True):
            addresses.setdefault(url, name)
        for url, name in addresses.items():
            others = tuple(other for other in names if other != name)
            yield replace(self, subject=name, url=url, aliases=others, alias_urls=())


def role_at(url: str, watchlist: Watchlist) -> str | None:
    """Return the role of a page by its address alone, for a page whose bytes are lost.

    Returns:
        Partition key of the role; None if the address does not name one.
    """
    if link := read_link(url):
        return watchlist.role_of_subject(link.slug)
    return MARKET_INDEX if _INDEX.search(url) else None


@dataclass(frozen=True, slots=True)
class IndexTarget:
    """The market index of a place, with all its pages.

    Attributes:
        market: `permanent` or `contract`.
        place: Place as the watchlist names it.
        window_months: Length of the window in months.
        site: Address of the source, without a slash at the end.
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
        """Return the address of one of its pages, counted from 1."""
        return pager_url(self.market, self.place, self.window_months, number, self.site)


def page_targets(role: Role, site: str = SITE, slugs: Mapping[str, str] = _NO_SLUGS) -> tuple[Target, ...]:
    """Return the detail pages of a role: one per place, market and window.

    Args:
        role: The role, as the watchlist defines it.
        site: Address of the source, without a slash at the end.
        slugs: Spelling of subjects in addresses, by their name in lower case, as read from an index: `c#` is `csharp`.
            Other subjects are requested by their name.
    """
    slugs_of_names = [slugs.get(name.casefold(), name) for name in (role.name, *role.aliases)]
    targets = []
    for place, market, window in product(role.places, role.markets, role.windows):
        url, *others = (detail_url(market, place, slug, window, site) for slug in slugs_of_names)
        targets.append(Target(role.key, market, role.name, place, window, url, role.aliases, tuple(others)))
    return tuple(targets)


def index_targets(watchlist: Watchlist, site: str = SITE) -> tuple[IndexTarget, ...]:
    """Return the market indexes of all places, markets and windows in the watchlist.

    Each index is returned once.
    """
    wanted = (each for role in watchlist.roles for each in product(role.markets, role.places, role.windows))
    targets = {(market, place.casefold(), window): (market, place, window) for market, place, window in wanted}
    return tuple(IndexTarget(*each, site) for each in targets.values())
