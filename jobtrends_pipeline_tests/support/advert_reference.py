"""Facts of adverts computed anew in plain Python, with no line of the pipeline's own rules.

It reads the rows of a `World`, and is written for small ones.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

import numpy as np
from dateutil.relativedelta import relativedelta  # type: ignore[import-untyped]

from jobtrends_pipeline.tables.adverts import (
    ADVERT_PAY,
    ADVERT_PLACES,
    ADVERT_ROLES,
    ADVERT_SKILLS,
    ADVERTS,
    VACANCIES,
)
from jobtrends_pipeline_tests.support.advert_worlds import Row, World

BASES = {("permanent", "year"): "annual_salary", ("contract", "day"): "daily_rate", ("contract", "hour"): "hourly_rate"}
OUTSIDE = "UK excluding London"
BESIDE = {"UK": OUTSIDE, "London": "England", "Yorkshire": "England", "Scotland": "UK", "Leeds": "West Yorkshire"}
LISTED = {
    "UK": {"England", "Scotland", "London", "Yorkshire", "North West", "North of England", OUTSIDE, "Work from Home"},
    "Yorkshire": {"Leeds", "Bradford", "West Yorkshire"},
    "London": set(),
    "Scotland": set(),
    "Leeds": set(),
}
SETS = ({"England", "Scotland"}, {"London", "Yorkshire", "North West"}, {"London", OUTSIDE})
Key = tuple[object, ...]
Figures = dict[Key, dict[str, object]]


@dataclass
class Vacancy:
    """A vacancy of one market in one window."""

    market: str
    roles: set[str]
    places: set[str]
    pay: dict[str, tuple[float, float, str]]
    skills: set[str] | None


class Reference:
    """Adverts of one publisher as known on a day."""

    def __init__(self, world: World, publisher: str, end: date, *, is_middle: bool = False) -> None:
        self.publisher, self.end, self.is_middle = publisher, end, is_middle
        self.known = [
            row for row in world.rows.get(ADVERTS, [])
            if row["publisher"] == publisher and row["seen_on"] <= end and row["advertised_on"] <= end
        ]  # fmt: skip
        self.known.sort(key=lambda row: (row["advertised_on"], row["seen_on"], row["advert_id"]))
        self.vacancy = {row["advert_id"]: row["vacancy_id"] for row in world.rows.get(VACANCIES, [])}
        self.roles = _gathered(
            world.rows.get(ADVERT_ROLES, []), lambda row: None if row["is_generic"] else row["role_key"]
        )
        self.places = _gathered(world.rows.get(ADVERT_PLACES, []), lambda row: row["place"])
        for places in self.places.values():
            if places & {"Yorkshire", "North West", "North of England", "Scotland"}:
                places.add(OUTSIDE)
        self.skills = _gathered(world.rows.get(ADVERT_SKILLS, []), lambda row: row["skill"])
        self.pay = {row["advert_id"]: row for row in world.rows.get(ADVERT_PAY, []) if _counts(row)}

    def start(self, months: int, lag: int) -> tuple[date, date]:
        """Day before a window, and its last."""
        end = self.end - relativedelta(months=12 * lag)
        return end - relativedelta(months=months), end

    def is_covered(self, months: int, lag: int) -> bool:
        """Whether adverts were seen before a window and in each of its months."""
        if lag == 0:
            return True
        start, end = self.start(months, lag)
        days = [row["seen_on"] for row in self.known]
        if not days or min(days) > start:
            return False
        edges = [end - relativedelta(months=month) for month in range(months + 1)]
        return all(any(low < day <= high for day in days) for high, low in pairwise(edges))

    def vacancies(self, months: int, lag: int) -> list[Vacancy]:
        """Vacancies of a window."""
        start, end = self.start(months, lag)
        groups: dict[Key, list[Row]] = defaultdict(list)
        for row in self.known:
            if row["why_excluded"] is None and start < row["advertised_on"] <= end:
                groups[self.vacancy.get(row["advert_id"], row["advert_id"]), row["market"]].append(row)
        return [self._vacancy(str(market), rows) for (_, market), rows in groups.items()]

    def _vacancy(self, market: str, rows: list[Row]) -> Vacancy:
        names = [str(row["advert_id"]) for row in rows]
        pay: dict[str, tuple[float, float, str]] = {}
        for row in rows:
            held = self.pay.get(row["advert_id"])
            basis = held and BASES.get((market, str(held["basis"])))
            if held and basis:
                pay.setdefault(basis, (held["low"], held["high"], row["employer"]))
        whole = [str(row["advert_id"]) for row in rows if not row["is_cut"]]
        return Vacancy(
            market,
            next((self.roles[name] for name in names if self.roles.get(name)), set()),
            set().union(*(self.places.get(name, set()) for name in names)),
            pay,
            self.skills.get(whole[0], set()) if whole else None,
        )

    def open_count(self, market: str, place: str, role: str) -> int:
        """Vacancies in the last input of their source that are not past their day."""
        last = {row["source"]: row["seen_on"] for row in sorted(self.known, key=lambda row: str(row["seen_on"]))}
        groups: dict[object, list[str]] = defaultdict(list)
        for row in self.known:
            day = last[row["source"]]
            is_valid = row["valid_through"] is None or row["valid_through"] >= self.end
            is_valid = is_valid and (self.end - day).days <= 31
            if row["why_excluded"] is None and row["market"] == market and row["seen_on"] == day and is_valid:
                groups[self.vacancy.get(row["advert_id"], row["advert_id"])].append(str(row["advert_id"]))
        return sum(
            any(place in self.places.get(name, ()) for name in names)
            and role in next((self.roles[name] for name in names if self.roles.get(name)), ())
            for names in groups.values()
        )

    def percentiles(self, held: Iterable[Vacancy], basis: str) -> dict[str, float] | None:
        """Figures of the pay that five vacancies or more state."""
        ranges = [one.pay[basis] for one in held if basis in one.pay]
        if len(ranges) < 5:
            return None
        found = {"pay_advert_count": float(len(ranges))}
        for name, share in {"p10": 0.1, "p25": 0.25, "median": 0.5, "p75": 0.75, "p90": 0.9}.items():
            part = 0.5 if self.is_middle or share == 0.5 else 0.25 if share < 0.5 else 0.75
            values = [low + (high - low) * part for low, high, _ in ranges]
            found[f"{name}_gbp"] = float(np.quantile(values, share))
        return found


def _gathered(rows: Iterable[Row], value: Callable[[Row], object]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if value(row) is not None:
            found[str(row["advert_id"])].add(str(value(row)))
    return found


def _counts(row: Mapping[str, object]) -> bool:
    is_out = row["is_pay_estimated"] or row["is_converted"] or row["is_on_target_earnings"]
    return bool(row["is_counted"]) and not is_out and row["currency"] in ("GBP", None)


class Windows:
    """Vacancies of a market, place and role in each window, counted and ranked."""

    def __init__(self, reference: Reference, months: int) -> None:
        self.held = {lag: reference.vacancies(months, lag) for lag in range(3)}
        self.covered = {lag: reference.is_covered(months, lag) for lag in range(3)}

    def of(self, lag: int, market: str, place: str, role: str | None = None) -> list[Vacancy]:
        """Vacancies with a role, or with any recognised one."""
        return [
            one for one in self.held.get(lag, [])
            if one.market == market and place in one.places and (role in one.roles if role else one.roles)
        ]  # fmt: skip

    def count(self, lag: int, market: str, place: str, role: str | None = None) -> int:
        """Number of these."""
        return len(self.of(lag, market, place, role))

    def rank(self, lag: int, market: str, place: str, role: str) -> int:
        """Dense rank of a role among all of its market and place."""
        counts = Counter(name for one in self.of(lag, market, place) for name in one.roles)
        return 1 + len({count for count in counts.values() if count > counts[role]})

    def rank_change(self, lag: int, market: str, place: str, role: str) -> tuple[int | None, str | None]:
        """The change of a rank on the year, or why there is none."""
        now, before = (self.count(each, market, place, role) for each in (lag, lag + 1))
        if lag == 2 or not self.covered[lag] or not self.covered[lag + 1] or not now:
            return None, "no_data"
        if now < 5 or 0 < before < 5:
            return None, "not_published"
        if not before:
            return None, "new_entry"
        return self.rank(lag + 1, market, place, role) - self.rank(lag, market, place, role), None


def missing(reasons: Mapping[str, str | None]) -> str | None:
    """Reasons as JSON."""
    held = {name: reason for name, reason in reasons.items() if reason}
    return json.dumps(held, sort_keys=True) if held else None


def share(count: int, total: int) -> float:
    """Share in percent as it is printed."""
    value = Decimal(100 * count) / Decimal(total)
    return float(value.quantize(Decimal("0.001" if value < Decimal("0.1") else "0.01"), ROUND_HALF_UP))
