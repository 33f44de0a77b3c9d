"""Which print of a figure counts: one print per vintage, the first and the latest release of every period.

A page prints three periods (`lag_years` 0, 1, 2), so one period end may be printed by pages of several dates.
Periods are told apart by their exact end: a back-cast ends on the page's own calendar day one or two years
before, and the own period of another page that ends a few days away is another period, not a revision.
"""

from collections.abc import Mapping, Sequence

import pandas as pd

SERIES = ["role", "market", "place", "window_months"]
"""Columns that identify a page's series; a renamed subject continues it, so `subject` is not among them."""

MARKET_SERIES = [*SERIES, "scope"]
"""A series of demand: of the subject, or of the comparison beside it."""

PAY_SERIES = [*MARKET_SERIES, "pay_basis"]
"""A series of pay."""


def vintage_prints(facts: pd.DataFrame, series: Sequence[str], item: str, count: str) -> pd.DataFrame:
    """One row per series, item and vintage, in the order of `as_of`, with `series_id`.

    Where one role has two rows of a vintage (its old and its new name were both captured), the row with more
    adverts stands, then the later name in the alphabet; the order of the input never matters.

    Args:
        facts: Rows of a fact table.
        series: Columns that identify a series.
        item: Column that tells the figures of one vintage apart, such as `period_end` or `skill`.
        count: Column with the adverts behind the row.

    Returns:
        The columns of `facts`, and `series_id`: a number for `series` in its order, one key to join on.
    """
    facts = facts.assign(series_id=facts.groupby(list(series)).ngroup())
    key = ["series_id", "as_of", item]
    if facts.duplicated(key).any():
        ranked = facts.sort_values([count, "subject", "capture_id"], na_position="first")
        facts = ranked.drop_duplicates(key, keep="last")
    return facts.sort_values("as_of", kind="stable", ignore_index=True)


def demand_prints(fact_demand: pd.DataFrame) -> pd.DataFrame:
    """What `trend_demand` and others are made of: `vintage_prints` of demand."""
    return vintage_prints(fact_demand, MARKET_SERIES, "period_end", "job_count")


def pay_prints(fact_pay: pd.DataFrame) -> pd.DataFrame:
    """What `trend_pay` and others are made of: `vintage_prints` of pay."""
    return vintage_prints(fact_pay, PAY_SERIES, "period_end", "quoted_count")


def latest_releases(prints: pd.DataFrame, measures: Sequence[str]) -> pd.DataFrame:
    """One row per series and period: its latest release, and what was first released.

    A release is a whole row of one vintage: measures of several vintages are never mixed. A page that prints
    none of the measures (an incomplete capture) releases nothing, unless no page prints any of the period.

    Args:
        prints: What `vintage_prints` gives, an item being a `period_end`.
        measures: Columns that were released.

    Returns:
        The columns of `prints` as last released, with `first_as_of`, `latest_as_of`, `vintage_count` (vintages
        that print the period), `is_back_cast` (no page of the period's own day) and `{measure}_first`.
    """
    period = prints.groupby(["series_id", "period_end"]).ngroup()
    is_printed = prints[list(measures)].notna().any(axis="columns")
    has_printed = is_printed.groupby(period).transform("any")
    released = prints.assign(period_id=period)[is_printed | ~has_printed]
    first = released.drop_duplicates("period_id", keep="first").set_index("period_id")
    latest = released.drop_duplicates("period_id", keep="last").set_index("period_id")
    return latest.assign(
        first_as_of=first["as_of"],
        vintage_count=released["period_id"].value_counts(),
        is_back_cast=first["as_of"] > first["period_end"],
        **{f"{measure}_first": first[measure] for measure in measures},
    ).rename(columns={"as_of": "latest_as_of"})


def with_latest_subject(facts: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The frames with each role's subject under the name its latest page prints.

    Args:
        facts: Frames that have `role`, `subject` and `as_of`, by any key.
    """
    columns = ["role", "subject", "as_of"]
    seen = pd.concat([frame[columns].drop_duplicates() for frame in facts.values()], ignore_index=True)
    latest = seen.sort_values(["role", "as_of", "subject"]).drop_duplicates("role", keep="last")
    names = latest.set_index("role")["subject"]
    if len(names) == len(seen[["role", "subject"]].drop_duplicates()):
        return dict(facts)
    return {key: frame.assign(subject=frame["role"].map(names).astype("string")) for key, frame in facts.items()}
