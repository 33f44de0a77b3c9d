"""Rows of whole vintages, and the key of a vintage, for checks across pages. Pure."""

import re
from dataclasses import dataclass

import pandas as pd

Row = dict[str, object]
GROUP = ("market", "place_key", "window_months", "as_of")
"""Key of a vintage of a place: pages with equal keys count the same adverts."""
_PAGER = re.compile(r"([?&])page=(\d+)")


@dataclass(frozen=True, slots=True)
class Held:
    """All rows of some vintages.

    Attributes:
        captures: Rows of `captures` to judge, read or partial.
        demand: Rows of `fact_demand`.
        pay: Rows of `fact_pay`.
        index: Rows of `fact_market_index`.
        figures: Rows of `parsed_cells` of pages captured more than once (`captured_again`).
        listings: Rows of `captures` of market indexes: those to judge, and those before them.
        listed: The ranks and advert counts of `listings`: rows of `parsed_cells`.
    """

    captures: pd.DataFrame
    demand: pd.DataFrame
    pay: pd.DataFrame
    index: pd.DataFrame
    figures: pd.DataFrame
    listings: pd.DataFrame
    listed: pd.DataFrame


def grouped(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with `place_key`, the place in lower case.

    Pages and links write the capitals of places differently.
    """
    return frame.assign(place_key=frame["place"].str.casefold())


def of_vintages(frame: pd.DataFrame, captures: pd.DataFrame) -> pd.DataFrame:
    """Select the rows of a frame that are of one vintage with some captures.

    Args:
        frame: Rows of `captures` or of facts.
        captures: Rows of `captures`.
    """
    keys, wanted = (_keys(each) for each in (frame, captures))
    return frame[keys.isin(wanted[captures["period_end"].notna()])]


def _keys(frame: pd.DataFrame) -> pd.MultiIndex:
    ends = frame["as_of"] if "as_of" in frame else frame["period_end"]
    return pd.MultiIndex.from_frame(grouped(frame).assign(as_of=ends)[list(GROUP)])


def pager_number(url: str) -> int:
    """Return the number of the pager page of an index address; 1 without a number."""
    match = _PAGER.search(url)
    return int(match[2]) if match else 1


def listing_of(url: str) -> str:
    """Return the address of an index without its pager page.

    It is the same for all pages of one listing.
    """
    return _PAGER.sub(r"\1", url)


def day(value: object) -> str:
    """Return a date as `13 Mar 2026`."""
    return f"{pd.Timestamp(str(value)):%-d %b %Y}"
