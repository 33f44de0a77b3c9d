"""What a figure of a year is compared with: the same window a year before, in the same series."""

from collections.abc import Sequence

import pandas as pd

YEAR_BEFORE_TOLERANCE_DAYS = 15
"""A window counts as that of a year before when it ends within so many days of the same day a year before.

So compared windows never overlap: they end at least 350 days apart, and the source's are 3 or 6 months long.
"""


def nearest_year_before(
    rows: pd.DataFrame, candidates: pd.DataFrame, date: str, series: Sequence[str] = ("series_id",)
) -> pd.DataFrame:
    """Each row with the candidate of its series nearest to a year before, if within the tolerance.

    Args:
        rows: One row per series and `date`, or finer.
        candidates: `series`, `{date}_before` and what is to be taken along.
        date: Date column of `rows`, never null.
        series: Columns that must be equal.

    Returns:
        Every row once, in the order of the target date, with the candidate's columns (null without).
    """
    targeted = rows.assign(year_before_target=rows[date] - pd.DateOffset(years=1))
    return pd.merge_asof(
        targeted.sort_values("year_before_target"),
        candidates.sort_values(f"{date}_before"),
        left_on="year_before_target",
        right_on=f"{date}_before",
        by=list(series),
        direction="nearest",
        tolerance=pd.Timedelta(days=YEAR_BEFORE_TOLERANCE_DAYS),
    ).drop(columns="year_before_target")


def with_year_before(latest: pd.DataFrame, prints: pd.DataFrame, measures: Sequence[str]) -> pd.DataFrame:
    """The latest releases with the window a year before beside each.

    The page that printed the figure last usually prints the same window a year before too: then the figures
    of that vintage are compared, as the source itself does. Otherwise it is the latest release of the nearest
    window.

    Args:
        latest: Latest release per series and period, as `latest_releases` gives it.
        prints: What it was made of.
        measures: Columns wanted of the year before.

    Returns:
        `latest` with `period_end_before`, `as_of_before` and `{measure}_before`, null when no such window is
        held.
    """
    periods = latest[["series_id", "period_end", "latest_as_of"]].rename(
        columns={"period_end": "period_end_before", "latest_as_of": "as_of_before"}
    )
    keys = latest[["series_id", "period_end", "latest_as_of"]].reset_index()
    paired = nearest_year_before(keys, periods, "period_end")
    figures = prints[["series_id", "period_end", "as_of", *measures]].rename(
        columns={name: f"{name}_before" for name in ("period_end", "as_of", *measures)}
    )
    printed = figures[["series_id", "period_end_before", "as_of_before"]].assign(
        latest_as_of=figures["as_of_before"], same_as_of=figures["as_of_before"]
    )
    same = ["series_id", "period_end_before", "latest_as_of"]
    paired = paired.merge(printed.drop(columns="as_of_before"), how="left", on=same)
    paired = paired.assign(as_of_before=paired["same_as_of"].fillna(paired["as_of_before"]))
    paired = paired.merge(figures, how="left", on=["series_id", "period_end_before", "as_of_before"])
    found = ["period_end_before", "as_of_before", *(f"{measure}_before" for measure in measures)]
    return latest.join(paired.set_index(latest.index.name)[found])


def percent_change(now: pd.Series, before: pd.Series) -> pd.Series:
    """`now` over `before`, less 1, in percent; null where either is null or `before` is 0."""
    base = before.astype("float64")
    return (now.astype("float64") / base.where(base > 0) - 1) * 100
