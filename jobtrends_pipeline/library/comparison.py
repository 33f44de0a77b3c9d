"""Comparison of roles on a day, from the published warehouse.

It has the day they share, their rows, and the differences of their medians.
"""

import math
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from jobtrends_pipeline.library.errors import NotHeldError, QuestionError
from jobtrends_pipeline.library.published import Published, Row
from jobtrends_pipeline.library.row_flags import FLAG_WORDS, for_program
from jobtrends_pipeline.library.series import UK, Choice, Series, held_series
from jobtrends_pipeline.library.trends import PAY_UNITS
from jobtrends_pipeline.reports import words
from jobtrends_pipeline.reports.cells import is_suppressed
from jobtrends_pipeline.reports.rows import series_name
from jobtrends_pipeline.reports.sentences import standard_error
from jobtrends_pipeline.tables.rights import source_lines
from jobtrends_pipeline.tables.trends import ROLE_COMPARISON
from jobtrends_pipeline.trends.comparison import NEAR_DAYS
from jobtrends_pipeline.trends.reliability import NOISE_FACTOR

_SERIES = "role, publisher, market, place, window_months"
_OF_ROLES = (
    "market = ? AND place = ? AND window_months = ? AND role || '@' || publisher IN (SELECT unnest(?::VARCHAR[]))"
)
_PRINTED = {
    "trend_demand": "coalesce(rank, advert_count, share_of_all_pct)",
    "trend_pay": "coalesce(pay_advert_count, p10_gbp, p25_gbp, median_gbp, p75_gbp, p90_gbp)",
}
_PERIODS = " UNION ".join(
    f"SELECT role, publisher, period_end FROM {table} WHERE {_OF_ROLES} AND scope = 'subject' AND {printed} IS NOT NULL"  # noqa: S608
    for table, printed in _PRINTED.items()
)


def _doubts(table: str, series: str) -> str:
    """Return the query of the breaks and noise of each period of a table."""
    return f"""
        SELECT {series}, period_end, breaks, is_change_beyond_noise FROM {table} WHERE scope = 'subject'
    """  # noqa: S608  # constants


_ON_DAY = f"""
    SELECT day.*, demand.breaks AS share_breaks, demand.is_change_beyond_noise AS is_share_change_beyond_noise,
           paid.breaks
    FROM (FROM roles_on(?::DATE) WHERE {_OF_ROLES}) AS day
    LEFT JOIN ({_doubts("trend_demand", _SERIES)}) AS demand USING ({_SERIES}, period_end)
    LEFT JOIN ({_doubts("trend_pay", f"{_SERIES}, pay_basis")}) AS paid USING ({_SERIES}, pay_basis, period_end)
"""  # noqa: S608  # constants


@dataclass(frozen=True, slots=True)
class Comparison:
    """Roles on a day, in the order requested, with their rows by pay basis.

    The pay basis is `none` where a role prints no pay.
    """

    day: date
    is_day_asked: bool
    series: tuple[Series, ...]
    rows: tuple[Row, ...]

    def of(self, series: Series, basis: str | None = None) -> Row | None:
        """Return the row of a role, of a pay basis if given."""
        return next(
            (
                row
                for row in self.rows
                if (row["role"], row["publisher"]) == (series.role, series.publisher)
                and basis in (None, row["pay_basis"])
            ),
            None,
        )

    @property
    def bases(self) -> list[str]:
        """Pay bases that any of the roles prints."""
        return [basis for basis in words.PAY_WORDS if any(row["pay_basis"] == basis for row in self.rows)]


def read_comparison(published: Published, names: Sequence[str], choice: Choice, day: date | None) -> Comparison:
    """Read roles on a day, or on the latest that all have a period near.

    Raises:
        QuestionError: if fewer than two roles are named.
        NotHeldError: if a role is not held, not in one place with the others, or there is no such day.
    """
    series = in_one_place([held_series(published, name, choice) for name in names], choice.place)
    if len(series) < 2:
        raise QuestionError(f"these are names of one role, {series[0].name}: name another to compare it with")
    first = series[0]
    target = [first.market, first.place, first.window_months, [f"{each.role}@{each.publisher}" for each in series]]
    periods: dict[str, list[date]] = {each.name: [] for each in series}
    for row in published.rows(f"{_PERIODS} ORDER BY ALL", target * 2):
        periods[series_name(row["role"], row["publisher"])].append(row["period_end"])
    chosen = day or shared_day(list(periods.values()))
    if chosen is None or not all(_is_near(ends, chosen) for ends in periods.values()):
        lacking = "share no date" if day is None else f"do not all have a period near {words.day(day)}"
        held = "; ".join(f"{role} {_periods_in_words(ends)}" for role, ends in periods.items())
        raise NotHeldError(f"the roles {lacking} (within {NEAR_DAYS} days); periods held end: {held}")
    return Comparison(chosen, day is not None, tuple(series), tuple(published.rows(_ON_DAY, [chosen, *target])))


