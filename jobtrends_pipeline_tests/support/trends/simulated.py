"""Adverts drawn from known distributions of pay, and the facts that a page would print of them; seeded.

Adverts are of vacancies: each says what the first of its vacancy says.

The source's adverts quote round figures, so most markets here are heaped. Half of their adverts are on multiples
of two histogram bins (£5,000), 30 % on those of one, 10 % on those of a fifth of two, the rest exact: what makes
medians sit on a £2,500 grid while outer percentiles do not.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from jobtrends_pipeline.tables.facts import FACT_DEMAND, FACT_LOCATION, FACT_PAY, FACT_SKILL
from jobtrends_pipeline.tables.frames import rows_frame, typed
from jobtrends_pipeline_tests.support.trends.printed import Facts

Numbers = npt.NDArray[np.float64]
Positions = npt.NDArray[np.int64]
Draw = Callable[[np.random.Generator, tuple[int, ...]], Numbers]

NAMES = ("p10_gbp", "p25_gbp", "median_gbp", "p75_gbp", "p90_gbp")
SHARES = (0.10, 0.25, 0.50, 0.75, 0.90)
NEARER_THE_MIDDLE = (1, 2, 2, 2, 3)
LEVELS = tuple(1 + 0.01 * (level + 0.5) for level in range(10))
"""Where the middle of a market lies: evenly over a step of the grid, as no level is typical."""

HEAPS, HEAP_SHARES = (2.0, 1.0, 0.4, 0.0), (0.5, 0.3, 0.1, 0.1)
"""Steps that adverts are heaped on, in bins, and the share of adverts on each; 0 is not heaped."""

ENDS = pd.to_datetime(["2026-02-15", "2025-02-15"])


@dataclass(frozen=True, slots=True)
class Market:
    """A distribution of advertised pay around 1, the pay it is scaled to, and how its figures are heaped."""

    draw: Draw
    heaps: tuple[float, ...] = (0.0,)
    heap_shares: tuple[float, ...] = (1.0,)
    pay_basis: str = "annual_salary"
    pay_gbp: float = 50_000
    bin_gbp: float = 2_500
    decimals: int = 0

    def adverts(
        self, random: np.random.Generator, level: float, shape: tuple[int, ...], per_vacancy: float = 1
    ) -> Numbers:
        """Advertised pay of `shape` adverts; those of one vacancy, so many on average, stand together and say one."""
        pay = self.pay_gbp * level * self.draw(random, shape)
        heap = random.choice(self.heaps, p=self.heap_shares, size=shape) * self.bin_gbp
        each = np.where(heap > 0, np.round(pay / np.where(heap > 0, heap, 1)) * heap, pay)
        return each if per_vacancy == 1 else np.take_along_axis(each, first_adverts(random, shape, per_vacancy), -1)


def first_adverts(random: np.random.Generator, shape: tuple[int, ...], per_vacancy: float) -> Positions:
    """For each advert along the last axis the position of its vacancy's first; vacancies have geometric sizes.

    A vacancy with `per_vacancy` adverts on average has a design effect of 2 * per_vacancy - 1.
    """
    is_first = random.random(shape) < 1 / per_vacancy
    is_first[..., 0] = True
    return np.maximum.accumulate(np.where(is_first, np.arange(shape[-1]), 0), axis=-1)


def lognormal(sigma: float) -> Draw:
    """Log pay is normal."""
    return lambda random, shape: np.exp(sigma * random.standard_normal(shape))


def heavy_tailed(scale: float) -> Draw:
    """Log pay is Student's t with 3 degrees of freedom."""
    return lambda random, shape: np.exp(scale * random.standard_t(3, shape))


def two_levels(senior_share: float) -> Draw:
    """Juniors, and seniors who are paid twice as much; lognormal, sigma 0.2."""

    def draw(random: np.random.Generator, shape: tuple[int, ...]) -> Numbers:
        is_senior = random.random(shape) < senior_share
        return np.where(is_senior, 2**0.5, 2**-0.5) * lognormal(0.2)(random, shape)

    return draw


def _as_adverts(draw: Draw) -> Market:
    return Market(draw, HEAPS, HEAP_SHARES)


