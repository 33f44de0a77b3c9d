"""Errors, moves and orders of the report's figures against arithmetic by hand."""

from datetime import date
from typing import Any

import duckdb
import pandas as pd
import pytest

from jobtrends_pipeline.reports.changes import changes_of
from jobtrends_pipeline.reports.figures import Scene
from jobtrends_pipeline.reports.moved import moved_figure
from jobtrends_pipeline.reports.places import places_figure
from jobtrends_pipeline.reports.premium import premium_figure
from jobtrends_pipeline.reports.rows import Row
from jobtrends_pipeline.trends.headlines import read_home_series

SCENE = Scene("Backend Developer", "permanent", "UK", "s1")
NOW, THEN = date(2026, 2, 15), date(2025, 2, 15)
LINE = {
    "role": "r",
    "publisher": "itjobswatch",
    "market": "permanent",
    "place": "UK",
    "window_months": 6,
    "pay_basis": "annual_salary",
}
MOVE = {
    **LINE, "period_end": NOW, "period_end_before": date(2026, 2, 8), "revision_count": 0, "breaks": None,
    "breaks_before": None, "rank": 100, "rank_before": 110, "share_of_all_pct": 0.2, "share_of_all_pct_before": 0.2,
    "share_rse_pct": 5.0, "share_rse_pct_before": 5.0, "share_reliability": "good", "share_reliability_before": "good",
    "reliability": "good", "reliability_before": "good", "median_q_value": None, "median_score": None,
    "share_q_value": None, "share_score": None,
}  # fmt: skip


def moved(**figures: object) -> Any:
    (change,), _ = changes_of([{**LINE, "subject": "R"}], [{**MOVE, **figures}])
    return change


def test_a_move_is_named_by_the_false_discovery_rate_of_all() -> None:
    medians = {"median_gbp": 60_000.0, "median_gbp_before": 50_000.0}
    wide = moved(**medians, median_q_value=0.051, median_score=0.99).median
    assert (wide.before, wide.now, wide.by, wide.is_beyond_noise) == ("£50,000", "£60,000", "+20.00%", False)
    assert wide.weight == 0.99
    assert moved(**medians, median_q_value=0.05, median_score=2.5).median.is_beyond_noise
    assert moved(**medians).median.is_beyond_noise is None


@pytest.mark.parametrize("suffix", ["", "_before"])
def test_nothing_of_a_suppressed_vintage_moved(suffix: str) -> None:
    figures = {"median_gbp": 60_000.0, "median_gbp_before": 50_000.0, "share_of_all_pct_before": 0.4,
               "revision_count": 1}  # fmt: skip
    weak = moved(**figures, **{f"reliability{suffix}": "suppressed", f"share_reliability{suffix}": "suppressed"})
    assert (weak.median, weak.share, weak.rank) == (None, None, None)
    strong = moved(**figures)
    assert [move.by for move in strong.moves] == ["+20.00%", "−50.00%", "+10 places"]


def test_the_error_of_a_premium_is_that_of_a_ratio() -> None:
    rows: list[Row] = [
        {"scope": scope, "period_end": end, "latest_as_of": NOW, "median_gbp": median, "market_median_gbp": 50_000.0,
         "median_rse_pct": rse, "pay_advert_count": 100, "premium_over_market_pct": premium, "is_restated_only": False,
         "premium_reliability": "low"}
        for end in (THEN, NOW)
        for scope, median, rse, premium in (("subject", 75_000.0, 4.0, 50.0), ("comparison", 50_000.0, 3.0, None))
    ]  # fmt: skip
    figure = premium_figure(SCENE, "annual_salary", rows)
    assert figure
    assert figure.chart
    point = figure.chart.datasets["points"][-1]
    # 1.5 x hypot(4, 3) = 7.5 points, 1.96 of them 14.7
    assert [point["lo"], point["hi"]] == pytest.approx([35.3, 64.7])
    assert "50.0% above the market’s (95% error ±14.7 points)" in figure.message
    weak: list[Row] = [{**row, "premium_reliability": "suppressed"} for row in rows]
    assert premium_figure(SCENE, "annual_salary", weak) is None


