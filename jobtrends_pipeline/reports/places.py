"""Figures that compare places: medians with errors, and the markets side by side."""

from jobtrends_pipeline.reports import words
from jobtrends_pipeline.reports.cells import (
    HIDDEN,
    Cell,
    break_mark,
    break_words,
    cell,
    derived,
    is_suppressed,
    reliability_mark,
)
from jobtrends_pipeline.reports.charts import BLUE, PALETTE, Chart, Datum, Field, Format
from jobtrends_pipeline.reports.figures import DataRow, Figure, Scene
from jobtrends_pipeline.reports.periods import moment
from jobtrends_pipeline.reports.rows import Row, TargetKey, having, latest
from jobtrends_pipeline.reports.series import CROWDED, DRAWABLE, LARGE, SMALL
from jobtrends_pipeline.reports.summary import pay_formatter
from jobtrends_pipeline.trends import reposting, significance

NOISE_FACTOR = 1.96
ERROR = (
    "Errors of places are of the page’s own spread, and of as many quoted as of the page’s adverts are; bars span 95%. "
    f"{reposting.WORDS}"
)
JUDGED = f"Changes of the places of a page are {significance.WORDS}."


def places_figure(scene: Scene, trends: list[Row]) -> Figure | None:
    """Return the places of the newest vintage by median, with error bars.

    None is returned with fewer than two places.

    Args:
        scene: Subject, market and place.
        trends: Rows of trend_location of one target.
    """
    as_of = latest(trends)
    rows = sorted(having(trends, as_of=as_of), key=lambda row: row["location"])
    basis = next((row["pay_basis"] for row in rows if row["pay_basis"]), None)
    priced = [row for row in rows if row["median_gbp"] is not None and row["pay_basis"] == basis]
    drawn = sorted(
        (row for row in priced if not is_suppressed(row, "median_reliability")),
        key=lambda row: (-row["median_gbp"], row["location"]),
    )
    if as_of is None or basis is None or len(drawn) < DRAWABLE:
        return None
    form: Format = "gbp_pence" if basis == "hourly_rate" else "gbp"
    about: Format = "gbp_pence" if basis == "hourly_rate" else "gbp_whole"
    fields = (
        Field("v", "Median", form), Field("lo", "95% error from", about), Field("hi", "95% error to", about),
        Field("n", "Adverts", "count"), Field("p", "Share of the role’s adverts", "pct"),
    )  # fmt: skip
    noun, money, top = words.PAY_WORDS[basis].noun, pay_formatter(basis), drawn[0]
    left_out, named = len(rows) - len(drawn), break_words(rows)
    return Figure(
        f"{scene.anchor}-places",
        "Places compared",
        f"Median {noun}, £ {words.PAY_WORDS[basis].per}",
        f"{scene.where}: the highest median {noun} of {len(drawn)} places is {money(top['median_gbp'])}"
        f" ({top['location']}), the lowest {money(drawn[-1]['median_gbp'])} ({drawn[-1]['location']}).",
        as_of,
        Chart("dots", basis, fields, {"points": [_place(row) for row in drawn]}),
        ("place", "place-error"),
        (
            ERROR,
            *([f"{left_out} of {len(rows)} places not drawn: no median, or too few adverts [c]."] if left_out else []),
            *([JUDGED] if any(row["change_p_value"] is not None for row in rows) else []),
            *([f"Break [b] between the two years: {'; '.join(named)}."] if named else []),
        ),
        ("Place", "Median", "95% error", "Rank by median", "Adverts", "Share of adverts", "Change on the year"),
        tuple(_row(row, basis) for row in (*drawn, *(row for row in rows if row not in drawn))),
    )


def _half_width(row: Row) -> float | None:
    rse, median = row["median_rse_pct"], row["median_gbp"]
    return None if rse is None or median is None else NOISE_FACTOR * rse / 100 * median


def _place(row: Row) -> Datum:
    value, error = float(row["median_gbp"]), _half_width(row)
    return {
        "name": row["location"],
        "v": value,
        "lo": None if error is None else max(0.0, value - error),
        "hi": None if error is None else value + error,
        "n": row["advert_count"],
        "p": None if is_suppressed(row) else row["job_share_pct"],
        "f": "".join(reliability_mark(row, "median_reliability")),
        "a": moment(row["as_of"]),
        "colour": BLUE,
    }


