"""Real images are read to the figures expected, each within the other's bounds."""

import io
from datetime import date

import numpy as np
import pytest
from PIL import Image

from jobtrends_pipeline.charts.read import read_chart
from jobtrends_pipeline.charts.reading import ChartReading
from jobtrends_pipeline_tests.support.chart_images import NAMES, content_of, expected_of, figures_of

ROUNDING = 1e-4
"""The figures expected have four decimals."""


@pytest.fixture(scope="module")
def readings() -> dict[str, ChartReading]:
    return {name: read_chart(content_of(name)) for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_is_within_the_bounds_expected_and_the_other_way_round(
    name: str, readings: dict[str, ChartReading]
) -> None:
    reading, expected = readings[name], expected_of(name)
    assert (reading.outcome, reading.reason, reading.layout) == ("read", "", "demand-trend-2025")
    found = figures_of(reading)
    assert found.months == expected.months
    assert ((found.low <= found.share) & (found.share <= found.high)).all()
    assert (found.low - ROUNDING <= expected.share).all()
    assert (expected.share <= found.high + ROUNDING).all()
    assert (expected.low - ROUNDING <= found.share).all()
    assert (found.share <= expected.high + ROUNDING).all()


@pytest.mark.parametrize("name", NAMES)
def test_bounds_are_as_narrow_as_a_pixel(name: str, readings: dict[str, ChartReading]) -> None:
    found, expected = figures_of(readings[name]), expected_of(name)
    assert np.median(found.high - found.low) <= 1.05 * np.median(expected.high - expected.low)


def test_a_reading_says_what_it_read(readings: dict[str, ChartReading]) -> None:
    reading = readings["london__generative-ai"]
    assert [series.name for series in reading.series] == ["permanent", "contract", "all"]
    assert (reading.first_month, reading.last_month) == (date(2019, 1, 1), date(2025, 7, 1))
    assert reading.residual_rms is not None
    assert 0 < reading.residual_rms < 5
    assert reading.findings == ("2 months in which all vacancies are not between permanent and contract",)


def test_lines_that_hide_one_another_have_wider_bounds_and_a_finding(readings: dict[str, ChartReading]) -> None:
    reading = readings["london__aws"]
    widths = figures_of(reading).high - figures_of(reading).low
    assert any("hidden line" in finding for finding in reading.findings)
    assert widths.max() > 1.5 * np.median(widths)


def test_months_without_adverts_are_zero_and_not_missing(readings: dict[str, ChartReading]) -> None:
    found = figures_of(readings["london__generative-ai"])
    zeros = found.share[1, found.months.index("2020-01") : found.months.index("2022-01")]
    assert len(zeros) == 24
    assert zeros.max() < 0.002


def test_a_lossless_png_of_an_image_gives_the_same_figures(readings: dict[str, ChartReading]) -> None:
    out = io.BytesIO()
    Image.open(io.BytesIO(content_of("uk__web-development"))).convert("RGB").save(out, "PNG", compress_level=1)
    assert read_chart(out.getvalue()) == readings["uk__web-development"]


def test_a_second_reading_gives_the_same_figures(readings: dict[str, ChartReading]) -> None:
    assert read_chart(content_of("london__generative-ai")) == readings["london__generative-ai"]
