"""Identities of figures that two pages of a vintage both print. Pure.

They are the comparison table of role pages, and a role's row of the index.
"""

from collections.abc import Iterator

import pandas as pd

from jobtrends_pipeline.facts.vintage import GROUP, Held, Row, day, grouped
from jobtrends_pipeline.pages.page import ERROR, WARNING
from jobtrends_pipeline.tables.facts import FACT_PAY

SAME_COMPARISON, ROLE_AND_INDEX = "same_comparison", "role_and_index"
TRUNCATED_CHANGE_PCT = 0.01
"""Largest difference between the changes of a median on a role page and the index.

A role page rounds the change half up, the index cuts it off.
"""
HALF_SHARE_PCT = 0.005
_EXACT = 1e-9
_LINE = ["period_end", "pay_basis", "measure"]
_PAY_MEASURES = [
    column.name
    for column in FACT_PAY
    if column.name.endswith(("_gbp", "_pct")) or column.name == "pay_advert_count"
]  # fmt: skip
_ROLE_MEASURES = ("rank", "rank_change", "advert_count", "share_pct", "median_gbp", "median_change_pct")
_TOLERANCE = {"median_change_pct": TRUNCATED_CHANGE_PCT, "share_pct": HALF_SHARE_PCT}


def comparison_breaches(held: Held) -> Iterator[Row]:
    """Yield findings for comparison tables of one name that differ within a vintage.

    Every figure that two pages print is compared (one that only one of them prints is not: excerpts end early); the
    value that most pages print is taken for right, and each page that prints another gets one finding.

    Severity warning: figures of the comparison enter no trend of the role but its premium.
    """
    if held.demand["capture_id"].nunique() < 2:
        return
    cells = _comparison_cells(held)
    lines = cells.groupby([*GROUP, "comparison_key", *_LINE], dropna=False, sort=False)
    for _, group in cells[lines["value"].transform("nunique") > 1].groupby([*GROUP, "comparison_key"], sort=True):
        yield from _differing(group)


def _comparison_cells(held: Held) -> pd.DataFrame:
    demand = held.demand[held.demand["scope"] == "comparison"]
    names = demand.drop_duplicates("capture_id").set_index("capture_id")["comparison_name"]
    pay = held.pay[held.pay["scope"] == "comparison"]
    keys = ["capture_id", "market", "place", "window_months", "as_of", "period_end", "pay_basis"]
    parts = [
        frame.melt(id_vars=keys, value_vars=measures, var_name="measure")
        for frame, measures in (
            (demand.assign(pay_basis=""), ["advert_count", "share_of_all_pct"]),
            (pay, _PAY_MEASURES),
        )
    ]
    cells = pd.concat([part.astype({"value": "float64"}) for part in parts], ignore_index=True)
    cells = grouped(cells.assign(comparison_name=cells["capture_id"].map(names).astype("string")))
    cells = cells.assign(comparison_key=cells["comparison_name"].str.casefold())
    return cells[cells["value"].notna() & cells["comparison_key"].notna()]


def _differing(group: pd.DataFrame) -> Iterator[Row]:
    """Yield a finding for each page that prints other figures than most pages do.

    Args:
        group: Lines that are not the same on all pages.
    """
    usual = group.groupby(_LINE, sort=False)["value"].agg(lambda values: values.mode().iloc[0]).rename("usual")
    joined = group.merge(usual, on=_LINE)
    for capture_id, cells in joined[joined["value"] != joined["usual"]].groupby("capture_id", sort=True):
        first = cells.iloc[0]
        more = f", and {len(cells) - 1} more figures differ" if len(cells) > 1 else ""
        yield {
            "capture_id": capture_id,
            "check_name": SAME_COMPARISON,
            "position": "/".join(filter(None, ("summary/comparison", first["pay_basis"], first["measure"]))),
            "severity": WARNING,
            "message": (
                f"{first['comparison_name']}: {first['measure']} to {day(first['period_end'])} is "
                f"{first['value']:,.10g} here and {first['usual']:,.10g} on other pages of the day{more}"
            ),
        }


def index_breaches(held: Held) -> Iterator[Row]:
    """Yield findings for role pages that differ from their row of the index.

    The row is that of the same name in the index of the same vintage. Compared are rank, rank change, adverts, share
    and median, and the change of the median within `TRUNCATED_CHANGE_PCT`; a figure is not compared where one of the
    two has no value ("-" of the index may mean no change). The finding is on the role page.

    Severity error: the source prints the same to the digit, so one of the pages was misread or is of another place or
    window; warning for the change of the median, whose rounding is inferred.
    """
    if held.demand.empty or held.index.empty:
        return
    pages, rows = _role_lines(held), _index_lines(held)
    keys = [*GROUP, "subject_key"]
    joined = pages.merge(rows, on=keys, suffixes=("", "_index"))
    for line in joined.to_dict("records"):
        for measure in _ROLE_MEASURES:
            here, there = line[measure], line[f"{measure}_index"]
            is_comparable = pd.notna(here) and pd.notna(there)
            if measure.startswith("median") and line["pay_basis"] != line["pay_basis_index"]:
                is_comparable = False
            if is_comparable and abs(here - there) > _TOLERANCE.get(measure, 0) + _EXACT:
                yield {
                    "capture_id": line["capture_id"],
                    "check_name": ROLE_AND_INDEX,
                    "position": f"summary/subject/{measure}",
                    "severity": WARNING if measure == "median_change_pct" else ERROR,
                    "message": (
                        f"{line['subject']}: {measure} is {here:,.10g} on its page and {there:,.10g} in the index "
                        f"of {line['place']} to {day(line['as_of'])}"
                    ),
                }


def _role_lines(held: Held) -> pd.DataFrame:
    """Return a row per role page: the figures of its own window that an index row has.

    The pay basis is the first one that the page prints.
    """
    demand = held.demand[held.demand["scope"].eq("subject") & held.demand["lag_years"].eq(0)]
    pay = held.pay[held.pay["scope"].eq("subject") & held.pay["lag_years"].eq(0)]
    first = pay.sort_values("pay_basis", kind="stable").drop_duplicates("capture_id")
    joined = demand.merge(first[["capture_id", "pay_basis", "median_gbp", "median_change_pct"]], how="left")
    return _named(joined.rename(columns={"share_of_all_pct": "share_pct"}))


def _index_lines(held: Held) -> pd.DataFrame:
    return _named(held.index)[[*GROUP, "subject_key", "pay_basis", *_ROLE_MEASURES]]


def _named(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with the keys that rows of both kinds share.

    Figures become floating point.
    """
    keyed = grouped(frame.assign(subject_key=frame["subject"].str.casefold()))
    return keyed.astype(dict.fromkeys(_ROLE_MEASURES, "float64"))
