"""Months of charts worked out once more from their facts: plain loops, by other code than the package's."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from statistics import median
from typing import Any

from jobtrends_pipeline_tests.support.trends.independent import Facts, Row, change_pct, listed, over, year_before

SAMPLE_CHANGE, SOURCE_BEGAN = date(2025, 6, 1), date(2004, 12, 31)
Months = dict[date, dict[date, Row]]
"""Rows by month and image."""


def monthly_trend(facts: Facts, demand: Sequence[Row]) -> list[Row]:
    """Rows of `trend_demand_monthly`.

    Args:
        facts: The facts.
        demand: Rows of `trend_demand`, whose printed shares stand beside the months.
    """
    series: dict[tuple[str, str, str], Months] = {}
    for row in facts.get("fact_chart_demand", ()):
        key = (row["role"], row["market_series"], row["place"])
        series.setdefault(key, {}).setdefault(row["month"], {})[row["as_of"]] = row
    return [row for key, months in series.items() for row in _rows(key, months, demand)]


def _rows(key: tuple[str, str, str], months: Months, demand: Sequence[Row]) -> Iterable[Row]:
    last = {month: images[max(images)] for month, images in months.items()}
    alone = _alone(last)
    above = [month for month in sorted(last) if last[month]["drawn_share_low_pct"] > 0]
    for month, images in months.items():
        now, first, before = last[month], images[min(images)], last.get(year_before(month))
        printed = _printed(key, month, demand)
        yield {
            "role": key[0], "market_series": key[1], "place": key[2], "subject": now["subject"], "month": month,
            "first_as_of": min(images), "latest_as_of": max(images), "image_count": len(images),
            **{name: now[name] for name in ("drawn_share_pct", "drawn_share_low_pct", "drawn_share_high_pct")},
            "drawn_share_first_pct": first["drawn_share_pct"],
            "is_restated": _apart(now, first) if len(images) > 1 else None,
            "drawn_share_year_before_pct": before["drawn_share_pct"] if before else None,
            "drawn_share_year_change_pct": change_pct(
                now["drawn_share_pct"], before["drawn_share_pct"] if before else None
            ),
            "is_change_beyond_bounds": _apart(now, before) if before else None,
            "drawn_share_index": over(now["drawn_share_pct"], last[above[0]]["drawn_share_pct"]) if above else None,
            "index_base_month": above[0] if above else None,
            **dict(
                zip(
                    ("month_share_pct", "month_share_low_pct", "month_share_high_pct"),
                    alone.get(month, (None, None, None)),
                    strict=True,
                )
            ),
            "printed_share_pct": printed["share_of_all_pct"] if printed else None,
            "printed_period_end": printed["period_end"] if printed else None,
            "printed_to_drawn_ratio": over(printed["share_of_all_pct"], now["drawn_share_pct"], 1) if printed else None,
            "breaks": listed({"chart_sample_changed": bool(before) and month.year * 12 + month.month >= 2025 * 12 + 6
                              and year_before(month) < SAMPLE_CHANGE}),
        }  # fmt: skip


def _apart(one: Row, other: Row) -> bool:
    return bool(
        max(one["drawn_share_low_pct"], other["drawn_share_low_pct"])
        > min(one["drawn_share_high_pct"], other["drawn_share_high_pct"])
    )


def _alone(rows: Mapping[date, Row]) -> dict[date, tuple[float, float, float]]:
    """Each month alone with its interval, stretch by stretch."""
    found: dict[date, tuple[float, float, float]] = {}
    days = sorted(rows)
    zeros = [day for day in days if _is_zero(rows[day])]
    starts = [days[0], *zeros] if days[0] > SOURCE_BEGAN and days[0] not in zeros else zeros
    for start in starts:
        end = min((day for day in zeros if day > start), default=None)
        stretch = [day for day in days if day >= start and (end is None or day < end)]
        held: dict[date, tuple[float, float]] = {}
        for day in stretch:
            earlier = max((other for other in days if other < day), default=None)
            base = rows[earlier]["drawn_share_pct"] if earlier else 0
            rise = 0 if _is_zero(rows[day]) else 6 * (rows[day]["drawn_share_pct"] - base)
            before = held.get(_half_year_before(day), (0, 0))
            variance = before[1] + _bound(rows[day]) ** 2 + (_bound(rows[earlier]) ** 2 if earlier else 0)
            held[day] = before[0] + rise, variance
        intervals = {day: (own, 1.96 * 6 * (variance / 3) ** 0.5) for day, (own, variance) in held.items()}
        if all(own + error >= 0 for own, error in intervals.values()):
            for day, (own, error) in intervals.items():
                found[day] = max(own, 0), max(own - error, 0), own + error
    return found


def _half_year_before(day: date) -> date:
    return day.replace(year=day.year - (day.month < 7), month=(day.month + 5) % 12 + 1)


def _bound(row: Row) -> float:
    return float(row["drawn_share_high_pct"] - row["drawn_share_low_pct"]) / 2


def _is_zero(row: Row) -> bool:
    return bool(row["drawn_share_low_pct"] == 0 and row["drawn_share_pct"] <= _bound(row))


def _printed(key: tuple[str, str, str], month: date, demand: Sequence[Row]) -> Row | None:
    """The printed share whose window ends nearest to a month; of two as near, the earlier."""
    near = [
        (abs((row["period_end"] - month).days), row["period_end"], number)
        for number, row in enumerate(demand)
        if (row["role"], row["market"], row["place"]) == key and row["scope"] == "subject"
        and row["publisher"] == "itjobswatch"
        and row["window_months"] == 6 and row["share_of_all_pct"] is not None and row["reliability"] != "suppressed"
        and abs((row["period_end"] - month).days) <= 31
    ]  # fmt: skip
    return demand[min(near)[2]] if near else None


def permanent_weights(monthly: Sequence[Row]) -> list[Row]:
    """Rows of `permanent_weight`."""
    charts: dict[tuple[str, date], dict[str, dict[str, Row]]] = {}
    for row in monthly:
        charts.setdefault((row["place"], row["month"]), {}).setdefault(row["role"], {})[row["market_series"]] = row
    found = []
    for (place, month), roles in charts.items():
        weights = {role: weight for role, series in roles.items() if (weight := _weight(series)) is not None}
        if weights:
            middle = median(weights.values())
            far = max((abs(weight - middle), role) for role, weight in weights.items())
            found.append(
                {
                    "place": place, "month": month, "permanent_weight": middle, "subject_count": len(weights),
                    "largest_deviation": far[0], "farthest_role": far[1],
                }
            )  # fmt: skip
    return found


def _weight(series: Mapping[str, Any]) -> float | None:
    if {*series} != {"permanent", "contract", "all"}:
        return None
    permanent, contract, both = (series[name]["drawn_share_pct"] for name in ("permanent", "contract", "all"))
    if abs(permanent - contract) <= 25 * max(map(_bound, series.values())):
        return None
    return float((both - contract) / (permanent - contract))
