"""Addresses as web archives compare them: scheme, `www.`, port, case and order of a query make no difference."""

import re
from collections.abc import Iterable
from urllib.parse import quote, unquote, urlsplit

_WWW = re.compile(r"^www\d*\.")
_DEFAULT_PORTS = (None, 80, 443)


def index_key(url: str) -> str:
    """The name under which an archive's index files an address; equal for addresses that one query finds.

    A space is `%20` however often it was quoted; a `+` of the path stays another address, as it does in the indexes.
    """
    parts = urlsplit(url if "://" in url else f"http://{url}")
    host = _WWW.sub("", (parts.hostname or "").lower())
    port = "" if parts.port in _DEFAULT_PORTS else f":{parts.port}"
    query = "&".join(sorted(parts.query.lower().split("&")))
    return f"{host}{port}{_plain(parts.path).rstrip('/')}" + (f"?{query}" if query else "")


def distinct(urls: Iterable[str]) -> list[str]:
    """The first of each set of addresses that an archive's index holds for one: what must be asked."""
    first: dict[str, str] = {}
    for url in urls:
        first.setdefault(index_key(url), url)
    return list(first.values())


def _plain(path: str) -> str:
    while (once := unquote(path)) != path:
        path = once
    return quote(path.lower(), safe="/+:;,=@!$&'()*~")