def skill(name: str, change: float) -> Row:
    return {
        "skill": name, "skill_list": "top", "as_of": NOW, "compared_as_of": THEN, "share_pct": 40.0 + change,
        "share_year_before_pct": 40.0, "share_year_change_pp": change, "advert_count": 50,
        "is_change_beyond_noise": True, "is_entrant": False, "is_exit": False, "reliability": "low",
        "year_before_reliability": "low", "change_reliability": "low", "change_p_value": 0.001, "breaks": None,
    }  # fmt: skip


def test_the_strongest_risers_and_fallers_are_drawn_and_named() -> None:
    rows = [skill(f"up{number:02}", 10.0 + number) for number in range(12)]
    rows += [skill(f"down{number:02}", -10.0 - number) for number in range(12)]
    figure = moved_figure(SCENE, rows)
    assert figure
    assert figure.chart
    drawn = [str(point["name"]) for point in figure.chart.datasets["points"]]
    assert drawn[0] == "up11"
    assert drawn[-1] == "down11"
    assert {*drawn} == {f"{way}{number:02}" for way in ("up", "down") for number in range(2, 12)}
    assert "12 rose and 12 fell beyond sampling noise; most up up11 (+21.00 points); most down down11 (−21.00" in (
        figure.message
    )


def test_the_bars_of_places_span_95_percent_and_the_highest_median_is_named() -> None:
    rows: list[Row] = [
        {"location": name, "as_of": NOW, "pay_basis": "annual_salary", "median_gbp": median, "median_rse_pct": 5.0,
         "median_reliability": "low", "reliability": "low", "change_reliability": "not_available", "advert_count": 50,
         "job_share_pct": 25.0, "median_rank": rank, "job_share_year_change_pp": None, "change_p_value": None,
         "breaks": None, "is_change_beyond_noise": None}
        for name, median, rank in (("Leeds", 50_000.0, 2), ("London", 80_000.0, 1))
    ]  # fmt: skip
    figure = places_figure(SCENE, rows)
    assert figure
    assert figure.chart
    london, leeds = figure.chart.datasets["points"]
    assert [london["lo"], london["hi"]] == pytest.approx([72_160, 87_840])
    assert [leeds["lo"], leeds["hi"]] == pytest.approx([45_100, 54_900])
    assert "the highest median salary of 2 places is £80,000 (London), the lowest £50,000 (Leeds)" in figure.message


def test_a_vintage_less_than_six_days_older_is_not_the_week_before() -> None:
    days = (date(2026, 1, 20), date(2026, 2, 9), date(2026, 2, 10), NOW)
    series = {"role": "r", "publisher": "itjobswatch", "market": "permanent", "place": "UK", "window_months": 6}
    common = {**series, "scope": "subject", "is_restated_only": False, "breaks": None, "reliability": "good"}
    demand = [{**common, "period_end": day, "rank": 1, "share_of_all_pct": 1.0, "share_rse_pct": 1.0} for day in days]
    pay = [{**common, "period_end": day, "pay_basis": "annual_salary", "median_gbp": 1.0, "median_rse_pct": 1.0}
           for day in days]  # fmt: skip
    with duckdb.connect() as connection:
        for name, rows in {"trend_demand": demand, "trend_pay": pay}.items():
            frame = pd.DataFrame(rows).astype({"breaks": "string"})
            connection.register(f"{name}_frame", frame)
            dated = "SELECT * REPLACE (period_end::DATE AS period_end)"
            connection.execute(f"CREATE VIEW {name} AS {dated} FROM {name}_frame")
        connection.execute(
            "CREATE TABLE revisions "
            "(role TEXT, publisher TEXT, market TEXT, place TEXT, window_months INT, scope TEXT, latest_as_of DATE)"
        )
        connection.execute(
            "CREATE TABLE trend_demand_monthly "
            "(role TEXT, market_series TEXT, place TEXT, subject TEXT, month DATE, drawn_share_pct DOUBLE)"
        )
        (move,) = read_home_series(connection).moves
    assert (move["period_end"], move["period_end_before"]) == (NOW, date(2026, 2, 9))
