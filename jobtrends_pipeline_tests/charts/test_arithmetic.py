"""The parts of the fit agree with slower ways to the same: dense matrices, finely sampled pixels, differences."""

import numpy as np
import pytest

from jobtrends_pipeline.charts.banded import Chain
from jobtrends_pipeline.charts.calibration import possible_scales
from jobtrends_pipeline.charts.colours import colour_slopes, compose, unmix
from jobtrends_pipeline.charts.layouts import DEMAND_TREND_2025
from jobtrends_pipeline.charts.stroke import Columns

LINES = DEMAND_TREND_2025.lines


def chain_and_dense(blocks: int = 5, size: int = 3) -> tuple[Chain, np.ndarray[tuple[int, int], np.dtype[np.float64]]]:
    rng = np.random.default_rng(1)
    n = blocks * size + 1
    dense = np.zeros((n, n))
    for block in range(blocks):
        rows = rng.normal(size=(20, min(2, blocks - block) * size))
        start = block * size
        dense[start : start + rows.shape[1], start : start + rows.shape[1]] += rows.T @ rows
    dense[-1, :-1] = dense[:-1, -1] = rng.normal(size=n - 1)
    dense[-1, -1] = 50.0
    cut = dense[:-1, :-1].reshape(blocks, size, blocks, size).transpose(0, 2, 1, 3)
    at = np.arange(blocks)
    return Chain(cut[at, at], cut[at[1:], at[:-1]], dense[-1, :-1].reshape(blocks, size), 50.0), dense


def test_a_chain_is_solved_and_inverted_like_the_dense_matrix() -> None:
    chain, dense = chain_and_dense()
    right = np.random.default_rng(2).normal(size=len(dense))
    found, last = chain.solve(right[:-1].reshape(chain.border.shape), float(right[-1]))
    assert np.allclose([*found.ravel(), last], np.linalg.solve(dense, right))
    assert np.allclose(chain.inverse_diagonal().ravel(), np.diag(np.linalg.inv(dense))[:-1])
    damped = dense + 0.1 * np.diag(np.diag(dense))
    found, last = chain.damped(0.1).solve(right[:-1].reshape(chain.border.shape), float(right[-1]))
    assert np.allclose([*found.ravel(), last], np.linalg.solve(damped, right))


def test_every_scale_that_rounding_allows_is_within_the_corners() -> None:
    values, zero, step = np.array([6.0, 4.0, 2.0, 0.0]), 553.3, -40.17
    places = np.round(zero + step * values)
    corners = possible_scales(values, places)
    for value in (5.5, 3.0, 0.1):
        possible = corners[:, 0] + corners[:, 1] * value
        assert possible.min() <= zero + step * value <= possible.max()
    assert len(possible_scales(values, places + np.array([0, 3, 0, 0]))) == 0


def test_colours_are_taken_apart_as_they_were_mixed() -> None:
    rng = np.random.default_rng(3)
    coverage = rng.uniform(0, 0.9, (3, 500))
    coverage[rng.integers(3, size=500), np.arange(500)] = 0
    ground = np.where(rng.uniform(size=500) < 0.3, 230 / 255, 1.0)
    found, hidden = unmix(compose(coverage, ground, LINES), ground, LINES)
    assert not hidden.any()
    assert np.median(np.abs(found - coverage)) < 0.01
    assert np.quantile(np.abs(found - coverage), 0.9) < 0.1


def test_a_line_under_an_opaque_one_is_hidden() -> None:
    coverage = np.array([[1.0], [1.0], [0.5]])
    _, hidden = unmix(compose(coverage, np.ones(1), LINES), np.ones(1), LINES)
    assert hidden[:, 0].tolist() == [True, False, False]


def test_slopes_of_colours_are_their_differences() -> None:
    rng = np.random.default_rng(4)
    coverage, ground = rng.uniform(0.1, 0.9, (3, 50)), np.ones(50)
    slopes = colour_slopes(coverage, ground, LINES)
    for line in range(3):
        moved = coverage.copy()
        moved[line] += 1e-6
        change = (compose(moved, ground, LINES) - compose(coverage, ground, LINES)) / 1e-6
        assert np.allclose(change, slopes[line], atol=1e-6)


@pytest.mark.parametrize("slope", [0.0, 0.5, -3.0, 12.0])
def test_a_straight_stroke_covers_twice_its_half_width(slope: float) -> None:
    x = np.array([10.0, 40.0, 70.0])
    y = 200 + slope * (x - 10)
    extent = Columns(x, 0, 80, samples=4).extent(y, DEMAND_TREND_2025)
    height = 2 * np.sqrt(1 + slope**2)
    assert np.allclose((extent.high - extent.low)[:, 20:60], height)
    assert not np.isfinite(extent.low[:, :7]).any()
    rows, columns = np.nonzero(np.ones((1000, 80)))
    with np.errstate(invalid="ignore"):
        assert np.isclose(extent.coverage(rows, columns).sum(), 60 * height, rtol=0.02)


def test_a_sharp_corner_is_cut_and_a_blunt_one_is_mitred() -> None:
    x = np.array([10.0, 20.0, 30.0])
    blunt = Columns(x, 0, 40, samples=8).extent(np.array([100.0, 90.0, 100.0]), DEMAND_TREND_2025)
    sharp = Columns(x, 0, 40, samples=8).extent(np.array([200.0, 100.0, 200.0]), DEMAND_TREND_2025)
    assert blunt.low.min() == pytest.approx(90 - np.sqrt(2), abs=0.1)
    assert sharp.low.min() == pytest.approx(100, abs=0.2)
