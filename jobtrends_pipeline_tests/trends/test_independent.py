"""Every trend table is what other code makes of the same facts: real series, the history, and facts at random."""

from datetime import date
from random import Random

import pytest

from jobtrends_pipeline.tables.trends import COMPARISON_TABLES, TREND_TABLES
from jobtrends_pipeline_tests.support.site.real_pages import CASES, needs_shared
from jobtrends_pipeline_tests.support.trends.agreement import assert_all_agree, built, plain
from jobtrends_pipeline_tests.support.trends.independent import Row
from jobtrends_pipeline_tests.support.trends.random_facts import Rows, frames, random_facts
from jobtrends_pipeline_tests.support.trends.real_facts import BACKEND_DEVELOPER, facts_of_cases, facts_of_history


def made_alike(rows: Rows) -> dict[str, list[Row]]:
    """The trends of facts, after they agreed with those worked out independently."""
    given = frames(rows)
    made = built(given)
    assert_all_agree(made, {name: plain(frame) for name, frame in given.items()})
    return made


def row_of(rows: list[Row], **wanted: object) -> Row:
    (row,) = (row for row in rows if all(row[name] == value for name, value in wanted.items()))
    return row


@pytest.fixture(scope="module")
def backend_developer() -> dict[str, list[Row]]:
    return made_alike(facts_of_cases(*BACKEND_DEVELOPER))


@needs_shared
def test_the_real_series_of_the_backend_developer_agree(backend_developer: dict[str, list[Row]]) -> None:
    # 5 pages of 3 periods; UK and London pages alike end on different days, so nothing is restated.
    assert len([row for row in backend_developer["trend_demand"] if row["scope"] == "subject"]) == 15
    assert backend_developer["revisions"] == []


@needs_shared
def test_the_backend_developer_of_february_2026_against_hand_arithmetic(
    backend_developer: dict[str, list[Row]],
) -> None:
    period = {"place": "UK", "scope": "subject", "period_end": date(2026, 2, 15)}
    pay = row_of(backend_developer["trend_pay"], **period)
    # 80000 / 55000 = 1.454545; the place beside it: 80000 / 60000 = 1.333333
    assert pay["premium_over_market_pct"] == pytest.approx(45.4545, abs=1e-4)
    assert pay["gap_to_comparison_place_pct"] == pytest.approx(33.3333, abs=1e-4)
    # ln(100000 / 57500) = 0.553385; / 1.34898 = 0.410225; x 1.2533 x sqrt(39 + 7) / 39 = 8.9411 %; nine tenths of a
    # hop of the grid 4500 / 80000 / 1.96 = 2.8699 %; together 9.3904 %.
    assert pay["median_rse_pct"] == pytest.approx(9.3904, abs=1e-4)
    # A year before: ln(75000 / 50000) = 0.405465; / 1.34898 = 0.300571; x 1.2533 x sqrt(36 + 7) / 36 = 6.8617 %; a hop
    # 3.8265 %; together 7.8566 %. Errors are 7512.3 and 4714.0 pounds, together 8868.8; 1.96 of them 17383. The median
    # moved 20000.
    assert (pay["is_change_beyond_noise"], pay["reliability"]) == (True, "low")
    demand = row_of(backend_developer["trend_demand"], **period)
    # 0.998 x (44 + 2) / 44^2 = 0.0237128; rounding (0.01 / 0.20)^2 / 12 = 0.0002083; the root of the sum is 15.4665 %
    assert demand["share_rse_pct"] == pytest.approx(15.4665, abs=1e-4)
    # 0.20 / 0.32; errors 0.20 x 15.4665 % = 0.03093 and 0.32 x 14.0913 % = 0.04509: together 0.05468, 1.96 of them
    # 0.1072. The share moved 0.12.
    assert demand["share_of_all_change_pct"] == pytest.approx(-37.5)
    assert (demand["is_change_beyond_noise"], demand["reliability"]) == (True, "low")
    # The first period with a share is 15 October 2023, of 0.29 %: 0.20 / 0.29.
    assert demand["index_base_period_end"] == date(2023, 10, 15)
    assert demand["share_index"] == pytest.approx(68.9655, abs=1e-4)
    # 132 / 0.205 % = 64390 adverts at least, 157 / 0.315 % = 49841 at most: 1.2919 times.
    assert demand["breaks"] == '["market_size_jump"]'


