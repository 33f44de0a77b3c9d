"""Facts drawn at random: what the source could print, and more of it at once than any real page does."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import TypeVar

import pandas as pd

from jobtrends_pipeline.tables.frames import rows_frame
from jobtrends_pipeline.tables.trends import TREND_SOURCES
from jobtrends_pipeline_tests.support.trends.independent import PERCENTILES, Row, year_before

Rows = dict[str, list[Row]]
Thing = TypeVar("Thing")

STARTS = (
    date(2017, 6, 27),
    date(2017, 11, 20),
    date(2024, 2, 28),
    date(2024, 2, 29),
    date(2025, 2, 27),
    date(2026, 2, 14),
)
"""Around the recalculation, the change of the window, 29 February, the day without one, and the present."""
COUNTS = (0, 1, 5, 9, 10, 29, 30, 60, 100, 132, 157, 400, 1_500)
SKILLS = {"Python": "python", "C#": "csharp", "Node.js": "nodejs", "AWS": None, "SQL": "sql"}
PLACES = ("London", "England", "Wales", "Leeds")
SERIES = ("permanent", "contract", "all")
BASES = {"permanent": ("annual_salary",), "contract": ("daily_rate", "hourly_rate")}
LOWEST = {"annual_salary": 40_000.0, "daily_rate": 400.0, "hourly_rate": 40.0}


def random_facts(random: Random, roles: int) -> Rows:
    """Rows by fact table: so many roles, of some two names, places, markets and windows, each on a few dates."""
    rows: Rows = {table.name: [] for table in TREND_SOURCES}
    for number in range(roles):
        names = [f"Name {number}", f"Aka {number}"] if random.random() < 0.4 else [f"Name {number}"]
        truth: dict[object, Row] = {}
        days = _days(random)
        for target in _targets(random):
            for as_of in _some(random, days):
                for name in _some(random, names):
                    page = {**target, "role": f"role-{number}", "subject": name, "as_of": as_of, "capture_id": "none"}
                    _add_page(random, rows, page, truth)
        _add_index(random, rows, days)
        _add_charts(random, rows, f"role-{number}", names[0], days)
    return rows


def _add_charts(random: Random, rows: Rows, role: str, subject: str, days: Sequence[date]) -> None:
    """Months of a chart on a few dates, as far as each has any; a later image restates some."""
    if random.random() < 0.5:
        return
    months = [date(year, month, 1) for year in (2024, 2025) for month in range(1, 13)]
    shares = {(series, month): random.choice((0.0, 0.4, random.uniform(0, 9))) for series in SERIES for month in months}
    for as_of in _some(random, days):
        for (series, month), share in shares.items():
            if month > as_of:
                continue
            drawn = share * random.choice((1, 1, 1.1))
            rows["fact_chart_demand"].append(
                {
                    "role": role, "market_series": series, "subject": subject, "place": "UK", "as_of": as_of,
                    "month": month, "drawn_share_pct": drawn, "drawn_share_low_pct": max(drawn - 0.01, 0),
                    "drawn_share_high_pct": drawn + 0.01, "capture_id": "none",
                }
            )  # fmt: skip


def _targets(random: Random) -> list[Row]:
    """Publisher, market, place and window of up to four pages."""
    kinds = [
        (publisher, market, place)
        for publisher in ("itjobswatch", "itjobswatch", "own")
        for market in BASES
        for place in ("UK", "London")
    ]
    return [
        {"publisher": publisher, "market": market, "place": place, "window_months": window}
        for publisher, market, place in dict.fromkeys(random.sample(kinds, random.randint(1, 3)))
        for window in _some(random, [6, 3])
    ]


def until(rows: Rows, day: date) -> Rows:
    """The facts of pages that were published by a day: their period ended before it."""
    return {table: [row for row in held if row["as_of"] < day] for table, held in rows.items()}


def frames(rows: Mapping[str, Sequence[Row]]) -> dict[str, pd.DataFrame]:
    """Typed frames of all fact tables; those not named are empty."""
    return {table.name: rows_frame(table, rows.get(table.name, [])) for table in TREND_SOURCES}


def _some(random: Random, things: Sequence[Thing]) -> list[Thing]:
    return random.sample(list(things), random.randint(1, len(things)))


def _days(random: Random) -> list[date]:
    """A few days in a row or some weeks apart, and days about one and two years before them."""
    start, step = random.choice(STARTS), random.choice([1, 1, 3, 16, 30])
    own = [start + timedelta(days=step * number) for number in range(random.randint(1, 5))]
    nudges = (0, 0, 1, -1, 3, -3, 14, -15, 15, 16, -16)
    before = [year_before(day) + timedelta(days=random.choice(nudges)) for day in own]
    older = [year_before(day, 2) for day in own[:2]]
    return sorted({*own, *_some(random, before), *random.choice([(), older])})


def _add_page(random: Random, rows: Rows, page: Row, truth: dict[object, Row]) -> None:
    lags = [lag for lag in range(3) if random.random() < 0.85]
    for scope in ("subject", "comparison")[: random.choice([1, 2, 2, 2])]:
        for lag in lags:
            period = year_before(page["as_of"], lag)
            key = {**page, "scope": scope, "lag_years": lag, "period_end": period}
            where = page["publisher"], page["market"], page["place"], page["window_months"], scope, period
            rows["fact_demand"].append({**key, **_restated(random, truth, (*where, "none"), _demand(random))})
            for basis in _some(random, BASES[page["market"]]):
                pay = _restated(random, truth, (*where, basis), _pay(random, LOWEST[basis]))
                rows["fact_pay"].append({**key, "pay_basis": basis, **pay})
    rows["fact_location"] += [_location(random, page, place) for place in _some(random, PLACES)]
    for group in _some(random, ["top", "Libraries", "Cloud Services"]):
        rows["fact_skill"] += [_skill(page, group, skill) for skill in _some(random, list(SKILLS))]


def _restated(random: Random, truth: dict[object, Row], key: object, drawn: Row) -> Row:
    """What earlier pages printed of a period, mostly: some figures revised, some withdrawn, some periods blank."""
    held = truth.setdefault(key, drawn)
    chance = random.random()
    if chance < 0.08:
        return dict.fromkeys(held)
    if chance < 0.5:
        return held
    return {name: random.choice([value, value, drawn[name], None]) for name, value in held.items()}


def _demand(random: Random) -> Row:
    count = random.choice(COUNTS)
    share = random.choice([0.0, 0.04, 0.099, 0.1, 0.2, 0.33, 1.9, round(count / random.choice([450, 610, 700]), 2)])
    return {
        "rank": random.randint(1, 900),
        "rank_change": random.randint(-90, 90),
        "advert_count": count,
        "share_of_all_pct": share,
        "share_of_category_pct": random.choice([None, 1.5 * share]),
    }


def _pay(random: Random, lowest: float) -> Row:
    steps = [lowest * random.choice([0, 0.05, 0.1, 0.3]) for _ in PERCENTILES]
    levels = [lowest + sum(steps[: number + 1]) for number in range(len(steps))]
    kept = {name: level if random.random() < 0.85 else None for name, level in zip(PERCENTILES, levels, strict=True)}
    place = random.choice([None, "England", "UK excluding London"])
    return {
        "pay_advert_count": random.choice(COUNTS),
        **kept,
        "comparison_place": place,
        "comparison_place_median_gbp": random.choice([1.1, 1.3]) * lowest if place else None,
    }


def _location(random: Random, page: Row, place: str) -> Row:
    median, basis = random.choice([None, 45_000.0, 50_000.0, 50_000.0, 60_000.0]), random.choice(BASES[page["market"]])
    return {
        **page,
        "location": place,
        "rank_change": random.choice([None, -3, 0, 12]),
        "advert_count": random.choice([None, *COUNTS]),
        "pay_basis": random.choice([basis, None]) if median is None else basis,
        "median_gbp": median,
        "median_change_pct": random.choice([None, 0.0, 4.35]),
        "open_vacancy_count": random.choice([None, 0, 7]),
    }


def _skill(page: Row, group: str, skill: str) -> Row:
    """A skill has one count on a page, whatever list it stands on."""
    count = Random(f"{page} {skill}").choice([None, *COUNTS[:-1]])  # noqa: S311  # figures, not secrets
    share = None if count is None else count / 4
    return {
        **page, "skill_list": group, "skill": skill, "skill_slug": SKILLS[skill],
        "rank": None if count is None else 1, "advert_count": count, "share_pct": share,
    }  # fmt: skip


def _add_index(random: Random, rows: Rows, days: Iterable[date]) -> None:
    """A market index of a day near, or not so near, to some of these; it names a skill as its slug or its name is."""
    ends = {day + timedelta(days=random.choice([-46, -45, -20, 0, 3, 45, 46])) for day in _some(random, [*days])}
    held = {(row["publisher"], row["market"], row["as_of"]) for row in rows["fact_market_index"]}
    named = {"csharp": "C Sharp", "python": "Python", "aws": "AWS", "node-js": "NODE.JS"}
    publisher = random.choice(["itjobswatch", "itjobswatch", "own"])
    for market in BASES:
        for end in sorted(day for day in ends if (publisher, market, day) not in held):
            for slug, subject in named.items():
                if random.random() < 0.7:
                    entry: Row = {
                        "role": "index",
                        "publisher": publisher,
                        "market": market,
                        "subject": subject,
                        "place": "UK",
                    }
                    entry |= {"window_months": 6, "as_of": end, "capture_id": "none", "subject_slug": slug}
                    rows["fact_market_index"].append({**entry, "share_pct": random.choice([None, 0.0, 0.5, 12.5])})
