"""Skills, locations and comparisons worked out once more, beside `independent`."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from jobtrends_pipeline_tests.support.trends.independent import (
    DEMAND,
    PAGE,
    PAY,
    Facts,
    Key,
    Names,
    Row,
    demand_trend,
    less,
    median_rse,
    names_of_roles,
    nearest,
    over,
    series_of,
    share_rse,
    year_before,
)
from jobtrends_pipeline_tests.support.trends.independent_changes import ListBreaks, judge, p_value
from jobtrends_pipeline_tests.support.trends.independent_marks import class_of, share_class, total_of, weakest
from jobtrends_pipeline_tests.support.trends.independent_months import monthly_trend, permanent_weights
from jobtrends_pipeline_tests.support.trends.independent_pay import pay_trend, revised_figures, revision_summary
from jobtrends_pipeline_tests.trends.independent_specificity import specificities

Lists = dict[Key, dict[date, dict[str, Row]]]
Share = tuple[float | None, float | None]
"""A share in percent, and its error."""


def trends(facts: Facts) -> dict[str, list[Row]]:
    """Every trend table but the histogram, and the comparisons, from rows of the fact tables."""
    names = names_of_roles(facts)
    figures = revised_figures(facts, names)
    tables = {
        "trend_demand": demand_trend(facts, names),
        "trend_pay": pay_trend(facts, names),
        "trend_skill": skill_trend(facts, names),
        "trend_location": location_trend(facts, names),
        "revisions": [row for row in figures if row["revision"] != 0 or row["is_withdrawn"]],
        "revision_summary": revision_summary(figures),
    }
    tables["role_comparison"] = side_by_side(tables["trend_demand"], tables["trend_pay"], None)
    tables["skill_specificity"] = specificities(tables["trend_skill"], facts["fact_market_index"])
    tables["trend_demand_monthly"] = monthly_trend(facts, tables["trend_demand"])
    tables["permanent_weight"] = permanent_weights(tables["trend_demand_monthly"])
    return tables


def _lists(rows: Iterable[Row], keys: Sequence[str], name: str) -> Lists:
    """Rows by page and list, vintage and name; of two the one with more adverts, then of the later subject."""
    found: Lists = {}
    for row in rows:
        held = found.setdefault(tuple(row[key] for key in (*PAGE, *keys)), {}).setdefault(row["as_of"], {})
        rivals = [row, held.get(row[name], row)]
        held[row[name]] = max(
            rivals, key=lambda r: (-1 if r["advert_count"] is None else r["advert_count"], r["subject"])
        )
    return found


def _page(key: Key, names: Names, as_of: date) -> Row:
    role, publisher, market, place, window = key[:5]
    page = {"role": role, "publisher": publisher, "market": market, "subject": names[role, publisher]}
    return page | {"place": place, "window_months": window, "as_of": as_of}


def skill_trend(facts: Facts, names: Names) -> list[Row]:
    rows: list[Row] = []
    vintages: dict[Key, list[Row]] = {}
    breaks = ListBreaks(facts)
    for key, lists in _lists(facts["fact_skill"], ["skill_list"], "skill").items():
        for as_of, skills in lists.items():
            day = nearest(year_before(as_of), lists)
            olds = lists[day] if day else {}
            marks = breaks.between(key[:5], skills, as_of, olds, day)
            for skill in {**olds, **skills}:
                now, old = skills.get(skill), olds.get(skill)
                figures = {name: now[name] if now else None for name in ("rank", "advert_count", "share_pct")}
                classes = skill_class(now), skill_class(old)
                rows.append(
                    _page(key, names, as_of)
                    | {"skill_list": key[5], "skill": skill, "skill_slug": (now or old or {})["skill_slug"]}
                    | figures
                    | {
                        "compared_as_of": day,
                        "rank_year_before": old["rank"] if old else None,
                        "share_year_before_pct": old["share_pct"] if old else None,
                        "share_year_change_pp": less(figures["share_pct"], old["share_pct"]) if old else None,
                        "change_p_value": _p_of(_skill_share(now), _skill_share(old), weakest(*classes))
                        if now and old
                        else None,
                        "is_entrant": (now is not None and old is None) if day else None,
                        "is_exit": now is None,
                        "reliability": classes[0],
                        "year_before_reliability": classes[1],
                        "change_reliability": weakest(*classes),
                        "breaks": marks,
                    }
                )
                vintages.setdefault((key[:5], as_of), []).append(rows[-1])
    for vintage in vintages.values():
        judge(vintage, "skill")
    return rows


def _skill_share(row: Row) -> Share:
    return row["share_pct"], share_rse(row, row["share_pct"])


def _p_of(now: Share, old: Share, change_class: str) -> float | None:
    """How likely chance makes the change of a share; None where one is suppressed."""
    if change_class not in ("good", "low"):
        return None
    errors = [None if share is None or rse is None else rse / 100 * share for share, rse in (now, old)]
    return p_value(now[0], old[0], errors)


def skill_class(row: Row | None) -> str:
    """The class of a skill's share."""
    if row is None or row["share_pct"] is None:
        return "not_available"
    return share_class(row["advert_count"], total_of(row["advert_count"], row["share_pct"]), is_printed=True)


