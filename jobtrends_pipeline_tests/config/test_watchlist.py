"""The watchlist says which role a page belongs to, and each fault of the file in one clear line."""

import re
from datetime import date
from pathlib import Path

import pytest

from jobtrends_pipeline.config.watchlist import (
    MARKET_INDEX,
    ROLE_KEY,
    Watchlist,
    WatchlistError,
    load_watchlist,
    role_key,
)
from jobtrends_pipeline.pages.page import PageKey

ROLES = """
roles:
  - name: Backend Developer
    aliases: [Back-End Developer, Server Developer]
    places: [UK, London]
    markets: [permanent, contract]
    windows: [6, 3]
    cadence: daily
  - name: C#
"""


def watchlist(folder: Path, text: str) -> Watchlist:
    path = folder / "watchlist.yaml"
    path.write_text(text, encoding="utf-8")
    return load_watchlist(path)


def fault(folder: Path, text: str) -> str:
    """The one line that says what is wrong."""
    with pytest.raises(WatchlistError) as caught:
        watchlist(folder, text)
    message = str(caught.value)
    assert "\n" not in message
    assert "watchlist.yaml" in message
    return message


def page_of(subject: str | None) -> PageKey:
    return PageKey("detail" if subject else "index", "permanent", subject, "role", "UK", 6, date(2026, 2, 15))


def test_roles_keep_their_order_and_what_is_left_out_has_its_default(tmp_path: Path) -> None:
    roles = watchlist(tmp_path, ROLES)
    assert roles.keys == ("backend-developer", "c-sharp")
    first, second = roles.roles
    assert (first.places, first.markets, first.windows) == (("UK", "London"), ("permanent", "contract"), (6, 3))
    assert (second.places, second.markets, second.windows) == (("UK",), ("permanent",), (6,))
    assert (first.cadence, second.cadence) == ("daily", "weekly")


@pytest.mark.parametrize(
    "subject", ["Backend Developer", "backend developer", "Back-End Developer", "SERVER DEVELOPER"]
)
def test_a_page_belongs_to_the_role_of_its_name_or_alias(tmp_path: Path, subject: str) -> None:
    assert watchlist(tmp_path, ROLES).role_of(page_of(subject)) == "backend-developer"


def test_a_page_of_no_role_gets_a_key_of_its_own_and_an_index_its_reserved_one(tmp_path: Path) -> None:
    roles = watchlist(tmp_path, ROLES)
    assert roles.role_of(page_of("QA Engineer")) == "qa-engineer"
    assert roles.role_of(page_of(None)) == MARKET_INDEX


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("C#", "c-sharp"),
        ("C++", "c-plus-plus"),
        (".NET", "dot-net"),
        ("ASP.NET Core", "asp-net-core"),
        ("C", "c"),
        ("CI/CD", "ci-cd"),
        ("R&D", "r-d"),
        ("Ünïcode", "ncode"),
        ("a | b, c", "a-b-c"),
    ],
)
def test_the_key_of_a_name_is_plain(name: str, key: str) -> None:
    assert role_key(name) == key


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "a\nb", "'; drop table x; --", "日本語", "-", "x" * 500, "\u202e", "a|b,c d", "-" * 90 + "x"],
)
def test_a_hostile_name_still_gives_a_key_that_a_partition_may_have(name: str) -> None:
    assert ROLE_KEY.fullmatch(role_key(name))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("roles:\n  - name: Java\n    place: [UK]\n", "role 1 (Java).*place.*did you mean 'places'"),
        (
            "roles:\n  - name: Java\n    cadence: hourly\n",
            "role 1 (Java).*cadence.*'daily', 'weekly' or 'monthly'.*hourly",
        ),
        ("roles:\n  - name: Java\n    cadense: daily\n", "cadense.*did you mean 'cadence'"),
        ("roles:\n  - name: Java\n    colour: red\n", "colour.*known keys are name, aliases"),
        ("rolls:\n  - name: Java\n", "rolls.*did you mean 'roles'"),
        ("roles:\n  - places: [UK]\n", "role 1.*name.*missing"),
        ("roles:\n  - name: Java\n    markets: [perm]\n", "role 1 (Java).*markets.*perm"),
        ("roles:\n  - name: Java\n    windows: [12]\n", "role 1 (Java).*windows.*12"),
        ("roles:\n  - name: Java\n    places: []\n", "role 1 (Java).*places"),
        ("roles:\n  - name: Java\n  - name: java\n", "line 3: the name 'java' stands twice, first in line 2"),
        ("roles:\n  - name: C#\n  - name: C Sharp\n", "line 3: .*'C Sharp'.*'C#' in line 2 have one key, 'c-sharp'"),
        ("roles:\n  - name: Market Index\n", "reserved"),
        ("roles: [\n", "not valid YAML"),
        ("roles:\n\t- name: Java\n", "not valid YAML"),
        ("", "watchlist.yaml"),
        ("- Java\n", "watchlist.yaml"),
        ("roles:\n  - Java\n", "role 1"),
        ("roles: Java\n", "roles"),
        ("!!python/object/apply:os.system ['true']\n", "not valid YAML"),
    ],
)
def test_a_fault_is_told_in_one_line_with_where_it_is(tmp_path: Path, text: str, words: str) -> None:
    wanted = words.replace("(", r"\(").replace(")", r"\)")
    assert re.search(wanted, fault(tmp_path, text)), fault(tmp_path, text)


def test_a_file_that_is_no_text_is_told_so(tmp_path: Path) -> None:
    path = tmp_path / "watchlist.yaml"
    path.write_bytes(b"\xff\xfe\x00name")
    with pytest.raises(WatchlistError, match="not valid YAML"):
        load_watchlist(path)


def test_without_a_file_nobody_is_followed_and_who_wants_a_role_is_told_how_to_list_it(tmp_path: Path) -> None:
    watchlist = load_watchlist(tmp_path / "watchlist.yaml")
    assert watchlist == Watchlist((), is_known=False)
    assert watchlist.role_of_subject("Data Baker") == "data-baker"
    for wanted in ([], ["java"]):
        with pytest.raises(WatchlistError, match=r"^no role is followed: `jobtrends init` writes a watchlist\.yaml"):
            watchlist.chosen(wanted)


def test_the_watchlist_of_the_project_is_sound() -> None:
    shipped = Path(__file__).resolve().parents[2] / "data" / "watchlist.yaml"
    assert "backend-developer" in load_watchlist(shipped).keys
