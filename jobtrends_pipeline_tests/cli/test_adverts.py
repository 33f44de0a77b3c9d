"""`jobtrends adverts explain` and `vocabulary`, on adverts that the project wrote."""

import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest

from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.orchestration import advert_runs
from jobtrends_pipeline_tests.support.command import called

POSTING = {
    "@context": "https://schema.org",
    "@type": "JobPosting",
    "title": "Senior Data Engineer",
    "hiringOrganization": {"@type": "Organization", "name": "Example Water"},
    "jobLocation": {"@type": "Place", "address": {"addressLocality": "Leeds", "addressRegion": "West Yorkshire"}},
    "datePosted": "2026-11-02",
    "baseSalary": {"currency": "GBP", "value": {"minValue": 60000, "maxValue": 70000, "unitText": "YEAR"}},
    "description": (
        "<p>Salary: £60,000 - £70,000 per annum. We raised £143 million last year.</p>"
        "<p>You know Python, Spark and PostgreSQL. Ask Sam Sample, 0113 496 0000.</p><script>alert(1)</script>"
    ),
}


def page(folder: Path, *postings: dict[str, Any]) -> Path:
    texts = (json.dumps(each).replace("</", r"<\/") for each in postings)
    scripts = "".join(f'<script type="application/ld+json">{text}</script>' for text in texts)
    file = folder / "advert.html"
    file.write_text(f"<!doctype html><html><head>{scripts}</head><body></body></html>", encoding="utf-8")
    return file


def test_an_advert_is_explained_by_the_words_that_decided(empty_root: DataPaths, tmp_path: Path) -> None:
    outcome = called("adverts", "explain", page(tmp_path, POSTING))
    assert (outcome.code, outcome.err) == (0, "")
    lines = outcome.out.splitlines()
    assert lines[0] == "1 advert, read as json-ld"
    assert "Senior Data Engineer – Example Water" in lines
    assert any(line.startswith("  role     Data Engineer") for line in lines)
    assert any(line.startswith("  pay      GBP 60,000 to 70,000 a year (both") for line in lines)
    assert any("not pay: £143 million (" in line for line in lines)
    assert any(line.startswith("  place    Leeds < ") and line.endswith("UK") for line in lines)
    assert {"Python", "PostgreSQL"} <= set(
        next(line for line in lines if line.startswith("  skills")).split(None, 1)[1].split(", ")
    )


def test_names_and_telephone_numbers_of_the_text_are_not_shown(empty_root: DataPaths, tmp_path: Path) -> None:
    file = page(tmp_path, POSTING)
    for shown in (called("adverts", "explain", file).out, called("adverts", "explain", file, "--json").out):
        assert "Sam Sample" not in shown
        assert "0113" not in shown
        assert "alert(1)" not in shown


def test_the_same_is_given_to_programs(empty_root: DataPaths, tmp_path: Path) -> None:
    (found,) = map(json.loads, called("adverts", "explain", page(tmp_path, POSTING), "--json").out.splitlines())
    assert (found["pay"]["low"], found["pay"]["high"], found["pay"]["basis"]) == (60_000, 70_000, "year")
    assert found["refused"] == [{"text": "£143 million", "reason": "millions"}]
    assert found["why_excluded"] is None


def test_a_course_is_out_and_says_by_which_words(empty_root: DataPaths, tmp_path: Path) -> None:
    course = POSTING | {"title": "Trainee Data Engineer - No Experience Needed", "description": (
        "<p>Our training programme costs from £45 a month, with a job guarantee or your money back.</p>"
    )}  # fmt: skip
    assert "  out      sells a course: " in called("adverts", "explain", page(tmp_path, course)).out


def test_roles_of_the_watchlist_come_first(empty_root: DataPaths, tmp_path: Path) -> None:
    empty_root.data_dir.mkdir(parents=True)
    empty_root.own_watchlist_file.write_text(
        "roles:\n  - {name: Pipeline Builder, aliases: [Data Engineer]}\n", encoding="utf-8"
    )
    assert "  role     Pipeline Builder (" in called("adverts", "explain", page(tmp_path, POSTING)).out


@pytest.mark.parametrize("content", [b"", b"<html><body>No markup</body></html>", b"\x00\x01\x02", b"[" * 20_000])
def test_an_input_without_adverts_ends_in_one_line(empty_root: DataPaths, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "other.html"
    file.write_bytes(content)
    outcome = called("adverts", "explain", file)
    assert outcome.code == 1
    assert outcome.out == "0 adverts, read as unknown\n" or outcome.out.startswith("0 adverts, read as ")
    assert len(outcome.err.splitlines()) == 1


def test_categories_and_their_names_are_listed() -> None:
    listed = called("adverts", "vocabulary")
    category = listed.out.splitlines()[1].rsplit(None, 1)[0].strip()
    names = called("adverts", "vocabulary", "--category", category).out.splitlines()
    assert str(len(names)) == listed.out.splitlines()[1].rsplit(None, 1)[1]
    assert called("adverts", "vocabulary", "--category", "Nothing").code == 1


def test_what_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        advert_runs, "find_spec", lambda name: None if name == "rensa" else importlib.util.find_spec(name)
    )
    outcome = called("adverts", "vocabulary")
    assert outcome.code == 1
    assert "pip install 'jobtrends_pipeline[adverts]'" in outcome.err
