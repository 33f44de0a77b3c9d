"""A name without a page leads to the aliases of the role, one after another, and to nothing else."""

from pathlib import Path

import pytest

from jobtrends_pipeline.acquire.conditional_get import LiveResult, latest_good
from jobtrends_pipeline.acquire.live_pages import capture_page
from jobtrends_pipeline.acquire.targets import page_targets
from jobtrends_pipeline.archive.attempts import Attempt
from jobtrends_pipeline.config.watchlist import Role
from jobtrends_pipeline_tests.support.live_source import PATH, Source, now, source_of
from jobtrends_pipeline_tests.support.site.server import Answer, Site, moved

ROLE = Role(name="Dough Baker", aliases=["Loaf Baker", "Data Baker", "Bun Baker"])
DOUGH, LOAF, BUN = (f"/jobs/uk/{name}%20baker.do" for name in ("dough", "loaf", "bun"))


def asked(source: Source, *before: Attempt, role: Role = ROLE) -> list[LiveResult]:
    found = list(capture_page(source.fetcher, source.target(role), latest_good(before).get, now, ["data baker"]))
    assert [live.attempt.url for live in found] == [source.base + path for path in source.paths[-len(found) :]]
    return found


def said(found: list[LiveResult]) -> list[tuple[str, str | None]]:
    return [(live.attempt.outcome, live.attempt.reason) for live in found]


@pytest.mark.parametrize("status", [404, 410])
def test_aliases_are_asked_for_in_their_order_until_one_has_the_page(source: Source, status: int) -> None:
    source.site.instead[DOUGH] = Answer(status)
    found = asked(source)
    near = "nearest names of the index: data baker"
    assert said(found) == [
        ("not_found", f"{status}: no page of the name 'Dough Baker'; {near}"),
        ("not_found", f"404: no page of the name 'Loaf Baker'; {near}"),
        ("captured", None),
    ]
    assert source.paths == [DOUGH, LOAF, PATH]
    assert {live.attempt.role for live in found} == {"dough-baker"}


def test_the_page_under_an_alias_is_unchanged_the_next_time(source: Source) -> None:
    first = asked(source)
    again = asked(source, *(live.attempt for live in first))
    assert [kind for kind, _ in said(again)] == ["not_found", "not_found", "unchanged"]
    assert len(source.conditions[-1]) == 2


def test_a_page_under_the_present_name_asks_for_no_alias(source: Source) -> None:
    assert said(asked(source, role=Role(name="Data Baker", aliases=["Bun Baker"]))) == [("captured", None)]


@pytest.mark.parametrize("name", [DOUGH, LOAF])
@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (Answer(500), "failed"),
        (Answer(429, headers={"Retry-After": "7200"}), "deferred"),
        (Answer(200, b"<html><title>Sign in</title><p>Password</p></html>"), "not_a_page"),
    ],
)
def test_anything_but_a_missing_page_ends_it(source: Source, name: str, answer: Answer, kind: str) -> None:
    source.site.instead[name] = answer
    assert [outcome for outcome, _ in said(asked(source))] == [*(["not_found"] if name == LOAF else []), kind]


def test_a_role_that_has_no_page_under_any_name_is_not_found_under_each(tmp_path: Path) -> None:
    with source_of(Site([]), tmp_path) as source:
        assert [kind for kind, _ in said(asked(source))] == ["not_found"] * 4


def test_a_page_that_an_alias_redirects_to_is_the_page_if_a_name_of_the_role_stands_on_it(source: Source) -> None:
    source.site.instead[LOAF] = moved(PATH)
    found = list(capture_page(source.fetcher, source.target(ROLE), latest_good([]).get, now))
    assert said(found)[-1] == ("captured", None)
    assert source.paths == [DOUGH, LOAF, PATH]


def test_an_address_is_asked_for_once_though_two_names_have_it(source: Source) -> None:
    role = Role(name="Dough Baker", aliases=["dough baker", "Data Baker"])
    (target,) = page_targets(role, source.base, {"dough baker": "dough"})
    assert [(named.subject, named.url.rpartition("/")[2]) for named in target.by_names()] == [
        ("Dough Baker", "dough.do"),
        ("Data Baker", "data%20baker.do"),
    ]


def test_each_name_is_asked_for_in_every_place_market_and_window() -> None:
    role = Role(name="Java", aliases=["J2EE"], places=["UK", "London"], markets=["contract"], windows=[3, 6])
    addresses = [[named.url for named in target.by_names()] for target in page_targets(role, "http://s")]
    assert addresses == [
        [f"http://s/contracts/{place}/{name}.do{query}" for name in ("java", "j2ee")]
        for place in ("uk", "london")
        for query in ("?p=3", "")
    ]
    assert all(named.alias_urls == () for target in page_targets(role) for named in target.by_names())
