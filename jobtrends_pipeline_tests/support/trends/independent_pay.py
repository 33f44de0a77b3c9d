"""Pay and revisions worked out once more, beside `independent`."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from jobtrends_pipeline_tests.support.trends.independent import (
    DEMAND,
    PAY,
    Facts,
    Names,
    Row,
    Series,
    beyond,
    bursts_of,
    change_pct,
    demand_class,
    has_other_window,
    known,
    listed,
    median_rse,
    page_jumps,
    series_of,
)
from jobtrends_pipeline_tests.support.trends.independent_marks import class_of, weakest

RECALCULATED = date(2017, 6, 29)


def pay_class(row: Row | None) -> str | None:
    """The class of a median."""
    return class_of(row["pay_advert_count"], median_rse(row), is_printed=row["median_gbp"] is not None) if row else None


def pay_trend(facts: Facts, names: Names) -> list[Row]:
    held = series_of(facts["fact_pay"], ["scope", "pay_basis"], PAY, "pay_advert_count")
    demand = series_of(facts["fact_demand"], ["scope"], DEMAND, "advert_count")
    bursts, after = bursts_of(demand, facts)
    rows = []
    for key, series in held.items():
        is_subject, basis = key[5] == "subject", key[6]
        market = held.get((*key[:5], "comparison", basis)) if is_subject else None
        for period in series.prints:
            now, before = series.latest(period), series.before(period)
            beside = market.prints.get(period, {}).get(now["as_of"]) if market else None
            market_median = (beside and beside["median_gbp"]) or None
            own, of_market = pay_class(now), pay_class(beside) if market_median else "not_available"
            gap = change_pct(now["median_gbp"], now["comparison_place_median_gbp"])
            changed = weakest(own, pay_class(before))
            marks = {
                "percentiles_recalculated": before is not None
                and key[1] == "itjobswatch"
                and (before["as_of"] < RECALCULATED) != (now["as_of"] < RECALCULATED),
                "window_switched": before is None and has_other_window(held, key, period),
                "market_size_jump": before is not None and page_jumps(demand, key, period, before["period_end"]),
                "burst": is_subject and (key[:5], period) in bursts,
                "burst_before": is_subject and (key[:5], period) in after,
                "renamed_subject": before is not None and now["subject"] != before["subject"],
            }
            rows.append(
                series.released(names, period)
                | {name: now[name] for name in (*PAY, "comparison_place", "comparison_place_median_gbp")}
                | {
                    "pay_basis": basis,
                    "median_first_gbp": series.first(period)["median_gbp"],
                    "median_3m_average_gbp": three_months(series, period),
                    "average_reliability": weakest(*map(pay_class, months(series, period))),
                    "median_year_change_pct": change_pct(now["median_gbp"], before["median_gbp"] if before else None),
                    "change_reliability": changed,
                    "is_change_beyond_noise": known(median_noise(now, before), changed) if before else None,
                    "gap_to_comparison_place_pct": gap,
                    "gap_reliability": weakest("low", None if gap is None else own),
                    "market_median_gbp": market_median,
                    "market_median_reliability": of_market,
                    "premium_reliability": weakest(own, of_market),
                    "premium_over_market_pct": change_pct(now["median_gbp"], market_median),
                    "median_rse_pct": median_rse(now),
                    "reliability": own,
                    "breaks": listed(marks),
                }
            )
    return rows


def months(series: Series, period: date) -> list[Row | None]:
    """The period's row and the last with a median of each of the two calendar months before; None without one."""
    found: list[Row | None] = [series.latest(period)]
    year, month = period.year, period.month
    for _ in range(2):
        year, month = (year - 1, 12) if month == 1 else (year, month - 1)
        of_month = [end for end in series.prints if (end.year, end.month) == (year, month)]
        priced = [end for end in of_month if series.latest(end)["median_gbp"] is not None]
        found.append(series.latest(max(priced)) if priced else None)
    return found


def three_months(series: Series, period: date) -> float | None:
    """Mean of the period's median and of the last medians of the two calendar months before."""
    values = [row["median_gbp"] for row in months(series, period) if row and row["median_gbp"] is not None]
    return sum(values) / 3 if len(values) == 3 else None


def median_noise(now: Row, before: Row) -> bool | None:
    errors = []
    for row in (now, before):
        rse = median_rse(row)
        errors.append(None if rse is None else row["median_gbp"] * rse / 100)
    return beyond(now["median_gbp"], before["median_gbp"], errors)


def revised_figures(facts: Facts, names: Names) -> list[Row]:
    """Every figure that several vintages print, or that the last of several vintages of its period prints no more."""
    kinds: list[tuple[Any, Sequence[str], Callable[[Row], str | None]]] = [
        (series_of(facts["fact_demand"], ["scope"], DEMAND, "advert_count"), DEMAND, demand_class),
        (series_of(facts["fact_pay"], ["scope", "pay_basis"], PAY, "pay_advert_count"), PAY, pay_class),
    ]
    rows = []
    for held, measures, class_of_print in kinds:
        for key, series in held.items():
            for period in series.prints:
                prints = [series.prints[period][day] for day in series.vintages(period)]
                for measure in measures:
                    valued = [row for row in prints if row[measure] is not None]
                    is_withdrawn = bool(valued) and valued[-1] is not prints[-1]
                    if measure == "rank_change" or not (len(valued) > 1 or is_withdrawn):
                        continue
                    first, latest = valued[0], valued[-1]
                    row = series.released(names, period)
                    rows.append(
                        {
                            name: row[name]
                            for name in ("role", "publisher", "market", "subject", "place", "window_months", "scope")
                        }
                        | {"pay_basis": key[6] if len(key) > 6 else "none", "period_end": period, "measure": measure}
                        | {"first_as_of": first["as_of"], "latest_as_of": latest["as_of"]}
                        | {"vintage_count": len(valued), "is_withdrawn": is_withdrawn}
                        | {"first_value": first[measure], "latest_value": latest[measure]}
                        | {"revision": latest[measure] - first[measure]}
                        | {"reliability": weakest(class_of_print(first), class_of_print(latest))}
                    )
    return rows


def revision_summary(figures: list[Row]) -> list[Row]:
    groups: dict[tuple[object, ...], list[Row]] = {}
    names = ("role", "publisher", "market", "subject", "place", "window_months", "scope", "pay_basis", "measure")
    for row in figures:
        groups.setdefault(tuple(row[name] for name in names), []).append(row)
    rows = []
    for key, group in groups.items():
        several = [row for row in group if row["vintage_count"] > 1]
        sizes = [abs(row["revision"]) for row in several]
        relative = [abs(row["revision"]) / row["first_value"] for row in several if row["first_value"] > 0]
        rows.append(
            dict(zip(names, key, strict=True))
            | {
                "figure_count": len(group),
                "revised_count": sum(size > 0 for size in sizes),
                "withdrawn_count": sum(row["is_withdrawn"] for row in group),
                "mean_revision": sum(row["revision"] for row in several) / len(several) if several else None,
                "mean_absolute_revision": sum(sizes) / len(several) if several else None,
                "mean_absolute_revision_pct": sum(relative) / len(relative) * 100 if relative else None,
            }
        )
    return rows
