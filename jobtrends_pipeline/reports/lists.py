"""Lists of a page: top locations, top skills, skills by category."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from jobtrends_pipeline.reports import words
from jobtrends_pipeline.reports.cells import Cell, cell, reliability_mark
from jobtrends_pipeline.reports.rows import Row, having, latest
from jobtrends_pipeline.reports.summary import pay_formatter

TOP = "top"


@dataclass(frozen=True, slots=True)
class LocationRow:
    """Location and its cells, in the order of `LocationTable.heads`."""

    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class LocationTable:
    """Top locations of one vintage."""

    as_of: date
    heads: tuple[str, ...]
    rows: tuple[LocationRow, ...]


@dataclass(frozen=True, slots=True)
class SkillRow:
    """Skill of a list; `bar_pct` is its share as a number, for the bar."""

    name: str
    rank: Cell
    advert_count: Cell
    share: Cell
    bar_pct: float


@dataclass(frozen=True, slots=True)
class SkillTable:
    """List of skills of one vintage: the top list, or that of a category."""

    as_of: date
    title: str
    rows: tuple[SkillRow, ...]


def location_table(facts: list[Row], trends: list[Row]) -> LocationTable | None:
    """Return the locations of the newest vintage, most adverts first.

    Args:
        facts: Rows of fact_location of one target.
        trends: Rows of trend_location of the same, with the reliability of the figures.

    Returns:
        The table; None without locations.
    """
    as_of = latest(facts)
    if as_of is None:
        return None
    own = _one_each(having(facts, as_of=as_of), "location")
    rows = sorted(own, key=lambda row: (-(row["advert_count"] or 0), row["location"]))
    basis = next((row["pay_basis"] for row in rows if row["pay_basis"]), "annual_salary")
    noun = words.PAY_WORDS[basis].noun
    classes = {row["location"]: row for row in having(trends, as_of=as_of)}
    heads = ("Adverts", "Rank change", f"Median {noun}", "Median change", "Live jobs")
    return LocationTable(as_of, heads, tuple(_location_row(row, classes.get(row["location"])) for row in rows))


def _location_row(row: Row, trend: Row | None) -> LocationRow:
    of_count, of_median = reliability_mark(trend), reliability_mark(trend, "median_reliability")
    return LocationRow(
        row["location"],
        (
            cell(row, "advert_count", words.count, of_count),
            cell(row, "rank_change", words.signed_count, of_count),
            cell(row, "median_gbp", pay_formatter(row["pay_basis"] or "annual_salary"), of_median),
            cell(row, "median_change_pct", words.signed_pct, of_median),
            cell(row, "open_vacancy_count", words.count),
        ),
    )


def skill_tables(facts: list[Row], trends: list[Row]) -> tuple[SkillTable | None, tuple[SkillTable, ...]]:
    """Return the top list and the category lists (by name) of the newest vintage.

    Args:
        facts: Rows of fact_skill of one target.
        trends: Rows of trend_skill of the same, with the reliability of the figures.
    """
    as_of = latest(facts)
    if as_of is None:
        return None, ()
    lists: dict[str, list[Row]] = {}
    for row in _one_each(having(facts, as_of=as_of), "skill_list", "skill"):
        lists.setdefault(row["skill_list"], []).append(row)
    classes = {(row["skill_list"], row["skill"]): row for row in having(trends, as_of=as_of)}
    tables = {name: SkillTable(as_of, name, _skill_rows(rows, classes)) for name, rows in lists.items()}
    top = tables.pop(TOP, None)
    return top, tuple(tables[name] for name in sorted(tables))


def _one_each(rows: Iterable[Row], *names: str) -> Iterable[Row]:
    """Return one row of each name, the one that trends classify.

    Where the old and the new name of a role were captured on one day, it is that with more adverts, then of the later
    name.
    """
    best: dict[tuple[object, ...], Row] = {}
    for row in rows:
        key = tuple(row[name] for name in names)
        best[key] = max(best.get(key, row), row, key=_standing)
    return best.values()


def _standing(row: Row) -> tuple[float, str]:
    return -1 if row["advert_count"] is None else row["advert_count"], row["subject"]


def _skill_rows(rows: list[Row], classes: Mapping[tuple[str, str], Row]) -> tuple[SkillRow, ...]:
    ordered = sorted(rows, key=lambda row: (row["rank"] or len(rows), row["skill"].casefold(), row["skill"]))
    return tuple(
        SkillRow(
            row["skill"],
            cell(row, "rank", words.count),
            cell(row, "advert_count", words.count),
            cell(row, "share_pct", words.share, reliability_mark(classes.get((row["skill_list"], row["skill"])))),
            round(min(row["share_pct"] or 0.0, 100.0), 2),
        )
        for row in ordered
    )
