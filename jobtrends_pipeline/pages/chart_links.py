"""Links of the source to chart images: what a chart is of, and which a page names.

A page is hostile until checked: no address of another host, port or scheme leaves this module.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import SplitResult, parse_qs, quote, unquote, urljoin, urlsplit

from jobtrends_pipeline.pages.address import ForeignAddressError, is_own_host, source_parts
from jobtrends_pipeline.pages.links import SITE
from jobtrends_pipeline.pages.place_names import place_name

DEMAND = "demand-trend"
MOST_CHARTS = 12
_CHARTS, _MOST_NAMED = "/charts/", 200
_PATH = re.compile(
    r"/charts/(?P<kind>[a-z][a-z-]{0,39})(?:/(?P<market>permanent|contract))?(?:/(?P<size>[a-z]{1,3}(?:[1-9]x)?))?"
    r"/(?P<places>uk(?:/[^/]{1,80}){0,4})/(?P<slug>[^/]{1,200})\.(?:webp|png)",
    re.IGNORECASE,
)
"""Form of 2025: kind, market, size, place within place, subject."""
_QUERIED = re.compile(r"/charts/(?:(?P<market>permanent|contract)-)?(?P<kind>[a-z][a-z-]{0,39})\.aspx", re.IGNORECASE)
"""Form of 2014 to 2020; subject and place are in the query."""
_MARKETS = {"salary": "permanent", "daily": "contract", "hourly": "contract"}
"""Market of the kinds whose address need not name it, by their first word."""
_REPLAYED = re.compile(r"/(?:[\w-]{1,40}/)?\d{1,14}(?:[a-z]{2}_)?/(https?:/{1,2}[^\s]+)", re.IGNORECASE)
"""Address that a web archive wrote into its copy of a page, without its own host."""
_TAG = re.compile(r"<!--|-->|<(img|source|a)\s([^<>]{1,4000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""(?<![\w-])([a-z][a-z-]{1,20})\s{0,9}=\s{0,9}("[^"]*"|'[^']*'|[^\s"'>]+)""", re.IGNORECASE)
_SETS, _SINGLE = ("srcset", "data-srcset"), ("src", "data-src", "href")
_DENSITY = re.compile(r"[/?&][a-z]{1,3}([1-9])x(?:[/&]|\Z)", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_HOSTILE = re.compile(r"[\x00-\x1f\x7f/\\]|\A\.{1,2}\Z")
"""What no part of a path has once it is decoded."""
_PORTS = {"http": (None, 80), "https": (None, 443)}
_LONGEST = 500
_SAFE = "/%:@!$&'()*+,;=~-._"


@dataclass(frozen=True, slots=True)
class ChartLink:
    """Decoded link to a chart image.

    Attributes:
        kind: `demand-trend`, `salary-trend`, `salary-histogram`, `daily-rate-trend`, `daily-rate-histogram`,
            `hourly-rate-trend`, or another name that the source gives.
        market: `permanent` or `contract`.
        slug: Subject in the source's lower case, as in the address.
        place: Name of the place, in the same capitals as on pages.
    """

    kind: str
    market: str
    slug: str
    place: str


def read_chart_link(url: str | None) -> ChartLink | None:
    """Return the chart to which a link leads; null for any other link.

    Both forms of address are read, that of 2025 and that of 2014 to 2020.

    Args:
        url: The link: relative, absolute or through a web archive.
    """
    try:
        parts = source_parts(_original(url or ""))
    except ForeignAddressError:
        return None
    if parts is None:
        return None
    return _of_path(parts.path) or _of_query(parts)


def chart_addresses(markup: str, page_url: str) -> tuple[str, ...]:
    """Return the addresses of the chart images that a page names, each chart once.

    Of several sizes the largest is returned. A page that names no chart has none: no address is guessed, as the form of
    addresses changes, and every page since 2014 is known to name its charts.

    Args:
        markup: The page.
        page_url: Its address at the source, or at a stand-in server.

    Returns:
        Absolute addresses on the page's own host, in the order of the page, at most `MOST_CHARTS`.
    """
    found: dict[ChartLink, str] = {}
    named = (reference for reference in dict.fromkeys(references(markup)) if _CHARTS in reference.lower())
    for reference in islice(named, _MOST_NAMED):
        address = chart_address(reference, page_url)
        link = read_chart_link(address)
        if not address or not link:
            continue
        if link in found:
            found[link] = max(found[link], address, key=_density)
        elif len(found) < MOST_CHARTS:
            found[link] = address
    return tuple(found.values())


def chart_address(reference: str, page_url: str = SITE) -> str | None:
    """Return the absolute address of a chart that a page refers to.

    Args:
        reference: The reference in the page.
        page_url: Address of the page.

    Returns:
        The address on the page's own host; null if it is of another host, port or scheme, or of no chart.
    """
    page = urlsplit(page_url)
    try:
        target = source_parts(urljoin(page_url, _original(reference.strip())))
        is_own = target is not None and (
            target.netloc == page.netloc
            or (is_own_host((target.hostname or "").lower()) and target.port in _PORTS[target.scheme])
        )
    except ValueError:
        return None
    if target is None or not is_own or "@" in target.netloc:
        return None
    path = quote(target.path, safe=_SAFE) + (f"?{quote(target.query, safe=_SAFE)}" if target.query else "")
    return f"{page.scheme}://{page.netloc}{path}" if len(path) <= _LONGEST and read_chart_link(path) else None


def tags(markup: str) -> Iterator[tuple[str, str]]:
    """Yield name and attributes of images, sources and links, comments left out."""
    is_comment = False
    for tag in _TAG.finditer(markup):
        if tag[1] is None:
            is_comment = tag[0] == "<!--"
        elif not is_comment:
            yield tag[1].lower(), tag[2]


def values_of(attributes: str) -> dict[str, str]:
    """Return the values of attributes by name, character references resolved."""
    return {name.lower(): html.unescape(quoted.strip("\"'")).strip() for name, quoted in _ATTRIBUTE.findall(attributes)}


def references(markup: str) -> Iterator[str]:
    """Yield what the images, sources and links of a page refer to."""
    for _, attributes in tags(markup):
        values = values_of(attributes)
        yield from (values[name] for name in _SINGLE if name in values)
        for name in _SETS:
            yield from in_set(values.get(name, ""))


def in_set(value: str) -> Iterator[str]:
    """Yield the addresses of a `srcset`."""
    return (candidate.split()[0] for candidate in value.split(",") if candidate.strip())


def _density(address: str) -> int:
    """Return how many pixels an image has for one of the page; 1 if it does not say."""
    found = _DENSITY.search(address)
    return int(found[1]) if found else 1


def _original(url: str) -> str:
    replayed = _REPLAYED.match(url)
    return replayed[1] if replayed else url


def _of_path(path: str) -> ChartLink | None:
    found = _PATH.fullmatch(path)
    if not found:
        return None
    kind = found["kind"].lower()
    market = (found["market"] or _MARKETS.get(kind.partition("-")[0], "")).lower()
    parts = [unquote(part).lower() for part in (*found["places"].split("/"), found["slug"])]
    if not market or any(map(_HOSTILE.search, parts)):
        return None
    return ChartLink(kind, market, parts[-1], place_name(parts[-2].replace("-", " ")))


def _of_query(parts: SplitResult) -> ChartLink | None:
    found = _QUERIED.fullmatch(parts.path)
    if not found:
        return None
    kind = found["kind"].lower()
    market = (found["market"] or _MARKETS.get(kind.partition("-")[0], "")).lower()
    query = parse_qs(parts.query)
    (slug, *others), (place, *further) = (query.get(name) or [""] for name in "sl")
    slug, place = (" ".join(text.lower().split()) for text in (slug, place))
    if not market or others or further or not slug or not place or _CONTROL.search(slug + place):
        return None
    return ChartLink(kind, market, slug, place_name(place))
