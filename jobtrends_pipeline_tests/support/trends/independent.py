"""Demand, pay and revisions worked out once more from fact rows: plain loops, by other code than the package's.

Written from the descriptions of the columns and the README, as one who doubts the SQL would. Skills, locations and
comparisons are in `independent_lists`.
"""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from jobtrends_pipeline_tests.support.trends.independent_marks import share_class, total_of, weakest

Row = dict[str, Any]
Key = tuple[Any, ...]
Facts = Mapping[str, Sequence[Row]]
Names = Mapping[tuple[str, str], str]
"""Name by role and publisher."""

PAGE = ("role", "publisher", "market", "place", "window_months")
DEMAND = ("rank", "rank_change", "advert_count", "share_of_all_pct", "share_of_category_pct")
PERCENTILES = ("p10_gbp", "p25_gbp", "median_gbp", "p75_gbp", "p90_gbp")
PAY = ("pay_advert_count", *PERCENTILES)
NORMAL = dict(zip(PERCENTILES, (-1.281552, -0.674490, 0.0, 0.674490, 1.281552), strict=True))


def year_before(day: date, years: int = 1) -> date:
    """The same day so many years before; of 29 February the 28th where there is no such day."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def nearest(wanted: date, days: Iterable[date], most: int = 15) -> date | None:
    """The day nearest to the one wanted, at most so many days away; of two as near, the earlier."""
    near = [(abs((day - wanted).days), day) for day in days if abs((day - wanted).days) <= most]
    return min(near)[1] if near else None


def over(value: float | None, base: float | None, factor: float = 100) -> float | None:
    return None if value is None or not base else value / base * factor


def less(value: float | None, base: float | None) -> float | None:
    return None if value is None or base is None else value - base


def change_pct(now: float | None, before: float | None) -> float | None:
    return less(over(now, before), 100)


def names_of_roles(facts: Facts) -> Names:
    """The name that the latest page of a role and publisher prints."""
    last: dict[tuple[str, str], tuple[date, str]] = {}
    for rows in facts.values():
        for row in rows:
            if "lag_years" in row or "skill_list" in row or "location" in row:
                used = row["as_of"], row["subject"]
                whose = row["role"], row["publisher"]
                last[whose] = max(last.get(whose, used), used)
    return {whose: name for whose, (_, name) in last.items()}


@dataclass
class Series:
    """The prints of one series, period to vintage to row, and what stands of them."""

    key: Key
    prints: dict[date, dict[date, Row]]
    measures: Sequence[str]

    def has(self, row: Row) -> bool:
        """Whether the row prints any measure."""
        return any(row[measure] is not None for measure in self.measures)

    def vintages(self, period: date) -> list[date]:
        """Vintages that print any measure of the period; where none does, all that have a row for it."""
        held = self.prints[period]
        return sorted(day for day in held if self.has(held[day])) or sorted(held)

    def latest(self, period: date) -> Row:
        """The row of the last vintage that prints the period."""
        return self.prints[period][self.vintages(period)[-1]]

    def first(self, period: date) -> Row:
        """The row of the first vintage that prints the period."""
        return self.prints[period][self.vintages(period)[0]]

    def before(self, period: date) -> Row | None:
        """What the period is compared with: of the same page where that prints it, else as last released."""
        wanted = year_before(period)
        end = wanted if wanted in self.prints else nearest(wanted, self.prints)
        if end is None:
            return None
        same = self.prints[end].get(self.vintages(period)[-1])
        return same if same and self.has(same) else self.latest(end)

    def released(self, names: Names, period: date) -> Row:
        """The columns that demand and pay have in common."""
        before, vintages = self.before(period), self.vintages(period)
        role, publisher, market, place, window, scope = self.key[:6]
        page = {"role": role, "publisher": publisher, "market": market, "subject": names[role, publisher]}
        page |= {"place": place, "window_months": window}
        return page | {
            "scope": scope,
            "period_end": period,
            "first_as_of": vintages[0],
            "latest_as_of": vintages[-1],
            "vintage_count": len(vintages),
            "is_restated_only": vintages[0] > period,
            "base_period_end": before["period_end"] if before else None,
        }


def series_of(rows: Iterable[Row], keys: Sequence[str], measures: Sequence[str], count: str) -> dict[Key, Series]:
    """Rows by series; of two names captured on one vintage the row with more adverts, then the later name."""
    found: dict[Key, Series] = {}
    for row in rows:
        key = tuple(row[name] for name in (*PAGE, *keys))
        held = found.setdefault(key, Series(key, {}, measures)).prints.setdefault(row["period_end"], {})
        other = held.get(row["as_of"])
        if other is None or _standing(row, count) > _standing(other, count):
            held[row["as_of"]] = row
    return found


def _standing(row: Row, count: str) -> tuple[float, str]:
    return (-1 if row[count] is None else row[count]), row["subject"]


def drawn_count(count: float, row: Row) -> float:
    """A third of the source's adverts; all vacancies of one's own, which are counted once each."""
    return count / 3 if row["publisher"] == "itjobswatch" else count


def share_rse(row: Row, share: float | None, step: float | None = None) -> float | None:
    """The draw of so many adverts, with two more in the numerator, and the rounding of the print."""
    if not row["advert_count"]:
        return None
    drawn = drawn_count(row["advert_count"], row)
    digit = (0.001 if share and share < 0.1 else 0.01) if step is None else step
    rounding = (digit / share) ** 2 / 12 if share else 0
    return 100 * math.sqrt((1 - (share or 0) / 100) * (drawn + 2) / drawn**2 + rounding)


def median_rse(row: Row, of: float | None = None, spread_count: float | None = None) -> float | None:
    """1.2533 sigma / sqrt(n) of a lognormal through the percentiles nearest the median, and nine tenths of a hop.

    n is the number drawn, and seven fewer in effect. It is that of the row's own median, or of another one, whose
    spread is that of so many adverts.
    """
    median, count = of if spread_count is not None else row["median_gbp"], row["pay_advert_count"]
    if not median or not count:
        return None
    p10, p25, p50, p75, p90 = PERCENTILES
    pairs = ((p25, p75), (p10, p90), (p25, p90), (p10, p75), (p25, p50), (p50, p75), (p10, p50), (p50, p90))
    sigmas = (
        math.log(row[high] / row[low]) / (NORMAL[high] - NORMAL[low])
        for low, high in pairs
        if row[low] and row[high] and row[high] >= row[low]
    )
    sigma = next(sigmas, None)
    if sigma is None:
        return None
    flatness = _flatness(row, count if spread_count is None else spread_count)
    drawn = drawn_count(count, row)
    sampling = 1.2533 * sigma * flatness * math.sqrt(drawn + 7) / drawn
    bin_width = {"annual_salary": 2500, "daily_rate": 25, "hourly_rate": 2.5}[row["pay_basis"]]
    step = 2 * bin_width if median % (2 * bin_width) == 0 else bin_width
    hop = 0.9 * min(step, median / 8) / median / 1.96
    return 100 * math.hypot(sampling, hop)


def _flatness(row: Row, count: float) -> float:
    """Up to 1.2 cubed where 30 adverts or more show quartiles far apart beside the outer percentiles."""
    p10, p25, _, p75, p90 = (row[name] for name in PERCENTILES)
    if count < 30 or not (p10 and p25 and p75 and p90) or p10 == p90:
        return 1.0
    return float(min(max(math.log(p75 / p25) / math.log(p90 / p10) / 0.56, 1.0), 1.2)) ** 3


def beyond(now: float | None, before: float | None, errors: Sequence[float | None]) -> bool | None:
    """Whether a change exceeds 1.96 standard errors of the difference; errors in the figure's unit."""
    known = [error for error in errors if error is not None]
    if now is None or before is None or len(known) < len(errors):
        return None
    return abs(now - before) > 1.96 * math.sqrt(sum(error**2 for error in known))


