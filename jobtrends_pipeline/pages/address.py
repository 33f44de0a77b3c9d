"""Market, place, subject and window of a page, read from its address.

Also decides whether an address belongs to the source at all. Addresses come from WARC records, from servers, and from
notes that browsers and savers leave in a page.
"""

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from jobtrends_pipeline.pages.links import SITE, category_of, read_link
from jobtrends_pipeline.pages.place_names import place_name

_OWN_HOST = "itjobswatch.co.uk"
_LOOPBACK = re.compile(r"localhost|127(?:\.\d{1,3}){3}|::1")
"""Servers on the local machine, which stand in for the source or replay a web archive."""
_ARCHIVES = frozenset(
    {
        *("web.archive.org", "wayback.archive.org", "archive.org", "wayback.archive-it.org", "archive-it.org"),
        *("webarchive.org.uk", "webarchive.nationalarchives.gov.uk", "webarchive.loc.gov", "arquivo.pt", "vefsafn.is"),
        *("archive.today", "archive.ph", "archive.is", "archive.li", "archive.fo", "archive.md", "archive.vn"),
        *("wayback.vefsafn.is", "web.archive.bibalex.org", "swap.stanford.edu", "timetravel.mementoweb.org"),
        *("conifer.rhizome.org", "webrecorder.io", "perma.cc", "perma-archives.org", "replayweb.page"),
    }
)
_ORIGINAL = re.compile(r"(?<=[/=:])(?:https?:/{1,2}|(?=(?:www\.)?itjobswatch\.co\.uk(?:[:/?]|$)))", re.IGNORECASE)
_MOST_WRAPPINGS = 3
_MARKET = re.compile(r"/(?:(?P<contract>contract-)?it-job-market|(?P<folder>jobs|contracts))(?:/.*)?", re.IGNORECASE)
_PLACE = re.compile(r"/(?:(?:contract-)?it-job-market|jobs|contracts)/(?P<place>[^/.]+)(?:/[^/]*)?/?", re.IGNORECASE)
_INDEX = re.compile(
    r"/?|/default\.aspx|/(?:(?:contract-)?it-job-market|jobs|contracts)(?:/[^.]*)?(?:/default\.aspx)?",
    re.IGNORECASE,
)
_WINDOWS = {"3": 3, "6": 6}
_NUMBERED_PLACES = {"2618": "UK"}
"""Place of each number in the pager links of 2019; only numbers seen on a page that also names its place."""
_NATIONWIDE = frozenset({"ql", "q", "ll", "l", "lid", "id", "p", "page", "sortby", "orderby"})
_PLAUSIBLE = re.compile(r"(?=.*[^\W\d_])[\w&.,'’() -]{1,60}")
_ODD = re.compile(r"[^a-z0-9.:-]")


@dataclass(frozen=True, slots=True)
class Address:
    """Market, place, subject and window that an address states; null if not stated.

    Attributes:
        kind: `detail` or `index`.
        market: `permanent` or `contract`.
        place: Name of the place, in the same capitals as on pages.
        slug: Subject in the source's lower case.
        window_months: Length of the window, in months.
        category: Category of an index.
    """

    kind: str | None = None
    market: str | None = None
    place: str | None = None
    slug: str | None = None
    window_months: int | None = None
    category: str | None = None


NOWHERE = Address()
"""Address of a page without an address, or with one that states nothing."""


class ForeignAddressError(ValueError):
    """Address of a site other than the source; the message names the host."""


def read_address(url: str | None) -> Address:
    """Read an address of the source, including one replayed by a web archive.

    Args:
        url: The address, absolute or relative; an address without a host, such as `file:///a.html`, states nothing.

    Returns:
        The facts that the address states; `NOWHERE` if it states none.

    Raises:
        ForeignAddressError: if the address is of another host or cannot be parsed.
    """
    parts = source_parts(url)
    return _said(parts) if parts else NOWHERE