@needs_shared
def test_the_two_vintages_of_london_in_november_2025_against_hand_arithmetic(
    backend_developer: dict[str, list[Row]],
) -> None:
    earlier, later = (
        row_of(backend_developer["trend_pay"], place="London", scope="subject", period_end=date(2025, 11, day))
        for day in (7, 21)
    )
    assert [row["vintage_count"] for row in (earlier, later)] == [1, 1]
    assert [row["base_period_end"] for row in (earlier, later)] == [date(2024, 11, 7), date(2024, 11, 21)]
    # 80000 / 75000 and 80000 / 80000
    assert [row["median_year_change_pct"] for row in (earlier, later)] == pytest.approx([6.6667, 0], abs=1e-4)
    # ln(90000 / 67813) = 0.283056, / 1.34898 = 0.209829; n = 34 / 3: x 1.2533 x sqrt(n + 7) / n = 9.9354 %
    # ln(90000 / 67500) = 0.287682, / 1.34898 = 0.213259; n = 41 / 3: x 1.2533 x sqrt(n + 7) / n = 8.8907 %
    # A hop is 2.8699 % of both.
    assert [row["median_rse_pct"] for row in (earlier, later)] == pytest.approx([10.3416, 9.3424], abs=1e-4)
    assert [row["reliability"] for row in (earlier, later)] == ["low", "low"]
    # The year before rests on 20 and 22 salaries, with an RSE of 21.6 and 20.7 %: suppressed, so no verdict.
    assert [row["is_change_beyond_noise"] for row in (earlier, later)] == [None, None]
    # October and September hold no London page but that of 18 September: no average of three months.
    assert [row["median_3m_average_gbp"] for row in (earlier, later)] == [None, None]


@needs_shared
def test_all_printed_cases_agree() -> None:
    quarantined = "contract-cambridge-mathematics-2016-07-26"
    rows: Rows = {}
    for number, case in enumerate(case for case in CASES if case.stem != quarantined):
        for name, held in facts_of_cases(case.stem).items():
            rows.setdefault(name, []).extend({**row, "role": f"role-{number}"} for row in held)
    made = made_alike(rows)
    marks = [row["breaks"] for row in made["trend_demand"] if row["scope"] == "subject" and row["base_period_end"]]
    assert sum('"burst"' in (mark or "") for mark in marks) == 0


@needs_shared
def test_the_daily_history_agrees_with_its_gaps_and_repeated_days() -> None:
    made = made_alike(facts_of_history())
    own = [row for row in made["trend_demand"] if not row["is_restated_only"]]
    assert len({(row["role"], row["window_months"]) for row in own}) == 26
    # March is the third month, April has two before it only where February is held: none is.
    averaged = {row["period_end"].month for row in made["trend_pay"] if row["median_3m_average_gbp"]}
    assert averaged == {5, 6}


@pytest.mark.parametrize("seed", range(2))
def test_facts_at_random_agree(seed: int) -> None:
    made = made_alike(random_facts(Random(seed), roles=40))  # noqa: S311  # figures, not secrets
    assert {*made} == {table.name for table in (*TREND_TABLES, *COMPARISON_TABLES)} - {"pay_histogram"}
    told = {mark for row in [*made["trend_demand"], *made["trend_pay"]] for mark in (row["breaks"] or "").split('"')}
    assert told > {
        "burst",
        "burst_before",
        "market_size_jump",
        "percentiles_recalculated",
        "renamed_subject",
        "window_switched",
    }
    assert {row["reference"] for row in made["skill_specificity"]} == {"market_index", "other_roles", None}
    assert any(row["is_withdrawn"] for row in made["revisions"])
    assert any(row["is_exit"] for row in made["trend_skill"])
    assert any(row["base_period_end"] for row in made["trend_pay"] if row["period_end"] == date(2024, 2, 29))