def location_trend(facts: Facts, names: Names) -> list[Row]:
    demand = series_of(facts["fact_demand"], ["scope"], DEMAND, "advert_count")
    pay = series_of(facts["fact_pay"], ["scope", "pay_basis"], PAY, "pay_advert_count")
    rows, breaks = [], ListBreaks(facts)
    for key, lists in _lists(facts["fact_location"], [], "location").items():
        own = demand.get((*key, "subject"))

        def page_count(day: date | None, own: Any = own) -> float | None:
            return _printed_count(own, day) if day else None

        def share_of(row: Row, page_count: Any = page_count) -> Share:
            share = over(row["advert_count"], page_count(row["as_of"]))
            return share, share_rse(row, None if share is None else min(share, 100), step=0)

        for as_of, places in lists.items():
            day = nearest(year_before(as_of), lists)
            olds = lists[day] if day else {}
            marks, vintage = breaks.between(key, places, as_of, olds, day), []
            for place, now in places.items():
                old = olds.get(place)
                share, old_share = share_of(now), share_of(old) if old else (None, None)
                quoted, rse = _location_error(now, pay.get((*key, "subject", now["pay_basis"])), page_count(as_of))
                own_class = place_class(now, page_count(as_of))
                old_class = place_class(old, page_count(day)) if old and day else None
                counted = now["advert_count"] if quoted is None else quoted
                vintage.append(
                    _page(key, names, as_of)
                    | {"location": place, "compared_as_of": day}
                    | {
                        n: now[n]
                        for n in ("rank_change", "advert_count", "pay_basis", "median_gbp", "open_vacancy_count")
                    }
                    | {
                        "median_change_pct": now["median_change_pct"],
                        "demand_rank": _rank(now["advert_count"], (row["advert_count"] for row in places.values())),
                        "job_share_pct": share[0],
                        "job_share_year_change_pp": less(share[0], old_share[0]),
                        "change_p_value": _p_of(share, old_share, weakest(own_class, old_class)) if old else None,
                        "reliability": own_class,
                        "change_reliability": weakest(own_class, old_class),
                        "quoted_estimate": quoted,
                        "median_rank": _rank(
                            now["median_gbp"],
                            (r["median_gbp"] for r in places.values() if r["pay_basis"] == now["pay_basis"]),
                        ),
                        "median_rse_pct": rse,
                        "median_reliability": class_of(counted, rse, is_printed=now["median_gbp"] is not None),
                        "breaks": marks,
                    }
                )
            judge(vintage, "location")
            rows += vintage
    return rows


def _printed_count(own: Any, day: date) -> float | None:
    """Adverts of the page itself, as its own vintage prints them."""
    return (own.prints.get(day, {}).get(day) or {"advert_count": None})["advert_count"] if own else None


def _rank(value: float | None, values: Iterable[float | None]) -> int | None:
    return None if value is None else 1 + sum(other is not None and other > value for other in values)


def place_class(row: Row, page_count: float | None) -> str:
    """The class of a place's share of the adverts of its page."""
    count = row["advert_count"]
    total = None if count is None or not page_count else max(page_count, count)
    return share_class(count, total, is_printed=count is not None)


def _location_error(now: Row, pay: Any, page_count: float | None) -> tuple[float | None, float | None]:
    """Adverts of the place that quote pay, as large a part as of the page's; the error of so many with its spread."""
    page = pay.prints.get(now["as_of"], {}).get(now["as_of"]) if pay else None
    if not page or page["pay_advert_count"] is None or not page_count or now["advert_count"] is None:
        return None, None
    quoted = now["advert_count"] * min(page["pay_advert_count"] / page_count, 1)
    return quoted, median_rse({**page, "pay_advert_count": quoted}, now["median_gbp"], page["pay_advert_count"])


def side_by_side(demand: list[Row], pay: list[Row], day: date | None) -> list[Row]:
    """Each series' latest own period; on a day the one that ends nearest to it, at most 15 days away."""
    held: dict[Key, dict[date, list[Row]]] = {}
    for rows, measures in ((demand, ("rank", "advert_count", "share_of_all_pct")), (pay, PAY)):
        for row in rows:
            if row["scope"] == "subject" and any(row[measure] is not None for measure in measures):
                ends = held.setdefault(tuple(row[name] for name in PAGE), {})
                ends.setdefault(row["period_end"], []).append(row)
    found = []
    for ends in held.values():
        if day is None:
            own = [end for end, rows in ends.items() if not all(row["is_restated_only"] for row in rows)]
            chosen = max(own, default=None)
            standing = [row for row in ends[chosen] if not row["is_restated_only"]] if chosen else []
        else:
            chosen = nearest(day, ends)
            standing = ends[chosen] if chosen else []
        if chosen:
            found += _beside(standing)
    return found


def _beside(rows: list[Row]) -> list[Row]:
    demand = next((row for row in rows if "pay_basis" not in row), None)
    paid: list[Row | None] = [row for row in rows if "pay_basis" in row] or [None]
    of_demand = ("rank", "rank_change", "advert_count", "share_of_all_pct", "share_of_all_change_pct")
    judged = ("reliability", "change_reliability", "premium_reliability")
    of_pay = (*PAY, "median_year_change_pct", "is_change_beyond_noise", "premium_over_market_pct", "median_rse_pct")
    return [
        {
            name: rows[0][name]
            for name in ("role", "publisher", "market", "subject", "place", "window_months", "period_end")
        }
        | {"is_restated_only": (demand or rows[0])["is_restated_only"]}
        | {name: demand[name] if demand else None for name in of_demand}
        | {name: pay[name] if pay else None for name in of_pay}
        | {"pay_basis": pay["pay_basis"] if pay else "none"}
        | {name: pay[name] if pay else "not_available" for name in judged}
        | {f"share_{name}": demand[name] if demand else "not_available" for name in judged[:2]}
        for pay in paid
    ]
