"""Real adverts beside the repository, from archive to published facts, against counts of the files themselves."""

import json
import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
import pytest

from jobtrends_pipeline.archive.archive import Archive
from jobtrends_pipeline.config.adverts import load_advert_sources
from jobtrends_pipeline.config.paths import DATA_DIR_VARIABLE, DataPaths
from jobtrends_pipeline.steps.adverts.take import take_inputs
from jobtrends_pipeline.tables.adverts import ADVERT_TABLES
from jobtrends_pipeline.warehouse.store import Warehouse
from jobtrends_pipeline_tests.conftest import kept_environment
from jobtrends_pipeline_tests.support.advert_data import ADVERTS, daily_answers, json_lines, needs_adverts, table
from jobtrends_pipeline_tests.support.advert_dumps import WATCHLIST
from jobtrends_pipeline_tests.support.command import called
from jobtrends_pipeline_tests.support.dagster_runs import published

SOURCES = """
sources:
  - {name: feed, publisher: feed, kind: answers, licence: Terms}
  - {name: greenhouse, publisher: employers, kind: answers, licence: Terms}
  - {name: lever, publisher: employers, kind: answers, licence: Terms, constants: {company: An employer}}
  - {name: ashby, publisher: employers, kind: answers, licence: Terms, constants: {company: Another}}
  - {name: nhs, publisher: nhs, kind: answers, licence: Terms}
  - {name: page, publisher: page, kind: pages, licence: Terms}
  - &board
    {name: board-a, publisher: boards, kind: table, licence: Terms, columns: {
      title: job_title, company: employer_name, place_texts: location, description: job_description,
      source_url: job_link, pay_min: job_min_salary, pay_max: job_max_salary, pay_unit: job_salary_period}}
  - {<<: *board, name: board-b}
  - {name: city, publisher: city, kind: table, licence: Terms, columns: {
      posting_id: [Job ID, Posting Type], reference: Job ID, title: Business Title, company: Agency,
      place_texts: Work Location, pay_min: Salary Range From, pay_max: Salary Range To, pay_unit: Salary Frequency,
      posted_on: Posting Date}}
  - {name: reed, publisher: reed, kind: table, licence: Terms, columns: {
      title: job_title, place_texts: [city, state], pay_text: salary_offered, employment_type: job_type}}
"""
OTHERS = {
    "greenhouse": ("ats-greenhouse.json", date(2026, 8, 1)),
    "lever": ("ats-lever.json", date(2026, 8, 1)),
    "ashby": ("ats-ashby.json", date(2026, 8, 1)),
    "nhs": ("nhs-jsonld-400.jsonl.gz", date(2020, 12, 31)),
    "page": ("microdata-board-page.html", date(2020, 12, 31)),
    "board-a": ("board-a-2026-fulltext-200.csv.gz", date(2026, 6, 6)),
    "board-b": ("board-b-2026-fulltext-200.csv.gz", date(2026, 6, 6)),
    "city": ("nyc-jobs-600.csv.gz", date(2019, 12, 17)),
    "reed": ("reed-2018-5000.csv.gz", date(2018, 12, 31)),
}
_MONEY = re.compile(r"[£$€]|pound|GBP|\d[kK]\b")
pytestmark = needs_adverts


@dataclass(frozen=True)
class Ingested:
    """Private tables, published tables, and the adverts of the feed as its files have them, by day."""

    held: dict[str, pd.DataFrame]
    facts: dict[str, pd.DataFrame]
    feed: dict[date, list[dict[str, Any]]]

    def of(self, source: str, name: str = "adverts") -> pd.DataFrame:
        """Rows of a private table that are of a source."""
        adverts = self.held["adverts"]
        adverts = adverts[adverts["source"] == source]
        return adverts if name == "adverts" else self.held[name].merge(adverts[["advert_id", "posting_id"]])


@pytest.fixture(scope="module")
def ingested(tmp_path_factory: pytest.TempPathFactory) -> Ingested:
    paths = DataPaths(tmp_path_factory.mktemp("real") / "data")
    paths.data_dir.mkdir()
    paths.advert_sources_file.write_text(SOURCES, encoding="utf-8")
    paths.own_watchlist_file.write_text(WATCHLIST, encoding="utf-8")
    archive = Archive(paths.archive_dir)
    sources = {source.name: source for source in load_advert_sources(paths.advert_sources_file)}
    for name, (file, day) in OTHERS.items():
        taken = take_inputs([ADVERTS / file], sources[name], day, archive, name)
        assert (len(taken.input_ids), taken.refused) == (1, [])
    answers = [path for path, _ in daily_answers().values()]
    with kept_environment() as patch:
        patch.setenv(DATA_DIR_VARIABLE, str(paths.data_dir))
        outcome = called("adverts", "ingest", *answers, "--source", "feed")
    assert (outcome.code, outcome.complaints) == (0, [])
    feed = {day: postings for day, (_, postings) in daily_answers().items()}
    return Ingested(Warehouse.reading(paths.working_file).read_many(ADVERT_TABLES), published(paths), feed)


def test_every_advert_of_every_file_is_a_row(ingested: Ingested) -> None:
    rows = Counter(ingested.held["adverts"]["source"])
    expected = {"greenhouse": 2, "lever": 2, "ashby": 2, "page": 1}
    expected |= {"feed": sum(map(len, ingested.feed.values())), "nhs": len(list(json_lines(OTHERS["nhs"][0])))}
    for name in ("board-a", "board-b", "city", "reed"):
        expected[name] = len(table(OTHERS[name][0].removesuffix(".csv.gz")))
    assert rows == expected
    inputs = ingested.held["advert_inputs"]
    assert set(inputs["outcome"]) == {"read"}
    assert inputs.groupby("source")["advert_count"].sum().to_dict() == expected
    assert set(ingested.held["vacancies"]["advert_id"]) == set(ingested.held["adverts"]["advert_id"])


