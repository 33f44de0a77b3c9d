"""Errors of percentiles by drawing vacancies or employers again (bootstrap).

Numbers that are drawn depend on the values alone, so that equal data gives equal errors.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from jobtrends_pipeline.advert_facts.request import PayPoints

Numbers = npt.NDArray[np.float64]
Positions = npt.NDArray[np.int64]
SHARES = {"p10_gbp": 0.10, "p25_gbp": 0.25, "median_gbp": 0.50, "p75_gbp": 0.75, "p90_gbp": 0.90}
DRAWS = 1_000
"""Draws of vacancies."""
EMPLOYER_DRAWS, FEWEST_DRAWS, MOST_WEIGHTS = 400, 100, 2_000_000
"""Draws of employers; fewer, down to the second, where vacancies times draws exceed the third."""
_INTERVAL = (0.025, 0.975)


@dataclass(frozen=True, slots=True)
class Error:
    """Standard error and 95 % interval of a percentile.

    Attributes:
        error: Standard deviation over the draws.
        low: Lower end.
        high: Upper end.
    """

    error: float
    low: float
    high: float


def point_in_range(low: Numbers, high: Numbers, measure: str, points: PayPoints) -> Numbers:
    """Return the amount within each range that a percentile is taken of."""
    share = SHARES[measure]
    part = 0.5 if points is PayPoints.MIDPOINTS or share == 0.5 else 0.25 if share < 0.5 else 0.75
    amount: Numbers = low + (high - low) * part
    return amount


def error_over_vacancies(values: Numbers, share: float) -> Error:
    """Return the error of a percentile over draws of as many vacancies.

    A draw of n values, sorted, takes at each place the value at which an ordered draw of n uniform numbers points. So
    only the two places that the percentile is interpolated of are drawn, whatever the number of vacancies.

    Args:
        values: One amount per vacancy, two or more.
        share: Share of the vacancies below the percentile.
    """
    ordered = np.sort(values)
    count = len(ordered)
    draw = _generator(ordered, share)
    below = int((count - 1) * share)
    part = (count - 1) * share - below
    lower = draw.beta(below + 1, count - below, DRAWS)
    upper = lower + (1 - lower) * draw.beta(1, max(count - below - 1, 1), DRAWS)
    at = [np.minimum((count * each).astype(np.int64), count - 1) for each in (lower, upper)]
    return _error(ordered[at[0]] * (1 - part) + ordered[at[1]] * part)


def errors_over_employers(values: Numbers, employers: Positions, shares: Sequence[float]) -> list[Error]:
    """Return the errors of percentiles over draws of as many employers.

    Each brings all its vacancies, so that samples differ in size.

    Args:
        values: One amount per vacancy.
        employers: Number of the employer of each, from 0 without gaps.
        shares: Share of the vacancies below each percentile.
    """
    order = np.lexsort((employers, values))
    ordered, owners = values[order], employers[order]
    draw = _generator(ordered, 0.0, owners)
    count, draws = int(owners.max()) + 1, int(np.clip(MOST_WEIGHTS // len(ordered), FEWEST_DRAWS, EMPLOYER_DRAWS))
    drawn = draw.integers(0, count, (draws, count)) + count * np.arange(draws)[:, None]
    times = np.bincount(drawn.ravel(), minlength=draws * count).reshape(draws, count)
    cumulated = np.cumsum(times[:, owners], axis=1)
    return [_error(_weighted(ordered, cumulated, share)) for share in shares]


def _weighted(ordered: Numbers, cumulated: Positions, share: float) -> Numbers:
    """Return percentiles of values of which each stands several times.

    Args:
        ordered: The values, rising.
        cumulated: How often each and those before it stand, a row per percentile.
        share: Share below the percentile.
    """
    draws, count = cumulated.shape
    size = cumulated[:, -1]
    place = (size - 1) * share
    below = place.astype(np.int64)
    above = np.minimum(below + 1, size - 1)
    row = np.arange(draws)
    apart = row * (int(size.max()) + 1)
    rising = (cumulated + apart[:, None]).ravel()
    lower, upper = (ordered[np.searchsorted(rising, at + apart, side="right") - row * count] for at in (below, above))
    weighted: Numbers = lower * (1 - (place - below)) + upper * (place - below)
    return weighted


def _error(drawn: Numbers) -> Error:
    low, high = np.quantile(drawn, _INTERVAL)
    return Error(float(np.std(drawn, ddof=1)), float(low), float(high))


def _generator(values: Numbers, share: float, owners: Positions | None = None) -> np.random.Generator:
    """Return a generator of random numbers that depends on the data alone."""
    digest = blake2b(values.astype("<f8").tobytes(), digest_size=16)
    digest.update(f"{share:.2f}".encode())
    if owners is not None:
        digest.update(owners.astype("<i8").tobytes())
    return np.random.default_rng(int.from_bytes(digest.digest(), "little"))
