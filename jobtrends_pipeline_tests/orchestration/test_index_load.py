"""Index pages of one day that arrive in several runs give each subject one row."""

from dataclasses import replace
from pathlib import Path

from jobtrends_pipeline.steps.load import prepare_load, store_load
from jobtrends_pipeline.tables.captures import CAPTURES, PARSED_CELLS
from jobtrends_pipeline.tables.facts import FACT_MARKET_INDEX
from jobtrends_pipeline.warehouse.store import Warehouse
from jobtrends_pipeline_tests.facts.frames import captured
from jobtrends_pipeline_tests.support.pages.samples import index_of
from jobtrends_pipeline_tests.support.site.index_markup import index_html

INDEX = index_of(count=60)
FIRST = index_html(INDEX, 1)
# A day on, the source lists one more subject at the top: the last of the first page moves to the second.
SHIFTED = replace(INDEX, rows=(replace(INDEX.rows[0], subject="Newcomer"), *INDEX.rows))
SECOND = index_html(SHIFTED, 2)


def _load(store: Warehouse, count: int) -> None:
    """Store the first captures that the warehouse does not hold yet, and load the role."""
    captures, figures = captured(FIRST, SECOND)
    new = captures[~captures["capture_id"].isin(store.read(CAPTURES)["capture_id"])].head(count)
    keys = {"capture_id": new["capture_id"].tolist()}
    mine = figures[figures["capture_id"].isin(keys["capture_id"])]
    store.replace({CAPTURES.name: new, PARSED_CELLS.name: mine}, keys)
    store_load(store, prepare_load(store, ["role"]))


def test_a_subject_on_two_pager_pages_of_separate_runs_has_one_row_of_the_later(tmp_path: Path) -> None:
    store = Warehouse.at(tmp_path / "working.duckdb")
    _load(store, 1)
    _load(store, 1)
    facts = store.read(FACT_MARKET_INDEX)
    assert len(facts) == 60
    assert not facts.duplicated(list(FACT_MARKET_INDEX.grain)).any()
    assert set(facts[facts["subject"] == "Skill 50"]["capture_id"]) == {"capture 1"}


def test_loading_in_one_run_or_two_gives_the_same_rows(tmp_path: Path) -> None:
    together, apart = Warehouse.at(tmp_path / "together.duckdb"), Warehouse.at(tmp_path / "apart.duckdb")
    _load(together, 2)
    _load(apart, 1)
    _load(apart, 1)
    assert together.read(FACT_MARKET_INDEX).equals(apart.read(FACT_MARKET_INDEX))
