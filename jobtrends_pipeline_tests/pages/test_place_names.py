"""A place that only an address names has the capitals that the page prints, or else those that such names have."""

import pytest

from jobtrends_pipeline.pages.place_names import place_name, printed_place
from jobtrends_pipeline.pages.read import read_page
from jobtrends_pipeline_tests.support.pages.samples import index_of
from jobtrends_pipeline_tests.support.site.index_markup import index_html

NAMES = [
    *("UK", "London", "UK excluding London", "North of England", "City of London", "Isle of Man", "Isle of Wight"),
    *("Stoke-on-Trent", "Newcastle upon Tyne", "Kingston upon Hull", "Newcastle-under-Lyme", "Chester-le-Street"),
    *("Weston-super-Mare", "Ashby-de-la-Zouch", "Wells-next-the-Sea", "Barrow-in-Furness", "Bury St Edmunds"),
    *("King's Lynn", "Bournemouth & Poole", "Yorkshire and the Humber", "East of England", "The Wirral"),
]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_has_its_capitals_again(name: str) -> None:
    assert place_name(name.lower()) == name


@pytest.mark.parametrize(
    ("texts", "name"),
    [
        ((), "Leigh on Sea"),
        (("IT jobs in Leigh On Sea", "Leigh On Sea"), "Leigh On Sea"),
        (("LEIGH ON SEA", "leigh on sea"), "Leigh on Sea"),
        (("Leigh On Sea", "Leigh on Sea"), "Leigh on Sea"),
        (("New Leigh On Sea-Side",), "Leigh on Sea"),
    ],
    ids=["nowhere", "printed", "in capitals or none", "both ways", "part of another"],
)
def test_a_page_that_prints_a_name_has_it_as_it_is_printed(texts: tuple[str, ...], name: str) -> None:
    assert printed_place("Leigh on Sea", texts) == name


@pytest.mark.parametrize("printed", ["Stoke-on-Trent", "Stoke-On-Trent", None])
def test_an_index_has_the_place_as_it_prints_it(printed: str | None) -> None:
    body = index_html(index_of(location="Stoke-on-Trent")).decode().replace("Stoke-on-Trent", printed or "a town")
    assert read_page(body.encode()).key.place == (printed or "Stoke-on-Trent")