def test_identifiers_of_the_files_are_those_of_the_rows(ingested: Ingested) -> None:
    for day, postings in ingested.feed.items():
        rows = ingested.of("feed")
        assert set(rows.loc[rows["seen_on"] == pd.Timestamp(day), "posting_id"]) == {one["id"] for one in postings}
    city = table("nyc-jobs-600")
    assert set(ingested.of("city")["posting_id"]) == {f"{row['Job ID']}-{row['Posting Type']}" for row in city}
    assert ingested.of("board-b")["posting_url"].nunique() == len(
        {row["job_link"] for row in table("board-b-2026-fulltext-200")}
    )
    for ats, key in (("greenhouse", "jobs"), ("lever", ""), ("ashby", "jobs")):
        document = json.loads((ADVERTS / f"ats-{ats}.json").read_text(encoding="utf-8"))
        held = document[key] if isinstance(document, dict) else document
        assert set(ingested.of(ats)["posting_id"]) == {str(one["id"]) for one in held}


def test_every_row_without_an_identifier_is_a_posting(ingested: Ingested) -> None:
    rows = ingested.of("reed")
    assert rows["posting_id"].nunique() == len(rows) == 5_000
    assert ingested.of("reed", "vacancies")["vacancy_id"].nunique() == 5_000


def test_copies_of_one_number_are_one_vacancy(ingested: Ingested) -> None:
    number = ingested.of("city", "vacancies").merge(ingested.of("city")[["advert_id", "reference"]])
    assert number.groupby("reference")["vacancy_id"].nunique().max() == 1
    numbers = {row["Job ID"] for row in table("nyc-jobs-600")}
    assert 0.97 * len(numbers) <= number["vacancy_id"].nunique() <= len(numbers)


def test_estimates_of_the_board_are_never_pay(ingested: Ingested) -> None:
    predicted = {one["id"] for day in ingested.feed.values() for one in day if one["salary_is_predicted"] == "1"}
    stating = (one for day in ingested.feed.values() for one in day if _MONEY.search(one["title"] + one["description"]))
    said = {one["id"] for one in stating}
    silent = predicted - said
    rows = ingested.of("feed")
    estimated = set(rows.loc[rows["is_estimated"], "posting_id"])
    assert silent <= estimated <= predicted
    pay = ingested.of("feed", "advert_pay")
    counted = pay[pay["is_counted"]]
    assert not set(counted["posting_id"]) & silent
    ends = {one["id"]: (one.get("salary_min"), one.get("salary_max")) for day in ingested.feed.values() for one in day}
    stated = {name: (low or high, high or low) for name, (low, high) in ends.items()}  # 0 and none are no end
    fields = counted[counted["origin"] == "field"]
    assert len(fields) > 300
    assert [stated[name] for name in fields["posting_id"]] == list(zip(fields["low"], fields["high"], strict=True))


def test_places_are_those_of_the_tree_of_the_board(ingested: Ingested) -> None:
    tree = {one["id"]: one["location"]["area"] for day in ingested.feed.values() for one in day}
    places = ingested.of("feed", "advert_places")
    for region in ("London", "Northern Ireland", "Wales", "Scotland"):
        wanted = {name for name, area in tree.items() if region in area[:3]}
        found = set(places.loc[places["place"] == region, "posting_id"])
        assert len(wanted & found) >= 0.98 * max(len(wanted), len(found)), region


def test_titles_that_name_a_role_alone_have_it(ingested: Ingested) -> None:
    roles = ingested.of("feed", "advert_roles")
    for role in ("data-engineer", "data-analyst", "data-architect", "data-scientist", "ai-engineer"):
        name = role.replace("-", " ")
        wanted = {one["id"] for day in ingested.feed.values() for one in day if one["title"].lower() == name}
        assert wanted
        assert wanted <= set(roles.loc[roles["role_key"] == role, "posting_id"]), role


def test_coverage_counts_the_adverts_that_the_files_had_by_each_day(ingested: Ingested) -> None:
    coverage = ingested.facts["advert_coverage"]
    for day in ingested.feed:
        rows = coverage.query("publisher == 'feed' and place == 'UK' and window_months == 3")
        counts = rows[rows["as_of"] == pd.Timestamp(day)]["seen_advert_count"]
        assert counts.sum() == sum(len(held) for one, held in ingested.feed.items() if one <= day)


def test_published_counts_lie_between_employers_and_adverts(ingested: Ingested) -> None:
    demand = ingested.facts["fact_demand"].query(
        "publisher == 'feed' and role == 'data-engineer' and scope == 'subject' and lag_years == 0 and place == 'UK'"
    )
    held = demand[(demand["as_of"] == pd.Timestamp(max(ingested.feed))) & (demand["window_months"] == 3)]
    named = [one for day in ingested.feed.values() for one in day if "data engineer" in one["title"].lower()]
    employers = {one["company"].get("display_name") for one in named}
    assert 0.9 * len(employers) <= held["advert_count"].sum() <= 1.1 * len(named)


def test_publishers_of_few_adverts_have_no_figures_and_private_tables_are_not_published(ingested: Ingested) -> None:
    assert not {"adverts", "vacancies", "advert_pay"} & set(ingested.facts)
    publishers = {name: set(frame["publisher"]) for name, frame in ingested.facts.items() if "publisher" in frame}
    assert not {"employers", "page"} & publishers["advert_coverage"]
    assert publishers["advert_coverage"] >= {"feed", "boards", "nhs", "reed"}
    assert publishers["fact_demand"] == {"feed"} | (publishers["fact_demand"] & {"boards", "reed"})
