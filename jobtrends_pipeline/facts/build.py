"""Fact tables built from the figures of trusted pages.

One row per grain, one column per measure.
"""

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from jobtrends_pipeline.facts.wide import Codes, Column, Figures, Rows
from jobtrends_pipeline.pages.periods import years_before
from jobtrends_pipeline.tables.columns import ITJOBSWATCH
from jobtrends_pipeline.tables.facts import FACT_DEMAND, FACT_LOCATION, FACT_MARKET_INDEX, FACT_PAY, FACT_SKILL
from jobtrends_pipeline.tables.frames import typed
from jobtrends_pipeline.tables.model import Table

DEMAND_MEASURES = ("rank", "rank_change", "advert_count", "share_of_all_pct", "share_of_category_pct")
COMPARISON_MEASURES = ("advert_count", "share_of_all_pct")
PAY_MEASURES = (
    "pay_advert_count",
    "p10_gbp",
    "p25_gbp",
    "median_gbp",
    "p75_gbp",
    "p90_gbp",
    "median_change_pct",
    "comparison_place_median_gbp",
    "comparison_place_change_pct",
)
LOCATION_MEASURES = ("rank_change", "advert_count", "median_gbp", "median_change_pct", "open_vacancy_count")
INDEX_MEASURES = (*LOCATION_MEASURES[:-1], "rank", "share_pct", "open_vacancy_count")
SECTIONS = ("subject", "comparison")


