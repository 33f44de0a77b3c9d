"""Facts of real figures that stand beside the repository: printed pages through the reader, and the history."""

import re
from datetime import date

from jobtrends_pipeline_tests.facts.frames import facts_of
from jobtrends_pipeline_tests.support.index_history import Line, days, plain_change
from jobtrends_pipeline_tests.support.site.markup import page_html
from jobtrends_pipeline_tests.support.site.printed import load_page
from jobtrends_pipeline_tests.support.site.real_pages import case_named
from jobtrends_pipeline_tests.support.trends.agreement import plain
from jobtrends_pipeline_tests.support.trends.independent import Row, year_before
from jobtrends_pipeline_tests.support.trends.random_facts import Rows

BACKEND_DEVELOPER = (
    "permanent-uk-backend-developer-2025-10-15",
    "permanent-uk-backend-developer-2026-02-15",
    "permanent-london-backend-developer-2025-09-18",
    "permanent-london-backend-developer-2025-11-07",
    "permanent-london-backend-developer-2025-11-21",
)


def facts_of_cases(*stems: str) -> Rows:
    """Facts of cases, each printed as a page and read by the reader."""
    frames = facts_of(*(page_html(load_page(case_named(stem))) for stem in stems))
    return {name: plain(frame) for name, frame in frames.items()}


def facts_of_history() -> Rows:
    """Demand and pay as the market index printed them each day, as if each subject's page had.

    The printed changes say what rank and median the same window had a year before: that is the page's back-cast. Of
    two captures of one period end the later stands.
    """
    demand: dict[object, Row] = {}
    pay: dict[object, Row] = {}
    for day in days():
        for line in day.lines:
            periods = _periods(line, day.index.period_end, day.index.window_months)
            for row, figures in zip(periods, _figures(line), strict=True):
                key = tuple(row[name] for name in ("subject", "window_months", "as_of", "lag_years"))
                demand[key] = {**row, **{name: figures[name] for name in _DEMAND}}
                pay[key] = {**row, "pay_basis": "annual_salary", **_NO_PAY, "median_gbp": figures["median_gbp"]}
    empty: Rows = {"fact_location": [], "fact_skill": [], "fact_market_index": []}
    return {"fact_demand": list(demand.values()), "fact_pay": list(pay.values()), **empty}


_DEMAND = ("rank", "rank_change", "advert_count", "share_of_all_pct", "share_of_category_pct")
_NO_PAY: Row = dict.fromkeys(
    ("pay_advert_count", "p10_gbp", "p25_gbp", "p75_gbp", "p90_gbp", "comparison_place", "comparison_place_median_gbp")
)


def _periods(line: Line, as_of: date, window_months: int) -> list[Row]:
    role = re.sub("[^a-z]+", "-", line["subject"].lower())
    target: Row = {
        "role": role,
        "publisher": "itjobswatch",
        "market": "permanent",
        "subject": line["subject"],
        "place": "UK",
    }
    target |= {"window_months": window_months, "as_of": as_of, "scope": "subject", "capture_id": "none"}
    return [{**target, "lag_years": lag, "period_end": year_before(as_of, lag)} for lag in (0, 1)]


def _figures(line: Line) -> list[Row]:
    rank, change = _number(line["rank"]), _number(plain_change(line["rank_change"]))
    median, change_pct = _number(line["median_salary"]), _number(line["median_change"]) or 0
    own: Row = {"rank": rank, "rank_change": change, "share_of_category_pct": None, "median_gbp": median}
    own |= {"advert_count": _number(line["ads"]), "share_of_all_pct": _number(line["share"])}
    before: Row = {**dict.fromkeys(own), "rank": None if rank is None or change is None else rank + change}
    before["median_gbp"] = median and round(median / (1 + change_pct / 100) / 1_250) * 1_250.0
    return [own, before]


def _number(text: str) -> float | None:
    bare = re.sub("[£,%+]", "", text)
    return None if bare in ("", "-") else float(bare)
