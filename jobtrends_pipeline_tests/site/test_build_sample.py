"""The sample holds the real figures, and its archive is the same bytes every time."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from jobtrends_pipeline_tests.conftest import SAMPLE
from jobtrends_pipeline_tests.support.index_history import days
from jobtrends_pipeline_tests.support.site.build_sample import (
    CHARTS,
    PAGES,
    WEEKS,
    WORLD,
    main,
    sample_documents,
    sample_pages,
    sample_weeks,
)
from jobtrends_pipeline_tests.support.site.example_adverts import dumps
from jobtrends_pipeline_tests.support.site.markup import page_html
from jobtrends_pipeline_tests.support.site.printed import load_page
from jobtrends_pipeline_tests.support.site.real_pages import case_named, needs_shared
from jobtrends_pipeline_tests.support.warc_files import read_warc


@needs_shared
@pytest.mark.parametrize("path", sorted([*PAGES.glob("*.json"), *WORLD.glob("*.json")]), ids=lambda path: path.stem)
def test_a_sample_page_has_the_figures_of_its_case(path: Path) -> None:
    ours, real = load_page(path).to_json(), load_page(case_named(path.stem)).to_json()
    parts = {"locations", "top_skills", "skill_categories"}
    assert {name: ours[name] for name in ours.keys() - parts} == {name: real[name] for name in real.keys() - parts}


def test_the_full_page_has_every_location_skill_and_category() -> None:
    (page,) = (page for page in sample_pages() if page.top_skills)
    assert (len(page.locations), len(page.top_skills), len(page.skill_categories)) == (12, 30, 16)
    assert sum(len(rows) for rows in page.skill_categories.values()) == 139
    held = {row.name: row.advert_count for rows in page.skill_categories.values() for row in rows}
    assert all(held[row.name] == row.advert_count for row in page.top_skills)


def test_the_sample_stays_small() -> None:
    assert sum(path.stat().st_size for path in PAGES.glob("*.json")) < 100_000
    assert sum(path.stat().st_size for path in WORLD.iterdir()) < 100_000
    folders = [SAMPLE.parent, SAMPLE.parent.with_name("sample-adverts")]
    assert sum(path.stat().st_size for folder in folders for path in folder.rglob("*") if path.is_file()) < 3_000_000


@needs_shared
def test_a_week_of_the_index_has_the_figures_of_its_day() -> None:
    daily = {(day.captured_on, day.index.window_months): day.index for day in days()}
    weekly = list(days(path=WEEKS))
    assert len(weekly) == 2 * 17
    assert all(day.index == daily[day.captured_on, day.index.window_months] for day in weekly)


def test_example_adverts_say_that_they_are_examples() -> None:
    for lines in dumps().values():
        for line in lines.splitlines():
            advert = json.loads(line)
            assert advert["employer"].startswith("Example "), advert
            assert urlsplit(advert["url"]).hostname == "adverts.example"


def test_documents_carry_the_address_and_day_the_source_would_have_had() -> None:
    pages = sample_pages()
    documents = list(sample_documents(pages))
    assert [document.body for document in documents] == [page_html(page) for page in pages]
    first = documents[0]
    assert first.url == "https://www.itjobswatch.co.uk/jobs/manchester/backend%20developer.do?p=6"
    assert first.captured_at == datetime(2025, 5, 3, 6, tzinfo=UTC)
    assert first.source == "jobs-manchester-backend-developer-2025-05-02"


def test_the_archives_are_the_same_bytes_every_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in ("one", "two"):
        monkeypatch.setattr(sys, "argv", ["build_sample", str(tmp_path / folder)])
        main()
    urls = {
        "itjobswatch-sample": [page.url for page in sample_pages()],
        "itjobswatch-world": [page.url for page in sample_pages(WORLD)] + [week.url for week in sample_weeks()],
        "itjobswatch-charts": list(CHARTS.values()),
    }
    for name, wanted in urls.items():
        one, two = (tmp_path / folder / f"{name}.warc.gz" for folder in ("one", "two"))
        assert one.read_bytes() == two.read_bytes() == (SAMPLE.parent / one.name).read_bytes()
        assert [document.url for document in read_warc(one)] == wanted
    for day, lines in dumps().items():
        kept = SAMPLE.parent.with_name("sample-adverts") / "example" / f"{day}.jsonl"
        written = tmp_path / "sample-adverts" / "example" / kept.name
        assert written.read_text(encoding="utf-8") == kept.read_text(encoding="utf-8") == lines