def build_facts(captures: pd.DataFrame, figures: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Build the fact tables of some captures.

    Args:
        captures: Rows of `captures`, all index pages of a day together (see `with_index_mates`).
        figures: Their rows of `parsed_cells`, each part of a page and period end once (see `loaded_figures`).

    Returns:
        A typed frame per fact table, by name. Cells without a value are null, with the reason in `missing`.
    """
    held = Figures(figures, captures["capture_id"].tolist())
    targets = captures.reset_index(drop=True)
    columns: dict[Table, pd.DataFrame] = {
        FACT_DEMAND: _demand(held, targets),
        FACT_PAY: _pay(held, targets),
        FACT_LOCATION: _locations(held, targets),
        FACT_SKILL: _skills(held, targets),
        FACT_MARKET_INDEX: _index(held, targets),
    }
    facts = {table.name: typed(table, frame) for table, frame in columns.items()}
    # A subject can move from one pager page to the next while an index is captured: then it is on both.
    facts[FACT_MARKET_INDEX.name] = facts[FACT_MARKET_INDEX.name].drop_duplicates(
        list(FACT_MARKET_INDEX.grain), keep="last", ignore_index=True
    )
    return facts


def _frame(held: Figures, captures: pd.DataFrame, first: Codes, columns: Mapping[str, Column]) -> pd.DataFrame:
    """Return a frame of rows, with the columns of their page and their own.

    Args:
        held: All figures.
        captures: Rows of `captures`.
        first: First figure of each row; its capture is the page that the row was read from.
        columns: The rows' own columns.
    """
    names = ["role", "market", "subject", "place", "window_months", "capture_id", "period_end"]
    page = captures[names].take(held.capture[first]).reset_index(drop=True).rename(columns={"period_end": "as_of"})
    return pd.DataFrame(dict(page.items()) | {"publisher": ITJOBSWATCH} | dict(columns))


def _named(held: Figures, measure: str) -> dict[tuple[int, str, str | None], str]:
    """Return the texts of a name in the summary, by capture, section and pay basis."""
    found = np.flatnonzero(
        (held.codes["measure"] == held.code("measure", measure)) & (held.codes["status"] == held.code("status", "text"))
    )
    keys = zip(held.capture[found].tolist(), held.texts("section", found), held.texts("pay_basis", found), strict=True)
    return dict(zip(keys, held.texts("text", found), strict=True))


def _windows(held: Figures, captures: pd.DataFrame, rows: Rows) -> dict[str, Column]:
    """Return scope, lag and period end of rows of the summary tables."""
    ends = pd.to_datetime(captures["period_end"]).dt.date.tolist()
    positions, lags = held.capture[rows.first], held.lag[rows.first]
    periods = [years_before(ends[capture], lag) for capture, lag in zip(positions, lags.tolist(), strict=True)]
    return {
        "scope": held.texts("section", rows.first),
        "lag_years": lags,
        "period_end": np.array(periods, dtype="datetime64[us]"),
    }


def _in_summary(held: Figures) -> Codes:
    """Select the figures of the summary tables whose window and measure are known."""
    summary = held.of_part("summary")
    is_known = (held.lag[summary] >= 0) & (held.codes["measure"][summary] >= 0)
    sections = [held.code("section", section) for section in SECTIONS]
    return summary[is_known & np.isin(held.codes["section"][summary], sections)]


def _demand(held: Figures, captures: pd.DataFrame) -> pd.DataFrame:
    rows = Rows(held, _in_summary(held), held.codes["section"], held.lag)
    columns = _windows(held, captures, rows)
    both = [rows.measured(measures) for measures in (DEMAND_MEASURES, COMPARISON_MEASURES)]
    of_subject, of_comparison = both
    is_subject = columns["scope"] == "subject"
    absent = np.full(len(rows), np.nan)
    for name, values in of_subject.items():
        columns[name] = np.where(is_subject, values, of_comparison.get(name, absent))
    comparisons, categories = (_named(held, name) for name in ("comparison_name", "category"))
    position = held.capture[rows.first].tolist()
    columns["comparison_name"] = _texts(comparisons.get((capture, "comparison", None)) for capture in position)
    columns["category"] = _texts(
        categories.get((capture, scope, None)) for capture, scope in zip(position, columns["scope"], strict=True)
    )
    columns["subject_kind"] = captures["subject_kind"].take(held.capture[rows.first]).to_numpy(dtype=object)
    return _frame(held, captures, rows.first, columns)


def _pay(held: Figures, captures: pd.DataFrame) -> pd.DataFrame:
    members = _in_summary(held)
    members = members[held.codes["pay_basis"][members] >= 0]
    rows = Rows(held, members, held.codes["section"], held.lag, held.codes["pay_basis"])
    columns = _windows(held, captures, rows) | rows.measured(PAY_MEASURES)
    bases, places = held.texts("pay_basis", rows.first), _named(held, "comparison_place")
    keys = zip(held.capture[rows.first].tolist(), columns["scope"], bases, strict=True)
    columns |= {"pay_basis": bases, "comparison_place": _texts(map(places.get, keys))}
    return _frame(held, captures, rows.first, columns)


def _texts(texts: Iterable[str | None]) -> Column:
    return np.array([*texts, None], dtype=object)[:-1]


def _listed(held: Figures, part: str) -> Rows:
    """Return the rows of a list: cells with the same section and row number."""
    return Rows(held, held.of_part(part), held.codes["section"], held.row_number)


def _locations(held: Figures, captures: pd.DataFrame) -> pd.DataFrame:
    rows = _listed(held, "locations")
    names = {"location": held.texts("label", rows.first), "pay_basis": rows.any_text("pay_basis")}
    return _frame(held, captures, rows.first, names | rows.measured(LOCATION_MEASURES))


def _skills(held: Figures, captures: pd.DataFrame) -> pd.DataFrame:
    rows = _listed(held, "skills")
    names = {
        "skill_list": held.texts("section", rows.first),
        "skill": held.texts("label", rows.first),
        "skill_slug": held.texts("slug", rows.first),
    }
    values = rows.values(("rank", "advert_count", "share_pct"))
    return _frame(held, captures, rows.first, names | values)


def _index(held: Figures, captures: pd.DataFrame) -> pd.DataFrame:
    rows = _listed(held, "index")
    names = {
        "subject": held.texts("label", rows.first),
        "subject_slug": held.texts("slug", rows.first),
        "pay_basis": rows.any_text("pay_basis"),
    }
    return _frame(held, captures, rows.first, names | rows.measured(INDEX_MEASURES))
