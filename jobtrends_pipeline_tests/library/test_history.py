"""The library: typed frames with units and rights, the same figures as the tables, errors of one line."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd
import pytest

import jobtrends_pipeline as jt
from jobtrends_pipeline.base.errors import JobtrendsError
from jobtrends_pipeline.config.paths import DATA_DIR_VARIABLE, DataPaths
from jobtrends_pipeline.library.errors import NotHeldError, QuestionError
from jobtrends_pipeline.library.frames import PAY, rights_of
from jobtrends_pipeline.library.history import History
from jobtrends_pipeline.tables.frames import PANDAS_TYPES
from jobtrends_pipeline.tables.trends import TREND_DEMAND_MONTHLY
from jobtrends_pipeline.warehouse.published import open_published
from jobtrends_pipeline.warehouse.queries import run_query
from jobtrends_pipeline_tests.support.command import unchanged


@pytest.fixture
def history(ingested: DataPaths) -> History:
    return jt.open(ingested.data_dir)


@pytest.fixture
def copied(ingested: DataPaths, tmp_path: Path) -> DataPaths:
    """A data root with a copy of the published file alone, to change."""
    paths = DataPaths(tmp_path / "copied")
    paths.warehouse_dir.mkdir(parents=True)
    shutil.copy(ingested.published_file, paths.published_file)
    return paths


def test_pay_is_that_of_the_table_with_its_error(history: History, ingested: DataPaths) -> None:
    frame = history.pay("Java")
    with duckdb.connect(ingested.published_file, read_only=True) as connection:
        wanted = connection.execute(
            "SELECT period_end, median_gbp, median_rse_pct FROM trend_pay "
            "WHERE role = 'java' AND scope = 'subject' ORDER BY period_end"
        ).fetchall()
    assert len(wanted) == 6
    assert list(frame["period_end"].dt.date) == [row[0] for row in wanted]
    assert list(frame["median_gbp"]) == [row[1] for row in wanted]
    assert list(frame["median_standard_error_gbp"]) == pytest.approx([row[1] * row[2] / 100 for row in wanted])


def test_every_column_has_its_declared_type(history: History) -> None:
    frame = history.pay("java")
    assert list(frame.columns) == PAY.column_names
    assert {name: frame[name].dtype for name in frame} == {column.name: PANDAS_TYPES[column.type] for column in PAY}
    none = history.pay("java", since="2030-01")
    assert none.empty
    assert list(none.dtypes) == list(frame.dtypes)


def test_attributes_say_units_source_licence_and_caveat(history: History) -> None:
    attributes = history.pay("java", as_of="2026-03-01").attrs
    assert attributes["as_of"] == "2026-03-01"
    assert attributes["source"].startswith("Source IT Jobs Watch")
    assert attributes["licence"] == "CC BY-NC-SA 4.0"
    assert attributes["caveat"] == "advertised, not paid"
    assert attributes["pay_units"] == {"annual_salary": "GBP a year"}
    assert attributes["units"]["median_rse_pct"] == "%"
    assert attributes["series"]["place"] == "UK"
    assert set(attributes["flags"]) == {"b", "<"}
    assert json.loads(json.dumps(attributes)) == attributes


@pytest.mark.parametrize(
    ("publishers", "source", "licence"),
    [
        (["mine", "mine"], r"mine: computed from own adverts", "terms of the adverts"),
        (["mine", "itjobswatch"], r"Source IT Jobs Watch.*\. mine: computed from own adverts", "CC BY-NC-SA 4.0"),
        ([], r"Source IT Jobs Watch.*\. Rows of other publishers are computed from own adverts", "CC BY-NC-SA 4.0"),
    ],
)
def test_figures_of_own_adverts_are_not_under_the_licence_of_the_source(
    publishers: list[str], source: str, licence: str
) -> None:
    said = rights_of(publishers)
    assert re.match(source, said["source"])
    assert said["licence"].startswith(licence)
    assert said["caveat"] == "advertised, not paid"


def test_a_day_shows_what_was_known_then(history: History) -> None:
    assert history.pay("java")["period_end"].max() == pd.Timestamp("2026-03-13")
    assert history.pay("java", as_of="2026-03-01")["period_end"].max() == pd.Timestamp("2026-02-06")
    assert history.demand("java", "2026-03-01")["latest_as_of"].max() == pd.Timestamp("2026-02-06")


def test_other_questions_answer_with_rows(charted: DataPaths) -> None:
    history = jt.open(charted.data_dir)
    assert set(history.roles()["role"]) >= {"java", "backend-developer"}
    assert set(history.roles("backend dev")["role"]) == {"backend-developer"}
    assert history.demand("java")["share_standard_error_pp"].notna().all()
    skills = history.skills("backend-developer")
    assert list(skills["skill"][:2]) == ["Python", "CI/CD"]
    assert skills.attrs["vintage"] == "2026-02-15"
    assert history.locations("backend-developer")["location"][0] == "England"
    compared = history.compare(["java", "Backend Developer"])
    assert list(compared["role"]) == ["java", "backend-developer"]
    assert list(compared["difference_gbp"])[1] == 5000
    months = history.monthly("backend-developer")
    assert months["month"].min() == pd.Timestamp("2004-02-01")
    assert set(TREND_DEMAND_MONTHLY.column_names) <= set(months.columns)
    assert set(history.pages("java")["period_end"]) == {pd.Timestamp("2026-02-06"), pd.Timestamp("2026-03-13")}
    assert history.sql("SELECT 1 AS one").attrs["caveat"] == "advertised, not paid"


def test_names_of_the_watchlist_find_the_role_too(copied: DataPaths) -> None:
    copied.own_watchlist_file.write_text("roles:\n- name: Java\n  aliases: [Jakarta EE]\n", encoding="utf-8")
    assert set(jt.open(copied.data_dir).pay("jakarta ee")["role"]) == {"java"}
    assert set(jt.open(copied.data_dir).roles("jakarta")["role"]) == {"java"}


def test_a_watchlist_that_cannot_be_read_stops_no_name_of_a_page(copied: DataPaths) -> None:
    copied.own_watchlist_file.write_text("roles: [", encoding="utf-8")
    assert not jt.open(copied.data_dir).pay("java").empty
    with pytest.raises(JobtrendsError, match=r"watchlist\.yaml"):
        jt.open(copied.data_dir).pay("jakarta ee")


@pytest.mark.parametrize(
    ("ask", "kind", "words"),
    [
        (lambda history: history.pay("javva"), NotHeldError, "near it: Java"),
        (lambda history: history.roles("zzzz"), NotHeldError, "no page of 'zzzz' is held"),
        (lambda history: history.roles(" "), NotHeldError, "is held"),
        (lambda history: history.pay("java", "2025-10-31"), NotHeldError, "the first page held is that to 6 Feb 2026"),
        (lambda history: history.pay("java", place="Mars"), NotHeldError, "its places are UK"),
        (lambda history: history.pay("java", market="black"), NotHeldError, "held are permanent, 6 months"),
        (lambda history: history.pay("java", publisher="mine"), NotHeldError, "held are java"),
        (lambda history: history.pay("java", "soon"), QuestionError, "as_of 'soon' is no day"),
        (lambda history: history.pay("java", since="2026-13"), QuestionError, "since '2026-13-01' is no day"),
        (lambda history: history.pay(""), QuestionError, "names no role"),
        (lambda history: history.pay("java@a", publisher="b"), QuestionError, "another publisher"),
        (lambda history: history.compare(["java"]), QuestionError, "name another"),
        (lambda history: history.monthly("java"), NotHeldError, "no chart image of 'java' is read"),
        (lambda history: history.skills("java"), NotHeldError, "has skills"),
        (lambda history: history.sql("DROP TABLE captures"), JobtrendsError, "no permission for DROP"),
        (lambda history: history.sql("FROM read_text('/etc/passwd')"), JobtrendsError, "disabled by configuration"),
    ],
)
def test_what_is_not_held_is_one_line(
    history: History, ask: Callable[[History], pd.DataFrame], kind: type[Exception], words: str
) -> None:
    with pytest.raises(kind) as caught:
        ask(history)
    assert isinstance(caught.value, JobtrendsError)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_root_without_a_publication_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(JobtrendsError, match="does not exist yet: run `jobtrends ingest PATH` first"):
        jt.open(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_environment_names_the_root(ingested: DataPaths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(DATA_DIR_VARIABLE, str(ingested.data_dir))
    assert str(ingested.data_dir) in repr(jt.open())


def test_reading_changes_nothing(history: History, ingested: DataPaths) -> None:
    is_unchanged = unchanged(ingested.data_dir)
    history.pay("java", "2026-03-01")
    history.sql("SELECT 1")
    assert is_unchanged()


def test_queries_of_several_connections_at_once_are_answered(history: History, ingested: DataPaths) -> None:
    with open_published(ingested.published_file) as connection:
        run_query(connection, "SELECT 1")
        assert list(history.sql("SELECT 2 AS two")["two"]) == [2]
        with pytest.raises(JobtrendsError, match="disabled by configuration"):
            history.sql("FROM glob('/etc/*')")
        assert not history.pay("java").empty


def test_a_publication_is_read_by_the_next_question(copied: DataPaths) -> None:
    history = jt.open(copied.data_dir)
    assert history.pay("java")["median_gbp"].iloc[-1] == 75_000
    draft = copied.published_file.with_name("draft.duckdb")
    shutil.copy(copied.published_file, draft)
    with duckdb.connect(draft) as connection:
        connection.execute("UPDATE trend_pay SET median_gbp = 76000 WHERE role = 'java'")
    draft.replace(copied.published_file)
    assert history.pay("java")["median_gbp"].iloc[-1] == 76_000


def test_the_library_imports_neither_dagster_nor_what_draws(ingested: DataPaths) -> None:
    code = (
        "import sys, jobtrends_pipeline as jt\n"
        "light = {name for name in sys.modules if name.split('.')[0] in ('pandas', 'duckdb', 'numpy', 'pydantic')}\n"
        f"jt.open({str(ingested.data_dir)!r}).pay('java')\n"
        "heavy = {name.split('.')[0] for name in sys.modules} & {'dagster', 'altair', 'selectolax', 'pydantic'}\n"
        "print(sorted(light), sorted(heavy))"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ended.stdout == "[] []\n"
