"""Place of an advert and all that contain it, from the words that name it.

Work from home is kept apart.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from jobtrends_pipeline.adverts.place_names import LARGE_TOWN, KnownPlace, PlaceTable, place_key, place_table

LONGEST_TEXT = 300
"""Characters of a place's text that are read."""
_ALTERNATIVE = re.compile(r"[/|;•·\n]")
_PART = re.compile(r",| [-–] |\((?=[A-Za-z])|\)")
_OR = re.compile(r"\s(?:or|and|to|&|\+)\s", re.IGNORECASE)
_REMOTE = re.compile(
    r"\b(?:remote(?:ly)?|work(?:ing)? from home|home[ -]?(?:based|working|office)|wfh|fully remote|anywhere"
    r"|telecommute)\b",
    re.IGNORECASE,
)
_NOISE = re.compile(
    r"\b(?:city centre|town centre|city center|metropolitan area|metropolitan borough|royal borough of"
    r"|london borough of|borough of"
    r"|surrounding areas?|area|areas|region|district|hybrid|remote(?:ly)?|based|office|onsite|on-site|near|nr|the"
    r"|city of|county of)\b",
    re.IGNORECASE,
)
_POSTCODE = re.compile(r"(?<![A-Za-z0-9])([A-Z]{1,2})\d[A-Z\d]?(?: ?\d[A-Z]{2})?(?![A-Za-z0-9])")
_STATE_CODES = re.compile(
    r",\s*(?:AL|AK|AZ|AR|CA|CO|CT|DE|FL|GA|HI|ID|IL|IN|IA|KS|KY|LA|ME|MD|MA|MI|MN|MS|MO|MT|NE|NV|NH|NJ|NM|NY|NC|ND"
    r"|OH|OK|OR|PA|RI|SC"
    r"|SD|TN|TX|UT|VT|VA|WA|WV|WI|WY|DC|ON|BC|QC|NSW|VIC|QLD)\b(?:\s*\d{5})?|\bUSA?\b"
    r"|\bU\.S\.A?\b|\bUnited States\b|\bUAE\b|\bEMEA\b|\bIreland\b"
)
_STATE_NAMES = re.compile(
    r"(?:^|,)\s*(?:Nova Scotia|Ontario|Quebec|Alberta|British Columbia"
    r"|Manitoba|Saskatchewan|New Brunswick|Newfoundland|New South Wales|Queensland|Victoria|Tasmania"
    r"|Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Hawaii|Idaho|Illinois|Indiana"
    r"|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota|Mississippi|Missouri|Montana"
    r"|Nebraska|Nevada|New Hampshire|New Jersey|New Mexico|New York|North Carolina|North Dakota|Ohio|Oklahoma|Oregon"
    r"|Pennsylvania|Rhode Island|South Carolina|South Dakota|Tennessee|Texas|Utah|Vermont|Virginia(?! Water)"
    r"|West Virginia|Wisconsin|Wyoming)\b"
)
_NAMESAKE = re.compile(r"\bNew (?:York|Hampshire|South Wales|England|London)\b", re.IGNORECASE)
"""Names abroad that contain one of the UK."""
_OTHER_LONDON = re.compile(r"\bLondon,\s*(?:ON|Ontario|Kentucky|Ohio)\b")
"""Towns of that name; other states beside London are of a list of offices."""
_MOST_PARTS = 24
_POSTAL = {"Surrey", "Kent", "Essex", "Hertfordshire"}
"""Counties that addresses name after places that are in London since 1965."""
_ABROAD = KnownPlace("abroad", "foreign", "", "", "abroad", 0)
_RANKS = {"town": 0, "county": 1, "region": 2, "group": 3, "nation": 4, "country": 5}
_LEAST_INSIDE = 20_000
"""People of a town that counts where other words stand around it."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an advert's job is.

    Attributes:
        name: The most particular place that is known; empty where only work from home is said, "abroad" where a state
            or a country's code alone shows that it lies outside the UK.
        kind: `town`, `county`, `region`, `group`, `nation`, `country` or `foreign`; `remote`.
        within: Names that contain it, from the nearest to the farthest: county, region, Midlands or North of England,
            nation, UK.
        region: One of the nine regions of England, or Wales, Scotland, Northern Ireland; empty where the text does not
            say.
        is_foreign: Whether it lies outside the UK.
        is_remote: Whether the words speak of work from home.
        text: The words as printed.
    """

    name: str
    kind: str
    within: tuple[str, ...]
    region: str
    is_foreign: bool
    is_remote: bool
    text: str


