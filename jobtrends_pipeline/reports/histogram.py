"""Figure of the distribution of pay implied by the newest vintage's percentiles."""

import math
from datetime import date

from jobtrends_pipeline.reports import words
from jobtrends_pipeline.reports.cells import cell, is_suppressed
from jobtrends_pipeline.reports.charts import Chart, Datum, Field
from jobtrends_pipeline.reports.figures import DataRow, Figure, Scene
from jobtrends_pipeline.reports.rows import Row, having
from jobtrends_pipeline.reports.summary import pay_formatter

TICK_LIMIT = 5
WHOLE = 1e-9
"""Tolerance within which a bound is a whole percent."""

RECONSTRUCTED = "Reconstructed from the printed percentiles, not from single adverts."
TOO_FEW = "neither drawn nor listed: too few adverts to be relied on [c]"


def histogram_figure(scene: Scene, basis: words.PayBasis, bins: list[Row], trends: list[Row]) -> Figure | None:
    """Return the distribution of the newest period, with the market's as marks.

    None is returned where no distribution is implied. Of a suppressed one the figure states only that it is suppressed.

    Args:
        scene: Subject, market and place.
        basis: Pay basis of the rows.
        bins: Rows of pay_histogram of one target and pay basis, both scopes.
        trends: Rows of trend_pay of the same, scope subject.
    """
    trend = max(trends, key=lambda row: row["period_end"], default=None)
    rows = _bins(bins, "subject", trend["period_end"]) if trend else []
    if trend is None or not rows:
        return None
    newest, is_drawn = trend["period_end"], not is_suppressed(rows[0])
    market = _comparable(rows, _bins(bins, "comparison", newest))
    pay_words = words.PAY_WORDS[basis]
    said = _message(rows, basis, trend["pay_advert_count"]) if is_drawn else f"{TOO_FEW}."
    tails = ["tail"] if any(row["is_tail"] for row in rows) else []
    return Figure(
        f"{scene.anchor}-{basis.replace('_', '-')}-histogram",
        f"{pay_words.noun.capitalize()} histogram",
        f"Share of {pay_words.plural} quoted, reconstructed",
        f"{scene.where}, period to {words.day(newest)}: {said}",
        trend["latest_as_of"],
        _chart(basis, rows, market) if is_drawn else None,
        ("bar", *tails, *(["market-bin"] if market else [])),
        (f"{RECONSTRUCTED} {_uncertainty(rows, basis)}",) if is_drawn else (),
        (pay_words.noun.capitalize(), "Share", "Usual error", "May hold", "Adverts, expected"),
        tuple(_bin_row(row, basis) for row in rows) if is_drawn else (),
    )


def _chart(basis: words.PayBasis, rows: list[Row], market: list[Row]) -> Chart:
    fields = (
        Field("v", "Share", "pct"),
        Field("e", "Usual error, points", "count1"),
        Field("x", "Adverts expected", "count1"),
    )
    datasets = {"bins": _data(rows, basis), "market": _data(market, basis)}
    return Chart("histogram", basis, fields, datasets, _ticks([*rows, *market]))


def _bins(bins: list[Row], scope: str, period_end: date | None) -> list[Row]:
    chosen = [row for row in having(bins, scope=scope, period_end=period_end) if row["bin_share_pct"] is not None]
    return sorted(chosen, key=lambda row: row["bin_low_gbp"])


def _comparable(rows: list[Row], market: list[Row]) -> list[Row]:
    """Return the market's bins, unless suppressed, when all bins are of one width.

    Only then are their shares comparable.
    """
    widths = {round(row["bin_high_gbp"] - row["bin_low_gbp"], 2) for row in (*rows, *market)}
    return [] if len(widths) > 1 or any(map(is_suppressed, market)) else market


def _message(rows: list[Row], basis: str, quoted: int | None) -> str:
    money = pay_formatter(basis)
    peak = _peak(rows)
    behind = "" if quoted is None else f" of {words.count(quoted)} {words.PAY_WORDS[basis].plural} quoted"
    return (
        f"distribution{behind}; most in {money(peak['bin_low_gbp'])} to {money(peak['bin_high_gbp'])}"
        f" ({words.share(peak['bin_share_pct'])}). Reconstructed from the printed percentiles."
    )


def _uncertainty(rows: list[Row], basis: str) -> str:
    """Return the uncertainty of the tallest bar in words.

    It has the bar's usual error, and the certain bounds from the percentiles.
    """
    peak, money = _peak(rows), pay_formatter(basis)
    return (
        f"The bar of {money(peak['bin_low_gbp'])} to {money(peak['bin_high_gbp'])} is usually right within"
        f" {_error(peak['bin_share_error_pp'])}; the percentiles alone allow it {_allowed(peak)}."
    )


def _peak(rows: list[Row]) -> Row:
    return max(rows, key=lambda row: row["bin_share_pct"])


def _error(value: float) -> str:
    return f"±{value:.1f} points"


def _allowed(row: Row) -> str:
    """Return the bounds of a bin in whole percent, rounded outwards."""
    least, most = math.floor(row["bin_share_low_pct"] + WHOLE), math.ceil(row["bin_share_high_pct"] - WHOLE)
    return f"{least}% to {most}%"


def _ticks(rows: list[Row]) -> tuple[int, ...]:
    """Return round amounts to label, at most `TICK_LIMIT`."""
    low, high = min(row["bin_low_gbp"] for row in rows), max(row["bin_high_gbp"] for row in rows)
    rough = (high - low) / TICK_LIMIT
    power = 10 ** math.floor(math.log10(rough)) if rough > 1 else 1
    step = next(int(power * factor) for factor in (1, 2, 2.5, 5, 10) if power * factor >= rough)
    return tuple(range(math.ceil(low / step) * step, math.floor(high) + 1, step))[:TICK_LIMIT]


def _data(rows: list[Row], basis: str) -> list[Datum]:
    money = pay_formatter(basis)
    return [
        {
            "name": f"{money(row['bin_low_gbp'])} to {money(row['bin_high_gbp'])}",
            "lo": float(row["bin_low_gbp"]),
            "hi": float(row["bin_high_gbp"]),
            "v": float(row["bin_share_pct"]),
            "e": row["bin_share_error_pp"],
            "x": row["expected_count"],
            "tail": bool(row["is_tail"]),
        }
        for row in rows
    ]


def _bin_row(row: Row, basis: str) -> DataRow:
    money = pay_formatter(basis)
    return DataRow(
        f"{money(row['bin_low_gbp'])} to {money(row['bin_high_gbp'])}",
        (
            cell(row, "bin_share_pct", words.share),
            cell(row, "bin_share_error_pp", _error),
            cell(row, "bin_share_high_pct", lambda _: _allowed(row)),
            cell(row, "expected_count", lambda value: f"{value:,.1f}"),
        ),
    )
