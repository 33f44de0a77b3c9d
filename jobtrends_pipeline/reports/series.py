"""Series over all captures as figures: the vacancy trend and the pay trends."""

import calendar
from datetime import date
from itertools import groupby

from jobtrends_pipeline.reports import words
from jobtrends_pipeline.reports.cells import Cell, break_mark, break_words, cell, reliability_mark
from jobtrends_pipeline.reports.charts import Chart, Datum
from jobtrends_pipeline.reports.figures import DataRow, Figure, Scene
from jobtrends_pipeline.reports.rows import Row
from jobtrends_pipeline.reports.summary import pay_formatter

DRAWABLE = 2  # one point is no trend
TICK_MONTHS = (1, 2, 3, 6, 12, 24, 36, 60, 120)
CROWDED = 40  # above this many, points are drawn smaller and without flags
FLAGS_ABREAST = 14  # so many flags fit beside each other


def moment(day: date) -> int:
    """Milliseconds since 1970, UTC: what Vega calls a date, free of time zones."""
    return calendar.timegm(day.timetuple()) * 1000


def time_ticks(rows: list[Row]) -> tuple[int, ...]:
    """Firsts of months to label between the first and last period: at most four, five when they are years."""
    ends = [row["period_end"] for row in rows]
    if not ends:
        return ()
    first, last = ((end.year * 12 + end.month - 1) for end in (min(ends), max(ends)))
    for step in TICK_MONTHS:
        months = range(-(-(first + 1) // step) * step, last + 1, step)
        if len(months) <= (5 if step >= 12 else 4):
            break
    return tuple(moment(date(month // 12, month % 12 + 1, 1)) for month in months)


def demand_figure(scene: Scene, trends: list[Row]) -> Figure | None:
    """The vacancy trend: share of all adverts of the market, one point a period.

    Args:
        scene: What it is about.
        trends: Rows of trend_demand of one target, scope subject.
    """
    rows = sorted(trends, key=lambda row: row["period_end"])
    if not rows:
        return None
    drawn = [row for row in rows if row["share_of_all_pct"] is not None and row["reliability"] != "suppressed"]
    points = _points(drawn, "share_of_all_pct")
    return Figure(
        f"{scene.anchor}-demand",
        "Vacancy trend",
        f"Share of all {scene.market} jobs advertised, %",
        _course(f"{scene.where}: share of all {scene.market} jobs", drawn, "share_of_all_pct", words.share),
        max(row["latest_as_of"] for row in rows),
        Chart("demand", None, {"points": points}, time_ticks(drawn)) if len(drawn) >= DRAWABLE else None,
        ("own", *(["back"] if any(row["is_back_cast"] for row in drawn) else [])),
        _notes(rows, drawn),
        ("Period to", "As of", "Share", "First printed", "Adverts", "Rank", "Kind"),
        tuple(_demand_row(row) for row in reversed(rows)),
    )


def _demand_row(row: Row) -> DataRow:
    marks = (*reliability_mark(row), *break_mark(row))
    return DataRow(
        words.day(row["period_end"]),
        (
            Cell(words.day(row["latest_as_of"])),
            cell(row, "share_of_all_pct", words.share, marks),
            cell(row, "share_of_all_first_pct", words.share),
            cell(row, "job_count", words.count),
            cell(row, "rank", words.count),
            Cell(_kind(row)),
        ),
    )


def pay_figure(scene: Scene, basis: str, trends: list[Row]) -> Figure | None:
    """The pay trend: median over percentile bands, the market's median beside it.

    Args:
        scene: What it is about.
        basis: Pay basis of the rows.
        trends: Rows of trend_pay of one target and pay basis, scope subject.
    """
    rows = sorted(trends, key=lambda row: row["period_end"])
    if not rows:
        return None
    pay_words, money = words.PAY_WORDS[basis], pay_formatter(basis)
    drawn = [row for row in rows if row["median_gbp"] is not None and row["reliability"] != "suppressed"]
    datasets = _pay_datasets(drawn)
    return Figure(
        f"{scene.anchor}-{basis.replace('_', '-')}",
        f"{pay_words.noun.capitalize()} trend",
        f"Advertised pay, £ {pay_words.per}",
        _course(f"{scene.where}: median {pay_words.noun}", drawn, "median_gbp", money),
        max(row["latest_as_of"] for row in rows),
        Chart("pay", basis, datasets, time_ticks(drawn)) if len(drawn) >= DRAWABLE else None,
        _pay_key(drawn, datasets),
        _notes(rows, drawn),
        (
            "Period to",
            "As of",
            "Median",
            "10th to 90th percentile",
            "25th to 75th percentile",
            "Market median",
            "Quoted",
            "Kind",
        ),
        tuple(_pay_row(row, basis) for row in reversed(rows)),
    )


def _pay_datasets(drawn: list[Row]) -> dict[str, list[Datum]]:
    market: list[Datum] = [
        {"t": moment(row["period_end"]), "v": float(row["market_median_gbp"])}
        for row in drawn
        if row["market_median_gbp"] is not None
    ]
    return {
        "points": _points(drawn, "median_gbp"),
        "outer": _band(drawn, "p10_gbp", "p90_gbp"),
        "inner": _band(drawn, "p25_gbp", "p75_gbp"),
        "market": market,
    }


def _band(drawn: list[Row], low: str, high: str) -> list[Datum]:
    """The periods that print both ends, in runs: a band never spans a period that does not, a lone one is a rule."""
    has_both = [row[low] is not None and row[high] is not None for row in drawn]
    runs = [(is_whole, list(rows)) for is_whole, rows in groupby(range(len(drawn)), key=has_both.__getitem__)]
    return [
        {
            "t": moment(drawn[index]["period_end"]),
            "lo": float(drawn[index][low]),
            "hi": float(drawn[index][high]),
            "run": run,
            "alone": len(rows) == 1,
        }
        for run, (is_whole, rows) in enumerate(runs)
        if is_whole
        for index in rows
    ]


def _pay_key(drawn: list[Row], datasets: dict[str, list[Datum]]) -> tuple[str, ...]:
    shown = {
        "median": bool(drawn),
        "inner": bool(datasets["inner"]),
        "outer": bool(datasets["outer"]),
        "market": bool(datasets["market"]),
        "back": any(row["is_back_cast"] for row in drawn),
    }
    return tuple(name for name, is_shown in shown.items() if is_shown)


def _pay_row(row: Row, basis: str) -> DataRow:
    money = pay_formatter(basis)
    marks = (*reliability_mark(row), *break_mark(row))
    return DataRow(
        words.day(row["period_end"]),
        (
            Cell(words.day(row["latest_as_of"])),
            cell(row, "median_gbp", money, marks),
            _range(row, "p10_gbp", "p90_gbp", basis),
            _range(row, "p25_gbp", "p75_gbp", basis),
            cell(row, "market_median_gbp", money),
            cell(row, "quoted_count", words.count),
            Cell(_kind(row)),
        ),
    )


def _range(row: Row, low: str, high: str, basis: str) -> Cell:
    ends = [cell(row, name, pay_formatter(basis)) for name in (low, high)]
    if all(end.is_missing for end in ends):
        return ends[0]
    return Cell(" to ".join(end.text for end in ends))


def _points(rows: list[Row], measure: str) -> list[Datum]:
    flags = _flags(rows) if len(rows) <= CROWDED else {}
    return [
        {
            "t": moment(row["period_end"]),
            "v": float(row[measure]),
            "back": bool(row["is_back_cast"]),
            "size": 56.0 if len(rows) <= CROWDED else 14.0,
            "flag": flags.get(index, ""),
        }
        for index, row in enumerate(rows)
    ]


def _flags(rows: list[Row]) -> dict[int, str]:
    """Marks to print by position: points too close for text of their own share one, at the last of them."""
    room = (rows[-1]["period_end"] - rows[0]["period_end"]) / FLAGS_ABREAST if rows else None
    flags: dict[int, str] = {}
    group: set[str] = set()
    for index, row in enumerate(rows):
        group |= {*reliability_mark(row), *break_mark(row)}
        is_last = index + 1 == len(rows)
        if is_last or rows[index + 1]["period_end"] - row["period_end"] >= room:
            flags[index] = "".join(mark for mark in "ucb" if mark in group)
            group = set()
    return flags


def _kind(row: Row) -> str:
    return "back-cast" if row["is_back_cast"] else "own print"


def _course(what: str, drawn: list[Row], measure: str, show: words.Show) -> str:
    if not drawn:
        return f"{what}: no period can be drawn."
    first, last = drawn[0], drawn[-1]
    if first is last:
        return f"{what} was {show(last[measure])} in the period to {words.day(last['period_end'])}."
    top, bottom = (pick(drawn, key=lambda row: row[measure]) for pick in (max, min))
    return (
        f"{what} went from {show(first[measure])} (period to {words.day(first['period_end'])})"
        f" to {show(last[measure])} (to {words.day(last['period_end'])});"
        f" highest {show(top[measure])}, lowest {show(bottom[measure])} over {len(drawn)} periods."
    )


def _notes(rows: list[Row], drawn: list[Row]) -> tuple[str, ...]:
    suppressed = sum(row["reliability"] == "suppressed" for row in rows)
    unprinted = len(rows) - len(drawn) - suppressed
    notes = []
    if suppressed:
        notes.append(f"{suppressed} of {len(rows)} periods not drawn: too few adverts to be relied on [c].")
    if unprinted:
        notes.append(f"{unprinted} of {len(rows)} periods not drawn: no figure printed [x].")
    if len(drawn) == 1:
        notes.append("One period alone is no trend, so no chart.")
    if named := break_words(drawn):
        notes.append(f"[b] break on the year before: {'; '.join(named)}.")
    return tuple(notes)
