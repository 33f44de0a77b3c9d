"""Breaks between a period and the one it is compared with: what makes the two prints not quite comparable."""

import json
from datetime import datetime
from itertools import compress, product

import numpy as np
import pandas as pd

from jobtrends_pipeline.trends.vintages import SERIES
from jobtrends_pipeline.trends.year_before import nearest_year_before

PERCENTILES_RECALCULATED = "percentiles_recalculated"
"""The two medians were printed on different sides of 29 June 2017; pay only."""
WINDOW_SWITCHED = "window_switched"
"""The year before, 2017 or earlier, is held for the other window length only: not compared."""
MARKET_SIZE_JUMP = "market_size_jump"
"""The sample of the whole market grew or shrank: its counts are not comparable, its shares are."""

RECALCULATION_DATE = datetime(2017, 6, 29)  # noqa: DTZ001 - a date of the source, without time or zone
"""The source recalculated the percentiles of all history: the vintage of a print tells, not its period."""

WINDOW_SWITCH_END = datetime(2018, 1, 1)  # noqa: DTZ001
"""The source's window became 6 months before this day: 3 on pages of June 2017, 6 on those of November."""

MARKET_SIZE_RATIO = 1.25
"""Ratio of implied market sizes that is a break; the UK sample of Feb 2026 is 1.36 times that of Feb 2025."""


def market_sizes(prints: pd.DataFrame) -> pd.DataFrame:
    """Size of the whole market that each page implies, per series, period and vintage.

    Adverts over their share of all adverts, of the comparison where it is printed (its share is near 100 %,
    so the size is sharp), else of the subject. A share is printed to two decimals, three below 0.1: the size
    is the interval that this rounding leaves.

    Args:
        prints: What `vintages.demand_prints` gives.

    Returns:
        Rows of `SERIES`, `period_end`, `as_of`, `market_size_low`, `market_size_high` (adverts).
    """
    grain = [*SERIES, "period_end", "as_of"]
    count, share = prints["job_count"].astype("float64"), prints["share_of_all_pct"]
    half_step = np.where(share < 0.1, 0.0005, 0.005)
    sized = prints[grain].assign(
        market_size_low=count / (share + half_step) * 100,
        market_size_high=count / (share - half_step).where(share > half_step) * 100,
        is_subject=prints["scope"] == "subject",
    )
    known = sized[sized["market_size_high"] > 0].sort_values([*grain, "is_subject"])
    return known.drop_duplicates(grain).drop(columns="is_subject")


def _market_size_pairs(rows: pd.DataFrame, sizes: pd.DataFrame) -> pd.DataFrame:
    """Per row, `market_size_*` of its release and `market_size_*_before` of the one compared with."""
    now = sizes.rename(columns={"as_of": "latest_as_of"})
    before = sizes.rename(
        columns={name: f"{name}_before" for name in ("period_end", "as_of", "market_size_low", "market_size_high")}
    )
    keys = rows[[*SERIES, "period_end", "latest_as_of", "period_end_before", "as_of_before"]]
    return keys.merge(now, how="left", on=[*SERIES, "period_end", "latest_as_of"]).merge(
        before, how="left", on=[*SERIES, "period_end_before", "as_of_before"]
    )


def with_breaks(rows: pd.DataFrame, sizes: pd.DataFrame, series: list[str], *, has_pay: bool) -> pd.DataFrame:
    """The rows with `breaks`: a JSON list of codes between the period and the year before, null when none.

    Args:
        rows: Latest releases with the year before beside each.
        sizes: What `market_sizes` gives.
        series: Columns that identify a series of `rows`.
        has_pay: Whether the figures are percentiles of pay.
    """
    rows = _with_other_window(rows, series).reset_index(drop=True)
    marks = {
        PERCENTILES_RECALCULATED: _is_recalculated(rows) & has_pay,
        WINDOW_SWITCHED: _is_window_switched(rows),
        MARKET_SIZE_JUMP: _is_market_jump(_market_size_pairs(rows, sizes)),
    }
    return rows.assign(breaks=_as_json(marks))


def _with_other_window(rows: pd.DataFrame, series: list[str]) -> pd.DataFrame:
    """The rows with `other_period_end_before`: the year before in the series of any window length."""
    if rows["window_months"].nunique() < 2:
        never = pd.Series(pd.NaT, index=rows.index, dtype="datetime64[us]")
        return rows.assign(other_period_end_before=never)
    keys = [name for name in series if name != "window_months"]
    held = rows[[*keys, "period_end"]].rename(columns={"period_end": "other_period_end_before"})
    found = nearest_year_before(
        rows.rename(columns={"period_end": "other_period_end"}),
        held.drop_duplicates(),
        "other_period_end",
        keys,
    )
    return found.rename(columns={"other_period_end": "period_end"})


def _is_recalculated(rows: pd.DataFrame) -> pd.Series:
    is_old = rows["as_of_before"] < RECALCULATION_DATE
    return rows["as_of_before"].notna() & (is_old != (rows["latest_as_of"] < RECALCULATION_DATE))


def _is_window_switched(rows: pd.DataFrame) -> pd.Series:
    return rows["period_end_before"].isna() & (rows["other_period_end_before"] < WINDOW_SWITCH_END)


def _is_market_jump(pairs: pd.DataFrame) -> pd.Series:
    grown = pairs["market_size_low"] > MARKET_SIZE_RATIO * pairs["market_size_high_before"]
    return grown | (pairs["market_size_low_before"] > MARKET_SIZE_RATIO * pairs["market_size_high"])


def _as_json(marks: dict[str, pd.Series]) -> pd.Series:
    """Per row, the JSON list of the marks that are true; null when none is."""
    texts = {
        flags: json.dumps(list(compress(marks, flags))) if any(flags) else None
        for flags in product((False, True), repeat=len(marks))
    }
    index = next(iter(marks.values())).index
    rows = zip(*(mark.to_numpy(bool).tolist() for mark in marks.values()), strict=True)
    return pd.Series([texts[flags] for flags in rows], index=index, dtype="string")
