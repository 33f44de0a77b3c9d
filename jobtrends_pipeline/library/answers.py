"""Frames of answers: rows of a question with their errors, flags and attributes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from jobtrends_pipeline.library import frames
from jobtrends_pipeline.library.comparison import Comparison, differences
from jobtrends_pipeline.library.months import MONTH_FLAG_WORDS, Months, month_flags
from jobtrends_pipeline.library.series import Series
from jobtrends_pipeline.library.skills import Skills, skill_flags
from jobtrends_pipeline.library.trends import PAY_UNITS
from jobtrends_pipeline.reports.monthly_words import METHOD
from jobtrends_pipeline.tables.model import Table
from jobtrends_pipeline.tables.trends import TREND_DEMAND, TREND_DEMAND_MONTHLY, TREND_SKILL

if TYPE_CHECKING:
    import pandas as pd


def trend_frame(series: Series, table: Table, rows: Sequence[dict[str, Any]], known_on: date | None) -> "pd.DataFrame":
    """Return rows of `trend_demand` or `trend_pay` with their standard errors."""
    if table is TREND_DEMAND:
        shown = [frames.with_share_error(row) for row in rows]
        return frames.framed(frames.DEMAND, shown, known_on, about(series, None))
    bases = dict.fromkeys(row["pay_basis"] for row in rows)
    attributes = about(series, None) | {"pay_units": {basis: PAY_UNITS[basis] for basis in bases}}
    return frames.framed(frames.PAY, [frames.with_pay_error(row) for row in rows], known_on, attributes)


def skills_frame(series: Series, found: Skills, known_on: date | None) -> "pd.DataFrame":
    """Return a list of skills with their flags."""
    rows = [{**row, "flags": " ".join(skill_flags(row))} for row in found.rows]
    attributes = about(series, found.as_of) | {"skill_list": found.skill_list}
    return frames.framed(_flagged(TREND_SKILL), rows, known_on, attributes)


def months_frame(found: Months, known_on: date | None) -> "pd.DataFrame":
    """Return monthly shares with their flags."""
    rows = [{**row, "flags": " ".join(month_flags(row))} for row in found.rows]
    attributes = {"measure": METHOD, "flags": MONTH_FLAG_WORDS, "other_places": list(found.other_places)}
    return frames.framed(_flagged(TREND_DEMAND_MONTHLY), rows, known_on, attributes)


def comparison_frame(found: Comparison) -> "pd.DataFrame":
    """Return roles side by side, in order, with the differences to the first."""
    apart = {(one["role"], one["pay_basis"]): one for one in differences(found)}
    rows = []
    for series in found.series:
        for row in (each for each in found.rows if (each["role"], each["publisher"]) == series.key[:2]):
            difference = apart.get((series.name, row["pay_basis"]), {})
            rows.append({**frames.with_pay_error(row), **{k: v for k, v in difference.items() if k != "role"}})
    pay_units = {basis: PAY_UNITS[basis] for basis in found.bases}
    return frames.framed(frames.COMPARED, rows, None, {"day": found.day.isoformat(), "pay_units": pay_units})


def about(series: Series, vintage: date | None) -> dict[str, Any]:
    """Return the attributes of a series, with the period end of its page."""
    of_page = {} if vintage is None else {"vintage": vintage.isoformat()}
    return {"series": series.identification, "other_places": list(series.other_places)} | of_page


def _flagged(table: Table) -> Table:
    return replace(table, columns=(*table.columns, frames.FLAGS))
