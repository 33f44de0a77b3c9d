"""A frame of facts is stored only when it keeps its schema and its percentiles rise."""

import pandas as pd
import pytest

from jobtrends_pipeline.facts.parsed import finding_rows
from jobtrends_pipeline.facts.validate import validate
from jobtrends_pipeline.pages.read import read_page
from jobtrends_pipeline.tables.captures import CAPTURES, FINDINGS, PARSED_CELLS
from jobtrends_pipeline.tables.facts import FACT_DEMAND, FACT_PAY, FACT_TABLES
from jobtrends_pipeline.tables.frames import rows_frame
from jobtrends_pipeline.tables.model import Table
from jobtrends_pipeline_tests.facts.frames import captured, facts_of
from jobtrends_pipeline_tests.support.pages.samples import index_of, page_on
from jobtrends_pipeline_tests.support.site.index_markup import index_html
from jobtrends_pipeline_tests.support.site.markup import page_html

HTML = page_html(page_on())


@pytest.fixture(name="facts")
def fixture_facts() -> dict[str, pd.DataFrame]:
    return facts_of(HTML, index_html(index_of(count=5)))


@pytest.mark.parametrize("table", FACT_TABLES, ids=lambda table: table.name)
def test_facts_of_a_sound_page_are_valid(table: Table, facts: dict[str, pd.DataFrame]) -> None:
    checked, verdict = validate(table, facts[table.name])
    assert verdict.is_valid, verdict.cases
    assert verdict.row_count == len(checked) > 0
    assert verdict.cases.empty


@pytest.mark.parametrize("table", FACT_TABLES, ids=lambda table: table.name)
def test_no_facts_are_valid_facts(table: Table, facts: dict[str, pd.DataFrame]) -> None:
    checked, verdict = validate(table, facts[table.name].iloc[:0])
    assert (verdict.is_valid, verdict.row_count, len(checked)) == (True, 0, 0)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("rank", 0),
        ("advert_count", -1),
        ("share_of_all_pct", 100.01),
        ("market", "black"),
        ("subject", None),
        ("scope", "other"),
    ],
)
def test_a_value_out_of_bounds_is_a_named_case(
    column: str, value: float | str | None, facts: dict[str, pd.DataFrame]
) -> None:
    frame = facts["fact_demand"].copy()
    frame.loc[0, column] = value
    back, verdict = validate(FACT_DEMAND, frame)
    assert not verdict.is_valid
    assert column in set(verdict.cases["column"])
    assert back is frame


def test_two_rows_of_one_grain_are_invalid(facts: dict[str, pd.DataFrame]) -> None:
    doubled = pd.concat([facts["fact_demand"], facts["fact_demand"].iloc[:1]], ignore_index=True)
    assert not validate(FACT_DEMAND, doubled)[1].is_valid


def test_a_surplus_or_missing_column_is_invalid(facts: dict[str, pd.DataFrame]) -> None:
    frame = facts["fact_demand"]
    assert not validate(FACT_DEMAND, frame.assign(mood="fine"))[1].is_valid
    assert not validate(FACT_DEMAND, frame.drop(columns="rank"))[1].is_valid


def test_disordered_percentiles_are_invalid_and_shown(facts: dict[str, pd.DataFrame]) -> None:
    frame = facts["fact_pay"].copy()
    frame.loc[0, "p25_gbp"] = 61_000.0
    verdict = validate(FACT_PAY, frame)[1]
    assert not verdict.is_valid
    assert "61000" in verdict.cases["failure_case"].iloc[0]
    assert len(verdict.cases) == 1


def test_disorder_across_an_unpublished_percentile_is_found_too(facts: dict[str, pd.DataFrame]) -> None:
    frame = facts["fact_pay"].copy()
    frame.loc[0, "p25_gbp"] = None
    assert validate(FACT_PAY, frame)[1].is_valid
    frame.loc[0, "p10_gbp"] = 60_001.0
    assert not validate(FACT_PAY, frame)[1].is_valid


def test_captures_figures_and_findings_keep_their_own_schemas() -> None:
    body = HTML.replace(b"<td>Rank</td>", b"<td>Grade</td>", 1)
    captures, figures = captured(HTML, body)
    findings = rows_frame(FINDINGS, finding_rows("capture 1", "role", read_page(body)))
    assert not findings.empty
    for table, frame in ((CAPTURES, captures), (PARSED_CELLS, figures), (FINDINGS, findings)):
        verdict = validate(table, frame)[1]
        assert verdict.is_valid, verdict.cases
