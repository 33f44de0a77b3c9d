"""Bounds of the adverts in a bin, given only the printed percentiles.

The bounds hold for a distribution of any shape.
"""

from dataclasses import dataclass

import numpy as np

from jobtrends_pipeline.trends.distribution import Numbers, Positions

WHOLE = 1e-9
"""Tolerance within which the product of a share and a count is a whole number."""


@dataclass(frozen=True, slots=True)
class BinBounds:
    """Bounds of the shares of adverts in bins, from rows of printed percentiles.

    Pay clusters at round figures, and many adverts may sit exactly on a percentile. So of n adverts at most p * n
    (rounded up) are below the p-th percentile, and at least p * n (rounded down) are not above it; that is true however
    a quantile of a small sample is defined. Nothing else is known, not even where the outermost adverts lie. Printed
    percentiles are taken as exact.

    Attributes:
        pay: Pay at each percentile, pounds, shape (rows, percentiles); nan where not printed.
        share: Share of adverts below each percentile, between 0 and 1.
        count: Adverts of each row.
    """

    pay: Numbers
    share: Numbers
    count: Numbers

    def of(self, edge: Numbers, row: Positions, low: Positions, high: Positions) -> tuple[Numbers, Numbers]:
        """Return the least and the most share of adverts that each bin may contain.

        Both bounds can be reached, one bin at a time.

        Args:
            edge: Edges of bins, pounds.
            row: For each edge, the row of percentiles it belongs to.
            low: For each bin, the position of its lower edge, which is in the bin.
            high: For each bin, the position of its upper edge, which is not.

        Returns:
            Lower and upper bounds, shares between 0 and 1, one per bin.
        """
        least, most = self._below(edge, row)
        return np.maximum(0.0, least[high] - most[low]), most[high] - least[low]

    def _below(self, at: Numbers, row: Positions) -> tuple[Numbers, Numbers]:
        """Return the least and the most share of adverts paying less than each amount."""
        adverts = self.count[:, None] * self.share
        not_above, below = (
            np.floor(adverts + WHOLE) / self.count[:, None],
            np.ceil(adverts - WHOLE) / self.count[:, None],
        )
        least, most = np.zeros(len(at)), np.ones(len(at))
        for percentile in range(self.share.size):
            is_above = at > self.pay[row, percentile]
            least = np.where(is_above, not_above[row, percentile], least)
        for percentile in reversed(range(self.share.size)):
            is_at_most = at <= self.pay[row, percentile]
            most = np.where(is_at_most, below[row, percentile], most)
        return least, most
