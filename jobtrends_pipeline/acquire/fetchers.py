"""What asks the source and the web archives, within the settings of a person."""

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
    """The fetcher of the hosts that the settings name, at the pace that they allow.

    Args:
        settings: Contact, hosts, pace and deadline.
        environment: Names the folder of the pace where the settings do not.

    Raises:
        MissingContactError: if no contact is set.
    """
    addresses = (settings.source, settings.wayback, settings.common_crawl_index, settings.common_crawl_data)
    rules = AddressRules({urlsplit(address).netloc for address in addresses}, allows_loopback=settings.allows_loopback)
    folder = settings.pace_dir or _pace_dir(environment)
    pace = RateLimiter(folder, settings.pause_seconds, longest_wait=settings.longest_wait_seconds)
    return PoliteFetcher(settings.contact, rules, pace, deadline_seconds=settings.deadline_seconds)


def wayback_service(settings: Settings) -> Wayback:
    """The Wayback Machine, or the pywb collection that the settings name in its place."""
    base = settings.wayback.rstrip("/")
    return Wayback.pywb(base) if settings.wayback_kind == "pywb" else Wayback.internet_archive(base)


def origin_of(name: str, settings: Settings) -> Origin:
    """A web archive by its name.

    Raises:
        ValueError: if there is none of the name.
        MissingContactError: if no contact is set.
    """
    if name == WaybackOrigin.name:
        return WaybackOrigin(polite_fetcher(settings), wayback_service(settings))
    if name == CommonCrawlOrigin.name:
        crawl = CommonCrawl(settings.common_crawl_index.rstrip("/"), settings.common_crawl_data.rstrip("/"))
        return CommonCrawlOrigin(polite_fetcher(settings), crawl)
    raise ValueError(f"no web archive {name!r}: there are {WaybackOrigin.name} and {CommonCrawlOrigin.name}")


def _pace_dir(environment: Mapping[str, str]) -> Path:
    """A folder of the person, since the pace is of the machine, not of one data root."""
    given = environment.get("XDG_STATE_HOME", "").strip()
    return (Path(given) if given else Path.home() / ".local" / "state") / "jobtrends_pipeline" / "pace"
