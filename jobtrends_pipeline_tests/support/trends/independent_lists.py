"""Skills, locations and comparisons worked out once more, beside `independent`."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from jobtrends_pipeline_tests.support.trends.independent import (
    DEMAND,
    PAGE,
    PAY,
    Facts,
    Key,
    Row,
    class_of,
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
from jobtrends_pipeline_tests.support.trends.independent_pay import pay_trend, revised_figures, revision_summary

MARKET = ("market", "place", "window_months")
Lists = dict[Key, dict[date, dict[str, Row]]]
Share = tuple[float | None, float | None, str]
"""A share in percent, its error and its class."""


def trends(facts: Facts) -> dict[str, list[Row]]:
    """Every trend table but the histogram, and the comparisons, from rows of the five fact tables."""
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
    tables["skill_specificity"] = specificities(tables["trend_skill"], facts["fact_index"])
    return tables


def _lists(rows: Iterable[Row], keys: Sequence[str], name: str) -> Lists:
    """Rows by page and list, vintage and name; of two the one with more adverts, then of the later subject."""
    found: Lists = {}
    for row in rows:
        held = found.setdefault(tuple(row[key] for key in (*PAGE, *keys)), {}).setdefault(row["as_of"], {})
        rivals = [row, held.get(row[name], row)]
        held[row[name]] = max(rivals, key=lambda r: (-1 if r["job_count"] is None else r["job_count"], r["subject"]))
    return found


def _page(key: Key, names: Mapping[str, str], as_of: date) -> Row:
    role, market, place, window = key[:4]
    page = {"role": role, "market": market, "subject": names[role], "place": place, "window_months": window}
    return page | {"as_of": as_of}


def skill_trend(facts: Facts, names: Mapping[str, str]) -> list[Row]:
    rows: list[Row] = []
    vintages: dict[Key, list[Row]] = {}
    breaks = ListBreaks(facts)
    for key, lists in _lists(facts["fact_skill"], ["skill_list"], "skill").items():
        for as_of, skills in lists.items():
            day = nearest(year_before(as_of), lists)
            olds = lists[day] if day else {}
            marks = breaks.between(key[:4], skills, as_of, olds, day)
            for skill in {**olds, **skills}:
                now, old = skills.get(skill), olds.get(skill)
                figures = {name: now[name] if now else None for name in ("rank", "job_count", "share_pct")}
                rows.append(
                    _page(key, names, as_of)
                    | {"skill_list": key[4], "skill": skill, "skill_slug": (now or old or {})["skill_slug"]}
                    | figures
                    | {
                        "compared_as_of": day,
                        "rank_year_before": old["rank"] if old else None,
                        "share_year_before_pct": old["share_pct"] if old else None,
                        "share_year_change_pp": less(figures["share_pct"], old["share_pct"]) if old else None,
                        "change_p_value": _p_of(now, old, _skill_share) if now and old else None,
                        "is_newcomer": (now is not None and old is None) if day else None,
                        "is_leaver": now is None,
                        "reliability": _skill_share(figures)[2],
                        "breaks": marks,
                    }
                )
                vintages.setdefault((key[:4], as_of), []).append(rows[-1])
    for vintage in vintages.values():
        judge(vintage, "skill")
    return rows


def _skill_share(row: Row) -> Share:
    share, rse = row["share_pct"], share_rse(row["job_count"], row["share_pct"])
    return share, rse, class_of(row["job_count"], rse, is_printed=share is not None)


def _p_of(now: Row, old: Row, share_of: Callable[[Row], Share]) -> float | None:
    """How likely chance makes the change of a share; None where one is suppressed."""
    shares = [share_of(row) for row in (now, old)]
    if any(of_class == "suppressed" for _, _, of_class in shares):
        return None
    errors = [None if share is None or rse is None else rse / 100 * share for share, rse, _ in shares]
    return p_value(shares[0][0], shares[1][0], errors)


def location_trend(facts: Facts, names: Mapping[str, str]) -> list[Row]:
    demand = series_of(facts["fact_demand"], ["scope"], DEMAND, "job_count")
    pay = series_of(facts["fact_pay"], ["scope", "pay_basis"], PAY, "quoted_count")
    rows, breaks = [], ListBreaks(facts)
    for key, lists in _lists(facts["fact_location"], [], "location").items():
        own = demand.get((*key, "subject"))

        def share_of(row: Row, own: Any = own) -> Share:
            count, day = row["job_count"], row["as_of"]
            share = over(count, _printed_count(own, day))
            rse = share_rse(count, None if share is None else min(share, 100), step=0)
            return share, rse, class_of(count, rse, is_printed=count is not None)

        for as_of, places in lists.items():
            day = nearest(year_before(as_of), lists)
            olds = lists[day] if day else {}
            marks, vintage = breaks.between(key, places, as_of, olds, day), []
            for place, now in places.items():
                old, (share, _, of_class) = olds.get(place), share_of(now)
                rse = _location_rse(now, pay.get((*key, "subject", now["pay_basis"])), _printed_count(own, as_of))
                vintage.append(
                    _page(key, names, as_of)
                    | {"location": place, "compared_as_of": day}
                    | {n: now[n] for n in ("rank_change", "job_count", "pay_basis", "median_gbp", "live_job_count")}
                    | {
                        "median_change_pct": now["median_change_pct"],
                        "demand_rank": _rank(now["job_count"], (row["job_count"] for row in places.values())),
                        "job_share_pct": share,
                        "job_share_year_change_pp": less(share, share_of(old)[0] if old else None),
                        "change_p_value": _p_of(now, old, share_of) if old else None,
                        "reliability": of_class,
                        "median_rank": _rank(
                            now["median_gbp"],
                            (r["median_gbp"] for r in places.values() if r["pay_basis"] == now["pay_basis"]),
                        ),
                        "median_rse_pct": rse,
                        "median_reliability": class_of(now["job_count"], rse, is_printed=now["median_gbp"] is not None),
                        "breaks": marks,
                    }
                )
            judge(vintage, "location")
            rows += vintage
    return rows


def _printed_count(own: Any, day: date) -> float | None:
    """Adverts of the page itself, as its own vintage prints them."""
    return (own.prints.get(day, {}).get(day) or {"job_count": None})["job_count"] if own else None


def _rank(value: float | None, values: Iterable[float | None]) -> int | None:
    return None if value is None else 1 + sum(other is not None and other > value for other in values)


def _location_rse(now: Row, pay: Any, page_count: float | None) -> float | None:
    """The error of the page's median, scaled by the root of the page's adverts over the location's."""
    page = pay.prints.get(now["as_of"], {}).get(now["as_of"]) if pay else None
    rse = median_rse(page) if page else None
    if now["median_gbp"] is None or rse is None or not page_count or not now["job_count"]:
        return None
    return float(rse * (page_count / now["job_count"]) ** 0.5)


