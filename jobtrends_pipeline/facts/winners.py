"""Which captures become facts: of several of one page and period end, the best."""

import pandas as pd

_MARKUP_FIRST = {"text": 0, "html": 1}


def winners(captures: pd.DataFrame) -> pd.DataFrame:
    """The captures whose figures become facts: one per page and period end.

    Of several captures of one page and period end, one read whole comes before a partial one, markup (which has
    links) before text, and then the later before the earlier.

    Args:
        captures: Rows of `captures`.

    Returns:
        The rows with outcome `read` or `partial` that win, in their order.
    """
    usable = captures[captures["outcome"].isin(["read", "partial"])]
    form = usable["layout"].str.split("/").str[-1].map(_MARKUP_FIRST).fillna(0)
    ranked = usable.assign(_whole=usable["outcome"].eq("read"), _markup=form).sort_values(
        ["_whole", "_markup", "captured_at", "capture_id"], kind="stable"
    )
    page = ["market", "subject", "place", "window_months", "period_end"]
    # An index has many pager pages of one period end: there the address tells them apart.
    ranked = ranked.assign(_page=ranked["url"].where(ranked["subject"].isna(), ""))
    kept = ranked.drop_duplicates([*page, "_page"], keep="last").index
    return captures.loc[captures.index.isin(kept)]


def with_index_mates(changed: pd.DataFrame, captures: pd.DataFrame) -> pd.DataFrame:
    """The changed captures, and every index page of the same market, place, window and period end as a changed one.

    A subject can stand on two pager pages of one day, so the rows of an index are built together or not at all.

    Args:
        changed: Rows of `captures` to load.
        captures: All rows of `captures` of the role, with the same columns.

    Returns:
        Rows in the order they were captured: of a subject listed twice, the later row stands.
    """
    index = ["market", "place", "window_months", "period_end"]
    days = changed.loc[changed["subject"].isna(), index].drop_duplicates()
    mates = captures[captures["subject"].isna()].reset_index().merge(days, on=index).set_index("index")
    together = captures.loc[captures.index.isin([*changed.index, *mates.index])]
    return together.sort_values(["captured_at", "capture_id"], kind="stable")
