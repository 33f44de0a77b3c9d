"""Construction of fetchers and web archives from a person's settings."""

import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from jobtrends_pipeline.acquire.origins import CommonCrawlOrigin, Origin, WaybackOrigin
from jobtrends_pipeline.config.settings import Settings
from jobtrends_pipeline.fetch.addresses import AddressRules
from jobtrends_pipeline.fetch.client import PoliteFetcher
from jobtrends_pipeline.fetch.rate_limit import RateLimiter
from jobtrends_pipeline.web_archives.crawls import Service as CommonCrawl
from jobtrends_pipeline.web_archives.wayback import Service as Wayback


def polite_fetcher(settings: Settings, environment: Mapping[str, str] = os.environ) -> PoliteFetcher:
    """Return a fetcher for the hosts in the settings, with their rate limit.

    Args:
        settings: Contact, hosts, rate limit and deadline.
        environment: Environment variables, which name the folder of the rate limit if the settings do not.

    Raises:
        MissingContactError: if no contact is set.
    """
    addresses = (settings.source, settings.wayback, settings.common_crawl_index, settings.common_crawl_data)
    rules = AddressRules({urlsplit(address).netloc for address in addresses}, allows_loopback=settings.allows_loopback)
    folder = settings.pace_dir or _pace_dir(environment)
    pace = RateLimiter(folder, settings.pause_seconds, longest_wait=settings.longest_wait_seconds)
    return PoliteFetcher(settings.contact, rules, pace, deadline_seconds=settings.deadline_seconds)


def wayback_service(settings: Settings) -> Wayback:
    """Return the Wayback Machine, or the pywb collection set in its place."""
    base = settings.wayback.rstrip("/")
    return Wayback.pywb(base) if settings.wayback_kind == "pywb" else Wayback.internet_archive(base)


def origin_of(name: str, settings: Settings) -> Origin:
    """Return a web archive by its name.

    Raises:
        ValueError: if the name is unknown.
        MissingContactError: if no contact is set.
    """
    if name == WaybackOrigin.name:
        return WaybackOrigin(polite_fetcher(settings), wayback_service(settings))
    if name == CommonCrawlOrigin.name:
        crawl = CommonCrawl(settings.common_crawl_index.rstrip("/"), settings.common_crawl_data.rstrip("/"))
        return CommonCrawlOrigin(polite_fetcher(settings), crawl)
    raise ValueError(f"no web archive {name!r}: there are {WaybackOrigin.name} and {CommonCrawlOrigin.name}")


def _pace_dir(environment: Mapping[str, str]) -> Path:
    """Return the default folder of the rate limit.

    It belongs to the person, since the rate limit is shared by all data roots of the machine.
    """
    given = environment.get("XDG_STATE_HOME", "").strip()
    return (Path(given) if given else Path.home() / ".local" / "state") / "jobtrends_pipeline" / "pace"