def side_by_side(demand: list[Row], pay: list[Row], day: date | None) -> list[Row]:
    """Each series' latest own period; on a day the one that ends nearest to it, at most 15 days away."""
    held: dict[Key, dict[date, list[Row]]] = {}
    for rows, measures in ((demand, ("rank", "job_count", "share_of_all_pct")), (pay, PAY)):
        for row in rows:
            if row["scope"] == "subject" and any(row[measure] is not None for measure in measures):
                ends = held.setdefault(tuple(row[name] for name in PAGE), {})
                ends.setdefault(row["period_end"], []).append(row)
    found = []
    for ends in held.values():
        if day is None:
            own = [end for end, rows in ends.items() if not all(row["is_back_cast"] for row in rows)]
            chosen = max(own, default=None)
            standing = [row for row in ends[chosen] if not row["is_back_cast"]] if chosen else []
        else:
            chosen = nearest(day, ends)
            standing = ends[chosen] if chosen else []
        if chosen:
            found += _beside(standing)
    return found


def _beside(rows: list[Row]) -> list[Row]:
    demand = next((row for row in rows if "pay_basis" not in row), None)
    paid: list[Row | None] = [row for row in rows if "pay_basis" in row] or [None]
    of_demand = ("rank", "rank_change", "job_count", "share_of_all_pct", "share_of_all_change_pct")
    of_pay = (*PAY, "median_year_change_pct", "is_change_beyond_noise", "premium_over_market_pct", "median_rse_pct")
    return [
        {name: rows[0][name] for name in ("role", "market", "subject", "place", "window_months", "period_end")}
        | {"is_back_cast": (demand or rows[0])["is_back_cast"]}
        | {name: demand[name] if demand else None for name in of_demand}
        | {name: pay[name] if pay else None for name in of_pay}
        | {"pay_basis": pay["pay_basis"] if pay else "none"}
        | {"reliability": pay["reliability"] if pay else "not_available"}
        for pay in paid
    ]


def specificities(skills: list[Row], index: Sequence[Row]) -> list[Row]:
    """Skills of each page's latest vintage against the market index within 45 days, else against the other roles."""
    latest: dict[Key, date] = {}
    for row in skills:
        if not row["is_leaver"]:
            key = tuple(row[name] for name in PAGE)
            latest[key] = max(latest.get(key, row["as_of"]), row["as_of"])
    tops: dict[Key, dict[str, Row]] = {key: {} for key in latest}
    for row in skills:
        key = tuple(row[name] for name in PAGE)
        if not row["is_leaver"] and row["as_of"] == latest[key] and row["share_pct"] is not None:
            rivals = [row, tops[key].get(row["skill"], row)]
            tops[key][row["skill"]] = max(rivals, key=lambda r: r["share_pct"])
    found = []
    for key, asked in tops.items():
        rows_of_market = [row for row in index if tuple(row[name] for name in MARKET) == key[1:]]
        index_day = nearest(latest[key], (row["as_of"] for row in rows_of_market), most=45)
        others = [
            tops[other]
            for other in tops
            if other[0] != key[0] and other[1:] == key[1:] and abs((latest[other] - latest[key]).days) <= 45
        ]
        for skill, row in asked.items():
            of_index = [
                entry["share_pct"]
                for entry in rows_of_market
                if entry["as_of"] == index_day and entry["share_pct"] and _is_same(entry, row)
            ]
            shares = [other[skill]["share_pct"] if skill in other else 0 for other in others]
            reference = "market_index" if of_index else "other_roles" if others else None
            mean = sum(shares) / len(shares) if shares else None
            share = max(of_index) if of_index else mean
            names = ("role", "market", "subject", "place", "window_months", "as_of")
            found.append(
                {name: row[name] for name in (*names, "skill", "skill_slug", "job_count", "share_pct", "reliability")}
                | {"reference": reference, "reference_as_of": index_day if of_index else None}
                | {"reference_role_count": len(others) if reference == "other_roles" else None}
                | {"reference_share_pct": share, "specificity": over(row["share_pct"], share, 1)}
            )
    return found


def _is_same(entry: Row, skill: Row) -> bool:
    has_slug = entry["subject_slug"] is not None and entry["subject_slug"] == skill["skill_slug"]
    return has_slug or bool(entry["subject"].lower() == skill["skill"].lower())