MARKETS: Mapping[str, Market] = {
    "lognormal 0.2": Market(lognormal(0.2)),
    "lognormal 0.35": Market(lognormal(0.35)),
    "lognormal 0.6": Market(lognormal(0.6)),
    "heavy tail": Market(heavy_tailed(0.3)),
    "half senior": Market(two_levels(0.5)),
    "third senior": Market(two_levels(1 / 3)),
    "adverts 0.2": _as_adverts(lognormal(0.2)),
    "adverts 0.35": _as_adverts(lognormal(0.35)),
    "adverts, heavy tail": _as_adverts(heavy_tailed(0.3)),
    "adverts, third senior": _as_adverts(two_levels(1 / 3)),
    "all on £2,500": Market(lognormal(0.35), (1.0,)),
    "all on £5,000": Market(lognormal(0.35), (2.0,)),
    "daily rates": replace(_as_adverts(lognormal(0.35)), pay_basis="daily_rate", pay_gbp=500, bin_gbp=25),
    "hourly rates": replace(_as_adverts(lognormal(0.35)), pay_basis="hourly_rate", pay_gbp=50, bin_gbp=2.5, decimals=2),
}


@cache
def true_median(name: str, level: float) -> float:
    """The median of all adverts of a market: of 400,001 of them."""
    return float(np.median(MARKETS[name].adverts(np.random.default_rng(7), level, (400_001,))))


def printed(adverts: Numbers, decimals: int = 0) -> Numbers:
    """The five percentiles as a page prints them: rounded, nan where equal to the neighbour nearer the middle.

    Args:
        adverts: Pay, shape (pages, adverts).
        decimals: Of the printed figures.
    """
    exact: Numbers = np.round(np.quantile(adverts, SHARES, axis=1).T, decimals)
    repeats = exact == exact[:, NEARER_THE_MIDDLE]
    repeats[:, 2] = False
    return np.where(repeats, np.nan, exact)


def pay_facts(samples: Mapping[str, tuple[Market, Numbers]]) -> Facts:
    """Facts of pages whose own window and the one a year before print these adverts; other tables are empty.

    Args:
        samples: By role: the market, and pay of shape (2, pages, adverts). A page's place is its number.
    """
    frames = [_window(role, market, lag, adverts[lag]) for role, (market, adverts) in samples.items() for lag in (0, 1)]
    empty = {table.name: rows_frame(table, []) for table in (FACT_DEMAND, FACT_LOCATION, FACT_SKILL)}
    return {**empty, FACT_PAY.name: typed(FACT_PAY, pd.concat(frames, ignore_index=True))}


def _window(role: str, market: Market, lag: int, adverts: Numbers) -> pd.DataFrame:
    figures = pd.DataFrame(printed(adverts, market.decimals), columns=list(NAMES))
    place = figures.index.map("{:05}".format)
    return figures.assign(
        role=role, subject=role, publisher="itjobswatch", market="permanent",
        place=place, window_months=6, scope="subject", lag_years=lag,
        as_of=ENDS[0], period_end=ENDS[lag], pay_basis=market.pay_basis, pay_advert_count=adverts.shape[1],
        capture_id=[f"{role}/{where}" for where in place],
    )  # fmt: skip


def demand_facts(advert_count: Positions, market_size: int) -> Facts:
    """Facts of pages that print so many adverts of a market; a page's place is its number.

    Args:
        advert_count: Adverts of each page's own window and of the one a year before, shape (2, pages).
        market_size: Adverts of the market, the same on all pages.
    """
    windows = []
    for lag in (0, 1):
        share = advert_count[lag] / market_size * 100
        frame = pd.DataFrame(
            {
                "advert_count": advert_count[lag],
                "share_of_all_pct": np.where(share < 0.1, share.round(3), share.round(2)),
            }
        )
        place = frame.index.map("{:05}".format)
        windows.append(frame.assign(
            role="r", subject="R", publisher="itjobswatch", market="permanent",
            place=place, window_months=6, scope="subject", lag_years=lag,
            as_of=ENDS[0], period_end=ENDS[lag], capture_id=place,
        ))  # fmt: skip
    empty = {table.name: rows_frame(table, []) for table in (FACT_PAY, FACT_LOCATION, FACT_SKILL)}
    return {**empty, FACT_DEMAND.name: typed(FACT_DEMAND, pd.concat(windows, ignore_index=True))}