def demand_class(row: Row | None) -> str | None:
    """The class of a share of all adverts."""
    if row is None:
        return None
    count, share = row["advert_count"], row["share_of_all_pct"]
    return share_class(count, total_of(count, share), is_printed=count is not None or share is not None)


def known(verdict: bool | None, reliability: str) -> bool | None:  # noqa: FBT001  # a column's value
    """A verdict on a figure that is not suppressed."""
    return verdict if reliability in {"good", "low"} else None


def share_noise(now: Row, before: Row) -> bool | None:
    errors: list[float | None] = []
    for row in (now, before):
        share, rse = row["share_of_all_pct"], share_rse(row, row["share_of_all_pct"])
        if share is None or rse is None:
            return None
        errors.append(rse / 100 * share)
    return beyond(now["share_of_all_pct"], before["share_of_all_pct"], errors)


def page_jumps(held: Mapping[Any, Any], key: Any, period: date, compared: date) -> bool:
    """Whether either table of the page proves it between these two periods."""
    for scope in ("subject", "comparison"):
        series = held.get((*key[:5], scope))
        if series and period in series.prints:
            before = series.before(period)
            if before and before["period_end"] == compared and market_jumps(series.latest(period), before):
                return True
    return False


def market_jumps(now: Row, before: Row) -> bool:
    """Adverts over share is the market: does it move 1.25 times whatever the digits hide?"""
    ranges = []
    for row in (now, before):
        count, share = row["advert_count"], row["share_of_all_pct"]
        if count is None or share is None:
            return False
        half = 0.0005 if share < 0.1 else 0.005
        ranges.append((count / (share + half), count / (share - half) if share > half else math.inf))
    (low, high), (low_before, high_before) = ranges
    return bool(low > 1.25 * high_before or low_before > 1.25 * high)


