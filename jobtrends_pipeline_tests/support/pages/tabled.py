"""The five fact tables back to facts, to be compared with those of the page they were built from."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pandas as pd

from jobtrends_pipeline.facts.build import (
    COMPARISON_MEASURES,
    DEMAND_MEASURES,
    INDEX_MEASURES,
    LOCATION_MEASURES,
    PAY_MEASURES,
)
from jobtrends_pipeline_tests.support.pages.compare import Fact

Row = Mapping[str, Any]
_KEY = ("market", "subject", "subject_kind", "place", "window_months", "period_end")


def tabled_facts(frames: Mapping[str, pd.DataFrame]) -> frozenset[Fact]:
    """The facts in the tables of one page, without its key; what the page has no row for is none."""
    return frozenset(
        (
            *(fact for row in _rows(frames["fact_demand"]) for fact in _demand(row)),
            *(fact for row in _rows(frames["fact_pay"]) for fact in _pay(row)),
            *(fact for row in _rows(frames["fact_location"]) for fact in _location(row)),
            *(fact for row in _rows(frames["fact_skill"]) for fact in _skill(row)),
            *(fact for row in _rows(frames["fact_market_index"]) for fact in _index(row)),
        )
    )


def as_tabled(facts: Iterable[Fact]) -> frozenset[Fact]:
    """The facts of a page as the tables hold them: without the key, and without reasons that no column is for."""
    return frozenset(
        fact._replace(status="value") if fact.status == "no_change" or fact.part == "skills" else fact
        for fact in facts
        if fact.part != "key"
    )


def _rows(frame: pd.DataFrame) -> list[Row]:
    held = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return [{str(name): value for name, value in row.items()} for row in held]


def _cells(row: Row, measures: tuple[str, ...]) -> Iterator[tuple[str, object, str]]:
    """Measure, value and status of each cell that the page has."""
    missing = json.loads(row.get("missing") or "{}")
    for measure in measures:
        status = missing.get(measure, "value")
        if status != "row_absent":
            yield measure, row[measure], status


def _demand(row: Row) -> Iterator[Fact]:
    section = row["scope"]
    for measure, value, status in _cells(row, DEMAND_MEASURES if section == "subject" else COMPARISON_MEASURES):
        yield Fact("summary", section, "", None, None, row["lag_years"], measure, value, status)
    yield from _names(row, section, None, ("category",))
    if section == "comparison":
        yield from _names(row, section, None, ("comparison_name",))


def _pay(row: Row) -> Iterator[Fact]:
    section, basis = row["scope"], row["pay_basis"]
    for measure, value, status in _cells(row, PAY_MEASURES):
        yield Fact("summary", section, "", None, basis, row["lag_years"], measure, value, status)
    yield from _names(row, section, basis, ("comparison_place",))


def _names(row: Row, section: str, basis: str | None, measures: tuple[str, ...]) -> Iterator[Fact]:
    for measure in measures:
        if row[measure] is not None:
            yield Fact("summary", section, "", None, basis, None, measure, row[measure], "text")


def _location(row: Row) -> Iterator[Fact]:
    for measure, value, status in _cells(row, LOCATION_MEASURES):
        basis = row["pay_basis"] if measure.startswith("median") else None
        yield Fact("locations", "locations", row["location"], None, basis, 0, measure, value, status)


def _skill(row: Row) -> Iterator[Fact]:
    for measure, value, _ in _cells(row, ("rank", "advert_count", "share_pct")):
        yield Fact("skills", row["skill_list"], row["skill"], row["skill_slug"], None, 0, measure, value, "value")


def _index(row: Row) -> Iterator[Fact]:
    for measure, value, status in _cells(row, INDEX_MEASURES):
        basis = row["pay_basis"] if measure.startswith("median") else None
        yield Fact("index", "index", row["subject"], row["subject_slug"], basis, 0, measure, value, status)
