"""Every answer to robots.txt has its consequence, as RFC 9309 names them."""

from datetime import UTC, datetime, timedelta

import pytest

from jobtrends_pipeline.fetch.addresses import Hop
from jobtrends_pipeline.fetch.response import (
    BrokenAnswerError,
    DeferredError,
    DisallowedError,
    FetchError,
    OversizedError,
    Response,
    UnreachableError,
    UnsafeAddressError,
)
from jobtrends_pipeline.fetch.robots import BYTE_LIMIT, LONGEST_DELAY, Robots

START = datetime(2026, 2, 15, tzinfo=UTC)
OURS = "jobtrends_pipeline"


class Host:
    """A host that answers its robots.txt in one way, and counts how often it is asked."""

    def __init__(self, body: bytes | str = b"", status: int = 200, failure: FetchError | None = None) -> None:
        self.body = body.encode() if isinstance(body, str) else body
        self.status = status
        self.failure = failure
        self.asked: list[str] = []
        self.now = START.timestamp()

    def ask(self, url: str) -> Response:
        """Its answer."""
        self.asked.append(url)
        if self.failure:
            raise self.failure
        return Response(url, url, (), self.status, (), self.body, self.body, START)

    @property
    def robots(self) -> Robots:
        """Its rules as a run learns them."""
        return Robots(self.ask, OURS, clock=lambda: self.now)


def hop(path: str = "/jobs/uk/java.do", scheme: str = "https", port: int = 443) -> Hop:
    host = "www.jobs.example"
    name = host if port == 443 else f"{host}:{port}"
    return Hop(f"{scheme}://{name}{path}", scheme, host, port)


def allows(body: bytes | str, path: str) -> bool:
    try:
        Host(body).robots.check(hop(path))
    except DisallowedError:
        return False
    return True


def test_rules_for_everyone_hold_and_the_error_names_the_file() -> None:
    robots = Host("User-agent: *\nDisallow: /ja/\n").robots
    robots.check(hop())
    with pytest.raises(DisallowedError, match=r"/ja/1: https://www\.jobs\.example/robots\.txt forbids it"):
        robots.check(hop("/ja/1"))


@pytest.mark.parametrize(
    ("body", "is_allowed"),
    [
        ("", True),
        ("<html><body>Welcome</body></html>", True),
        ("\ufeffUser-agent: *\r\nDisallow: /", False),
        (b"\xff\xfe\x00rubbish\nUser-agent: *\nDisallow: /\n", False),
        ("User-agent: *\rDisallow: /\r", False),
        ("User-agent: jobtrends_pipeline\nDisallow: /\n\nUser-agent: *\nAllow: /", False),
        ("User-agent: JobTrends_Pipeline/1.0 # us\nDisallow: /\n\nUser-agent: *\nAllow: /", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: jobtrends_pipeline\nAllow: /", True),
        ("User-agent: other\nUser-agent: *\nDisallow: /", False),
        ("User-agent: job\nAllow: /\n\nUser-agent: *\nDisallow: /", False),
        ("User-agent: other\nDisallow: /", True),
        ("User-agent: *\nDisallow: /\nAllow: /jobs/", True),
        ("User-agent: *\nDisallow: /*.do$", False),
        ("User-agent: *\nDisallow:", True),
    ],
)
def test_what_the_rules_say_of_a_page(body: bytes | str, is_allowed: bool) -> None:  # noqa: FBT001
    assert allows(body, "/jobs/uk/java.do") is is_allowed


@pytest.mark.parametrize("status", [300, 302, 304, 400, 401, 403, 404, 410, 451])
def test_without_a_file_everything_is_allowed(status: int) -> None:
    assert Host("User-agent: *\nDisallow: /", status).robots.check(hop()) == 0


@pytest.mark.parametrize(
    "host",
    [
        *(Host(status=status) for status in (500, 502, 504, 599)),
        Host(failure=UnreachableError("no connection")),
        Host(failure=BrokenAnswerError("cut off")),
        Host(failure=OversizedError("endless head")),
    ],
    ids=["500", "502", "504", "599", "unreachable", "broken", "oversized"],
)
def test_while_the_file_cannot_be_had_everything_is_deferred_and_the_host_left_alone(host: Host) -> None:
    robots = host.robots
    depths = []
    for _ in range(3):
        with pytest.raises(DeferredError, match="whose rules cannot be read") as caught:
            robots.check(hop())
        assert caught.value.not_before == START + timedelta(minutes=10)
        depths.append(len(caught.traceback))
    assert len(set(depths)) == 1, "an error raised for each of ten thousand pages does not grow"
    assert len(host.asked) == 1
    host.now += 601
    host.failure, host.status = None, 200
    robots.check(hop())
    assert len(host.asked) == 2


def test_a_host_that_asks_to_wait_defers_until_then() -> None:
    failure = DeferredError("busy", START + timedelta(hours=3))
    with pytest.raises(DeferredError) as caught:
        Host(failure=failure).robots.check(hop())
    assert caught.value.not_before == START + timedelta(hours=3)


def test_rules_redirected_to_where_nothing_may_be_asked_forbid_everything() -> None:
    host = Host(failure=UnsafeAddressError("evil.example is not among the hosts"))
    with pytest.raises(DisallowedError, match=r"robots\.txt cannot be followed: evil\.example"):
        host.robots.check(hop())


def test_the_file_is_read_once_for_each_host_and_scheme_and_again_after_a_day() -> None:
    host = Host()
    robots = host.robots
    for place in (hop(), hop("/other"), hop(port=8443), hop(scheme="http", port=80), hop()):
        robots.check(place)
    assert host.asked == [
        "https://www.jobs.example/robots.txt",
        "https://www.jobs.example:8443/robots.txt",
        "http://www.jobs.example/robots.txt",
    ]
    host.now += 24 * 3600
    robots.check(hop())
    assert len(host.asked) == 4


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("10", 10.0), ("0.5", 0.5), ("86400", LONGEST_DELAY), ("-5", 0.0), ("soon", 0.0), ("nan", 0.0), ("1e400", 0.0)],
)
def test_a_crawl_delay_is_kept_within_reason(said: str, seconds: float) -> None:
    assert Host(f"User-agent: *\nCrawl-delay: {said}").robots.check(hop()) == seconds


def test_of_a_long_file_what_fits_is_read_and_a_rule_cut_in_two_is_none() -> None:
    rules = b"User-agent: *\nDisallow: /first\n"
    filler = b"#" * (BYTE_LIMIT - len(rules) - 14) + b"\n"
    body = (rules + filler + b"Disallow: /jobs/archive\nDisallow: /last\n")[:BYTE_LIMIT]
    assert body.endswith(b"\nDisallow: /jo")
    assert not allows(body, "/first")
    assert allows(body, "/jobs/uk/java.do")
    assert allows(body, "/last")


def test_thousands_of_programs_with_thousands_of_rules_are_read_without_multiplying_them() -> None:
    names = "".join(f"User-agent: robot{number}\n" for number in range(12_000))
    rules = "".join(f"Disallow: /{number}\n" for number in range(12_000))
    assert allows(f"{names}{rules}User-agent: *\nDisallow: /x", "/jobs/uk/java.do")
    assert not allows(f"{names}User-agent: *\n{rules}", "/11999")


def test_a_pattern_made_to_be_slow_is_matched() -> None:
    assert allows("User-agent: *\nDisallow: /" + "a*" * 2000 + "b$", "/" + "a" * 5000)
