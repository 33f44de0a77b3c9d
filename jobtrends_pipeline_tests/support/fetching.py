"""A fetcher for tests against local servers: in a hurry, and allowed to ask this machine."""

import time
from pathlib import Path

from jobtrends_pipeline.fetch.addresses import AddressRules
from jobtrends_pipeline.fetch.client import PoliteFetcher
from jobtrends_pipeline.fetch.rate_limit import RateLimiter
from jobtrends_pipeline_tests.support.hostile_server import Hostile

CONTACT = "operator@jobs.example"


class Clock:
    """A clock that stands still but for being slept on; keeps the sleeps, to the tenth of a second."""

    def __init__(self, now: float | None = None) -> None:
        self.now = time.time() if now is None else now
        self.slept: list[float] = []

    def read(self) -> float:
        """Seconds since 1970."""
        return self.now

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        assert seconds > 0
        self.slept.append(round(seconds, 1))
        self.now += seconds

    def pace(self, folder: Path, seconds: float = 3.0) -> RateLimiter:
        """A pace by this clock."""
        return RateLimiter(folder, seconds, clock=self.read, sleep=self.sleep)


def a_fetcher(
    folder: Path,
    *servers: Hostile,
    pace: float = 0.0,
    clock: Clock | None = None,
    deadline_seconds: float = 20.0,
    byte_limit: int = 1 << 20,
) -> PoliteFetcher:
    """A fetcher that may ask these servers, by a clock of its own."""
    own = [f"{name}:{server.port}" for server in servers for name in ("127.0.0.1", "localhost")]
    return PoliteFetcher(
        CONTACT,
        AddressRules(own, allows_loopback=True),
        (clock or Clock()).pace(folder / "pace", pace),
        deadline_seconds=deadline_seconds,
        byte_limit=byte_limit,
    )
