"""What the daily history of the market index says of the design effect: an upper bound, as shares truly move too."""

from datetime import date, timedelta

import numpy as np

from jobtrends_pipeline_tests.support.index_history import days

WINDOW_DAYS = {3: 92, 6: 183}
APART = timedelta(days=7)
MAD_FACTOR = 1.4826
"""Standard deviations of a normal distribution in a median absolute deviation: days that were misread do not count."""


def excess_variances() -> dict[tuple[str, int], tuple[float, float]]:
    """By subject and window: mean adverts, and the variance of a week's move of its share over that of chance.

    Of two windows a week apart so much of each is of other adverts. If adverts were independent, the variance of the
    move were 2 * 7 / days * share * (1 - share) / market. The market is that which adverts and share imply.
    """
    held: dict[tuple[str, int], dict[date, tuple[float, float]]] = {}
    for day in days():
        for line in day.lines:
            adverts, share = (_number(line[name]) for name in ("ads", "share"))
            if adverts and share:
                series = held.setdefault((line["subject"], day.index.window_months), {})
                series[day.index.period_end] = adverts, share / 100
    return {key: _excess(series, WINDOW_DAYS[key[1]]) for key, series in held.items()}


def _excess(series: dict[date, tuple[float, float]], window_days: int) -> tuple[float, float]:
    moves = np.array([series[end][1] - series[end - APART][1] for end in series if end - APART in series])
    count, share = np.mean(list(series.values()), axis=0)
    by_chance = 2 * APART.days / window_days * share * (1 - share) / (count / share)
    spread = MAD_FACTOR * np.median(np.abs(moves - np.median(moves)))
    return float(count), float(spread**2 / by_chance)


def _number(text: str) -> float | None:
    bare = text.replace(",", "").rstrip("%")
    return float(bare) if bare.replace(".", "", 1).isdigit() else None
