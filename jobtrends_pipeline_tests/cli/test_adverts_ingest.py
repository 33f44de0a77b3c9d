"""`jobtrends adverts ingest`: from files to private tables, whatever the order, and nothing personal in any of them."""

import json
import logging
from pathlib import Path

import pytest

from jobtrends_pipeline.archive.archive import Archive
from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.tables.adverts import ADVERT_TABLES
from jobtrends_pipeline.warehouse.store import Warehouse
from jobtrends_pipeline_tests.support.command import called
from jobtrends_pipeline_tests.support.raw_adverts import job, page_with

SOURCES = """
sources:
  - {name: board, publisher: own, kind: pages, licence: Terms of the board}
  - {name: table, publisher: own, kind: table, licence: Terms, columns: {title: t, company: c, description: d}}
"""
TEXT = "<p>You build pipelines in Python and SQL. Salary £60,000 - £70,000 per annum.</p>" + "".join(
    f"<p>Sentence {number} says what the team {number} does with its platform every day.</p>" for number in range(8)
)
PERSONAL = "Ask Sam Sample, telephone 0113 496 0000 or sam@example.org"


def advert(number: int, title: str = "Data Engineer", text: str = TEXT) -> dict[str, object]:
    """A posting of a board, with an address of its own."""
    return job(
        title=title, url=f"https://example.org/{number}", hiringOrganization={"name": "Example Water"},
        jobLocation={"address": {"addressLocality": "Leeds"}}, description=text,
    )  # fmt: skip


@pytest.fixture
def root(empty_root: DataPaths) -> DataPaths:
    empty_root.data_dir.mkdir(parents=True)
    (empty_root.data_dir / "adverts.yaml").write_text(SOURCES, encoding="utf-8")
    return empty_root


def dumps(folder: Path) -> list[Path]:
    """Three days: the first posting stays, its text comes again under another address, and another job appears."""
    days = {
        "2026-08-01": [advert(1)],
        "2026-08-05": [advert(1), advert(2)],
        "2026-08-09": [advert(2), advert(3, "Java Developer", "<p>Java and Spring.</p>")],
    }
    folder.mkdir()
    for day, adverts in days.items():
        (folder / f"{day}.html").write_text(page_with(*adverts), encoding="utf-8")
    return sorted(folder.iterdir())


def rows(paths: DataPaths) -> dict[str, list[list[object]]]:
    """All private tables, without where and when the inputs lie in the archive."""
    held = Warehouse.reading(paths.working_file).read_many(ADVERT_TABLES)
    beside = ["warc_file", "warc_offset"]
    return {
        name: frame.drop(columns=beside, errors="ignore").astype(str).values.tolist() for name, frame in held.items()
    }


def test_adverts_are_read_and_grouped_and_a_repetition_changes_nothing(root: DataPaths, tmp_path: Path) -> None:
    files = dumps(tmp_path / "dumps")
    outcome = called("adverts", "ingest", *files, "--source", "board")
    assert outcome.code == 0, outcome.err
    assert outcome.out.splitlines()[0] == "Taken      3 inputs (3 dated by file name), 0 known before, 0 refused"
    held = rows(root)
    assert len(held["adverts"]) == 5
    assert {row[3] for row in held["vacancies"]} == {"single", "same_posting", "same_text"}
    assert len({row[2] for row in held["vacancies"]}) == 2
    assert called("adverts", "ingest", *files, "--source", "board").out.startswith("Taken      0 inputs, 3 known")
    assert rows(root) == held


def test_a_later_day_changes_no_vacancy_of_an_earlier_one(root: DataPaths, tmp_path: Path) -> None:
    *early, last = dumps(tmp_path / "dumps")
    called("adverts", "ingest", *early, "--source", "board")
    before = [row[:5] for row in rows(root)["vacancies"]]  # but for the last day and whether it is live
    called("adverts", "ingest", last, "--source", "board")
    assert [row for row in (one[:5] for one in rows(root)["vacancies"]) if row in before] == before


def test_no_personal_text_is_in_a_table_or_what_is_printed(
    root: DataPaths, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    page, table = tmp_path / "page.html", tmp_path / "table.csv"
    page.write_text(page_with(advert(1, text=f"{TEXT}<p>{PERSONAL}</p><script>alert(1)</script>")), encoding="utf-8")
    table.write_text(f't,c,d\n=cmd(),Example,"{PERSONAL}"\nshifted,"{PERSONAL}"\n', encoding="utf-8")
    printed = [called("adverts", "ingest", page, "--source", "board")]
    printed += [called("adverts", "ingest", table, "--source", "table")]
    assert [one.code for one in printed] == [0, 0]
    said = json.dumps([rows(root), [one.out + one.err for one in printed], caplog.text])
    for secret in ("Sample", "0113", "sam@", "alert(1)"):
        assert secret not in said, secret
    assert len(rows(root)["adverts"]) == 2


def test_hostile_inputs_are_refused_and_do_not_hold_up_the_others(root: DataPaths, tmp_path: Path) -> None:
    (tmp_path / "a-deep.json").write_text('[{"x":' * 10_000, encoding="utf-8")
    (tmp_path / "b-big.json").write_text(f'{{"x": "{"y" * 33_000_000}"}}', encoding="utf-8")
    (tmp_path / "c-empty.html").write_text("<html></html>", encoding="utf-8")
    (tmp_path / "d-marks.html").write_text(page_with(advert(1, "\u202eData \u200bEngineer")), encoding="utf-8")
    folder = sorted(tmp_path.glob("?-*"))
    outcome = called("adverts", "ingest", *folder, "--source", "board")
    assert outcome.code == 1
    assert len(outcome.complaints) == 3
    assert [row[13] for row in rows(root)["adverts"]] == ["Data Engineer"]


def test_an_ingested_advert_is_explained_with_its_vacancy(root: DataPaths, tmp_path: Path) -> None:
    called("adverts", "ingest", *dumps(tmp_path / "dumps"), "--source", "board")
    outcome = called("adverts", "explain", "https://example.org/2")
    assert outcome.code == 0, outcome.err
    assert "Data Engineer – Example Water" in outcome.out
    assert "(rule: same posting), seen 2026-08-01 to 2026-08-09, live" in outcome.out
    assert "neither id nor address" in called("adverts", "explain", "https://example.org/9").err


def test_what_a_killed_run_archived_is_read_by_the_next(root: DataPaths, tmp_path: Path) -> None:
    first, *others = dumps(tmp_path / "dumps")
    called("adverts", "ingest", first, *others, "--source", "board")
    whole = rows(root)
    root.working_file.unlink()  # as if it had died behind the archive
    assert called("adverts", "ingest", first, "--source", "board").code == 0
    assert rows(root) == whole
    assert len(list(Archive(root.archive_dir).entries())) == 3


def test_an_unknown_source_is_named_with_what_is_near(root: DataPaths) -> None:
    assert "did you mean 'board'?" in called("adverts", "ingest", "x", "--source", "bord").err
    (root.data_dir / "adverts.yaml").unlink()
    assert "write `sources: [" in called("adverts", "ingest", "x", "--source", "board").err
