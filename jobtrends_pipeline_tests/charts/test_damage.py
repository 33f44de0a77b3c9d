"""Damaged images are not read, each for one clear reason, whatever the damage."""

import pytest

from jobtrends_pipeline.charts.read import read_chart
from jobtrends_pipeline_tests.support.chart_damage import KINDS, damaged
from jobtrends_pipeline_tests.support.chart_images import NAMES, content_of


@pytest.mark.parametrize("kind", KINDS)
def test_a_damaged_image_is_not_read(kind: str) -> None:
    name = NAMES[KINDS.index(kind) % len(NAMES)]
    _check(kind, name, seed=KINDS.index(kind))


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_many_damaged_images_are_not_read(kind: str) -> None:
    for seed, name in enumerate(NAMES, 100):
        _check(kind, name, seed)


def _check(kind: str, name: str, seed: int) -> None:
    reading = read_chart(damaged(content_of(name), kind, seed).content)
    assert reading.outcome in ("refused", "unknown_layout"), (kind, name, seed)
    assert reading.reason
    assert "\n" not in reading.reason
    assert "nobody foresaw" not in reading.reason, (kind, name, seed, reading.reason)
    assert reading.series == ()
