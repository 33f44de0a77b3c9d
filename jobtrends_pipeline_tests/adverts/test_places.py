"""A place is read with all that contain it; the right-hand part decides, work from home is apart."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobtrends_pipeline.adverts.place_names import place_table
from jobtrends_pipeline.adverts.places import read_place
from jobtrends_pipeline_tests.support.advert_data import api_answers, needs_adverts, table

REGIONS = {
    "North West England": "North West",
    "South East England": "South East",
    "South West England": "South West",
    "North East England": "North East",
    "Eastern England": "East of England",
    "Yorkshire And The Humber": "Yorkshire",
}
"""Regions as the API names them, where this project names them otherwise."""


@pytest.mark.parametrize(
    ("text", "name", "region"),
    [
        ("Leeds, West Yorkshire", "Leeds", "Yorkshire"),
        ("Walton, Chesterfield", "Walton", "East Midlands"),
        ("Preston, Brighton", "Brighton", "South East"),
        ("Stratford, East London", "Stratford", "London"),
        ("London, South East England", "London", "London"),
        ("London South East", "London", "London"),
        ("City of London", "London", "London"),
        ("Croydon, Surrey", "Croydon", "London"),
        ("Enfield, Middlesex", "Enfield", "London"),
        ("Hertfordshire, South East England", "Hertfordshire", "East of England"),
        ("Sheffield South Yorkshire Yorkshire", "Sheffield", "Yorkshire"),
        ("Reading, Wiltshire", "Reading", "South East"),
        ("Newcastle", "Newcastle upon Tyne", "North East"),
        ("Newcastle-under-Lyme", "Newcastle under Lyme", "West Midlands"),
        ("Richmond, North Yorkshire", "Richmond", "Yorkshire"),
        ("Richmond, Surrey", "Richmond", "London"),
        ("Newport, Isle of Wight", "Newport", "South East"),
        ("St. Albans, Herts", "St Albans", "East of England"),
        ("Manchester Area, United Kingdom", "Greater Manchester", "North West"),
        ("East Kilbride, Scotland, UK", "East Kilbride", "Scotland"),
        ("Belfast, Northern Ireland, UK", "Belfast", "Northern Ireland"),
        ("Cardiff County, Wales", "Glamorgan", "Wales"),
        ("West Midlands", "West Midlands", "West Midlands"),
        ("Wales, UK", "Wales", "Wales"),
        ("M17 1PH", "Greater Manchester", "North West"),
        ("Bristol or Cardiff", "Bristol", "South West"),
        ("Dublin, Ireland; London, UK", "London", "London"),
        ("Hybrid - Leeds", "Leeds", "Yorkshire"),
        ("Oxford Circus, Central London", "London", "London"),
        ("England", "England", ""),
        ("UK", "UK", ""),
    ],
)
def test_a_place_lies_in_its_region(text: str, name: str, region: str) -> None:
    place = read_place(text)
    assert place is not None
    assert (place.name, place.region, place.is_foreign) == (name, region, False)


def test_a_place_knows_all_that_contain_it() -> None:
    place = read_place("Bruntingthorpe, Lutterworth")
    assert place is not None
    assert (place.name, place.within) == (
        "Bruntingthorpe", ("Leicestershire", "East Midlands", "Midlands", "England", "UK"),
    )  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "London, New York",
        "London, Victoria",
        "London, Paris",
        "York, New Earswick",
        "Egham, Virginia Water",
        "Durham, England",
    ],
)
def test_a_place_beside_the_name_of_a_state_stays(text: str) -> None:
    place = read_place(text)
    assert place is not None
    assert not place.is_foreign


@pytest.mark.parametrize(
    "text",
    [
        "Dublin, Ireland",
        "New York, NY",
        "Cambridge, MA",
        "Birmingham, AL, USA",
        "Dubai",
        "Perth, Australia",
        "Birmingham, Alabama",
        "Durham, North Carolina",
        "Worcester, Massachusetts 01608",
        "London, Ontario",
        "New York",
        "Newcastle, New South Wales",
        "Portsmouth, New Hampshire",
        "Singapore",
        "Jersey",
    ],
)
def test_a_place_abroad_is_foreign(text: str) -> None:
    place = read_place(text)
    assert place is not None
    assert (place.is_foreign, place.region) == (True, "")


@pytest.mark.parametrize(
    ("text", "name"), [("Remote", ""), ("Work from home", ""), ("Home based - Leeds", "Leeds"), ("Remote, UK", "UK")]
)
def test_work_from_home_is_apart_from_the_place(text: str, name: str) -> None:
    place = read_place(text)
    assert place is not None
    assert (place.name, place.is_remote) == (name, True)


@pytest.mark.parametrize("text", ["", "   ", "Negotiable", "xyzzy", ",,,", "123"])
def test_words_that_are_no_place_are_none(text: str) -> None:
    assert read_place(text) is None


@needs_adverts
def test_regions_agree_with_the_tree_of_an_api() -> None:
    right = placed = total = 0
    for posting in api_answers().values():
        area = posting["location"]["area"]
        if len(area) > 1:
            total += 1
            place = read_place(posting["location"]["display_name"])
            if place and place.region:
                placed += 1
                right += place.region == REGIONS.get(area[1], area[1])
    assert placed >= 0.98 * total
    assert right >= 0.985 * placed


@needs_adverts
def test_places_of_three_boards_are_placed() -> None:
    texts = [f"{row['city']}, {row['state']}" for row in table("reed-2018-5000")]
    texts += [row["LocationRaw"] for row in table("adzuna-2013-800")]
    texts += [row["location"] for board in "ab" for row in table(f"board-{board}-2026-fulltext-200")]
    read = [read_place(text) for text in texts]
    assert sum(bool(place and (place.region or place.is_foreign or place.is_remote)) for place in read) >= 0.99 * len(
        texts
    )


def test_every_place_of_the_table_is_read_as_itself_or_a_larger_one() -> None:
    for key, places in place_table().places.items():
        place = read_place(key)
        assert place is not None, key
        if len(places) == 1 and places[0].kind == "county":
            assert place.region == places[0].region, key


@given(
    st.sampled_from(["Leeds", "Hull", "Truro", "Cardiff", "Perth"]),
    st.sampled_from([", UK", " (Hybrid)", ", United Kingdom", " "]),
)
def test_the_country_behind_a_place_changes_nothing(town: str, more: str) -> None:
    plain, longer = read_place(town), read_place(town + more)
    assert plain is not None
    assert longer is not None
    assert (plain.name, plain.within) == (longer.name, longer.within)


@given(st.text(max_size=400))
def test_any_text_is_read_without_error(text: str) -> None:
    place = read_place(text)
    assert place is None or place.name or place.is_remote


@pytest.mark.parametrize("piece", ["Leeds, ", "((", "London or ", "1", "\u202e", " and "])
def test_hostile_texts_end_soon(piece: str) -> None:
    start = time.process_time()
    read_place(piece * 10**5)
    assert time.process_time() - start < 1
