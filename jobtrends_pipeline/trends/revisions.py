"""`revisions`: what later pages made of a figure that an earlier page had printed."""

import numpy as np
import pandas as pd

from jobtrends_pipeline.tables.frames import typed
from jobtrends_pipeline.tables.trends import REVISIONS
from jobtrends_pipeline.trends import pay
from jobtrends_pipeline.trends.vintages import PAY_SERIES

DEMAND_MEASURES = ["rank", "job_count", "share_of_all_pct", "share_of_category_pct"]
NO_PAY_BASIS = "none"


def revisions(demand: pd.DataFrame, paid: pd.DataFrame) -> pd.DataFrame:
    """First and latest value per figure that at least two vintages print, whether or not it moved.

    A vintage that prints "-" in place of the figure does not count as one that prints it.

    Args:
        demand: What `vintages.demand_prints` gives.
        paid: What `vintages.pay_prints` gives.
    """
    figures = pd.concat(
        [
            _figures(_reprinted(demand).assign(pay_basis=NO_PAY_BASIS), DEMAND_MEASURES),
            _figures(_reprinted(paid), pay.MEASURES),
        ],
        ignore_index=True,
    )
    if figures.empty:
        return typed(REVISIONS, pd.DataFrame())
    grain = [*PAY_SERIES, "period_end", "measure"]
    ordered = figures.sort_values([*grain, "as_of"])
    ends = ordered.groupby(grain, as_index=False).agg(
        subject=("subject", "last"),
        first_as_of=("as_of", "first"),
        latest_as_of=("as_of", "last"),
        vintage_count=("as_of", "size"),
        first_value=("value", "first"),
        latest_value=("value", "last"),
    )
    revised = ends[ends["vintage_count"] > 1].reset_index(drop=True)
    revised = revised.assign(revision=revised["latest_value"] - revised["first_value"])
    return typed(REVISIONS, revised[REVISIONS.column_names])


def _reprinted(prints: pd.DataFrame) -> pd.DataFrame:
    """The prints of periods that at least two vintages print."""
    return prints[prints.duplicated(["series_id", "period_end"], keep=False)]


def _figures(prints: pd.DataFrame, measures: list[str]) -> pd.DataFrame:
    """The prints with a row per measure: `measure` and `value`; null values left out."""
    keys = [*PAY_SERIES, "subject", "period_end", "as_of"]
    long = prints.loc[prints.index.repeat(len(measures)), keys].reset_index(drop=True)
    values = prints[measures].to_numpy("float64", na_value=np.nan).ravel()
    names = pd.array(measures * len(prints), dtype="string")
    return long.assign(measure=names, value=values).astype({"pay_basis": "string"}).dropna(subset="value")
