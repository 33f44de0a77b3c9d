"""Classes of reliability worked out once more: the exact interval of a share, and figures made of others."""

import math
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt

CLASSES = ("good", "low", "suppressed", "not_available")


def class_of(count: float | None, rse: float | None, *, is_printed: bool) -> str:
    """The class of a median."""
    if not is_printed:
        return "not_available"
    if (count is not None and count < 10) or (rse is not None and rse > 20):
        return "suppressed"
    return "good" if count is not None and count >= 100 and rse is not None and rse <= 5 else "low"


def share_class(count: float | None, total: float | None, *, is_printed: bool) -> str:
    """The class of a share of so many adverts, by the standard of the NCHS with a floor of ten adverts."""
    if not is_printed:
        return "not_available"
    if (count is not None and count < 10) or (total is not None and total < 30):
        return "suppressed"
    if count is None or total is None:
        return "low"
    low, high = exact_interval(round(count), round(total))
    width, relative = high - low, (high - low) * total / count
    if width >= 0.3 or (width > 0.05 and relative > 1.3):
        return "suppressed"
    return "good" if count >= 100 and relative <= 0.2 else "low"


def total_of(count: float | None, share_pct: float | None) -> float | None:
    """The adverts that a printed share is of."""
    return None if count is None or not share_pct else max(math.floor(count * 100 / share_pct + 0.5), count)


def weakest(*classes: str | None) -> str:
    """The class of a figure made of others."""
    return max((given or "not_available" for given in classes), key=CLASSES.index)


@cache
def exact_interval(count: int, total: int) -> tuple[float, float]:
    """Clopper and Pearson: the ends at which a count as high, and as low, comes once in forty draws."""
    low = 0.0 if count == 0 else _share_where(count - 1, total, 0.975)
    return low, 1.0 if count == total else _share_where(count, total, 0.025)


def _share_where(count: int, total: int, chance: float) -> float:
    """The share of which so many adverts or fewer are drawn with this chance, by bisection.

    It lies within twelve standard deviations, and a few adverts, of the count; of what is drawn less often than thirty
    deviations below it nothing is left to add up.
    """
    reach = math.sqrt(count * (total - count) / total) + 4
    low, high = max(0.0, (count - 12 * reach) / total), min(1.0, (count + 12 * reach) / total)
    drawn = np.arange(max(0, int(count - 30 * reach)), count + 1)
    factorial = _log_factorial(total)
    ways = factorial[total] - factorial[drawn] - factorial[total - drawn]
    for _ in range(40):
        middle = (low + high) / 2
        chances = np.exp(ways + drawn * math.log(middle) + (total - drawn) * math.log1p(-middle))
        low, high = (middle, high) if chances.sum() > chance else (low, middle)
    return low


@lru_cache(64)
def _log_factorial(most: int) -> npt.NDArray[np.float64]:
    """Of every number up to this one."""
    return np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, most + 1)))])
