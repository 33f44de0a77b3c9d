"""A role with ten years of monthly pages, made of the real page's rows: figures move, some are revised, months miss."""

from collections.abc import Iterator
from datetime import date
from random import Random
from typing import Any

from jobtrends_pipeline_tests.reports.conftest import ROLE, Rows, real_rows

FIRST = date(2016, 3, 15)
WITHOUT_PAGE = (30, 31, 77)
LEFT_OUT = 0.1


def long_rows(months: int = 120, role: str = ROLE) -> Rows:
    """Rows of the fact tables of a page a month, but for the months of `WITHOUT_PAGE`; always the same."""
    rows = real_rows()
    newest = {
        name: [row for row in held if (row["market"], row["place"], row["as_of"]) == ("permanent", "UK", "2026-02-15")]
        for name, held in rows.items()
    }
    return {
        name: [row for at in range(months) if at not in WITHOUT_PAGE for row in _page(name, held, at, role)]
        for name, held in newest.items()
    }


def _page(name: str, held: list[dict[str, Any]], at: int, role: str) -> Iterator[dict[str, Any]]:
    number = FIRST.year * 12 + FIRST.month - 1 + at
    day = date(number // 12, number % 12 + 1, FIRST.day)
    for row in held:
        lag = int(row.get("lag_years") or 0)
        month = at - 12 * lag
        named = f"{month} {name} {row.get('scope')} {row.get('skill')} {row.get('location')}"
        random = Random(named)  # noqa: S311  # figures, no secrets
        changed = {**row, "role": role, "as_of": day.isoformat(), "capture_id": f"page-{at:03d}-{role}"}
        if "period_end" in row:
            changed["period_end"] = day.replace(year=day.year - lag).isoformat()
        changed |= _MADE[name](row, month, random, 0.01 * (at % 5 == 0 and lag > 0))
        if name != "fact_skill" or random.random() > LEFT_OUT:
            yield changed


def _demand(row: dict[str, Any], month: int, random: Random, revision: float) -> dict[str, Any]:
    if row["scope"] != "subject":
        return {}
    share = 0.2 + month / 900 + random.random() * 0.05 + revision
    return {"share_of_all_pct": round(share, 2), "advert_count": int(share * 900), "rank": 400 - month}


def _pay(row: dict[str, Any], month: int, random: Random, revision: float) -> dict[str, Any]:
    median = (52_000 if row["scope"] == "subject" else 45_000) + 2_500 * (month // 10 + random.randrange(2))
    spread = {"p10_gbp": -20_000, "p25_gbp": -10_000, "median_gbp": 0, "p75_gbp": 12_500, "p90_gbp": 30_000}
    quoted = 100 + month + random.randrange(30) if row["scope"] == "subject" else 40_000
    return {name: median + by for name, by in spread.items()} | {"pay_advert_count": quoted, "missing": None}


def _skill(row: dict[str, Any], month: int, random: Random, revision: float) -> dict[str, Any]:
    share = min(99.0, (row["share_pct"] or 1) * (0.7 + 0.6 * random.random()) * (0.6 + month / 300))
    return {"share_pct": round(share, 2), "advert_count": max(1, int(share * 60))}


_MADE = {"fact_demand": _demand, "fact_pay": _pay, "fact_skill": _skill, "fact_location": lambda *_: {}}