def shared_day(periods: Sequence[Sequence[date]]) -> date | None:
    """Return the latest day on which each series has a period within `NEAR_DAYS`.

    The day is not after the last period end.

    Args:
        periods: The period ends of each series, in order.

    Returns:
        Null where there is no such day.
    """
    near = timedelta(days=NEAR_DAYS)
    last = max((ends[-1] for ends in periods if ends), default=None)
    candidates = {min(end + near, last) for ends in periods for end in ends} if last else set()
    return max((day for day in candidates if all(_is_near(ends, day) for ends in periods)), default=None)


def differences(comparison: Comparison) -> Iterator[dict[str, Any]]:
    """Yield each role's median less that of the first role, by pay basis.

    A row has the noise of both medians, and whether the difference exceeds it.
    """
    for basis in comparison.bases:
        first = comparison.of(comparison.series[0], basis)
        for series in comparison.series[1:]:
            row = comparison.of(series, basis)
            if first is None or row is None or not first["median_gbp"] or row["median_gbp"] is None:
                continue
            difference = row["median_gbp"] - first["median_gbp"]
            noise, is_weak = _noise(first, row), is_suppressed(first) or is_suppressed(row)
            yield {
                "role": series.name,
                "against": comparison.series[0].name,
                "pay_basis": basis,
                "difference_gbp": difference,
                "difference_pct": difference / first["median_gbp"] * 100,
                "noise_gbp": noise,
                "is_beyond_noise": None if noise is None or is_weak else abs(difference) > noise,
                "has_suppressed": is_weak,
            }


def as_document(comparison: Comparison) -> dict[str, Any]:
    """Return the comparison as a JSON document."""
    found = []
    for row in comparison.rows:
        share = for_program(of_share(row))
        found.append({**for_program(row), "share_breaks": share["breaks"], "share_flags": share["flags"]})
    letters = {letter for row in found for letter in (*row["flags"], *row["share_flags"])}
    return {
        "day": comparison.day,
        "within_days": NEAR_DAYS,
        "series": [series.identification for series in comparison.series],
        "units": {column.name: column.unit for column in ROLE_COMPARISON if column.unit},
        "pay_units": {basis: PAY_UNITS[basis] for basis in comparison.bases},
        "rows": found,
        "differences_of_medians": list(differences(comparison)),
        "flags": {letter: meaning for letter, meaning in FLAG_WORDS.items() if letter in letters},
        "source": source_lines(one.publisher for one in comparison.series),
    }


def of_share(row: Row) -> Row:
    """Return the class and breaks of a row's share, under their general names."""
    return {"reliability": row["share_reliability"], "breaks": row["share_breaks"]}


def _noise(first: Mapping[str, Any], second: Mapping[str, Any]) -> float | None:
    errors = [standard_error(first), standard_error(second)]
    return None if None in errors else NOISE_FACTOR * math.hypot(*(error or 0.0 for error in errors))


def in_one_place(held: Sequence[list[Series]], place: str | None) -> list[Series]:
    """Return each role's series of one place that all roles have.

    It is the requested place, else the UK, else the first role's largest.

    Raises:
        NotHeldError: if they share no place.
    """
    by_place = [{series.place.casefold(): series for series in each} for each in held]
    shared = [name for name in by_place[0] if all(name in each for each in by_place)]
    wanted = place.casefold() if place else UK.casefold() if UK.casefold() in shared else next(iter(shared), "")
    if wanted not in shared:
        lists = "; ".join(f"{each[0].subject}: {', '.join(one.place for one in each)}" for each in held)
        raise NotHeldError(
            f"not all roles are held for {place!r}; {lists}" if place else f"no place is held of all: {lists}"
        )
    return list({each[wanted].name: each[wanted] for each in by_place}.values())


def _is_near(ends: Sequence[date], day: date) -> bool:
    at = bisect_left(ends, day)
    return any(abs((end - day).days) <= NEAR_DAYS for end in ends[max(at - 1, 0) : at + 1])


def _periods_in_words(ends: Sequence[date]) -> str:
    if not ends:
        return "none"
    latest = ", ".join(words.day(end) for end in ends[-3:])
    return latest if len(ends) <= 3 else f"{words.day(ends[0])} … {latest} ({len(ends)})"