@dataclass(frozen=True, slots=True)
class _Hit:
    """Known places of one name, and whether it is the whole part of a text."""

    places: tuple[KnownPlace, ...]
    is_whole: bool


def read_place(text: str) -> Place | None:
    """Read the place that a field for it names; its first 300 characters count.

    The right-hand part decides where parts disagree ("Walton, Chesterfield" is in Derbyshire), except that a large town
    or a county keeps its own region ("London, South East England", "Croydon, Surrey").

    Returns:
        The place; nothing where no word is known.
    """
    text = text[:LONGEST_TEXT]
    is_remote = _REMOTE.search(text) is not None
    read = [known for one in _ALTERNATIVE.split(text)[:_MOST_PARTS] if (known := _known_of(one))]
    chosen = next((known for known in read if known.region), read[0] if read else _by_postcode(text))
    if chosen is None:
        return Place("", "remote", (), "", is_foreign=False, is_remote=True, text=text.strip()) if is_remote else None
    return _place(chosen, text.strip(), is_remote=is_remote)


def says_home(text: str) -> bool:
    """Return whether the first 300 characters of words speak of work from home."""
    return _REMOTE.search(text[:LONGEST_TEXT]) is not None


def containing(place: Place) -> Iterator[tuple[str, str]]:
    """Yield the names that contain a place with their kind, the nearest first."""
    for name in place.within:
        known = place_table().places.get(place_key(name), ())
        yield name, next((one.kind for one in known if one.kind != "town"), "foreign")


def _known_of(text: str) -> KnownPlace | None:
    """Place of one of the alternatives of a text, "Dublin, Ireland; London, UK"."""
    hits = [hit for part in _parts(text) for hit in _hits(part)]
    return _chosen(hits, _kinds_abroad(text, hits))


def _kinds_abroad(text: str, hits: Sequence[_Hit]) -> frozenset[str]:
    """Kinds of places that lie abroad, as a state stands beside them.

    Codes of states are codes of postcode areas too, and say nothing of a county.
    """
    if _says_uk(hits):
        return frozenset()
    if _OTHER_LONDON.search(text):
        return frozenset({"town", "county", "region", "foreign"})
    if any(map(_is_london, hits)):
        return frozenset()
    if _STATE_NAMES.search(text):
        return frozenset({"town", "county", "foreign"})
    return frozenset({"town", "foreign"} if _STATE_CODES.search(text) else ())


def _says_uk(hits: Sequence[_Hit]) -> bool:
    return any(hit.places[0].kind in {"country", "nation"} for hit in hits)


def _place(known: KnownPlace, text: str, *, is_remote: bool) -> Place:
    if known.kind == "foreign":
        abroad = () if known.country == known.name else (known.country,)
        return Place(known.name, "foreign", abroad, "", is_foreign=True, is_remote=is_remote, text=text)
    if known.kind == "county" and _is_double(known.name, known.region):
        known = KnownPlace(known.region, "region", "", known.region, "", 0)
    table = place_table()
    within: list[str] = [known.county] if known.kind == "town" else []
    if known.region and known.region != known.name:
        within.append(known.region)
    within.extend(table.within[known.region or known.name])
    shown = tuple(dict.fromkeys(name for name in within if name != known.name and not _is_double(name, known.region)))
    return Place(known.name, known.kind, shown, known.region, is_foreign=False, is_remote=is_remote, text=text)


def _is_double(county: str, region: str) -> bool:
    """Whether a county is its region under another name."""
    return county in {f"Greater {region}", f"{region} County"}


def _parts(text: str) -> list[str]:
    return [part for part in (part.strip() for part in _PART.split(text)) if part][:_MOST_PARTS]


def _hits(part: str) -> Iterator[_Hit]:
    """Known places of a part: the whole part, or names inside it from the left."""
    places = place_table().places
    for words in (part, _NOISE.sub(" ", part)):
        whole = places.get(place_key(words))
        if whole:
            yield _Hit(whole, is_whole=True)
            return
    halves = _OR.split(part)
    if len(halves) > 1:
        for half in reversed(halves[:_MOST_PARTS]):
            yield from _hits(half)
        return
    yield from _inside(place_key(_NOISE.sub(" ", _NAMESAKE.sub(" ", part))).split()[:40])


