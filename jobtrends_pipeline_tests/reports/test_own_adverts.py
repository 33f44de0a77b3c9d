"""The page on own adverts: their sources and terms, what figures rest on, and pay beside the source's print."""

import re
from datetime import date
from pathlib import Path

import pytest

from jobtrends_pipeline.reports.machine import write_own_adverts
from jobtrends_pipeline.reports.own_adverts import MEASURE_WORDS
from jobtrends_pipeline.tables.advert_figures import ADVERT_COVERAGE, PAY_MEASURES
from jobtrends_pipeline.trends.own_adverts import OwnAdverts, with_difference

DAY = date(2026, 8, 12)
SOURCE = {
    "publisher": "mine", "source": "board", "licence": "Terms <b>of</b> the board", "terms": "https://jobs.example/t?a=1&b=2",
    "attribution": "Contains \u202edata\u202c & figures", "first_seen_on": date(2026, 7, 31), "last_seen_on": DAY,
}  # fmt: skip
COVERAGE = {column.name: None for column in ADVERT_COVERAGE} | {
    "publisher": "mine", "market": "permanent", "place": "UK", "window_months": 6, "as_of": DAY,
    "history_from": date(2026, 7, 31), "seen_advert_count": 1_718, "vacancy_count": 0,
}  # fmt: skip


def figure(own: float, error: float | None, printed: float, printed_error: float | None) -> dict[str, object]:
    return with_difference({
        "publisher": "mine", "role": "data-engineer", "market": "permanent", "place": "UK", "window_months": 6,
        "pay_basis": "annual_salary", "measure": "median_gbp", "subject": "Data <i>Engineer", "as_of": DAY,
        "estimate_gbp": own, "vacancy_count": 48, "error_gbp": error, "printed_period_end": DAY,
        "printed_gbp": printed, "printed_count": None, "printed_error_gbp": printed_error,
    })  # fmt: skip


def test_it_names_terms_coverage_and_both_figures_with_their_errors(tmp_path: Path) -> None:
    rows = (figure(72_500, 6_000, 70_000, 2_500), figure(50_000, 1_000, 70_000, None))
    path = write_own_adverts(tmp_path, OwnAdverts((SOURCE,), (COVERAGE,), rows))
    assert path is not None
    page = path.read_text(encoding="utf-8")
    assert "Terms &lt;b&gt;of&lt;/b&gt; the board" in page
    assert 'href="https://jobs.example/t?a=1&amp;b=2"' in page
    assert "Data &lt;i&gt;Engineer" in page
    assert "£72,500 ± £6,000" in page
    assert "£70,000 ± £2,500" in page
    assert "1 of 2 medians are within" in page
    assert re.findall(r'label="Errors apart" data-sort="([^"]+)"', page) == [str(2_500 / 6_500), "-20.0"]
    assert re.findall(r"<dt>([^<]+)</dt><dd>([^<]+)</dd>", page) == [("adverts as seen", "1,718"), ("vacancies", "0")]


@pytest.mark.parametrize("error", [None, 0.0])
def test_a_figure_without_an_error_is_not_judged(error: float | None) -> None:
    assert figure(72_500, error, 70_000, None)["errors_apart"] is None


def test_without_own_adverts_there_is_no_page_and_an_old_one_goes(tmp_path: Path) -> None:
    path = write_own_adverts(tmp_path, OwnAdverts((SOURCE,), (), ()))
    assert path is not None
    assert path.exists()
    assert write_own_adverts(tmp_path, OwnAdverts((), (), ())) is None
    assert not path.exists()


def test_every_percentile_has_words() -> None:
    assert set(MEASURE_WORDS) == set(PAY_MEASURES)
