"""What the adverts of a bin may number, given only the printed percentiles: bounds that hold for any shape."""

from dataclasses import dataclass

import numpy as np

from jobtrends_pipeline.trends.distribution import Numbers, Positions

WHOLE = 1e-9
"""What the product of a share and a count may miss a whole number by."""


@dataclass(frozen=True, slots=True)
class BinBounds:
    """Rows of percentiles (nan where not printed), the share of adverts below each, and how many adverts.

    Pay clusters at round figures, and many adverts may sit exactly on a percentile. So of n adverts at most
    p * n (rounded up) are below the p-th percentile, and at least p * n (rounded down) are not above it; that
    is true however a quantile of a small sample is defined. Nothing else is known, not even where the
    outermost adverts lie. Printed percentiles are taken as exact.
    """

    pay: Numbers
    share: Numbers
    count: Numbers

    def of(self, edge: Numbers, row: Positions, low: Positions, high: Positions) -> tuple[Numbers, Numbers]:
        """The least and the most share that bins may hold, between 0 and 1: both can be reached, one bin at a time.

        Args:
            edge: Edges of bins, pounds.
            row: For each edge, the row of percentiles that is asked.
            low: For each bin, the position of its lower edge, which is in the bin.
            high: For each bin, the position of its upper edge, which is not.
        """
        least, most = self._below(edge, row)
        return np.maximum(0.0, least[high] - most[low]), most[high] - least[low]

    def _below(self, at: Numbers, row: Positions) -> tuple[Numbers, Numbers]:
        """The least and the most share of adverts that may pay less than each amount."""
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
