"""Rules for addresses that may be requested: scheme, host, port and network."""

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
"""Resolver: network addresses of a host and port, as text; raises OSError if the name has none."""
_PORTS = {"http": 80, "https": 443}
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_Network = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class Hop:
    """An address that passed the rules; one step of a chain of redirects.

    Attributes:
        url: The address as it is sent, escaped and without fragment.
        scheme: `http` or `https`.
        host: Host name in lower case.
        port: Port number, also where it is the scheme's default.
    """

    url: str
    scheme: str
    host: str
    port: int

    @property
    def authority(self) -> str:
        """Value of the Host field; the port is included unless it is the default one."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


def look_up(host: str, port: int) -> list[str]:
    """Return the network addresses of a host, in the order of the system's resolver.

    Returns:
        The addresses as text, each once.

    Raises:
        OSError: if the name has no address.
    """
    results = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in results))


class AddressRules:
    """Rules for requests: named hosts, over http or https, at public addresses only.

    Args:
        hosts: The hosts as written in an address; with a port other than the scheme's default as `host:port`.
        allows_loopback: Whether loopback addresses count as public; for tests against local servers.
        resolve: Resolver from host names to network addresses.
    """

    def __init__(self, hosts: Collection[str], *, allows_loopback: bool = False, resolve: Resolve = look_up) -> None:
        self._hosts = frozenset(host.lower() for host in hosts)
        self._allows_loopback = allows_loopback
        self._resolve = resolve

    def check(self, url: str, before: Hop | None = None) -> Hop:
        """Check an address against the rules and return it as a hop.

        The host name is not resolved; `locate` does that.

        Args:
            url: Absolute address; characters that are not allowed in an address are escaped.
            before: The hop that redirected to it; a redirect from https to http is rejected.

        Returns:
            The hop to request.

        Raises:
            UnsafeAddressError: if a rule forbids the address; the message names the rule.
        """
        sent, parts = _prepared(url)
        what = f"{before.url}, which redirects to {_printable(url)}" if before else _printable(url)
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
        """Resolve a hop's host and check every network address found.

        Connect to these addresses only, without a second look-up: a name that changes its address after the check has
        no effect.

        Args:
            hop: The address to request.
            seconds: Time limit of the look-up, in seconds.

        Returns:
            Network addresses as text, at least one.

        Raises:
            UnsafeAddressError: if any of them is not public.
            OffLineError: if the name has no address, or the look-up exceeds the time limit.
        """
        addresses = self._resolve_within(seconds, hop)
        for text in addresses:
            if not self._is_allowed(ipaddress.ip_address(text)):
                raise UnsafeAddressError(f"{hop.url}: {hop.host} is at {text}, which is not a public address")
        if not addresses:
            raise OffLineError(f"{hop.url}: {hop.host} has no network address")
        return addresses

    def _resolve_within(self, seconds: float, hop: Hop) -> tuple[str, ...]:
        """Resolve a host in a thread of its own: the system's resolver has no timeout."""
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

    def _is_allowed(self, address: _Network) -> bool:
        embedded = _embedded_ipv4(address)
        if embedded is not None:
            return self._is_allowed(embedded)
        if address.is_loopback:
            return self._allows_loopback
        return address.is_global and not address.is_multicast and not address.is_reserved


def _prepared(url: str) -> tuple[str, SplitResult]:
    """Return the address as requests sends it: the one checked is the one requested.

    Returns:
        The address, escaped and without fragment, and its parts.

    Raises:
        UnsafeAddressError: if the text is not an address.
    """
    request = requests.PreparedRequest()
    try:
        request.prepare_url(url, None)
        sent = (request.url or "").partition("#")[0]
        return sent, urlsplit(sent)
    except ValueError as error:
        raise UnsafeAddressError(f"{_printable(url)}: not an address ({_printable(str(error))})") from error


def _printable(text: str) -> str:
    """Return outside text as one printable line of at most 500 characters."""
    return "".join(character if character.isprintable() else "?" for character in text[:500])


def _embedded_ipv4(address: _Network) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address embedded in an IPv6 address.

    The forms are NAT64, IPv4-mapped, 6to4 and Teredo.

    Returns:
        The IPv4 address; None if there is no embedded one, or the address is IPv4 itself.
    """
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address in _NAT64:
        return ipaddress.IPv4Address(address.packed[-4:])
    return address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
