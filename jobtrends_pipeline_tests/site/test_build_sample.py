"""The sample holds the real figures, and its archive is the same bytes every time."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from jobtrends_pipeline_tests.conftest import SAMPLE
from jobtrends_pipeline_tests.support.site.build_sample import CHARTS, PAGES, main, sample_documents, sample_pages
from jobtrends_pipeline_tests.support.site.markup import page_html
from jobtrends_pipeline_tests.support.site.printed import load_page
from jobtrends_pipeline_tests.support.site.real_pages import case_named, needs_shared
from jobtrends_pipeline_tests.support.warc_files import read_warc


@needs_shared
@pytest.mark.parametrize("path", sorted(PAGES.glob("*.json")), ids=lambda path: path.stem)
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
    urls = {"itjobswatch-sample": [page.url for page in sample_pages()], "itjobswatch-charts": list(CHARTS.values())}
    for name, wanted in urls.items():
        one, two = (tmp_path / folder / f"{name}.warc.gz" for folder in ("one", "two"))
        assert one.read_bytes() == two.read_bytes() == (SAMPLE.parent / one.name).read_bytes()
        assert [document.url for document in read_warc(one)] == wanted
