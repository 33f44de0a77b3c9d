"""Columns of reliability classes of the figures in the same row.

`Table.judges` lists which figures each of them classifies.
"""

from jobtrends_pipeline.tables.model import Column, ColumnType

RELIABILITIES = ("good", "low", "suppressed", "not_available")
"""The classes of a figure, the strongest first."""
SUPPRESSED = "suppressed"
"""The class of a figure that is shown in tables with its mark only.

It is never drawn, compared, counted or said in words.
"""

_MEDIAN_CLASSES = (
    "good: n >= 100 and RSE <= 5 %; low: n >= 30 and RSE <= 10 %, or anything between; "
    "suppressed: n < 10 or RSE > 20 %; not_available: nothing printed."
)
_SHARE_CLASSES = (
    "By the 95 % interval (Clopper-Pearson) of a share of n adverts: good: 100 adverts have it and the interval is at "
    "most a fifth of the share wide; suppressed: fewer than 10 have it, n < 30, or the interval is 30 points wide, or "
    "over 5 points and over 130 % of the share (NCHS 2017); low: anything between; not_available: nothing printed."
)


def _class(name: str, description: str) -> Column:
    return Column(name, ColumnType.TEXT, description, allowed=RELIABILITIES).required()


def _weakest(name: str, of: str) -> Column:
    return _class(name, f"Class of {of}: not_available if there is no such figure.")


RELIABILITY = _class("reliability", f"Class of the median: {_MEDIAN_CLASSES}")
SHARE_RELIABILITY = _class(
    "reliability", f"Class of the share, and of the rank and adverts beside it. {_SHARE_CLASSES}"
)
CHANGE_RELIABILITY = _weakest("change_reliability", "changes on the year, the weaker of the two years'")
YEAR_BEFORE_RELIABILITY = _class(
    "year_before_reliability", "Class of share_year_before_pct, by the rule of reliability."
)
INDEX_RELIABILITY = _weakest("index_reliability", "share_index, the weaker of the share's and its base's")
AVERAGE_RELIABILITY = _weakest("average_reliability", "median_3m_average_gbp, the weakest of the three medians'")
GAP_RELIABILITY = _weakest(
    "gap_reliability", "gap_to_comparison_place_pct, the median's, never good as the place is printed without a count"
)
MARKET_RELIABILITY = _class("market_median_reliability", "Class of market_median_gbp, by the rule of reliability.")
PREMIUM_RELIABILITY = _weakest("premium_reliability", "premium_over_market_pct, the weaker of the two medians'")
OF_SHARE_RELIABILITY = _class("share_reliability", "Class of the share, as reliability of trend_demand.")
SHARE_CHANGE_RELIABILITY = _class(
    "share_change_reliability", "Class of share_of_all_change_pct, as change_reliability of trend_demand."
)
HISTOGRAM_RELIABILITY = _class("reliability", f"Class of the whole histogram, as of the median: {_MEDIAN_CLASSES}")
REVISION_RELIABILITY = _weakest("reliability", "both values, the weaker of the two vintages'")
SPECIFICITY_RELIABILITY = _weakest(
    "specificity_reliability",
    "specificity, the weaker of the two shares'; that of other roles by all their adverts that cite the skill",
)
MEDIAN_RELIABILITY = _class(
    "median_reliability", f"Class of median_gbp and its change, n being quoted_estimate: {_MEDIAN_CLASSES}"
)
