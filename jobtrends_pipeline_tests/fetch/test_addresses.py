"""Only named hosts are asked, over http or https, at public network addresses."""

import socket
import threading

import pytest

from jobtrends_pipeline.fetch.addresses import AddressRules, Hop, look_up
from jobtrends_pipeline.fetch.response import UnreachableError, UnsafeAddressError

HOST = "www.jobs.example"
RULES = AddressRules([HOST, f"{HOST}:8080", "[2001:db8::1]", "jobs.example"])
HOP = Hop(f"https://{HOST}/", "https", HOST, 443)


def at(*addresses: str, allows_loopback: bool = False) -> AddressRules:
    """Rules for a host that has these network addresses."""
    return AddressRules([HOST], allows_loopback=allows_loopback, resolve=lambda *_: addresses)


@pytest.mark.parametrize(
    ("url", "sent", "authority"),
    [
        (f"https://{HOST}/jobs/uk/c%23.do?q=1&x", f"https://{HOST}/jobs/uk/c%23.do?q=1&x", HOST),
        (f"http://{HOST.upper()}", f"http://{HOST}/", HOST),
        (f"http://{HOST}:80/a b\\c#part", f"http://{HOST}:80/a%20b%5Cc", HOST),
        (f"http://{HOST}:8080/\u00e9", f"http://{HOST}:8080/%C3%A9", f"{HOST}:8080"),
        (f"http://{HOST}\\@evil.example/", f"http://{HOST}/%5C@evil.example/", HOST),
        ("http://[2001:db8::1]/", "http://[2001:db8::1]/", "[2001:db8::1]"),
    ],
)
def test_an_address_of_a_named_host_is_asked_as_it_is_sent(url: str, sent: str, authority: str) -> None:
    hop = RULES.check(url)
    assert (hop.url, hop.authority) == (sent, authority)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("file:///etc/passwd", "only http and https"),
        ("ftp://www.jobs.example/", "only http and https"),
        ("javascript:alert(1)", "only http and https"),
        ("httpx://www.jobs.example/", "only http and https"),
        ("www.jobs.example/no-scheme", "not an address"),
        ("", "not an address"),
        ("http://", "not an address"),
        ("http://www.jobs.example:0x50/", "not an address"),
        ("http://www.jobs.example:99999/", "address|valid port"),
        ("http://www.jobs.example:22/", "not among the hosts"),
        ("https://www.jobs.example:80/", "not among the hosts"),
        ("https://www.jobs.example./", "not among the hosts"),
        ("https://evil.example/", "not among the hosts"),
        ("https://www.jobs.example.evil.example/", "not among the hosts"),
        ("https://xn--www.jobs.example/", "not among the hosts"),
        ("https://operator:secret@www.jobs.example/", "user name"),
        ("http://127.0.0.1/", "not among the hosts"),
        ("http://2130706433/", "not among the hosts"),
        ("http://[::1]/", "not among the hosts"),
    ],
)
def test_other_addresses_are_refused_with_the_rule_that_forbids_them(url: str, reason: str) -> None:
    with pytest.raises(UnsafeAddressError, match=reason):
        RULES.check(url)


def test_a_redirect_may_go_from_http_to_https_but_not_back() -> None:
    plain = RULES.check(f"http://{HOST}/")
    assert RULES.check(f"https://{HOST}/", before=plain).scheme == "https"
    with pytest.raises(UnsafeAddressError, match=f"https://{HOST}/, which redirects to http://{HOST}/: no redirect"):
        RULES.check(f"http://{HOST}/", before=HOP)


def test_a_refusal_is_one_printable_line_whatever_a_server_sent() -> None:
    with pytest.raises(UnsafeAddressError) as caught:
        RULES.check("file:///\x1b[2J\r\nfake", before=HOP)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(
    "private",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104 (an address to refuse)
        "192.0.2.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1%eth0",
        "fd00::1",
        "ff02::1",
        "2001:db8::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2002:a00:1::1",
    ],
)
def test_a_host_with_one_private_address_is_not_asked_at_all(private: str) -> None:
    with pytest.raises(UnsafeAddressError, match="not a public address"):
        at("93.184.215.14", private).locate(HOP, 5)


@pytest.mark.parametrize("public", ["93.184.215.14", "2606:2800:21f::1", "::ffff:93.184.215.14", "64:ff9b::5db8:d70e"])
def test_public_addresses_are_where_to_connect(public: str) -> None:
    assert at("93.184.215.14", public).locate(HOP, 5) == ("93.184.215.14", public)


def test_this_machine_counts_as_public_only_where_a_setting_says_so() -> None:
    rules = at("127.0.0.1", "::1", "::ffff:127.0.0.1", allows_loopback=True)
    assert rules.locate(HOP, 5)[:2] == ("127.0.0.1", "::1")
    with pytest.raises(UnsafeAddressError):
        at("127.0.0.1", "10.0.0.1", allows_loopback=True).locate(HOP, 5)


def test_a_host_without_address_is_unreachable_and_a_slow_look_up_ends_in_time() -> None:
    def unknown(host: str, port: int) -> list[str]:
        raise socket.gaierror(-2, "Name or service not known")

    with pytest.raises(UnreachableError, match=f"{HOST} cannot be looked up .*not known"):
        AddressRules([HOST], resolve=unknown).locate(HOP, 5)
    with pytest.raises(UnreachableError, match="has no network address"):
        at().locate(HOP, 5)
    never = threading.Event()
    slow = AddressRules([HOST], resolve=lambda *_: ["93.184.215.14"] if never.wait(30) else [])
    with pytest.raises(UnreachableError, match="not looked up within"):
        slow.locate(HOP, 0.05)
    never.set()


def test_the_systems_look_up_knows_this_machine() -> None:
    assert {"127.0.0.1", "::1"} & set(look_up("localhost", 80))
