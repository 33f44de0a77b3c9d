"""What stated errors come to in simulated adverts, read from the trend tables that users get."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from jobtrends_pipeline_tests.support.trends.frames import build_role_trends
from jobtrends_pipeline_tests.support.trends.simulated import (
    ENDS,
    LEVELS,
    MARKETS,
    Numbers,
    demand_facts,
    pay_facts,
    true_median,
)

if TYPE_CHECKING:
    from pandas.core.groupby import SeriesGroupBy

NORMAL_95 = 1.96


@dataclass(frozen=True, slots=True)
class Coverage:
    """What stated errors come to, in percent.

    `covered`: the stated 95 % interval holds the truth. `alarms`: a change is called beyond noise where nothing
    changed. `least_covered` and `most_alarms` are those of the worst level of pay. `mean_rse`: mean stated error.
    """

    covered: float
    alarms: float
    mean_rse: float
    least_covered: float
    most_alarms: float


@dataclass(frozen=True, slots=True)
class HistogramFit:
    """Of the histograms of one market and number of adverts, against the true histograms of the same adverts.

    `distance` is the mean total variation distance (0 to 1); in percent of bins: `bounded`, the true share is
    within the bounds; `typical`, it is within the typical error. Adverts beyond the outermost bins count in
    the distance.
    """

    distance: float
    bounded: float
    typical: float


def median_coverage(name: str, count: int, pages: int, seed: int, per_vacancy: float = 1) -> Coverage:
    """How the stated error of the median does.

    Args:
        name: Of the market.
        count: Adverts behind each median.
        pages: Pages drawn at each of `LEVELS`; each prints two windows.
        seed: Of the draws.
        per_vacancy: Mean adverts a vacancy.
    """
    random = np.random.default_rng([seed, count])
    samples = {
        f"{level:.3f}": (MARKETS[name], MARKETS[name].adverts(random, level, (2, pages, count), per_vacancy))
        for level in LEVELS
    }
    trend = build_role_trends(pay_facts(samples))["trend_pay"]
    stated = trend[trend["median_rse_pct"].notna()]
    truth = stated["role"].map({f"{level:.3f}": true_median(name, level) for level in LEVELS}).astype("float64")
    half = NORMAL_95 * stated["median_rse_pct"] / 100 * stated["median_gbp"]
    is_covered = (stated["median_gbp"] - truth).abs() <= half + 1e-6
    now = trend[trend["period_end"] == ENDS[0]]
    return _in_percent(is_covered.groupby(stated["role"]), _alarms(now).groupby(now["role"]), stated)


def _alarms(changes: pd.DataFrame) -> "pd.Series[bool]":
    """Whether a change is called beyond noise; one without a verdict, as it is suppressed, is not."""
    return changes["is_change_beyond_noise"].fillna(value=False).astype(bool)


def _in_percent(
    covered: "SeriesGroupBy[bool, str]", alarms: "SeriesGroupBy[bool, str]", stated: pd.DataFrame
) -> Coverage:
    by_level, alarms_by_level = covered.mean() * 100, alarms.mean() * 100
    rse = stated.filter(like="rse_pct").mean().iloc[0]
    return Coverage(
        float(by_level.mean()),
        float(alarms_by_level.mean()),
        float(rse),
        float(by_level.min()),
        float(alarms_by_level.max()),
    )


def share_coverage(expected_count: float, market_size: int, pages: int, seed: int, per_vacancy: float = 1) -> Coverage:
    """How the stated error of the share of demand does.

    Args:
        expected_count: Mean adverts of a page; its vacancies are a binomial draw from those of the market.
        market_size: Adverts of the market.
        pages: Pages drawn, each with two windows; those without adverts state no error and are left out.
        seed: Of the draws.
        per_vacancy: Mean adverts a vacancy.
    """
    random = np.random.default_rng(seed)
    drawn = random.binomial(round(market_size / per_vacancy), expected_count / market_size, (2, pages))
    if per_vacancy > 1:
        drawn = drawn + np.where(drawn > 0, random.negative_binomial(np.maximum(drawn, 1), 1 / per_vacancy), 0)
    trend = build_role_trends(demand_facts(drawn, market_size))["trend_demand"]
    trend = trend[trend["advert_count"] > 0]
    half = NORMAL_95 * trend["share_rse_pct"] / 100 * trend["share_of_all_pct"]
    off = (trend["share_of_all_pct"] - expected_count / market_size * 100).abs()
    now = trend[trend["period_end"] == ENDS[0]]
    return _in_percent(
        (off <= half).groupby(trend["role"]),
        _alarms(now).groupby(now["role"]),
        trend[["share_rse_pct"]],
    )


def histogram_fit(name: str, count: int, pages: int, seed: int) -> HistogramFit:
    """How near reconstructed histograms are to those of the adverts themselves; arguments as `median_coverage`."""
    random = np.random.default_rng([seed, count])
    market = MARKETS[name]
    samples = {f"{level:.3f}": market.adverts(random, level, (2, pages, count)) for level in LEVELS}
    bins = build_role_trends(pay_facts({role: (market, pay) for role, pay in samples.items()}))["pay_histogram"]
    bins = bins.assign(true_pct=_true_shares(bins, samples))
    error = (bins["bin_share_pct"] - bins["true_pct"]).abs()
    is_bounded = bins["true_pct"].between(bins["bin_share_low_pct"] - 1e-6, bins["bin_share_high_pct"] + 1e-6)
    histograms = bins.assign(error=error).groupby(["role", "place", "period_end"])[["error", "true_pct"]].sum()
    distance = (histograms["error"] + 100 - histograms["true_pct"]) / 200
    return HistogramFit(
        float(distance.mean()),
        float(is_bounded.mean() * 100),
        float((error <= bins["bin_share_error_pp"]).mean() * 100),
    )


def _true_shares(bins: pd.DataFrame, samples: dict[str, Numbers]) -> Numbers:
    """Percent of the adverts behind each bin's histogram that are in the bin."""
    found = np.zeros(len(bins))
    lags = (bins["period_end"] == ENDS[1]).astype("int64").to_numpy()
    places = bins["place"].astype("int64").to_numpy()
    for role, adverts in samples.items():
        at = np.flatnonzero((bins["role"] == role).to_numpy(bool))
        for lag, place in {*zip(lags[at].tolist(), places[at].tolist(), strict=True)}:
            mine = at[(lags[at] == lag) & (places[at] == place)]
            found[mine] = _share_within(bins.iloc[mine], np.sort(adverts[lag, place]))
    return found


def _share_within(bins: pd.DataFrame, adverts: Numbers) -> Numbers:
    edges: list[npt.NDArray[np.int64]] = [
        np.searchsorted(adverts, bins[edge].to_numpy("float64")) for edge in ("bin_low_gbp", "bin_high_gbp")
    ]
    return (edges[1] - edges[0]) / adverts.size * 100