def _row(row: Row, basis: str) -> DataRow:
    money, error = pay_formatter(basis), _half_width(row)
    marks, of_count = reliability_mark(row, "median_reliability"), reliability_mark(row)
    return DataRow(
        row["location"],
        (
            cell(row, "median_gbp", money, marks),
            HIDDEN
            if is_suppressed(row, "median_reliability")
            else Cell("not known", is_missing=True)
            if error is None
            else Cell(f"±{money(round(error, -2 if error >= 1000 else 0))}"),
            derived(row, "median_rank", words.count, "median_reliability", marks),
            cell(row, "advert_count", words.count, of_count),
            derived(row, "job_share_pct", words.share, "reliability", of_count),
            _change(row),
        ),
    )


def _change(row: Row) -> Cell:
    """Return the cell of a place's change of share, and whether it is beyond noise.

    The changes of all places are judged together.
    """
    change, beyond = row["job_share_year_change_pp"], row["is_change_beyond_noise"]
    if change is None:
        return Cell("not available", is_missing=True)
    if is_suppressed(row, "change_reliability"):
        return HIDDEN
    noise = "noise not known" if beyond is None else f"{'beyond' if beyond else 'within'} noise"
    return Cell(f"{change:+.2f} points, {noise}".replace("-", words.MINUS), break_mark(row))


def beside_figure(subject: str, demand: dict[TargetKey, list[Row]]) -> Figure | None:
    """Return the shares of permanent and contract jobs over time at one place.

    It is the first place that has both; None where no place has.

    Args:
        subject: Role as the source names it.
        demand: Rows of trend_demand of scope subject by target, in the order of the page.
    """
    for key in demand:
        other = key._replace(market="contract")
        if key.market != "permanent" or other not in demand:
            continue
        series = {one.market: _drawn(demand[one]) for one in (key, other)}
        if all(len(rows) >= DRAWABLE for rows in series.values()):
            return _beside(subject, key, series)
    return None


def _drawn(rows: list[Row]) -> list[Row]:
    kept = (row for row in rows if row["share_of_all_pct"] is not None and not is_suppressed(row))
    return sorted(kept, key=lambda row: row["period_end"])


def _beside(subject: str, key: TargetKey, series: dict[str, list[Row]]) -> Figure:
    rows = [(market, row) for market, held in series.items() for row in held]
    place = f"{key.place}{key.whose}"
    size = SMALL if max(map(len, series.values())) > CROWDED else LARGE
    points: list[Datum] = [
        {
            "t": moment(row["period_end"]),
            "v": float(row["share_of_all_pct"]),
            "name": market.capitalize(),
            "n": row["advert_count"],
            "f": "".join(reliability_mark(row)),
            "a": moment(row["latest_as_of"]),
            "colour": PALETTE[list(series).index(market)],
            "size": size,
        }
        for market, row in rows
    ]
    said = "; ".join(
        f"{words.share(held[-1]['share_of_all_pct'])} of {market} jobs (period to {words.day(held[-1]['period_end'])})"
        for market, held in series.items()
    )
    fields = (Field("v", "Share", "pct"), Field("n", "Adverts", "count"))
    return Figure(
        "beside",
        "Permanent beside contract",
        f"{place}: share of all jobs of each market, %",
        f"{subject}, {place}: {said}.",
        max(row["latest_as_of"] for _, row in rows),
        Chart("lines", "pct", fields, {"points": points}),
        ("permanent", "contract"),
        (),
        ("Period to", "Market", "Share", "Adverts"),
        tuple(
            DataRow(
                words.day(row["period_end"]),
                (
                    Cell(market),
                    cell(row, "share_of_all_pct", words.share, reliability_mark(row)),
                    cell(row, "advert_count", words.count),
                ),
            )
            for market, row in sorted(rows, key=lambda one: (one[1]["period_end"], one[0]), reverse=True)
        ),
        publisher=key.publisher,
    )
