"""Over TLS the connection goes to the checked address, and the certificate has to be the host's."""

import shutil
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from jobtrends_pipeline.fetch.addresses import AddressRules
from jobtrends_pipeline.fetch.client import PoliteFetcher
from jobtrends_pipeline.fetch.rate_limit import RateLimiter
from jobtrends_pipeline.fetch.response import DeferredError, UnsafeAddressError
from jobtrends_pipeline_tests.support.certificates import self_signed
from jobtrends_pipeline_tests.support.fetching import CONTACT
from jobtrends_pipeline_tests.support.hostile_server import Hostile, answer, redirect, serving

HOST = "www.jobs.example"

pytestmark = pytest.mark.skipif(not shutil.which("openssl"), reason="openssl makes the certificate")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of the host with its key, in one file."""
    return self_signed(tmp_path_factory.mktemp("tls"), HOST)


@pytest.fixture
def names() -> list[str | None]:
    """Names of hosts that TLS handshakes were begun for."""
    return []


@pytest.fixture
def server(certificate: Path, names: list[str | None]) -> Iterator[Hostile]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    context.sni_callback = lambda _, name, __: names.append(name)
    with serving({"/page": answer(b"the page")}, context=context) as running:
        yield running


def fetcher(server: Hostile, folder: Path, host: str = HOST, ca_file: Path | None = None) -> PoliteFetcher:
    """A fetcher for which the host is on this machine, and which has looked it up once for each request."""
    authorities = [f"{host}:{server.port}"]
    rules = AddressRules(authorities, allows_loopback=True, resolve=lambda *_: ["127.0.0.1"])
    return PoliteFetcher(CONTACT, rules, RateLimiter(folder, 0), ca_file=ca_file, deadline_seconds=10)


def test_the_checked_address_is_connected_to_in_the_name_of_the_host(
    server: Hostile, certificate: Path, names: list[str | None], tmp_path: Path
) -> None:
    url = f"https://{HOST}:{server.port}/page"
    assert fetcher(server, tmp_path, ca_file=certificate).get(url).body == b"the page"
    assert set(names) == {HOST}
    assert f"Host: {HOST}:{server.port}\r\n" in server.arrivals[-1].head


def test_a_certificate_of_unknown_authority_is_not_taken(server: Hostile, tmp_path: Path) -> None:
    with pytest.raises(DeferredError, match=r"no safe connection .*CERTIFICATE_VERIFY_FAILED"):
        fetcher(server, tmp_path).get(f"https://{HOST}:{server.port}/page")
    assert server.paths == []


def test_a_certificate_of_another_host_is_not_taken(server: Hostile, certificate: Path, tmp_path: Path) -> None:
    other = "other.example"
    with pytest.raises(DeferredError, match=f"no safe connection .*not valid for '{other}'"):
        fetcher(server, tmp_path, other, certificate).get(f"https://{other}:{server.port}/page")
    assert server.paths == []


def test_a_redirect_from_https_to_http_is_not_followed(server: Hostile, certificate: Path, tmp_path: Path) -> None:
    server.scripts["/down"] = redirect(f"http://{HOST}:{server.port}/page")
    with pytest.raises(UnsafeAddressError, match="no redirect from https to http is followed"):
        fetcher(server, tmp_path, ca_file=certificate).get(f"https://{HOST}:{server.port}/down")
    assert server.paths == ["/robots.txt", "/down"]


def test_a_name_that_changes_its_address_after_the_check_changes_nothing(
    server: Hostile, certificate: Path, tmp_path: Path
) -> None:
    looked_up: list[str] = []

    def rebinding(host: str, port: int) -> list[str]:
        looked_up.append(host)
        return ["127.0.0.1"] if len(looked_up) <= 2 else ["10.0.0.1"]

    rules = AddressRules([f"{HOST}:{server.port}"], allows_loopback=True, resolve=rebinding)
    asking = PoliteFetcher(CONTACT, rules, RateLimiter(tmp_path, 0), ca_file=certificate)
    url = f"https://{HOST}:{server.port}/page"
    assert asking.get(url).body == b"the page"
    assert looked_up == [HOST, HOST]
    with pytest.raises(UnsafeAddressError, match=r"10\.0\.0\.1, which is not a public address"):
        asking.get(url)


def test_the_address_that_answers_is_tried_after_one_that_does_not(
    server: Hostile, certificate: Path, tmp_path: Path
) -> None:
    def two(host: str, port: int) -> list[str]:
        return ["127.0.0.2", "127.0.0.1"]

    rules = AddressRules([f"{HOST}:{server.port}"], allows_loopback=True, resolve=two)
    asking = PoliteFetcher(CONTACT, rules, RateLimiter(tmp_path, 0), ca_file=certificate)
    assert asking.get(f"https://{HOST}:{server.port}/page").body == b"the page"
