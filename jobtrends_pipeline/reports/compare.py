"""Compare page: a script of figures per role, and the page that loads scripts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from jobtrends_pipeline.reports import words
from jobtrends_pipeline.reports.cells import MARK_WORDS, break_mark, reliability_mark
from jobtrends_pipeline.reports.charts import DASHES, PALETTE, SHAPES, Datum
from jobtrends_pipeline.reports.embedded import columns, inert_json
from jobtrends_pipeline.reports.periods import moment
from jobtrends_pipeline.reports.rows import Row, TargetKey, by_target, having, records, series_name
from jobtrends_pipeline.tables.columns import ITJOBSWATCH, MARKETS, PAY_BASES
from jobtrends_pipeline.tables.rights import OWN_LINE
from jobtrends_pipeline.trends import reposting
from jobtrends_pipeline.trends.comparison import NEAR_DAYS
from jobtrends_pipeline.trends.reliability import NOISE_FACTOR

MOST_ROLES = 6
MEASURES = {
    "median": "Median pay",
    "hourly": "Median hourly rate",
    "share": "Share of jobs",
    "index": "Share, first common month = 100",
    "rank": "Rank by demand",
}
SHAPE_PATHS = {
    "circle": "M13 2a4 4 0 1 0 .01 0Z",
    "square": "M9 2h8v8h-8Z",
    "triangle-up": "M13 1.5l5 8.5h-10Z",
    "diamond": "M13 .5l4.5 5.5-4.5 5.5-4.5-5.5Z",
    "cross": "M11.5 1.5h3v3h3v3h-3v3h-3v-3h-3v-3h3Z",
    "triangle-down": "M13 10.5l5-8.5h-10Z",
}
"""SVG paths of shapes in legends, on 26 by 12."""


@dataclass(frozen=True, slots=True)
class ComparePage:
    """The compare page; `settings` is the JSON that its script reads."""

    settings: Mapping[str, Any]
    roles: tuple[tuple[str, str], ...]
    generated_from: date | None

    @property
    def has_own(self) -> bool:
        """Whether series of own adverts can be chosen."""
        return any("@" in series for series, _ in self.roles)


def role_script(role: str, rows: Mapping[str, list[Row]]) -> str | None:
    """Return the script with a role's figures for the compare page; None without any.

    It calls `jobtrends.role` for each publisher with the name of the series (`series_name`), the role's name,
    and its series: market, place, window, and periods as columns.
    `t` is the period end in ms, `s`, `r`, `n` share, rank and adverts, `se` the share's RSE in percent, `sf` its marks;
    `m`, `q`, `me`, `mf` median, adverts that quote pay, RSE and marks of the pay basis in `pay`, and the same of hourly
    rates with the prefix `h`. Each place and market has its longest window only.

    Args:
        role: Key of the role.
        rows: Its rows of `trend_demand` and `trend_pay`, by the name of the table.
    """
    demands, pays = (_by_publisher(having(rows[name], scope="subject")) for name in ("trend_demand", "trend_pay"))
    calls = (
        _call(role, publisher, demands.get(publisher, []), pays.get(publisher, []))
        for publisher in sorted({*demands, *pays})
    )
    return "".join(filter(None, calls)) or None


def _by_publisher(rows: Iterable[Row]) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row["publisher"], []).append(row)
    return groups


def _call(role: str, publisher: str, of_demand: list[Row], of_pay: list[Row]) -> str | None:
    """Return the call with the series of one publisher."""
    demand, pay = by_target(of_demand), by_target(of_pay)
    longest: dict[tuple[str, str], TargetKey] = {}
    for key in sorted({*demand, *pay}, key=lambda key: key.window_months):
        longest[key.market, key.place] = key
    keys = sorted(longest.values(), key=lambda key: (MARKETS.index(key.market), key.place != "UK", key.place))
    series = [_series(key, demand.get(key, []), pay.get(key, [])) for key in keys]
    held = [one for one in series if one["periods"]]
    if not held:
        return None
    newest = max((row for rows in (*demand.values(), *pay.values()) for row in rows), key=_recency)
    given = {
        "role": series_name(role, publisher),
        "subject": _with_publisher(newest["subject"], publisher),
        "series": held,
    }
    return f"jobtrends.role({inert_json(given)});\n"


def _with_publisher(subject: str, publisher: str) -> str:
    return subject if publisher == ITJOBSWATCH else f"{subject} ({publisher})"


def _recency(row: Row) -> tuple[date, str]:
    return row["latest_as_of"], row["subject"]


def _series(key: TargetKey, demand: list[Row], pay: list[Row]) -> dict[str, Any]:
    """Return a series; it has the periods with any printed figure."""
    basis, ordered = period_rows(demand, pay)
    return {
        "market": key.market,
        "place": key.place,
        "window": key.window_months,
        "pay": basis,
        "periods": columns(ordered),
    }


def period_rows(demand: Iterable[Row], pay: Sequence[Row]) -> tuple[str | None, list[Datum]]:
    """Return the first pay basis of a series, and its periods under short names.

    The names are those of `role_script`; a period without any printed figure is left out.
    """
    basis = next((basis for basis in PAY_BASES if any(row["pay_basis"] == basis for row in pay)), None)
    periods: dict[date, dict[str, Any]] = {}
    for row in demand:
        if row["rank"] is not None or row["advert_count"] is not None or row["share_of_all_pct"] is not None:
            _at(periods, row).update(
                s=row["share_of_all_pct"], r=row["rank"], n=row["advert_count"], se=row["share_rse_pct"], sf=_marks(row)
            )
    for prefix, wanted in (("", basis), ("h", "hourly_rate")):
        for row in having(pay, pay_basis=wanted) if prefix == "" or basis != wanted else ():
            if row["median_gbp"] is not None or row["pay_advert_count"] is not None:
                figures = {"m": "median_gbp", "q": "pay_advert_count", "me": "median_rse_pct"}
                _at(periods, row).update({f"{prefix}{name}": row[measure] for name, measure in figures.items()})
                periods[row["period_end"]][f"{prefix}mf"] = _marks(row)
    return basis, [periods[when] for when in sorted(periods)]


def _at(periods: dict[date, dict[str, Any]], row: Row) -> dict[str, Any]:
    start = {"t": moment(row["period_end"]), "back": 1 if row["is_restated_only"] else None}
    return periods.setdefault(row["period_end"], start)


def _marks(row: Row) -> str | None:
    return "".join((*reliability_mark(row), *break_mark(row))) or None


def build_compare_page(comparison: pd.DataFrame) -> ComparePage:
    """Return the page that compares any of the roles of `role_comparison`.

    The role with the highest demand is first.
    """
    rows = records(comparison)
    named = _named(rows)
    places: dict[str, list[list[str]]] = {role: [] for role in named}
    for row in rows:
        held = places[series_name(row["role"], row["publisher"])]
        if [row["market"], row["place"]] not in held:
            held.append([row["market"], row["place"]])
    settings = {
        "roles": [[role, subject, places[role]] for role, subject in named.items()],
        "markets": list(MARKETS),
        "measures": MEASURES,
        "mostRoles": MOST_ROLES,
        "nearDays": NEAR_DAYS,
        "noiseFactor": NOISE_FACTOR,
        "reposting": reposting.WORDS,
        "palette": list(PALETTE),
        "dashes": list(DASHES),
        "shapes": [SHAPE_PATHS[name] for name in SHAPES],
        "pay": {basis: [pay.noun, pay.plural, pay.per] for basis, pay in words.PAY_WORDS.items()},
        "marks": MARK_WORDS,
        "ownLine": OWN_LINE,
    }
    newest = max((row["period_end"] for row in rows), default=None)
    return ComparePage(settings, tuple(sorted(named.items(), key=lambda one: (one[1].casefold(), one[0]))), newest)


def _named(rows: Sequence[Row]) -> dict[str, str]:
    """Return names by role key, in order of their largest UK share of a market.

    Those of own adverts come last, as their shares are of fewer boards. Roles of the same name have the key in their
    names.
    """
    largest: dict[str, tuple[float, str]] = {}
    own = {series_name(row["role"], row["publisher"]) for row in rows if row["publisher"] != ITJOBSWATCH}
    for row in rows:
        weight = (row["share_of_all_pct"] or 0.0) if row["place"] == "UK" else -1.0
        given = (weight, _with_publisher(row["subject"] or words.role_title(row["role"]), row["publisher"]))
        series = series_name(row["role"], row["publisher"])
        largest[series] = max(given, largest.get(series, given))
    ordered = sorted(largest, key=lambda role: (role in own, -largest[role][0], role))
    names = [largest[role][1] for role in ordered]
    return {
        role: name if names.count(name) == 1 else f"{name} ({role})" for role, name in zip(ordered, names, strict=True)
    }
