"""Choice of the capture for each part of a page that was captured several times.

A page is meant here for one period end. A *part* is a section of `parsed_cells`: either summary table, the locations,
one list of skills, an index page. Pure.
"""

import json
from collections.abc import Callable

import pandas as pd

NOT_LOADED = 0
"""`loaded_version` of a capture that was considered, without figures in the facts."""
_MARKUP_FIRST = {"text": 0, "html": 1}
_PAGE = ["market", "subject", "place", "window_months", "period_end", "pager"]
_PART = ["part", "section"]
_MARKS = ("loaded_version", "loaded_parts")
_OF_FACTS = ("summary", "locations", "skills", "index")
"""Parts that facts are built from; others are stored in `parsed_cells` only."""


def contested(captures: pd.DataFrame) -> pd.DataFrame:
    """Select the captures of pages and period ends with several usable captures.

    Args:
        captures: Rows of `captures`.

    Returns:
        Rows with outcome `read` or `partial`, in their order.
    """
    usable = _usable(captures)
    is_shared = _pages(usable).duplicated(keep=False)
    return usable[is_shared.to_numpy()]


def to_load(
    captures: pd.DataFrame, figures_of: Callable[[list[str]], pd.DataFrame]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Mark which captures of a role belong into the facts.

    Figures are requested only where a page has several captures, and one of them was not considered yet.

    Args:
        captures: All rows of `captures` of the role.
        figures_of: Function that gives the rows of `parsed_cells` of some captures.

    Returns:
        The captures that were read, as `marked` gives them, and those of them whose marks changed.
    """
    read = captures[captures["parser_version"].notna()]
    page = _pages(read).fillna({"subject": ""}).groupby(_PAGE, sort=False, dropna=False).ngroup()
    waiting = read[read["loaded_version"].isna()]
    # A page that cannot be read any more has no key of its page: then all captures are considered.
    is_waiting = page.isin(page[waiting.index]) | bool(waiting["period_end"].isna().any())
    is_alone = ~read.index.isin(contested(read).index)
    considered = read[is_waiting | is_alone]
    shared = contested(considered)
    again = marked(considered, figures_of(shared["capture_id"].tolist()))
    differs = again["loaded_version"].ne(considered["loaded_version"]).fillna(value=True)
    differs |= again["loaded_parts"].fillna("").ne(considered["loaded_parts"].fillna(""))
    settled = read.copy()
    settled.loc[again.index, list(_MARKS)] = again[list(_MARKS)]
    return settled, again[differs]


def marked(captures: pd.DataFrame, figures: pd.DataFrame) -> pd.DataFrame:
    """Return captures with the right `loaded_version` and `loaded_parts`.

    Each part of a page comes from the capture with the most values of it, live jobs apart. Of equals, one read whole
    comes before a partial one, markup (which has links) before text, and the later before the earlier. So a poorer
    capture replaces nothing, and the order in which captures arrive does not matter.

    Args:
        captures: Rows of `captures` that were read, all of each page and period end.
        figures: Rows of `parsed_cells` of the `contested` ones.

    Returns:
        The same rows. `loaded_parts` is null where all parts of a capture are in the facts, or no part.
    """
    best = _best(contested(captures), figures)
    by_capture = best.groupby("capture_id", sort=False)["is_best"]
    names = best.loc[best["is_best"], _PART].agg("/".join, axis="columns") if len(best) else pd.Series(dtype="object")
    lists = names.groupby(best["capture_id"], sort=False).agg(lambda own: json.dumps(sorted(own)))
    partly = lists[lists.index.isin(by_capture.all().loc[lambda is_all: ~is_all].index)]
    unused = by_capture.any().loc[lambda is_any: ~is_any].index
    is_out = ~captures.index.isin(_usable(captures).index) | captures["capture_id"].isin(unused)
    return captures.assign(
        loaded_version=captures["parser_version"].where(~is_out, NOT_LOADED),
        loaded_parts=captures["capture_id"].map(partly).astype("string"),
    )


def loaded_figures(captures: pd.DataFrame, figures: pd.DataFrame) -> pd.DataFrame:
    """Select the figures for the facts: parts for which a marked capture is the best.

    Args:
        captures: Rows of `captures` as `marked` gives them.
        figures: Their rows of `parsed_cells`.

    Returns:
        Rows of `parsed_cells`.
    """
    loaded = captures[captures["loaded_version"].ne(NOT_LOADED)]
    some = loaded[loaded["loaded_parts"].notna()]
    is_some = figures["capture_id"].isin(some["capture_id"])
    kept = figures["capture_id"].isin(loaded["capture_id"])
    if not is_some.any():
        return figures[kept]
    allowed = some.assign(part=some["loaded_parts"].map(json.loads)).explode("part")[["capture_id", "part"]]
    own = figures[is_some]
    keys = pd.MultiIndex.from_arrays([own["capture_id"], own["part"] + "/" + own["section"]])
    kept[is_some] = keys.isin(pd.MultiIndex.from_frame(allowed))
    return figures[kept]


def _usable(captures: pd.DataFrame) -> pd.DataFrame:
    return captures[captures["outcome"].isin(["read", "partial"])]


def _pages(captures: pd.DataFrame) -> pd.DataFrame:
    """Return the keys of the page and period end of each capture.

    Pager pages of an index are distinguished by their address.
    """
    return captures.assign(pager=captures["url"].where(captures["subject"].isna(), ""))[_PAGE]


def _best(captures: pd.DataFrame, figures: pd.DataFrame) -> pd.DataFrame:
    """Return every part of some captures, and whether it is the best of its page.

    Columns: capture_id, part, section, is_best, among others. A capture without a figure has no row.
    """
    figures = figures[figures["part"].isin(_OF_FACTS)]
    counts = figures["value"].notna() & figures["measure"].ne("open_vacancy_count").fillna(value=True)
    sizes = figures.assign(value_count=counts).groupby(["capture_id", *_PART], sort=False)["value_count"].sum()
    form = captures["layout"].str.split("/").str[-1].map(_MARKUP_FIRST).fillna(0)
    ranks = captures.assign(is_whole=captures["outcome"].eq("read"), form=form)
    page = _pages(captures).fillna({"subject": ""}).groupby(_PAGE, sort=False).ngroup()
    columns = ["capture_id", "is_whole", "form", "captured_at"]
    ranked = sizes.reset_index().merge(ranks[columns].assign(page=page), on="capture_id")
    ranked = ranked.sort_values(["value_count", "is_whole", "form", "captured_at", "capture_id"], kind="stable")
    return ranked.assign(is_best=~ranked.duplicated(["page", *_PART], keep="last"))


def with_index_mates(changed: pd.DataFrame, captures: pd.DataFrame) -> pd.DataFrame:
    """Return the changed captures, and all index pages of the same indexes.

    The index pages of one market, place, window and period end belong together: a subject can be on two pager pages of
    one day, so the rows of an index are built together or not at all.

    Args:
        changed: Rows of `captures` to load.
        captures: All rows of `captures` of the role, with the same columns.

    Returns:
        Rows in the order they were captured: of a subject listed twice, the later row is kept.
    """
    index = ["market", "place", "window_months", "period_end"]
    days = changed.loc[changed["subject"].isna(), index].drop_duplicates()
    mates = captures[captures["subject"].isna()].reset_index().merge(days, on=index).set_index("index")
    together = captures.loc[captures.index.isin([*changed.index, *mates.index])]
    return together.sort_values(["captured_at", "capture_id"], kind="stable")
