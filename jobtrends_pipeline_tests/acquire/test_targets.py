"""The watchlist says which addresses are asked for."""

from jobtrends_pipeline.acquire.targets import Target, index_targets, page_targets
from jobtrends_pipeline.config.watchlist import Role, Watchlist
from jobtrends_pipeline.pages.links import SITE

BAKER = Role(
    name="Data Baker", aliases=("Baker",), places=("UK", "London"), markets=("permanent", "contract"), windows=(6, 3)
)


def test_a_role_has_a_target_for_every_place_market_and_window() -> None:
    targets = page_targets(BAKER)
    assert [target.url.removeprefix(SITE) for target in targets] == [
        "/jobs/uk/data%20baker.do",
        "/jobs/uk/data%20baker.do?p=3",
        "/contracts/uk/data%20baker.do",
        "/contracts/uk/data%20baker.do?p=3",
        "/jobs/london/data%20baker.do",
        "/jobs/london/data%20baker.do?p=3",
        "/contracts/london/data%20baker.do",
        "/contracts/london/data%20baker.do?p=3",
    ]
    last = "/contracts/london/baker.do?p=3"
    names = (targets[-1].url, ("Baker",), (SITE + last,))
    assert targets[-1] == Target("data-baker", "contract", "Data Baker", "London", 3, *names)


def test_another_site_is_asked_for_the_same_pages() -> None:
    assert page_targets(BAKER, "http://127.0.0.1:80")[0].url == "http://127.0.0.1:80/jobs/uk/data%20baker.do"


def test_a_name_that_addresses_spell_otherwise_is_asked_for_as_the_index_links_it() -> None:
    (target,) = page_targets(Role(name="C#"), slugs={"c#": "csharp"})
    assert (target.subject, target.url) == ("C#", f"{SITE}/jobs/uk/csharp.do")


def test_the_indexes_of_the_watchlists_places_are_asked_for_once_each() -> None:
    other = Role(name="Miller", places=("uk", "Leeds"))
    targets = index_targets(Watchlist((BAKER, other)))
    assert len(targets) == 9
    assert len({(target.market, target.place.casefold(), target.window_months) for target in targets}) == 9
    assert {target.role for target in targets} == {"market-index"}


def test_an_index_is_asked_for_by_place_window_and_number_of_the_page() -> None:
    (target,) = index_targets(Watchlist((Role(name="X", places=("UK excluding London",), windows=(3,)),)))
    assert target.url(2) == f"{SITE}/default.aspx?ql=&ll=UK+excluding+London&id=0&p=3&page=2"