def source_parts(url: str | None) -> SplitResult | None:
    """Return the parts of a source address, unwrapped if an archive replays it.

    Returns:
        The parts; null for no address, or one of another scheme than the web's.

    Raises:
        ForeignAddressError: if the address is of another host or cannot be parsed.
    """
    text = (url or "").strip().removeprefix("<").removesuffix(">")
    for _ in range(_MOST_WRAPPINGS if text else 0):
        parts = _parts(text)
        if parts.scheme not in ("http", "https", ""):
            return None
        host = (parts.hostname or "").rstrip(".").lower()
        original = _original(text, parts) if _replays(host) else None
        if original is None:
            if not host or is_own_host(host) or _LOOPBACK.fullmatch(host):
                return parts
            break
        text = original
    if not text:
        return None
    raise ForeignAddressError(
        f"it is of the host {_shown(host)}, which is neither IT Jobs Watch nor a web archive's copy of it"
    )


def at_source(url: str) -> str:
    """Return the source's own address for a page served by a stand-in server."""
    parts = urlsplit(url)
    return f"{SITE}{parts.path}" + (f"?{parts.query}" if parts.query else "")


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.hostname, parts.port
    except ValueError:
        raise ForeignAddressError("its address cannot be read: give the page without it, as a file") from None
    if not parts.scheme and not parts.netloc and is_own_host(url.partition("/")[0].lower()):
        return urlsplit(f"http://{url}")
    return parts


def is_own_host(host: str) -> bool:
    """Check whether a host name in lower case is the source's."""
    return host == _OWN_HOST or host.endswith(f".{_OWN_HOST}")


def _replays(host: str) -> bool:
    return host.removeprefix("www.") in _ARCHIVES or _LOOPBACK.fullmatch(host) is not None


def _original(url: str, parts: SplitResult) -> str | None:
    """Return the original address at the end of a web archive's address.

    Slashes that the address lost are restored. Null if it contains no original address.
    """
    start = url.find(parts.netloc) + len(parts.netloc)
    for text in (url[start:], unquote(url[start:])):
        match = _ORIGINAL.search(text)
        if match:
            return f"http://{text[match.end() :].lstrip('/')}"
    return None


def _said(parts: SplitResult) -> Address:
    path = parts.path or "/"
    query = parse_qs(parts.query, keep_blank_values=True)
    window = _WINDOWS.get(_one(query, "p") or "")
    link = read_link(path)
    if link:
        return Address("detail", link.market, place_name(link.place), link.slug, window)
    if not _INDEX.fullmatch(path):
        return NOWHERE
    market = _MARKET.fullmatch(path)
    named = None
    if market:
        named = "contract" if market["contract"] or (market["folder"] or "").lower() == "contracts" else "permanent"
    return Address("index", named, _place(path, query), None, window, category_of(path))


def _place(path: str, query: dict[str, list[str]]) -> str | None:
    """Return the place of an index: from its path, from `ll`, or from a known number.

    It is the UK if nothing in the address asks for another place. The parameter `l` named the place at one time and was
    ignored later, so it is not used.
    """
    in_path = _PLACE.fullmatch(path)
    texts = [in_path["place"].replace("-", " ")] if in_path else []
    texts += [text for text in query.get("ll", []) if text.strip()]
    texts += [_NUMBERED_PLACES.get(text, "") for text in query.get("lid", []) if text.strip() and not texts]
    names = {place_name(unquote(unquote(text)).lower()) for text in texts}
    if not names:
        is_nationwide = query.keys() <= _NATIONWIDE and not any(text.strip() for text in query.get("l", []))
        return "UK" if is_nationwide else None
    name = names.pop()
    return name if not names and _PLAUSIBLE.fullmatch(name) else None


def _one(query: dict[str, list[str]], name: str) -> str | None:
    """Return the value of a parameter that has one distinct value, else null."""
    values = set(query.get(name, []))
    return values.pop() if len(values) == 1 else None


def _shown(host: str) -> str:
    return _ODD.sub("?", host[:80]) or "of no name"
