"""Which addresses may be asked: scheme, host and port by rule, and the network address behind the host's name."""

import ipaddress
import queue
import socket
import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

import requests

from jobtrends_pipeline.fetch.response import OffLineError, UnsafeAddressError

Resolve = Callable[[str, int], Sequence[str]]
"""Network addresses of a host and port, as text; raises OSError when there are none."""
_PORTS = {"http": 80, "https": 443}
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_Network = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class Hop:
    """One address that may be asked.

    Attributes:
        url: The address as it is sent, escaped and without fragment.
        host: Its host, in lower case.
    """

    url: str
    scheme: str
    host: str
    port: int

    @property
    def authority(self) -> str:
        """The value of the Host field: a port is named only where it is not the scheme's own."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


def look_up(host: str, port: int) -> list[str]:
    """Network addresses of a host by the system's resolver, in its order."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class AddressRules:
    """What may be asked: named hosts over http or https, behind which lie public addresses only.

    Args:
        hosts: The hosts, exactly as in the address; one on another port than its scheme's own as `host:port`.
        allows_loopback: Whether this machine's own addresses count as public; for tests against local servers.
        resolve: How names become network addresses.
    """

    def __init__(self, hosts: Collection[str], *, allows_loopback: bool = False, resolve: Resolve = look_up) -> None:
        self._hosts = frozenset(host.lower() for host in hosts)
        self._allows_loopback = allows_loopback
        self._resolve = resolve

    def check(self, url: str, before: Hop | None = None) -> Hop:
        """The address, if it may be asked.

        Args:
            url: Absolute address; characters that an address cannot hold are escaped.
            before: The hop that redirected to it: what was asked over https is not continued over http.

        Raises:
            UnsafeAddressError: if it may not; says which rule forbids it.
        """
        sent, parts = _as_sent(url)
        what = f"{before.url}, which redirects to {_shown(url)}" if before else _shown(url)
        host = (parts.hostname or "").lower()
        try:
            port = parts.port or _PORTS[parts.scheme]
        except (KeyError, ValueError):
            raise UnsafeAddressError(f"{what}: only http and https addresses on a valid port are asked") from None
        if "@" in parts.netloc:
            raise UnsafeAddressError(f"{what}: an address with a user name in it is not asked")
        if before and before.scheme == "https" and parts.scheme == "http":
            raise UnsafeAddressError(f"{what}: no redirect from https to http is followed")
        hop = Hop(sent, parts.scheme, host, port)
        if hop.authority not in self._hosts:
            known = ", ".join(sorted(self._hosts)) or "none"
            raise UnsafeAddressError(f"{what}: {hop.authority} is not among the hosts that may be asked ({known})")
        return hop

    def locate(self, hop: Hop, seconds: float) -> tuple[str, ...]:
        """Network addresses of the hop's host, every one of them checked; connect to these and look up no more.

        Args:
            hop: The address to be asked.
            seconds: How long the look-up may take.

        Raises:
            UnsafeAddressError: if any of them is not public.
            OffLineError: if the name has none, or the look-up takes too long.
        """
        found = self._within(seconds, hop)
        for text in found:
            if not self._may_connect(ipaddress.ip_address(text)):
                raise UnsafeAddressError(f"{hop.url}: {hop.host} is at {text}, which is not a public address")
        if not found:
            raise OffLineError(f"{hop.url}: {hop.host} has no network address")
        return found

    def _within(self, seconds: float, hop: Hop) -> tuple[str, ...]:
        """Look up in a thread of its own: the system's resolver takes no deadline."""
        answers: queue.SimpleQueue[tuple[str, ...] | OSError] = queue.SimpleQueue()

        def work() -> None:
            try:
                answers.put(tuple(address.partition("%")[0] for address in self._resolve(hop.host, hop.port)))
            except (OSError, UnicodeError) as error:
                answers.put(OSError(str(error)))

        threading.Thread(target=work, daemon=True).start()
        try:
            answer = answers.get(timeout=seconds)
        except queue.Empty:
            raise OffLineError(f"{hop.url}: {hop.host} was not looked up within {seconds:.0f} s") from None
        if isinstance(answer, OSError):
            raise OffLineError(f"{hop.url}: {hop.host} cannot be looked up ({answer})") from answer
        return answer

    def _may_connect(self, address: _Network) -> bool:
        inner = _inner(address)
        if inner is not None:
            return self._may_connect(inner)
        if address.is_loopback:
            return self._allows_loopback
        return address.is_global and not address.is_multicast and not address.is_reserved


def _as_sent(url: str) -> tuple[str, SplitResult]:
    """The address as requests sends it, so that what is checked is what is asked."""
    request = requests.PreparedRequest()
    try:
        request.prepare_url(url, None)
        sent = (request.url or "").partition("#")[0]
        return sent, urlsplit(sent)
    except ValueError as error:
        raise UnsafeAddressError(f"{_shown(url)}: not an address ({_shown(str(error))})") from error


def _shown(text: str) -> str:
    """What came from outside, on one line of a terminal."""
    return "".join(character if character.isprintable() else "?" for character in text[:500])


def _inner(address: _Network) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 address stands for, where it does."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address in _NAT64:
        return ipaddress.IPv4Address(address.packed[-4:])
    return address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
