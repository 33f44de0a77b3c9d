"""Charts of pages: their addresses, and role, subject and place by an address."""

import re
from typing import NamedTuple

from jobtrends_pipeline.config.watchlist import Role, Watchlist, role_key
from jobtrends_pipeline.pages.asked import same_name
from jobtrends_pipeline.pages.chart_links import chart_addresses, read_chart_link
from jobtrends_pipeline.pages.decode import NotTextError, decode

_BETWEEN_WORDS = re.compile(r"(?<=[^\W_])[+-](?=[^\W_])")


class ChartSubject(NamedTuple):
    """What a chart image is of.

    Attributes:
        role: Partition key of its role.
        kind: Kind of chart, e.g. `demand-trend`.
        market: `permanent` or `contract`.
        subject: Name of the role if it is on the watchlist, else the subject as in the address, with spaces.
        place: Name of the place, in the watchlist's spelling if it names it.
    """

    role: str
    kind: str
    market: str
    subject: str
    place: str


class ChartSubjects:
    """Assignment of chart addresses to the roles of a watchlist.

    Addresses spell subjects without signs and with hyphens for spaces: `c#` as `csharp`.

    Args:
        watchlist: Names the roles.
    """

    def __init__(self, watchlist: Watchlist) -> None:
        self._roles: dict[str, Role] = {}
        names = [(name, role) for role in watchlist.roles for name in (role.name, *role.aliases)]
        for spelled in (role_key, _without_hyphens):
            for name, role in names:
                self._roles.setdefault(spelled(name), role)

    def of(self, url: str) -> ChartSubject | None:
        """Return what the chart at an address is of.

        Returns:
            The subject; None if the address is of no chart.
        """
        link = read_chart_link(url)
        if link is None:
            return None
        role = self._roles.get(role_key(link.slug)) or self._roles.get(_without_hyphens(link.slug))
        if role is None:
            return ChartSubject(role_key(link.slug), link.kind, link.market, _in_words(link.slug), link.place)
        place = next((place for place in role.places if same_name(place, link.place)), link.place)
        return ChartSubject(role.key, link.kind, link.market, role.name, place)


def charts_on(url: str, body: bytes) -> tuple[str, ...]:
    """Return the addresses of the charts that a page names; none for one without text.

    Args:
        url: Address of the page.
        body: Its bytes.
    """
    try:
        return chart_addresses(decode(body), url)
    except NotTextError:
        return ()


def _without_hyphens(name: str) -> str:
    return role_key(name).replace("-", "")


def _in_words(slug: str) -> str:
    """Return a subject with spaces for the signs between words; `c++` keeps its own."""
    return _BETWEEN_WORDS.sub(" ", slug)
