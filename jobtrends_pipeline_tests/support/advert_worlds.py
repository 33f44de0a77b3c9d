"""Random tables of adverts, small enough for a plain computation of their facts."""

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import duckdb

from jobtrends_pipeline.tables.adverts import (
    ADVERT_PAY,
    ADVERT_PLACES,
    ADVERT_ROLES,
    ADVERT_SKILLS,
    ADVERT_TABLES,
    ADVERTS,
    VACANCIES,
)
from jobtrends_pipeline.tables.frames import rows_frame
from jobtrends_pipeline.tables.model import Table
from jobtrends_pipeline.warehouse.ddl import create_table

Row = dict[str, Any]
CHAINS = {
    "London": [("London", "region"), ("England", "nation"), ("UK", "country")],
    "Leeds": [("Leeds", "town"), ("West Yorkshire", "county"), ("Yorkshire", "region"), ("North of England", "group"),
              ("England", "nation"), ("UK", "country")],
    "Bradford": [("Bradford", "town"), ("West Yorkshire", "county"), ("Yorkshire", "region"),
                 ("North of England", "group"), ("England", "nation"), ("UK", "country")],
    "North West": [("North West", "region"), ("North of England", "group"), ("England", "nation"), ("UK", "country")],
    "Scotland": [("Scotland", "nation"), ("UK", "country")],
    "UK": [("UK", "country")],
    "Work from Home": [("Work from Home", "remote")],
}  # fmt: skip
ROLES = {"data-engineer": "Data Engineer", "java": "Java Developer", "dba": "DBA", "rare": "Rare Role"}
SKILLS = {"SQL": "Databases", "Python": "Languages", "Java": "Languages", "Oracle": "Databases", "Git": "Tools"}


@dataclass
class World:
    """Rows of the tables of adverts."""

    rows: dict[Table, list[Row]] = field(default_factory=dict)

    def add(self, table: Table, row: Row) -> None:
        """Add a row as it is."""
        self.rows.setdefault(table, []).append(row)

    def add_advert(
        self,
        number: int,
        day: date,
        *,
        places: Iterable[str] = ("London",),
        roles: Iterable[str] = ("data-engineer",),
        pay: Mapping[str, object] | None = None,
        skills: Iterable[str] = (),
        vacancy: int | None = None,
        **fields: object,
    ) -> None:
        """Add an advert, seen and advertised on a day unless the fields say another."""
        name = f"a{number:07}"
        advert: Row = {
            "advert_id": name, "input_id": "input", "source": "board", "publisher": "mine", "ordinal": number,
            "posting_id": name, "seen_on": day, "advertised_on": day, "market": "permanent", "title": "A title",
            "employer": f"Employer {number % 7}", "is_remote": False, "is_cut": False, "is_estimated": False,
            "text_sha256": "0" * 64, "is_recognised": True, **fields,
        }  # fmt: skip
        self.add(ADVERTS, advert)
        first = f"a{number if vacancy is None else vacancy:07}"
        self.add(VACANCIES, {
            "publisher": advert["publisher"], "advert_id": name, "vacancy_id": first, "rule": "single",
            "first_seen_on": day, "last_seen_on": day, "is_live": True,
        })  # fmt: skip
        chains = list(places)
        named = {CHAINS[chain][0] for chain in chains}
        for place, kind in {each: None for chain in chains for each in CHAINS[chain]}:
            held = {"advert_id": name, "place": place, "place_kind": kind, "is_named": (place, kind) in named}
            self.add(ADVERT_PLACES, held)
        for order, role in enumerate(roles):
            self.add(ADVERT_ROLES, {
                "advert_id": name, "role_name": ROLES.get(role, role), "role_key": role, "is_primary": order == 0,
                "is_generic": role == "generic", "words": "words",
            })  # fmt: skip
        if pay is not None:
            self.add(ADVERT_PAY, paid(name, pay))
        for order, skill in enumerate(skills):
            self.add(ADVERT_SKILLS, {
                "advert_id": name, "skill": skill, "category": SKILLS[skill], "ordinal": order, "mention_count": 1,
            })  # fmt: skip

    def load(self, *, shuffle: int | None = None) -> duckdb.DuckDBPyConnection:
        """Put the rows into a database in memory, in another order for another `shuffle`."""
        connection = duckdb.connect(config={"threads": 1})
        for table in ADVERT_TABLES:
            connection.execute(create_table(table))
            rows = list(self.rows.get(table, []))
            if shuffle is not None:
                random.Random(shuffle).shuffle(rows)  # noqa: S311
            if rows:
                connection.register("incoming", rows_frame(table, rows))
                connection.execute(f"INSERT INTO {table.name} FROM incoming")
                connection.unregister("incoming")
        return connection


