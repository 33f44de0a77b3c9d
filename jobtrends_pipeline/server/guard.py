"""Guard before the application: names of this host, methods, security headers."""

import ipaddress
from collections.abc import Collection, Mapping

from fastapi import Response
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from jobtrends_pipeline.server.problems import problem
from jobtrends_pipeline.tables.rights import LICENCE_URL, SOURCE_LINE

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
METHODS = ("GET", "HEAD")
API = "/api/"
_NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_REPORT = f"{_NOTHING}; script-src 'self'; style-src 'self'; img-src 'self' data:"
HEADERS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Link": f'<{LICENCE_URL}>; rel="license"',
    "X-Source": SOURCE_LINE,
}
"""Header fields of every answer; an answer's own goes before."""


class Guard:
    """Application that lets through what is meant for this host.

    A page elsewhere whose name is made to lead to this host (DNS rebinding) is refused, as its name is in the field
    `Host`. HEAD is answered as GET; the server sends no body.

    Args:
        app: The application behind it.
        names: Names of this host; addresses too.
        takes_addresses: Whether any address as a name is let through, as no DNS can give it.
    """

    def __init__(self, app: ASGIApp, names: Collection[str], *, takes_addresses: bool) -> None:
        self._app, self._names, self._takes_addresses = app, frozenset(names), takes_addresses

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            return
        is_head = scope["method"] == "HEAD"

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=message.setdefault("headers", []))
                policy = _NOTHING if scope["path"].startswith(API) else _REPORT
                for name, value in {**HEADERS, "Content-Security-Policy": policy}.items():
                    headers.setdefault(name, value)
            await send(message)

        refusal = self._refusal(scope)
        if refusal is not None:
            await refusal(scope, receive, send_guarded)
            return
        await self._app({**scope, "method": "GET"} if is_head else scope, receive, send_guarded)

    def _refusal(self, scope: Scope) -> Response | None:
        """Return the answer to a request that is not let through."""
        hosts = Headers(scope=scope).getlist("host")
        if len(hosts) != 1 or not self._is_ours(hosts[0]):
            return problem(421, "this server does not answer to the name in Host; ask for 127.0.0.1 or localhost")
        if scope["method"] not in METHODS:
            return problem(405, "everything here is only read: ask by GET or HEAD", {"Allow": ", ".join(METHODS)})
        return None

    def _is_ours(self, host: str) -> bool:
        name = host_name(host)
        return name in self._names or (self._takes_addresses and _is_address(name))


def host_name(host: str) -> str:
    """Return the name in a field `Host`, without the port; in lower case."""
    name, bracket, _ = host.strip().lower().removeprefix("[").partition("]")
    return name if bracket else name.partition(":")[0]


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
