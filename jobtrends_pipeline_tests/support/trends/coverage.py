"""What stated errors come to in simulated adverts, read from the trend tables that users get."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from jobtrends_pipeline.trends.build import build_role_trends
from jobtrends_pipeline_tests.support.trends.simulated import (
    ENDS,
    LEVELS,
    MARKETS,
    Numbers,
    demand_facts,
    pay_facts,
    true_median,
)

NORMAL_95 = 1.96


@dataclass(frozen=True, slots=True)
class MedianCoverage:
    """Of pages of one market and number of adverts, in percent.

    `covered`: the stated 95 % interval holds the true median. `alarms`: a change is called beyond noise where
    nothing changed. `mean_rse`: mean of the stated error.
    """

    covered: float
    alarms: float
    mean_rse: float


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


def median_coverage(name: str, count: int, pages: int, seed: int) -> MedianCoverage:
    """How the stated error of the median does.

    Args:
        name: Of the market.
        count: Adverts behind each median.
        pages: Pages drawn at each of `LEVELS`; each prints two windows.
        seed: Of the draws.
    """
    random = np.random.default_rng([seed, count])
    samples = {
        f"{level:.3f}": (MARKETS[name], MARKETS[name].adverts(random, level, (2, pages, count))) for level in LEVELS
    }
    trend = build_role_trends(pay_facts(samples))["trend_pay"]
    stated = trend[trend["median_rse_pct"].notna()]
    truth = stated["role"].map({f"{level:.3f}": true_median(name, level) for level in LEVELS}).astype("float64")
    half = NORMAL_95 * stated["median_rse_pct"] / 100 * stated["median_gbp"]
    is_covered = (stated["median_gbp"] - truth).abs() <= half + 1e-6
    alarms = trend.loc[trend["period_end"] == ENDS[0], "is_change_beyond_noise"].dropna()
    return MedianCoverage(
        float(is_covered.mean() * 100), float(alarms.mean() * 100), float(stated["median_rse_pct"].mean())
    )


def share_coverage(expected_count: float, market_size: int, pages: int, seed: int) -> float:
    """Percent of pages whose 95 % interval of the share of demand holds the true share.

    Args:
        expected_count: Mean adverts of a page; the adverts are a binomial draw from the market.
        market_size: Adverts of the market.
        pages: Pages drawn; those without adverts state no error and are left out.
        seed: Of the draws.
    """
    random = np.random.default_rng(seed)
    drawn = random.binomial(market_size, expected_count / market_size, pages)
    trend = build_role_trends(demand_facts(drawn, market_size))["trend_demand"]
    trend = trend[trend["job_count"] > 0]
    half = NORMAL_95 * trend["share_rse_pct"] / 100 * trend["share_of_all_pct"]
    off = (trend["share_of_all_pct"] - expected_count / market_size * 100).abs()
    return float((off <= half).mean() * 100)


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
