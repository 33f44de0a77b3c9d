"""Facts of a page equal what it prints: every window, both tables, both pay bases, and why a figure is missing."""

import json
import re
from datetime import date
from functools import cache

import pandas as pd
import pytest

from jobtrends_pipeline.facts.build import build_facts
from jobtrends_pipeline.pages.read import read_page
from jobtrends_pipeline.tables.facts import FACT_TABLES
from jobtrends_pipeline_tests.facts.frames import captured, facts_of, one
from jobtrends_pipeline_tests.support.pages.expected import summary_cells
from jobtrends_pipeline_tests.support.pages.samples import index_of, page_on
from jobtrends_pipeline_tests.support.site.index_markup import index_html
from jobtrends_pipeline_tests.support.site.markup import page_html
from jobtrends_pipeline_tests.support.site.printed import load_page
from jobtrends_pipeline_tests.support.site.real_pages import SHARED, case_named, needs_shared

DEVELOPER = "permanent-uk-developer-2020-03-02.html"
QA_ENGINEER = "contract-uk-qa-engineer-2020-03-06.html"
BACKEND = "permanent-uk-backend-developer-2026-02-15.txt"


@cache
def real_facts(name: str) -> dict[str, pd.DataFrame]:
    return facts_of((SHARED / "pages" / name).read_bytes())


@needs_shared
@pytest.mark.parametrize(
    "stem",
    [
        "permanent-uk-backend-developer-2026-02-15",
        "contract-uk-public-cloud-2025-11-18",
        "contract-cardiff-java-2013-05-17",
    ],
)
def test_every_printed_figure_of_both_tables_stands_in_its_fact(stem: str) -> None:
    page = load_page(case_named(stem))
    facts = facts_of(page_html(page))
    for cell in summary_cells(page):
        table = facts["fact_pay" if cell.pay_basis else "fact_demand"]
        basis = {"pay_basis": cell.pay_basis} if cell.pay_basis else {}
        row = one(table, scope=cell.section, lag_years=cell.lag_years, **basis)
        assert row[cell.measure] == cell.value, cell
        ended = page.period_end
        assert row["period_end"] == pd.Timestamp(ended.replace(year=ended.year - cell.lag_years))
        assert row["as_of"] == pd.Timestamp(ended)


@needs_shared
def test_the_real_backend_page_gives_its_facts() -> None:
    facts = real_facts(BACKEND)
    assert {name: len(frame) for name, frame in facts.items()} == {
        "fact_demand": 6,
        "fact_pay": 6,
        "fact_location": 12,
        "fact_skill": 169,
        "fact_market_index": 0,
    }
    pay = one(facts["fact_pay"], scope="subject", lag_years=0)
    assert (pay["pay_advert_count"], pay["p10_gbp"], pay["median_gbp"], pay["p90_gbp"]) == (117, 52_000, 80_000, None)
    assert json.loads(str(pay["missing"])) == {"p90_gbp": "not_published"}
    assert (pay["comparison_place"], pay["comparison_place_change_pct"]) == ("UK excluding London", 0)
    assert pay["median_change_pct"] == 33.33
    demand = one(facts["fact_demand"], scope="comparison", lag_years=2)
    assert (demand["advert_count"], demand["share_of_all_pct"], demand["rank"]) == (70_946, 94.9, None)
    assert demand["comparison_name"] == "All Permanent IT Job Roles"


@needs_shared
def test_the_real_developer_page_gives_its_facts() -> None:
    facts = real_facts(DEVELOPER)
    assert [len(facts[name]) for name in ("fact_location", "fact_skill")] == [18, 390]
    demand = one(facts["fact_demand"], scope="subject", lag_years=0)
    assert (demand["rank"], demand["rank_change"], demand["advert_count"]) == (2, 0, 34_634)
    assert (demand["subject_kind"], demand["category"], demand["missing"]) == ("role", "Job Titles", None)
    location = one(facts["fact_location"], location="England")
    assert (location["advert_count"], location["pay_basis"]) == (31_840, "annual_salary")
    assert one(facts["fact_skill"], skill_list="top", skill="C#")["skill_slug"] == "csharp"


