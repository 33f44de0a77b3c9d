"""Figures of series over all captures: the vacancy trend and the pay trends."""

from collections.abc import Mapping

from jobtrends_pipeline.reports import words
from jobtrends_pipeline.reports.cells import Cell, break_mark, break_words, cell, is_suppressed, reliability_mark
from jobtrends_pipeline.reports.charts import Chart, Datum, Field, Format, Unit, Value
from jobtrends_pipeline.reports.figures import DataRow, Figure, Scene
from jobtrends_pipeline.reports.periods import moment
from jobtrends_pipeline.reports.prints import DEMAND_COLUMNS, PAY_COLUMNS, print_columns
from jobtrends_pipeline.reports.rows import Row
from jobtrends_pipeline.reports.summary import pay_formatter

DRAWABLE = 2  # one point is no trend
LABELS_ABREAST = 14  # most labels of breaks side by side
CROWDED, LARGE, SMALL = 40, 56, 14  # points above which they are drawn small; sizes of points

ERROR_FIELDS = (("lo", "95% error from"), ("hi", "95% error to"))


def demand_figure(scene: Scene, trends: list[Row], prints: list[Row]) -> Figure | None:
    """Return the vacancy trend: share of all adverts of the market, by period.

    Args:
        scene: Subject, market and place.
        trends: Rows of trend_demand of one target, scope subject.
        prints: Rows of `trends.known.all_prints` of the same.
    """
    rows = sorted(trends, key=lambda row: row["period_end"])
    if not rows:
        return None
    drawn = [row for row in rows if row["share_of_all_pct"] is not None and not is_suppressed(row)]
    fields = (
        Field("v", "Share", "pct"),
        *(Field(*field, "pct") for field in ERROR_FIELDS),
        Field("n", "Adverts", "count"),
    )
    columns = print_columns(prints, DEMAND_COLUMNS)
    return Figure(
        f"{scene.anchor}-demand",
        "Vacancy trend",
        f"Share of all {scene.market} jobs advertised, %",
        _course(f"{scene.where}: share of all {scene.market} jobs", drawn, "share_of_all_pct", words.share),
        max(row["latest_as_of"] for row in rows),
        _chart("demand", "pct", fields, drawn, columns),
        _demand_key(drawn),
        _notes(rows, drawn),
        ("Period to", "As of", "Share", "First printed", "Adverts", "Rank", "Kind"),
        tuple(_demand_row(row) for row in reversed(rows)),
    )


def _demand_row(row: Row) -> DataRow:
    marks = reliability_mark(row)
    return DataRow(
        words.day(row["period_end"]),
        (
            Cell(words.day(row["latest_as_of"])),
            cell(row, "share_of_all_pct", words.share, (*marks, *break_mark(row))),
            cell(row, "share_of_all_first_pct", words.share, marks),
            cell(row, "advert_count", words.count, marks),
            cell(row, "rank", words.count, marks),
            Cell(_kind(row)),
        ),
    )


