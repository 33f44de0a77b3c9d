"""`jobtrends adverts ingest`: later dumps change no earlier answer, and neither order nor repetition anything."""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pandas as pd
import pytest

from jobtrends_pipeline.archive.archive import Archive
from jobtrends_pipeline.config.adverts import source_named
from jobtrends_pipeline.config.paths import DATA_DIR_VARIABLE, DataPaths
from jobtrends_pipeline.steps.adverts.figures import COMPUTED_TABLES
from jobtrends_pipeline.steps.adverts.take import take_inputs
from jobtrends_pipeline.tables.adverts import ADVERT_TABLES
from jobtrends_pipeline.tables.catalog import ALL_TABLES
from jobtrends_pipeline.warehouse.published import open_published
from jobtrends_pipeline.warehouse.store import Warehouse
from jobtrends_pipeline_tests.conftest import kept_environment
from jobtrends_pipeline_tests.support.advert_data import daily_answers, needs_adverts
from jobtrends_pipeline_tests.support.advert_dumps import FEED, SOURCES, WATCHLIST, write_dumps
from jobtrends_pipeline_tests.support.command import called

MADE_DAYS, MADE_ADVERTS = 3, 120
MACROS = ("trend_demand_as_of", "trend_pay_as_of")
_KNOWN = "FROM {0}('data-engineer', $1) UNION ALL FROM {0}('java-developer', $1) ORDER BY ALL"
Frames = dict[str, pd.DataFrame]


@dataclass(frozen=True)
class World:
    """Dumps of some days.

    Attributes:
        days: The days, each with its dumps and their sources.
        tables: All tables after the dumps came in the order of days.
        answers: After each day, facts and trends as of it and the days before, by their last day.
    """

    days: dict[date, list[tuple[str, Path]]]
    tables: Frames
    answers: list[dict[date, Frames]]


def made(folder: Path) -> dict[date, list[tuple[str, Path]]]:
    days: dict[date, list[tuple[str, Path]]] = {}
    for source, path in write_dumps(folder, MADE_DAYS, MADE_ADVERTS):
        days.setdefault(date.fromisoformat(path.stem), []).append((source, path))
    return days


def real(folder: Path) -> dict[date, list[tuple[str, Path]]]:
    """The daily answers of an API beside the repository."""
    folder.mkdir()
    return {day: [(FEED, Path(shutil.copy(path, folder)))] for day, (path, _) in daily_answers().items()}


@pytest.fixture(scope="module", params=[made, pytest.param(real, marks=[pytest.mark.slow, needs_adverts])])
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("world")
    days = request.param(folder / "dumps")
    with kept_environment() as patch:
        paths = prepared(DataPaths(folder / "data"), patch)
        answers = []
        for number, day in enumerate(days):
            ingest(paths, days[day])
            answers.append({earlier: answered(paths, earlier) for earlier in list(days)[: number + 1]})
        yield World(days, tables(paths), answers)
    shutil.rmtree(paths.data_dir)


def prepared(paths: DataPaths, patch: pytest.MonkeyPatch) -> DataPaths:
    """A data root with sources and roles, which the environment names."""
    patch.setenv(DATA_DIR_VARIABLE, str(paths.data_dir))
    paths.data_dir.mkdir(parents=True, exist_ok=True)
    paths.advert_sources_file.write_text(SOURCES, encoding="utf-8")
    paths.own_watchlist_file.write_text(WATCHLIST, encoding="utf-8")
    return paths


def ingest(paths: DataPaths, dumps: Sequence[tuple[str, Path]]) -> None:
    """Give dumps of one source to the command, where those of another are in the archive as of a killed one."""
    *others, last = dict.fromkeys(source for source, _ in dumps)
    for source in others:
        declared = source_named(paths.advert_sources_file, source)
        files = [path for one, path in dumps if one == source]
        take_inputs(files, declared, None, Archive(paths.archive_dir), f"{source}-{uuid4().hex}")
    outcome = called("adverts", "ingest", *(path for one, path in dumps if one == last), "--source", last)
    assert (outcome.code, outcome.complaints) == (0, [])


def tables(paths: DataPaths) -> Frames:
    """All tables, without where inputs lie in the archive."""
    held = Warehouse.reading(paths.working_file).read_many(ALL_TABLES)
    return {name: frame.drop(columns=["warc_file", "warc_offset"], errors="ignore") for name, frame in held.items()}


def answered(paths: DataPaths, day: date) -> Frames:
    """Facts of a day, trends as known when it is over, and the vacancies of the adverts seen by it."""
    with open_published(paths.published_file) as connection:
        found = {name: connection.execute(_KNOWN.format(name), [day + timedelta(days=1)]).df() for name in MACROS}
    held = Warehouse.reading(paths.working_file).read_many((*COMPUTED_TABLES, *ADVERT_TABLES))
    for table in COMPUTED_TABLES:
        frame = held[table.name]
        found[table.name] = frame[frame["as_of"] == pd.Timestamp(day)].reset_index(drop=True)
    seen = held["adverts"].loc[held["adverts"]["seen_on"] <= pd.Timestamp(day), "advert_id"]
    kept = held["vacancies"][["advert_id", "vacancy_id", "rule", "first_seen_on"]]
    found["vacancies"] = kept[kept["advert_id"].isin(seen)].reset_index(drop=True)
    return found


def unlike(one: Frames, other: Frames) -> list[str]:
    return [name for name, frame in one.items() if not frame.equals(other[name])]


def test_a_later_dump_changes_no_answer_as_of_an_earlier_day(world: World) -> None:
    last = world.answers[-1]
    for after in world.answers[:-1]:
        for day, answers in after.items():
            assert unlike(answers, last[day]) == [], day
    assert all(not last[day]["trend_pay_as_of"].empty for day in world.days)
    first, newest = (last[day]["fact_demand"]["advert_count"].sum() for day in (min(world.days), max(world.days)))
    assert first != newest


def test_neither_order_nor_repetition_changes_a_table(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = prepared(DataPaths(tmp_path / "data"), monkeypatch)
    *others, last = world.days.values()
    ingest(paths, last[::-1])
    ingest(paths, [*last, *(dump for day in others[::-1] for dump in day[::-1])])
    assert unlike(world.tables, tables(paths)) == []
    ingest(paths, last[:1])
    assert unlike(world.tables, tables(paths)) == []
