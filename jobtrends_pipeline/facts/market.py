"""Market size: adverts over their share agree on every line of a vintage. Pure."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd

from jobtrends_pipeline.facts.vintage import GROUP, Held, Row, day, grouped
from jobtrends_pipeline.pages.page import WARNING

CHECK = "market_interval"
THREE_DECIMALS_BELOW = 0.1
_COLUMNS = ("capture_id", "market", "place", "window_months", "as_of", "period_end", "name", "position")


def market_breaches(held: Held) -> Iterator[Row]:
    """Yield a finding for lines that imply another market size than the others.

    A share is printed to two decimals, to three below 0.1: with its adverts it bounds the size of the market. Lines of
    one market, place, window and vintage, and of one of the three periods a page prints, have bounds in common. Where
    they do not, the size that most lines allow is taken, and the others are reported, one finding per capture and
    period. Early pages print a third decimal below 10; the wider bounds are used, which raise fewer alarms.

    Severity warning: the share may be a slip of the source's as well as a misreading.
    """
    lines = grouped(_lines(held))
    for (*_, period_end), group in lines.groupby([*GROUP, "period_end"], sort=True):
        if group["low"].max() > group["high"].min():
            yield from _outside(group, day(period_end))


def _lines(held: Held) -> pd.DataFrame:
    demand = held.demand.rename(columns={"share_of_all_pct": "share"})
    is_subject = demand["scope"].eq("subject")
    demand = demand.assign(
        name=demand["subject"].where(is_subject, demand["comparison_name"]),
        position="summary/" + demand["scope"] + "/" + demand["lag_years"].astype("string"),
    )
    index = held.index.rename(columns={"share_pct": "share", "subject": "name"})
    index = index.assign(period_end=index["as_of"], position="index/" + index["name"])
    columns = [*_COLUMNS, "advert_count", "share"]
    lines = pd.concat([frame[columns] for frame in (demand, index)], ignore_index=True)
    lines = lines[lines["advert_count"].fillna(0).gt(0) & lines["share"].gt(0)]
    count, share = lines["advert_count"].astype("float64"), lines["share"]
    half = np.where(share < THREE_DECIMALS_BELOW, 0.0005, 0.005) + 1e-9
    least = (share - half).where(share > half)
    return lines.assign(low=100 * count / (share + half), high=(100 * count / least).fillna(np.inf))


def _outside(group: pd.DataFrame, period_end: str) -> Iterator[Row]:
    low, high = (group[name].to_numpy(dtype="float64") for name in ("low", "high"))
    size = _most_agreed(low, high)
    is_outside = (low > size) | (high < size)
    least, most = low[~is_outside].max(), high[~is_outside].min()
    for capture_id, lines in group[is_outside].groupby("capture_id", sort=True):
        first = lines.iloc[0]
        more = f", and {len(lines) - 1} more lines" if len(lines) > 1 else ""
        yield {
            "capture_id": capture_id,
            "check_name": CHECK,
            "position": first["position"],
            "severity": WARNING,
            "message": (
                f"{first['name']}: {first['advert_count']:,} adverts are {first['share']:g}% of {first['low']:,.0f} to "
                f"{first['high']:,.0f}{more}; {(~is_outside).sum()} other lines of the {first['market']} market of "
                f"{first['place']} to {period_end} say {least:,.0f} to {most:,.0f}"
            ),
        }


def _most_agreed(low: npt.NDArray[np.float64], high: npt.NDArray[np.float64]) -> float:
    """Return the size that most lines allow; it is the lower bound of one of them."""
    sizes = np.sort(low)
    allowed = np.searchsorted(sizes, sizes, side="right") - np.searchsorted(np.sort(high), sizes, side="left")
    return float(sizes[int(np.argmax(allowed))])