def paid(advert_id: str, given: Mapping[str, object]) -> Row:
    """Row of `advert_pay` that counts, unless the fields say otherwise."""
    flags = ("up_to", "from", "on_target_earnings", "pro_rata", "by_size", "pay_estimated", "converted")
    return {
        "advert_id": advert_id, "ordinal": 0, "is_counted": True, "basis": "year", "currency": "GBP",
        **{f"is_{flag}": False for flag in flags}, "origin": "text", "pay_text": "words", **given,
    }  # fmt: skip


def random_world(seed: int, *, adverts: int, last: date, days: int) -> World:
    """Adverts of a market with every case: repetitions, several places, courses, estimates, two publishers."""
    draw = random.Random(seed)  # noqa: S311
    world = World()
    for number in range(adverts):
        advertised = last - timedelta(days=int(days * draw.random()))
        seen = min(last, advertised + timedelta(days=draw.choice([0, 0, 0, 3, 20])))
        market = draw.choices(["permanent", "contract"], [4, 1])[0]
        is_abroad = draw.random() < 0.04
        chains = draw.sample(list(CHAINS), draw.choices([0, 1, 2, 3], [1, 12, 3, 1])[0])
        roles = draw.choices(["data-engineer", "java", "dba", "rare", "generic"], [8, 6, 3, 0.15, 2], k=2)
        world.add_advert(
            number,
            advertised,
            places=[] if is_abroad else chains,
            roles=dict.fromkeys(roles[: draw.choice([0, 1, 1, 1, 2])]),
            pay=_random_pay(draw, market) if draw.random() < 0.6 else None,
            skills=draw.sample(list(SKILLS), draw.randrange(5)),
            vacancy=draw.randrange(max(0, number - 9), number + 1) if draw.random() < 0.3 else None,
            seen_on=seen,
            market=market,
            publisher=draw.choices(["mine", "other"], [9, 1])[0],
            source=draw.choice(["board", "board", "feed"]),
            is_cut=draw.random() < 0.2,
            is_estimated=draw.random() < 0.1,
            employer=draw.choice([None, "Acme", "acme ", "Bolt", *(f"Firm {each}" for each in range(9))]),
            why_excluded="abroad" if is_abroad else draw.choices([None, "course"], [20, 1])[0],
            valid_through=draw.choice([None, last - timedelta(days=5), last + timedelta(days=5)]),
        )
    return world


def _random_pay(draw: random.Random, market: str) -> Row:
    basis = draw.choices(["year", "day", "hour", "week"], [8, 1, 1, 0.3] if market == "permanent" else [1, 6, 4, 0.3])[
        0
    ]
    step = {"year": 2_500, "day": 25, "hour": 1, "week": 50}[basis]
    low = step * draw.randrange(8, 40)
    high = low + step * draw.choice([0, 0, 1, 2, 3, 4])
    return {
        "low": low, "high": high, "basis": basis,
        "currency": draw.choices(["GBP", None, "EUR"], [16, 2, 1])[0],
        "is_counted": draw.random() < 0.93,
        "is_pay_estimated": draw.random() < 0.06,
        "is_converted": draw.random() < 0.04,
        "is_on_target_earnings": draw.random() < 0.05,
    }  # fmt: skip