def demand_trend(facts: Facts, names: Names) -> list[Row]:
    held = series_of(facts["fact_demand"], ["scope"], DEMAND, "advert_count")
    (bursts, after), rows = bursts_of(held, facts), []
    for key, series in held.items():
        shares = {period: series.latest(period)["share_of_all_pct"] for period in series.prints}
        classes = {period: demand_class(series.latest(period)) for period in series.prints}
        base = min(
            (period for period, share in shares.items() if share),
            key=lambda period, of=classes: (of[period] == "suppressed", period),  # type: ignore[misc]
            default=None,
        )
        for period in series.prints:
            now, first, before = series.latest(period), series.first(period), series.before(period)
            changed = weakest(classes[period], demand_class(before))
            marks = {
                "window_switched": before is None and has_other_window(held, key, period),
                "market_size_jump": before is not None and page_jumps(held, key, period, before["period_end"]),
                "burst": key[5] == "subject" and (key[:5], period) in bursts,
                "burst_before": key[5] == "subject" and (key[:5], period) in after,
                "renamed_subject": before is not None and now["subject"] != before["subject"],
            }
            rows.append(
                series.released(names, period)
                | {name: now[name] for name in ("rank", "rank_change", "advert_count", "share_of_all_pct")}
                | {
                    "advert_count_first": first["advert_count"],
                    "share_of_all_first_pct": first["share_of_all_pct"],
                    "share_rse_pct": share_rse(now, now["share_of_all_pct"]),
                    "share_of_all_change_pct": change_pct(
                        shares[period], before["share_of_all_pct"] if before else None
                    ),
                    "change_reliability": changed,
                    "is_change_beyond_noise": known(share_noise(now, before), changed) if before else None,
                    "advert_count_change_pct": change_pct(
                        now["advert_count"], before["advert_count"] if before else None
                    ),
                    "share_index": over(shares[period], shares[base]) if base else None,
                    "index_base_period_end": base,
                    "index_reliability": weakest(classes[period], classes[base])
                    if base and shares[period] is not None
                    else "not_available",
                    "reliability": classes[period],
                    "breaks": listed(marks),
                }
            )
    return rows


def listed(marks: Mapping[str, bool]) -> str | None:
    true = [mark for mark, is_true in marks.items() if is_true]
    return json.dumps(true, separators=(",", ":")) if true else None


def has_other_window(held: Mapping[Key, Series], key: Key, period: date) -> bool:
    """Whether the year before, 2017 or earlier, is held in another window length of IT Jobs Watch."""
    if key[1] != "itjobswatch":
        return False
    others = (s for k, s in held.items() if k[4] != key[4] and (k[:4], k[5:]) == (key[:4], key[5:]))
    return any(nearest(year_before(period), [end for end in other.prints if end.year < 2018]) for other in others)


def bursts_of(demand: Mapping[Key, Series], facts: Facts) -> tuple[set[tuple[Key, date]], set[tuple[Key, date]]]:
    """Pages and periods whose share jumped while the part of the adverts that quotes pay halved; those after one.

    The jump shows upwards against the year before, or downwards against the year after.
    """
    quoted = quoted_counts(facts)
    found, after = set(), set()
    for key, series in demand.items():
        for period in series.prints if key[5] == "subject" else ():
            now, before = series.latest(period), series.before(period)
            if not before or not share_noise(now, before):
                continue
            if _is_burst(key, now, before, quoted):
                found.add((key[:5], period))
            elif _is_burst(key, before, now, quoted):
                after.add((key[:5], period))
    for key, series in demand.items():
        for period in series.prints if key[5] == "subject" else ():
            before = series.before(period)
            if before and (key[:5], before["period_end"]) in found:
                after.add((key[:5], period))
    return found, after


def _is_burst(key: Key, high: Row, low: Row, quoted: Mapping[Key, float]) -> bool:
    counts = [quoted.get((key[:5], row["period_end"], row["as_of"])) for row in (high, low)]
    if high["share_of_all_pct"] < 1.5 * low["share_of_all_pct"] or counts[0] is None or not counts[1]:
        return False
    return bool(counts[0] / high["advert_count"] <= 0.5 * (counts[1] / low["advert_count"]))


def quoted_counts(facts: Facts) -> dict[Key, float]:
    """Adverts of the subject that quote pay on any basis, by page, period and vintage; none where none is printed."""
    found: dict[Key, float] = {}
    for key, series in series_of(facts["fact_pay"], ["scope", "pay_basis"], PAY, "pay_advert_count").items():
        for period, prints in series.prints.items():
            for as_of, row in prints.items():
                if key[5] == "subject" and row["pay_advert_count"] is not None:
                    page = key[:5], period, as_of
                    found[page] = found.get(page, 0) + row["pay_advert_count"]
    return found
