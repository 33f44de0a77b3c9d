"""The source on loopback with a real polite fetcher to ask it, and pages of it that differ in one thing."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jobtrends_pipeline.acquire.conditional_get import LiveResult
from jobtrends_pipeline.acquire.live_pages import capture_target
from jobtrends_pipeline.acquire.targets import Target, page_targets
from jobtrends_pipeline.archive.attempts import Attempt
from jobtrends_pipeline.config.watchlist import Role
from jobtrends_pipeline.fetch.addresses import AddressRules
from jobtrends_pipeline.fetch.client import PoliteFetcher
from jobtrends_pipeline_tests.support.fetching import CONTACT, Clock
from jobtrends_pipeline_tests.support.pages.samples import FACTS, page_on
from jobtrends_pipeline_tests.support.site.facts import print_page
from jobtrends_pipeline_tests.support.site.printed import PrintedPage
from jobtrends_pipeline_tests.support.site.server import Site, running

NOW = datetime(2026, 2, 16, 8, 30, tzinfo=UTC)
ROLE = Role(name="Data Baker")
PATH = "/jobs/uk/data%20baker.do"
PAGE = page_on(date(2026, 2, 15))


def now() -> datetime:
    """The time of every attempt."""
    return NOW


def page_of(**heading: Any) -> PrintedPage:
    """The page with other words in its heading, at the address that follows from them."""
    return print_page(replace(FACTS, heading=replace(FACTS.heading, **heading)))


def outcome(live: LiveResult) -> tuple[str, str | None]:
    """Outcome and reason of an attempt that kept nothing."""
    assert live.document is None
    assert live.attempt.capture_id is None
    return live.attempt.outcome, live.attempt.reason


@dataclass
class Source:
    """A running site, and whoever asks it."""

    site: Site
    base: str
    fetcher: PoliteFetcher

    def target(self, role: Role = ROLE) -> Target:
        """The only target of a role."""
        (target,) = page_targets(role, self.base)
        return target

    def ask(self, last: Attempt | None = None, *names: str, role: Role = ROLE) -> LiveResult:
        """Ask for the page of a role."""
        return capture_target(self.fetcher, self.target(role), last, now, names)

    @property
    def paths(self) -> list[str]:
        """What was asked for, without the rules for robots."""
        return [path for path in self.site.requested if path != "/robots.txt"]

    @property
    def conditions(self) -> list[dict[str, str]]:
        """The conditional fields of the same requests."""
        asked = zip(self.site.requested, self.site.conditions, strict=True)
        return [fields for path, fields in asked if path != "/robots.txt"]


@contextmanager
def source_of(site: Site, folder: Path, byte_limit: int = 1 << 20) -> Iterator[Source]:
    """Serve a site to a fetcher that may ask nobody else."""
    with running(site) as base:
        rules = AddressRules([urlsplit(base).netloc], allows_loopback=True)
        pace = Clock().pace(folder / "pace", 0.0)
        yield Source(site, base, PoliteFetcher(CONTACT, rules, pace, deadline_seconds=20.0, byte_limit=byte_limit))