def _inside(words: Sequence[str]) -> Iterator[_Hit]:
    table = place_table()
    found: list[tuple[KnownPlace, ...]] = []
    index = covered = 0
    while index < len(words):
        size, large = _longest_at(table, words, index)
        if large:
            found.append(large)
            covered += size
        index += size or 1
    yield from (_Hit(places, is_whole=covered == len(words)) for places in found)


def _longest_at(table: PlaceTable, words: Sequence[str], index: int) -> tuple[int, tuple[KnownPlace, ...]]:
    for size in range(min(table.longest, len(words) - index), 0, -1):
        found = table.places.get(" ".join(words[index : index + size]))
        large = tuple(place for place in found or () if place.kind != "town" or place.people >= _LEAST_INSIDE)
        if large:
            return size, large
    return 0, ()


def _chosen(hits: Sequence[_Hit], kinds_abroad: frozenset[str]) -> KnownPlace | None:
    """Most particular place that agrees with what stands to its right."""
    area: KnownPlace | None = None
    for hit in reversed(hits):
        area = _first(hit.places) if area is None else _narrowed(area, hit)
    if kinds_abroad and (area is None or area.kind in kinds_abroad):
        return area if area and area.kind == "foreign" else _ABROAD
    return area


def _first(hit: tuple[KnownPlace, ...]) -> KnownPlace:
    """Widest of places with one name, but a large town before its county."""
    town = next((place for place in hit if place.kind == "town" and place.people >= LARGE_TOWN), None)
    return town if town and hit[0].kind == "county" else hit[0]


def _narrowed(area: KnownPlace, hit: _Hit) -> KnownPlace:
    if _is_london(hit) and area.kind == "foreign" and area.name != area.country:
        return hit.places[0]  # of a list of offices, as no foreign city has it
    inside = tuple(place for place in hit.places if _lies_in(place, area))
    if inside:
        narrow = _first(inside)
        return narrow if _RANKS[narrow.kind] <= _RANKS[area.kind] and not _is_same(narrow, area) else area
    return next((place for place in hit.places if hit.is_whole and _stands_against(place, area)), area)


def _is_london(hit: _Hit) -> bool:
    return hit.is_whole and hit.places[0].name == "London"


def _is_same(narrow: KnownPlace, area: KnownPlace) -> bool:
    return narrow.name == area.name and narrow.kind == area.kind


def _lies_in(place: KnownPlace, area: KnownPlace) -> bool:
    if place.kind == "foreign":
        return False
    if area.kind in {"town", "county"}:
        return place.kind == "town" and place.county == area.county
    if area.region:
        return place.region == area.region
    return area.kind == "country" or _chain_has(place, area.name)


def _chain_has(place: KnownPlace, name: str) -> bool:
    return name in place_table().within[place.region or place.name]


def _stands_against(place: KnownPlace, area: KnownPlace) -> bool:
    """Whether a place keeps its own region against what is printed after it."""
    if place.kind not in {"town", "county", "region"} or not place.region or area.kind == "town":
        return False
    is_near = place.region == area.region or place.region in place_table().beside.get(area.region, frozenset())
    if area.kind == "county":
        is_postal = place.region == "London" and area.name in _POSTAL
        return is_postal or (is_near and place.kind == "town" and place.people >= LARGE_TOWN)
    return is_near and (place.kind in {"county", "region"} or place.people >= LARGE_TOWN or place.region == "London")


def _by_postcode(text: str) -> KnownPlace | None:
    match = _POSTCODE.search(text)
    county = _postcodes().get(match[1]) if match else None
    if county is None:
        return None
    known = next(place for place in place_table().places[place_key(county)] if place.kind == "county")
    return KnownPlace(known.name, "county", known.county, known.region, "", 0)


@cache
def _postcodes() -> dict[str, str]:
    text = files("jobtrends_pipeline.adverts").joinpath("vocabulary", "postcodes.txt").read_text(encoding="utf-8")
    return dict(line.split("\t") for line in text.splitlines() if not line.startswith("#"))
