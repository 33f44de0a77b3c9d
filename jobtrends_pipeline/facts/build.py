"""Figures of trusted pages to the five fact tables: one row per grain, one column per measure."""

import json
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

import pandas as pd

from jobtrends_pipeline.pages.periods import years_before
from jobtrends_pipeline.tables.facts import FACT_DEMAND, FACT_INDEX, FACT_LOCATION, FACT_PAY, FACT_SKILL
from jobtrends_pipeline.tables.frames import rows_frame
from jobtrends_pipeline.tables.model import ColumnType, Table

Row = dict[str, object]
Figures = Sequence[Mapping[Hashable, object]]

DEMAND_MEASURES = ("rank", "rank_change", "job_count", "share_of_all_pct", "share_of_category_pct")
COMPARISON_MEASURES = ("job_count", "share_of_all_pct")
PAY_MEASURES = (
    "quoted_count",
    "p10_gbp",
    "p25_gbp",
    "median_gbp",
    "p75_gbp",
    "p90_gbp",
    "median_change_pct",
    "comparison_place_median_gbp",
    "comparison_place_change_pct",
)
LOCATION_MEASURES = ("rank_change", "job_count", "median_gbp", "median_change_pct", "live_job_count")
INDEX_MEASURES = (*LOCATION_MEASURES[:-1], "rank", "share_pct", "live_job_count")
_REASON_OF_STATUS = {"blank": "not_published", "dash": "no_data"}
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


