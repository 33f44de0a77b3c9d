"""Address keys of web archives, which ignore scheme, `www.`, port and case.

The order of a query's parts is ignored too.
"""

import re
from collections.abc import Iterable
from urllib.parse import quote, unquote, urlsplit

_WWW = re.compile(r"^www\d*\.")
_DEFAULT_PORTS = (None, 80, 443)


def index_key(url: str) -> str:
    """Return the key of an address in an index; equal keys are found by one query.

    A space is `%20`, however it was quoted; a `+` in the path stays different from it, as in the indexes.
    """
    parts = urlsplit(url if "://" in url else f"http://{url}")
    host = _WWW.sub("", (parts.hostname or "").lower())
    port = "" if parts.port in _DEFAULT_PORTS else f":{parts.port}"
    query = "&".join(sorted(parts.query.lower().split("&")))
    return f"{host}{port}{_normalised(parts.path).rstrip('/')}" + (f"?{query}" if query else "")


def distinct(urls: Iterable[str]) -> list[str]:
    """Return the first address of each index key: those that must be queried."""
    first: dict[str, str] = {}
    for url in urls:
        first.setdefault(index_key(url), url)
    return list(first.values())


def _normalised(path: str) -> str:
    while (once := unquote(path)) != path:
        path = once
    return quote(path.lower(), safe="/+:;,=@!$&'()*~")