def pay_figure(scene: Scene, basis: Unit, trends: list[Row], prints: list[Row]) -> Figure | None:
    """Return the pay trend: median over percentile bands, beside the market's median.

    Args:
        scene: Subject, market and place.
        basis: Pay basis of the rows.
        trends: Rows of trend_pay of one target and pay basis, scope subject.
        prints: Rows of `trends.known.all_prints` of the same.
    """
    rows = sorted(trends, key=lambda row: row["period_end"])
    if not rows:
        return None
    pay_words, money = words.PAY_WORDS[basis], pay_formatter(basis)
    drawn = [row for row in rows if row["median_gbp"] is not None and not is_suppressed(row)]
    columns = print_columns(prints, PAY_COLUMNS)
    return Figure(
        f"{scene.anchor}-{basis.replace('_', '-')}",
        f"{pay_words.noun.capitalize()} trend",
        f"Advertised pay, £ {pay_words.per}",
        _course(f"{scene.where}: median {pay_words.noun}", drawn, "median_gbp", money),
        max(row["latest_as_of"] for row in rows),
        _chart("pay", basis, _pay_fields(basis), drawn, columns),
        _pay_key(drawn),
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


def _pay_fields(basis: Unit) -> tuple[Field, ...]:
    form: Format = "gbp_pence" if basis == "hourly_rate" else "gbp"
    about: Format = "gbp_pence" if basis == "hourly_rate" else "gbp_whole"
    outside = (("p10", "10th percentile"), ("p25", "25th percentile"), ("p75", "75th percentile"),
               ("p90", "90th percentile"), ("m", "Market median"))  # fmt: skip
    return (
        Field("v", "Median", form),
        *(Field(*field, about) for field in ERROR_FIELDS),
        Field("n", f"{words.PAY_WORDS[basis].plural.capitalize()} quoted", "count"),
        *(Field(*field, form) for field in outside),
    )


def _chart(
    kind: str, unit: Unit, fields: tuple[Field, ...], drawn: list[Row], prints: Mapping[str, list[Value]]
) -> Chart | None:
    """Return the chart of a series; None when it has too few periods to be drawn."""
    if len(drawn) < DRAWABLE:
        return None
    broken = tuple(moment(row["period_end"]) for row in drawn if break_mark(row))
    return Chart(kind, unit, fields, {"breaks": _break_rules(drawn)}, prints=prints, broken=broken)


def _break_rules(drawn: list[Row]) -> list[Datum]:
    """Return a vertical rule where breaks begin, labelled if there is room.

    The periods of a year share one break.
    """
    room = (drawn[-1]["period_end"] - drawn[0]["period_end"]) / LABELS_ABREAST
    rules: list[Datum] = []
    before, labelled = "", None
    for row in drawn:
        named = str(row["breaks"] or "")
        if named not in (before, ""):
            has_room = labelled is None or row["period_end"] - labelled >= room
            rules.append({"t": moment(row["period_end"]), "label": "b" if has_room else ""})
            labelled = row["period_end"] if has_room else labelled
        before = named
    return rules


def _demand_key(drawn: list[Row]) -> tuple[str, ...]:
    shown = {
        "own": bool(drawn),
        "error": any(row["share_rse_pct"] is not None for row in drawn),
        "back": any(row["is_restated_only"] for row in drawn),
        "break": any(break_mark(row) for row in drawn),
    }
    return tuple(name for name, is_shown in shown.items() if is_shown)


def _pay_key(drawn: list[Row]) -> tuple[str, ...]:
    def prints(low: str, high: str) -> bool:
        return any(row[low] is not None and row[high] is not None for row in drawn)

    shown = {
        "median": bool(drawn),
        "error-bar": any(row["median_rse_pct"] is not None for row in drawn),
        "inner": prints("p25_gbp", "p75_gbp"),
        "outer": prints("p10_gbp", "p90_gbp"),
        "market": any(row["market_median_reliability"] in {"good", "low"} for row in drawn),
        "back": any(row["is_restated_only"] for row in drawn),
        "break": any(break_mark(row) for row in drawn),
    }
    return tuple(name for name, is_shown in shown.items() if is_shown)


def _pay_row(row: Row, basis: str) -> DataRow:
    money = pay_formatter(basis)
    marks = reliability_mark(row)
    return DataRow(
        words.day(row["period_end"]),
        (
            Cell(words.day(row["latest_as_of"])),
            cell(row, "median_gbp", money, (*marks, *break_mark(row))),
            _range(row, "p10_gbp", "p90_gbp", basis),
            _range(row, "p25_gbp", "p75_gbp", basis),
            cell(row, "market_median_gbp", money, reliability_mark(row, "market_median_reliability")),
            cell(row, "pay_advert_count", words.count),
            Cell(_kind(row)),
        ),
    )


def _range(row: Row, low: str, high: str, basis: str) -> Cell:
    ends = [cell(row, name, pay_formatter(basis)) for name in (low, high)]
    if all(end.is_missing for end in ends):
        return ends[0]
    return Cell(" to ".join(end.text for end in ends), reliability_mark(row))


def _kind(row: Row) -> str:
    return "back-cast" if row["is_restated_only"] else "own print"


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
    suppressed = sum(map(is_suppressed, rows))
    unprinted = len(rows) - len(drawn) - suppressed
    notes = []
    if suppressed:
        notes.append(f"{suppressed} of {len(rows)} periods not drawn: too few adverts to be relied on [c].")
    if unprinted:
        notes.append(f"{unprinted} of {len(rows)} periods not drawn: no figure [x].")
    if len(drawn) == 1:
        notes.append("One period alone is no trend, so no chart.")
    if named := break_words(drawn):
        notes.append(f"[b] break on the year before: {'; '.join(named)}.")
    return tuple(notes)
