"""Reading adverts spread over processes stores the very rows that one process stores."""

import csv
import shutil
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from jobtrends_pipeline.adverts.skill_vocabulary import shipped_skills
from jobtrends_pipeline.archive.archive import Archive
from jobtrends_pipeline.config.adverts import AdvertSource
from jobtrends_pipeline.config.watchlist import Watchlist
from jobtrends_pipeline.steps.adverts import read
from jobtrends_pipeline.steps.adverts.group import group_adverts
from jobtrends_pipeline.steps.adverts.take import list_inputs, take_inputs
from jobtrends_pipeline.steps.engine import LocalEngine
from jobtrends_pipeline.tables.adverts import ADVERT_INPUTS, ADVERT_TABLES
from jobtrends_pipeline.warehouse.database import DatabaseFile

FILES, ADVERTS = 10, 200
SOURCE = AdvertSource(
    name="board", publisher="own", kind="table", licence="Written for this test",
    columns={
        "posting_id": ("id",), "title": ("title",), "company": ("company",), "place_texts": ("place",),
        "description": ("text",),
    },
)  # fmt: skip
TITLES = ("Senior Data Engineer", "Java Developer", "Contract Project Manager", "Care Assistant")
PLACES = ("Leeds, West Yorkshire", "London", "Remote", "Berlin, Germany")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """2,000 adverts of ten days; every third stands in two of them."""
    folder = tmp_path_factory.mktemp("adverts")
    skills = [skill.name for skill in shipped_skills()]
    for day in range(FILES):
        with (folder / f"2026-08-{day + 1:02}.csv").open("w", encoding="utf-8", newline="") as file:
            write = csv.writer(file).writerow
            write(["id", "title", "company", "place", "text"])
            for number in range(ADVERTS):
                one = number if number % 3 == 0 else day * ADVERTS + number
                names = ", ".join(skills[(one * 7 + step) % len(skills)] for step in range(9))
                text = f"You know {names}. Salary: £{30 + one % 60},000 per annum. We raised £5 million."
                write([one, TITLES[one % 4], f"Company {one % 50}", PLACES[one % 4], text])
    archive = Archive(folder / "archive")
    taken = take_inputs([folder], SOURCE, None, archive, "run")
    assert (len(taken.input_ids), taken.refused) == (FILES, [])
    return archive


def tables(archive: Archive, path: Path, workers: int) -> dict[str, pd.DataFrame]:
    """The private tables, read by some processes, an input a piece."""
    database = DatabaseFile(path)
    list_inputs(archive, database.open())
    read.read_inputs(archive, database, [SOURCE], Watchlist(()), LocalEngine(workers))
    assert list(Path(database.work_folder).rglob("*.parquet")) == []
    group_adverts(archive, database.open(), [SOURCE])
    return database.reading().read_many(ADVERT_TABLES)


def test_two_processes_store_the_rows_of_one(archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "PIECE_INPUTS", 1)
    plain, spread = tables(archive, tmp_path / "one.duckdb", 1), tables(archive, tmp_path / "two.duckdb", 2)
    assert len(plain["adverts"]) == FILES * ADVERTS
    assert {name for name, frame in plain.items() if frame.empty} <= {"advert_findings"}
    assert [name for name, frame in plain.items() if not frame.equals(spread[name])] == []


def test_other_names_of_the_watchlist_have_the_inputs_read_again(archive: Archive, tmp_path: Path) -> None:
    database = DatabaseFile(tmp_path / "again.duckdb")
    list_inputs(archive, database.open())
    month = ("board", f"{date(2026, 8, 1):%Y-%m}")
    assert len(read.read_inputs(archive, database, [SOURCE], Watchlist(()), month=month)) == FILES
    assert read.read_inputs(archive, database, [SOURCE], Watchlist(()), month=month) == []
    other = SOURCE.model_copy(update={"constants": {"country": "UK"}})
    assert len(read.read_inputs(archive, database, [other], Watchlist(()))) == FILES
    assert len(database.reading().read(ADVERT_TABLES[1])) == FILES * ADVERTS


def test_adverts_of_an_input_that_is_damaged_since_are_kept_with_their_vacancies(
    archive: Archive, tmp_path: Path
) -> None:
    whole = tmp_path / "archive"
    shutil.copytree(archive.folder, whole)
    held = Archive(whole)
    tables(held, tmp_path / "w.duckdb", 1)
    database = DatabaseFile(tmp_path / "w.duckdb")
    kept = [table for table in ADVERT_TABLES if table is not ADVERT_INPUTS]
    before = database.reading().read_many(kept)
    for file in (whole / "warc").iterdir():
        file.write_bytes(b"x" * file.stat().st_size)
    other = SOURCE.model_copy(update={"constants": {"country": "UK"}})
    assert len(read.read_inputs(held, database, [other], Watchlist(()))) == FILES
    after = database.reading().read_many(kept)
    assert [name for name, frame in before.items() if not frame.equals(after[name])] == []
    inputs = database.reading().read(ADVERT_INPUTS)
    assert inputs["reason"].notna().all()
    assert set(inputs["advert_count"]) == {ADVERTS}
