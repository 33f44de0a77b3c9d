"""Names of places as they are compared, and the table of those that are known."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_MARKS = re.compile(r"[.,'’`()]")
_JOINTS = re.compile(r"[\s\-–_]+")
_SAME = {"saint": "st", "&": "and", "nr": "near", "gtr": "greater", "cty": "county"}
LARGE_TOWN = 50_000
"""People from which on a town keeps its own region where a county beside it is printed after it."""


def place_key(name: str) -> str:
    """Return a name as it is compared: "St. Alban's" is "st albans"."""
    words = _JOINTS.split(_MARKS.sub("", name.replace("&", " and ").lower()).strip())
    return " ".join(_SAME.get(word, word) for word in words)


@dataclass(frozen=True, slots=True)
class KnownPlace:
    """A place of the table.

    Attributes:
        name: Its name as it is shown.
        kind: `country`, `nation`, `group`, `region`, `county`, `town` or `foreign`.
        county: County that it is or lies in; empty above it.
        region: Region or nation other than England that it is or lies in; empty above it.
        country: Country outside the UK, of foreign places.
        people: Inhabitants, of towns.
    """

    name: str
    kind: str
    county: str
    region: str
    country: str
    people: int


@dataclass(frozen=True, slots=True)
class PlaceTable:
    """All known places by key, and what contains each region.

    Attributes:
        places: Places that bear a name, the most populous first.
        within: Names that contain a region, nation or group, from the nearest to the UK.
        beside: Regions beside a region.
        longest: Words of the longest name.
    """

    places: Mapping[str, tuple[KnownPlace, ...]]
    within: Mapping[str, tuple[str, ...]]
    beside: Mapping[str, frozenset[str]]
    longest: int


@cache
def place_table() -> PlaceTable:
    """Table that the package ships."""
    places: dict[str, list[KnownPlace]] = {}
    parents: dict[str, str] = {}
    beside: dict[str, frozenset[str]] = {}
    regions: dict[str, str] = {}
    for name, kind, parent, others, near in _lines("regions.txt"):
        parents[name], beside[name] = parent, frozenset(near.split(";"))
        region = name if kind in {"region", "nation"} and name != "England" else ""
        _add(places, KnownPlace(name, kind, "", region, "", 0), others)
    for name, region, others in _lines("areas.txt"):
        regions[name] = region
        _add(places, KnownPlace(name, "county", name, region, "", 0), others)
    for name, county, people, other in _lines("places.txt"):
        _add(places, KnownPlace(name, "town", county, regions[county], "", int(people)), other)
    for name, country in _lines("foreign.txt"):
        _add(places, KnownPlace(name, "foreign", "", "", country, 0), "")
    within = {name: tuple(_chain(parents, name)) for name in parents}
    longest = max(len(key.split()) for key in places)
    return PlaceTable({key: _ordered(held) for key, held in places.items()}, within, beside, longest)


def _lines(file: str) -> Iterator[list[str]]:
    text = files("jobtrends_pipeline.adverts").joinpath("vocabulary", file).read_text(encoding="utf-8")
    yield from (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))


def _add(places: dict[str, list[KnownPlace]], place: KnownPlace, others: str) -> None:
    for name in (place.name, *filter(None, others.split(";"))):
        held = places.setdefault(place_key(name), [])
        if place not in held:
            held.append(place)


def _ordered(held: list[KnownPlace]) -> tuple[KnownPlace, ...]:
    kinds = ("country", "nation", "region", "group", "county", "town", "foreign")
    return tuple(sorted(held, key=lambda place: (kinds.index(place.kind), -place.people, place.county)))


def _chain(parents: Mapping[str, str], name: str) -> Iterator[str]:
    parent = parents.get(name)
    while parent:
        yield parent
        parent = parents.get(parent)