@needs_shared
def test_daily_and_hourly_pay_of_a_contract_page_are_rows_of_their_own() -> None:
    pay = real_facts(QA_ENGINEER)["fact_pay"]
    assert sorted(set(pay["pay_basis"])) == ["daily_rate", "hourly_rate"]
    assert not pay.duplicated(["scope", "pay_basis", "lag_years"]).any()
    daily = one(pay, scope="subject", pay_basis="daily_rate", lag_years=0)
    hourly = one(pay, scope="subject", pay_basis="hourly_rate", lag_years=0)
    assert daily["median_gbp"] != hourly["median_gbp"]


def test_each_reason_for_a_missing_figure_is_kept() -> None:
    page = page_on(
        rank=(12, None, 11), rank_change=(None, None, 4), advert_count=(1_000, 0, 800), share_of_all=(2, None, 2)
    )
    rows = facts_of(page_html(page))["fact_demand"]
    assert json.loads(str(one(rows, scope="subject", lag_years=0)["missing"])) == {"rank_change": "new_entry"}
    gone = one(rows, scope="subject", lag_years=1)
    assert (gone["advert_count"], gone["rank"]) == (0, None)
    assert json.loads(str(gone["missing"])) == dict.fromkeys(("rank", "rank_change", "share_of_all_pct"), "no_data")


def test_a_row_the_page_lacks_is_absent_and_never_taken_from_another_page() -> None:
    whole, bare = page_on(), page_on(date(2026, 1, 15))
    body = re.sub(rb"<tr><td>10<sup>th</sup> Percentile.*?</tr>", b"", page_html(bare))
    assert body != page_html(bare)
    pay = facts_of(page_html(whole), body)["fact_pay"]
    row = one(pay, scope="subject", lag_years=0, as_of=pd.Timestamp("2026-01-15"))
    assert row["p10_gbp"] is None
    assert json.loads(str(row["missing"])) == {"p10_gbp": "row_absent"}


def test_a_leap_day_ends_the_window_of_the_year_before_on_the_28th() -> None:
    demand = facts_of(page_html(page_on(date(2024, 2, 29))))["fact_demand"]
    ends = demand.loc[demand["scope"] == "subject", "period_end"].dt.strftime("%Y-%m-%d")
    assert list(ends) == ["2024-02-29", "2023-02-28", "2022-02-28"]


def test_locations_keep_blank_and_dash_apart() -> None:
    rows = facts_of(page_html(page_on()))["fact_location"]
    wales = one(rows, location="Wales")
    assert json.loads(str(wales["missing"])) == {"median_change_pct": "no_data", "median_gbp": "no_data"}
    outside = json.loads(str(one(rows, location="UK excluding London")["missing"]))
    assert outside == {"open_vacancy_count": "not_published", "rank_change": "new_entry"}


def test_ties_of_skills_and_rows_of_an_index_are_all_facts() -> None:
    skills = facts_of(page_html(page_on()))["fact_skill"]
    tied = skills[(skills["skill_list"] == "top") & (skills["rank"] == 2)]
    assert sorted(tied["skill"]) == ["C#", "Yeast"]
    index = index_of(count=120)
    rows = facts_of(*(index_html(index, page) for page in (1, 2, 3)))["fact_market_index"]
    assert list(rows["rank"]) == list(range(1, 121))
    assert one(rows, subject="Skill 1")["rank_change"] == -179


def test_no_captures_give_empty_typed_frames() -> None:
    captures, figures = captured(page_html(page_on()))
    empty = build_facts(captures.iloc[:0], figures.iloc[:0])
    full = build_facts(captures, figures)
    assert list(empty) == [table.name for table in FACT_TABLES]
    for name, frame in empty.items():
        assert frame.empty
        assert list(frame.dtypes) == list(full[name].dtypes)


def test_figures_nobody_understood_give_no_fact() -> None:
    body = page_html(page_on()).replace(b'<td>Rank</td><td class="fig">12', b'<td>Grade</td><td class="fig">good', 1)
    assert b"Grade" in body
    assert read_page(body).outcome == "quarantined"
    row = one(facts_of(body)["fact_demand"], scope="subject", lag_years=0)
    assert row["rank"] is None
    assert "rank" in json.loads(str(row["missing"]))