def build_facts(captures: pd.DataFrame, figures: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The fact tables of some captures.

    Args:
        captures: Rows of `captures`, at most one per page and period end (see `winners`), all index pages of a day
            together (see `with_index_mates`).
        figures: Their rows of `parsed_figures`.

    Returns:
        A typed frame per fact table, by name. Cells that are no value are null, with the reason in `missing`.
    """
    rows: dict[str, list[Row]] = {table.name: [] for table, _ in _BUILDERS}
    groups = {
        capture_id: group.to_dict("records")
        for capture_id, group in figures.astype(object).where(figures.notna(), None).groupby("capture_id", sort=False)
    }
    for capture in captures.astype(object).where(captures.notna(), None).to_dict("records"):
        held = groups.get(capture["capture_id"], [])
        for table, build in _BUILDERS:
            rows[table.name].extend(build(capture, held))
    return {
        table.name: rows_frame(table, _whole_numbers(table, rows[table.name])).drop_duplicates(
            list(table.grain), keep="last", ignore_index=True
        )
        for table, _ in _BUILDERS
    }


def _whole_numbers(table: Table, rows: Iterable[Row]) -> Iterable[Row]:
    """The rows with counts and ranks as whole numbers; figures are read as floating point."""
    names = [column.name for column in table if column.type is ColumnType.INTEGER]
    for row in rows:
        for name in names:
            value = row.get(name)
            if isinstance(value, float):
                row[name] = int(value)
        yield row


def _target(capture: Mapping[Hashable, object]) -> Row:
    names = ("role", "market", "subject", "place", "window_months", "capture_id")
    return {name: capture[name] for name in names} | {"as_of": capture["period_end"]}


def _measured(figures: Figures, measures: Iterable[str]) -> Row:
    """Values of the measures, and the JSON of why others have none; a measure without a cell is `row_absent`."""
    by_measure = {figure["measure"]: figure for figure in figures}
    row: Row = {}
    missing: dict[str, str] = {}
    for measure in measures:
        figure = by_measure.get(measure)
        row[measure] = figure["value"] if figure else None
        if row[measure] is None:
            status = str(figure["status"]) if figure else "row_absent"
            missing[measure] = _REASON_OF_STATUS.get(status, status)
    row["missing"] = json.dumps(missing, sort_keys=True) if missing else None
    return row


def _names(figures: Figures, section: str, pay_basis: str | None = None) -> dict[str, object]:
    return {
        str(figure["measure"]): figure["text"]
        for figure in figures
        if figure["status"] == "text" and figure["section"] == section and figure["pay_basis"] in (None, pay_basis)
    }


def _windows(
    capture: Mapping[Hashable, object], figures: Figures, section: str
) -> Iterable[tuple[Row, list[Mapping[Hashable, object]]]]:
    """Each window that a summary table prints: the start of its row, and its cells."""
    end = pd.Timestamp(str(capture["period_end"]))
    for lag in (0, 1, 2):
        held = [figure for figure in figures if figure["section"] == section and figure["lag_years"] == lag]
        if any(figure["measure"] for figure in held):
            period_end = pd.Timestamp(years_before(end.date(), lag))
            yield _target(capture) | {"scope": section, "lag_years": lag, "period_end": period_end}, held


def _demand_rows(capture: Mapping[Hashable, object], figures: Figures) -> Iterable[Row]:
    summary = [figure for figure in figures if figure["part"] == "summary"]
    comparison_name = _names(summary, "comparison").get("comparison_name")
    for section, measures in (("subject", DEMAND_MEASURES), ("comparison", COMPARISON_MEASURES)):
        names = _names(summary, section)
        for start, held in _windows(capture, summary, section):
            yield {
                **start,
                "subject_kind": capture["subject_kind"],
                "comparison_name": comparison_name,
                "category": names.get("category"),
                **_measured(held, measures),
            }


def _pay_rows(capture: Mapping[Hashable, object], figures: Figures) -> Iterable[Row]:
    summary = [figure for figure in figures if figure["part"] == "summary"]
    for section in ("subject", "comparison"):
        for start, held in _windows(capture, summary, section):
            for basis in dict.fromkeys(figure["pay_basis"] for figure in held if figure["pay_basis"]):
                names = _names(summary, section, str(basis))
                yield {
                    **start,
                    "pay_basis": basis,
                    "comparison_place": names.get("comparison_place"),
                    **_measured([figure for figure in held if figure["pay_basis"] == basis], PAY_MEASURES),
                }


def _by_row(figures: Figures, part: str) -> dict[tuple[object, object], list[Mapping[Hashable, object]]]:
    rows: dict[tuple[object, object], list[Mapping[Hashable, object]]] = {}
    for figure in figures:
        if figure["part"] == part:
            rows.setdefault((figure["section"], figure["row_number"]), []).append(figure)
    return rows


def _location_rows(capture: Mapping[Hashable, object], figures: Figures) -> Iterable[Row]:
    for held in _by_row(figures, "locations").values():
        basis = next((figure["pay_basis"] for figure in held if figure["pay_basis"]), None)
        yield {
            **_target(capture),
            "location": held[0]["label"],
            "pay_basis": basis,
            **_measured(held, LOCATION_MEASURES),
        }


def _skill_rows(capture: Mapping[Hashable, object], figures: Figures) -> Iterable[Row]:
    for (section, _), held in _by_row(figures, "skills").items():
        row = _measured(held, ("rank", "job_count", "share_pct"))
        row.pop("missing")
        yield {
            **_target(capture),
            "skill_list": section,
            "skill": held[0]["label"],
            "skill_slug": held[0]["slug"],
            **row,
        }


def _index_rows(capture: Mapping[Hashable, object], figures: Figures) -> Iterable[Row]:
    for held in _by_row(figures, "index").values():
        basis = next((figure["pay_basis"] for figure in held if figure["pay_basis"]), None)
        yield {
            **_target(capture),
            "subject": held[0]["label"],
            "subject_slug": held[0]["slug"],
            "pay_basis": basis,
            **_measured(held, INDEX_MEASURES),
        }


_BUILDERS: tuple[tuple[Table, Callable[[Mapping[Hashable, object], Figures], Iterable[Row]]], ...] = (
    (FACT_DEMAND, _demand_rows),
    (FACT_PAY, _pay_rows),
    (FACT_LOCATION, _location_rows),
    (FACT_SKILL, _skill_rows),
    (FACT_INDEX, _index_rows),
)
