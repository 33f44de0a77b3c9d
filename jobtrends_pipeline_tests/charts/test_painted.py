"""Charts that Skia draws of known figures are read to these figures, within the bounds given."""

from collections.abc import Iterable
from datetime import date

import numpy as np
import pytest

from jobtrends_pipeline.charts.read import read_chart
from jobtrends_pipeline_tests.support.chart_images import figures_of
from jobtrends_pipeline_tests.support.chart_painter import draw, random_chart, random_shares

REFUSED = 0.1
"""Part of the charts that may be refused: the random ones are wilder than any of the source."""
OUTSIDE = 0.001


def judge(seeds: Iterable[int]) -> tuple[list[str], int, int]:
    """Return the reasons of charts not read, the figures read, and those whose truth is outside their bounds."""
    reasons, figures, outside = [], 0, 0
    for seed in seeds:
        drawn = random_chart(seed)
        reading = read_chart(drawn.content)
        if reading.outcome != "read":
            reasons.append(f"{seed}: {reading.reason}")
            continue
        assert reading.series[0].months == drawn.months
        found = figures_of(reading)
        figures += found.share.size
        outside += int(((drawn.shares < found.low) | (drawn.shares > found.high)).sum())
    return reasons, figures, outside


def test_the_truth_is_within_the_bounds_of_a_few_random_charts() -> None:
    reasons, figures, outside = judge(range(8))
    assert reasons == []
    assert figures > 1500
    assert outside == 0


@pytest.mark.slow
def test_the_truth_is_within_the_bounds_of_many_random_charts() -> None:
    reasons, figures, outside = judge(range(100, 220))
    assert len(reasons) <= REFUSED * 120, reasons
    assert figures > 35_000
    assert outside <= OUTSIDE * figures


def test_a_line_that_another_hides_for_years_is_within_its_bounds() -> None:
    rng = np.random.default_rng(7)
    shares = random_shares(rng)
    hidden = slice(20, 60)
    shares[:, hidden] = shares[0, hidden]
    drawn = draw(shares, date(2005, 3, 1), rng)
    found = figures_of(read_chart(drawn.content))
    assert (found.low <= drawn.shares).all()
    assert (drawn.shares <= found.high).all()


def test_a_chart_of_few_months_is_read() -> None:
    rng = np.random.default_rng(11)
    drawn = draw(random_shares(rng)[:, -31:], date(2021, 5, 1), rng)
    reading = read_chart(drawn.content)
    assert (reading.first_month, reading.last_month) == (date(2021, 5, 1), date(2023, 11, 1))
    found = figures_of(reading)
    assert ((found.low <= drawn.shares) & (drawn.shares <= found.high)).all()
