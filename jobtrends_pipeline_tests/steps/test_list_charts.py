"""Archived chart images become rows once each, of the role that the watchlist gives their subject."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from jobtrends_pipeline.acquire.chart_subjects import ChartSubjects
from jobtrends_pipeline.archive.archive import Archive
from jobtrends_pipeline.config.watchlist import Role, Watchlist
from jobtrends_pipeline.steps.list_captures import list_captures
from jobtrends_pipeline.steps.reassign import reassign
from jobtrends_pipeline.tables.captures import CAPTURES
from jobtrends_pipeline.tables.charts import CHART_IMAGES, FACT_CHART_DEMAND
from jobtrends_pipeline.tables.frames import rows_frame
from jobtrends_pipeline.tables.trends import TREND_DEMAND_MONTHLY
from jobtrends_pipeline.warehouse.store import Warehouse
from jobtrends_pipeline_tests.support.charts import address_of, chart_of

SHARP = Role(name="C#", aliases=("C-Sharp Developer",), places=("UK", "Stoke-on-Trent"))
FOLLOWED = Watchlist((SHARP, Role(name="Back-End Developer", aliases=("Backend",)), Role(name="Data Baker")))


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


@pytest.fixture
def store(tmp_path: Path) -> Warehouse:
    return Warehouse.at(tmp_path / "working.duckdb")


@pytest.mark.parametrize(
    ("address", "role", "subject"),
    [
        (address_of("csharp"), "c-sharp", "C#"),
        (address_of("c%23"), "c-sharp", "C#"),
        (address_of("c-sharp-developer"), "c-sharp", "C#"),
        (address_of("c"), "c", "c"),
        (address_of("back-end-developer"), "back-end-developer", "Back-End Developer"),
        (address_of("backend-developer"), "back-end-developer", "Back-End Developer"),
        (address_of("backend"), "back-end-developer", "Back-End Developer"),
        ("/charts/permanent-demand-trend.aspx?s=data+baker&l=uk", "data-baker", "Data Baker"),
        (address_of("generative-ai"), "generative-ai", "generative ai"),
        (address_of("c++"), "c-plus-plus", "c++"),
    ],
)
def test_a_chart_belongs_to_the_role_of_its_subject_however_the_address_spells_it(
    address: str, role: str, subject: str
) -> None:
    of = ChartSubjects(FOLLOWED).of(address)
    assert of
    assert (of.role, of.subject) == (role, subject)


def test_a_place_of_the_watchlist_is_spelled_as_there() -> None:
    subjects = ChartSubjects(FOLLOWED)
    (followed, other) = (subjects.of(address_of(slug, "uk/england/stoke-on-trent")) for slug in ("csharp", "java"))
    assert followed
    assert other
    assert (followed.place, other.place) == ("Stoke-on-Trent", "Stoke on Trent")


def test_images_are_listed_once_each_as_their_addresses_say(archive: Archive, store: Warehouse) -> None:
    sharp, java = address_of("csharp", "uk/england/london", "contract"), address_of("java", kind="salary-trend")
    logo = "https://www.itjobswatch.co.uk/static/logo.png"
    archive.add("first", [chart_of(sharp), chart_of(java), chart_of(logo)])
    listed = list_captures(archive, FOLLOWED, store)
    assert (len(listed.charts), listed.arrivals, listed.unknown) == (2, [], [])
    kept = "role, chart_kind, market, subject, place, outcome, media_type, warc_file, reader_version"
    first = ("pending", "image/png", "first.warc.gz", None)
    assert set(_execute(store, f"SELECT {kept} FROM chart_images")) == {  # noqa: S608
        ("c-sharp", "demand-trend", "contract", "C#", "London", *first),
        ("java", "salary-trend", "permanent", "java", "UK", *first),
    }
    assert store.read(CAPTURES).empty
    assert list_captures(archive, FOLLOWED, store).charts == []


def test_what_is_read_of_a_listed_image_is_not_listed_over(archive: Archive, store: Warehouse) -> None:
    archive.add("first", [chart_of(address_of("java"))])
    list_captures(archive, FOLLOWED, store)
    _execute(store, "UPDATE chart_images SET outcome = 'read', reader_version = 1")
    archive.add("second", [chart_of(address_of("java")), chart_of(address_of("php"))])
    assert [row["subject"] for row in list_captures(archive, FOLLOWED, store).charts] == ["php"]
    assert store.read(CHART_IMAGES)["outcome"].tolist().count("read") == 1


def test_images_that_the_table_lost_are_listed_again(archive: Archive, store: Warehouse) -> None:
    archive.add("first", [chart_of(address_of("java"))])
    list_captures(archive, FOLLOWED, store)
    _execute(store, "DELETE FROM chart_images")
    assert len(list_captures(archive, FOLLOWED, store).charts) == 1


def test_a_lost_image_is_listed_again_when_its_file_is_whole(archive: Archive, store: Warehouse) -> None:
    archive.add("first", [chart_of(address_of("java"))])
    list_captures(archive, FOLLOWED, store)
    _execute(store, "UPDATE chart_images SET outcome = 'refused', reason = 'lost: cut off'")
    (row,) = list_captures(archive, FOLLOWED, store).charts
    assert row["outcome"] == "pending"


def test_charts_and_their_figures_follow_an_alias_and_are_not_read_again(
    archive: Archive, store: Warehouse, tmp_path: Path
) -> None:
    archive.add("first", [chart_of(address_of("java")), chart_of(address_of("php"))])
    list_captures(archive, FOLLOWED, store)
    _execute(store, "UPDATE chart_images SET outcome = 'read', reader_version = 1")
    for role, capture in store.read(CHART_IMAGES)[["role", "capture_id"]].itertuples(index=False):
        _store_facts(store, str(role), str(capture))
    pages = [_loaded_page(role) for role in ("php", "java-platform")]
    store.replace({CAPTURES.name: rows_frame(CAPTURES, pages)}, {})
    wider = Watchlist((Role(name="Java Platform", aliases=("Java",)),))
    assert not reassign(wider, store, tmp_path / "reports", print)
    images, facts = store.read(CHART_IMAGES), store.read(FACT_CHART_DEMAND)
    assert sorted(images["role"]) == sorted(facts["role"]) == ["java-platform", "php"]
    assert sorted(facts["subject"]) == ["Java Platform", "php"]
    assert set(images["outcome"]) == {"read"}
    assert facts["drawn_share_pct"].tolist() == [1.5, 1.5]
    assert set(store.read(TREND_DEMAND_MONTHLY)["role"]) == {"php"}, "nothing is left of the role that lost its charts"
    loaded = _execute(store, "SELECT role, loaded_version FROM captures ORDER BY role")
    assert loaded == [("java-platform", None), ("php", 4)], "the role that gained a chart is derived again"
    changed = _execute(store, "SELECT role FROM jobtrends_changes WHERE table_name = 'fact_chart_demand'")
    assert {"java", "java-platform"} <= {role for (role,) in changed}


def test_charts_stay_where_they_are_without_a_watchlist(archive: Archive, store: Warehouse, tmp_path: Path) -> None:
    archive.add("first", [chart_of(address_of("csharp"))])
    list_captures(archive, FOLLOWED, store)
    reassign(Watchlist((), is_known=False), store, tmp_path / "reports", print)
    assert store.read(CHART_IMAGES)["role"].tolist() == ["c-sharp"]


def _loaded_page(role: str) -> dict[str, object]:
    row: dict[str, object] = dict.fromkeys(("capture_id", "role", "url", "sha256", "warc_file"), role)
    row |= {"origin": "live", "outcome": "read", "byte_count": 1, "warc_offset": 0, "loaded_version": 4}
    return row | {"captured_at": pd.Timestamp(2025, 7, 29)}


def _store_facts(store: Warehouse, role: str, capture: str) -> None:
    of = {"role": role, "subject": role, "place": "UK", "month": pd.Timestamp(date(2025, 7, 1))}
    fact = of | {"market_series": "all", "as_of": pd.Timestamp(date(2025, 7, 29)), "capture_id": capture}
    fact |= dict.fromkeys(("drawn_share_pct", "drawn_share_low_pct", "drawn_share_high_pct"), 1.5)
    trend = of | {"market_series": "all", **dict.fromkeys(("first_as_of", "latest_as_of"), fact["as_of"])}
    store.replace(
        {
            FACT_CHART_DEMAND.name: rows_frame(FACT_CHART_DEMAND, [fact]),
            TREND_DEMAND_MONTHLY.name: rows_frame(TREND_DEMAND_MONTHLY, [trend]),
        },
        {"role": [role]},
    )


def _execute(store: Warehouse, statement: str) -> list[tuple[object, ...]]:
    with store.connection() as connection:
        return connection.execute(statement).fetchall()
