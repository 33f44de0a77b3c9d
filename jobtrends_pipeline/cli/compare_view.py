"""Output of `jobtrends compare`: a column per role, a row per measure.

All roles have a period near the day.
"""

from collections.abc import Callable, Iterator, Sequence

from jobtrends_pipeline.cli import flags, show
from jobtrends_pipeline.library.comparison import Comparison, differences, of_share
from jobtrends_pipeline.library.published import Row
from jobtrends_pipeline.library.row_flags import row_flags
from jobtrends_pipeline.reports import words
from jobtrends_pipeline.tables.rights import source_lines
from jobtrends_pipeline.trends.comparison import NEAR_DAYS
from jobtrends_pipeline.trends.reliability import NOISE_FACTOR

_PERCENTILES = {
    "p10_gbp": "10th percentile", "p25_gbp": "25th percentile", "median_gbp": "Median", "p75_gbp": "75th percentile",
    "p90_gbp": "90th percentile",
}  # fmt: skip
Cell = Callable[[Row], str]


def show_comparison(comparison: Comparison) -> None:
    """Print the comparison: measures as rows, roles as columns."""
    first = comparison.series[0]
    show.tell(
        f"{first.market.capitalize()}, {first.place}, windows of {words.window(first.window_months)}, on "
        f"{words.day(comparison.day, 'long')}{'' if comparison.is_day_asked else ', the latest day they share'}"
    )
    show.tell(f"Of each role the period that ends nearest to that day, at most {NEAR_DAYS} days from it.")
    show.say()
    lines = [
        *_demand_lines(comparison),
        *(line for basis in comparison.bases for line in _pay_lines(comparison, basis)),
    ]
    heads = ["", *(series.heading for series in comparison.series)]
    show.table(heads, lines, numeric=range(1, len(heads)))
    show.say()
    broken = [{"breaks": row[name]} for row in comparison.rows for name in ("breaks", "share_breaks")]
    flags.tell_legend((cell for line in lines for cell in line[1:]), broken)
    if comparison.bases:
        show.tell(
            f"Differences are to {first.heading}; beyond noise where they exceed {NOISE_FACTOR} standard errors of "
            "both medians, each pair by itself. Premium: over the median of the market or category beside it."
        )
    show.tell(source_lines(one.publisher for one in comparison.series))


def _demand_lines(comparison: Comparison) -> Iterator[tuple[str, ...]]:
    each = [comparison.of(series) for series in comparison.series]

    def share_change(row: Row) -> str:
        noise = "is_share_change_beyond_noise"
        return flags.change(row, "share_of_all_change_pct", words.signed_pct, "share_change_reliability", noise)

    def trust(row: Row) -> str:
        return flags.bracketed(row_flags(of_share(row))) or "good"

    yield _line(
        "Period to", each, lambda row: words.day(row["period_end"]) + (" [<]" if row["is_restated_only"] else "")
    )
    yield _line("Share of all jobs", each, _shown("share_of_all_pct", words.share, "share_reliability"))
    yield _line("  change on the year", each, share_change)
    yield _line("  reliability", each, trust)
    yield _line("Rank", each, _shown("rank", words.count, "share_reliability"))
    yield _line("  change on the year", each, _shown("rank_change", words.signed_count, "share_reliability"))
    yield _line("Adverts", each, _shown("advert_count", words.count, "share_reliability"))


def _pay_lines(comparison: Comparison, basis: str) -> Iterator[tuple[str, ...]]:
    each = [comparison.of(series, basis) for series in comparison.series]
    pay = words.PAY_WORDS[basis]
    unit = f", £ {pay.per}"

    def median_change(row: Row) -> str:
        noise = "is_change_beyond_noise"
        return flags.change(row, "median_year_change_pct", words.signed_pct, "change_reliability", noise)

    def premium(row: Row) -> str:
        return flags.change(row, "premium_over_market_pct", words.signed_pct, "premium_reliability")

    def trust(row: Row) -> str:
        return flags.bracketed(row_flags({**row, "is_restated_only": False})) or "good"

    yield _line(f"{pay.plural.capitalize()} quoted", each, _shown("pay_advert_count", words.count))
    for measure, label in _PERCENTILES.items():
        yield _line(label + unit, each, _shown(measure, flags.pounds(basis), "reliability"))
    yield _line("  median on the year", each, median_change)
    yield _line("  premium", each, premium)
    yield _line("  reliability", each, trust)
    yield f"  difference of medians{unit}", *_difference_cells(comparison, basis)


def _line(label: str, each: Sequence[Row | None], cell: Cell) -> tuple[str, ...]:
    return label, *("[x]" if row is None else cell(row) for row in each)


def _shown(measure: str, how: words.Show, judge: str | None = None) -> Cell:
    return lambda row: flags.figure(row, measure, how, judge)


def _difference_cells(comparison: Comparison, basis: str) -> Iterator[str]:
    found = {each["role"]: each for each in differences(comparison) if each["pay_basis"] == basis}
    yield flags.NOT_COMPARED
    for series in comparison.series[1:]:
        difference = found.get(series.name)
        if difference is None:
            yield flags.NOT_COMPARED
            continue
        value, share = difference["difference_gbp"], difference["difference_pct"]
        sign = "+" if value > 0 else words.MINUS if value < 0 else ""
        text = f"{sign}{flags.pounds(basis)(abs(value))} ({words.signed_pct(share)})"
        mark = flags.noise_mark(is_beyond_noise=difference["is_beyond_noise"])
        yield "[c]" if difference["has_suppressed"] else mark + text
