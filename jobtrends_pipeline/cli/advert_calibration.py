"""`jobtrends adverts calibrate`: figures of own adverts beside the source's print."""

import math
from collections.abc import Mapping
from typing import Annotated, Any

import typer

from jobtrends_pipeline.cli import show
from jobtrends_pipeline.tables.columns import ITJOBSWATCH

_MEASURES = ("p10_gbp", "p25_gbp", "median_gbp", "p75_gbp", "p90_gbp")
_SERIES = "role, market, place, window_months, pay_basis, measure"
_PAIRED = f"""
    WITH printed AS (
        SELECT role, market, place, window_months, pay_basis, period_end AS printed_period_end,
               pay_advert_count AS printed_count, median_rse_pct,
               unnest([{", ".join(f"'{name}'" for name in _MEASURES)}]) AS measure,
               unnest([{", ".join(f"{name}::DOUBLE" for name in _MEASURES)}]) AS printed_gbp
        FROM trend_pay
        WHERE publisher = '{ITJOBSWATCH}' AND scope = 'subject' AND reliability <> 'suppressed'
    )
    SELECT publisher, {_SERIES}, as_of, estimate_gbp, vacancy_count,
           greatest(error_gbp, employer_error_gbp) AS error_gbp, printed_period_end, printed_gbp, printed_count,
           CASE WHEN measure = 'median_gbp' THEN median_rse_pct * printed_gbp / 100 END AS printed_error_gbp
    FROM (FROM advert_pay_error WHERE scope = 'subject' AND period_end = as_of) JOIN printed USING ({_SERIES})
    WHERE printed_gbp IS NOT NULL AND abs(printed_period_end - as_of) <= ?
    QUALIFY row_number() OVER (
        PARTITION BY publisher, {_SERIES} ORDER BY as_of DESC, abs(printed_period_end - as_of), printed_period_end
    ) = 1
    ORDER BY publisher, role, market DESC, place, window_months DESC, pay_basis,
             list_position({list(_MEASURES)}, measure)
"""  # noqa: S608  # constants
"""Query of the newest pair of each figure: of own adverts, and printed for a period that ends near it."""


def calibrate(
    role: Annotated[str, typer.Argument(metavar="[ROLE]", help="Only this role; all if none is named.")] = "",
    *,
    as_json_text: Annotated[bool, typer.Option("--json", help="Print one JSON array, one object per figure.")] = False,
) -> None:
    """Show pay of your own adverts beside the source's print, with both errors.

    Of each role, place and window the newest day that both have, at most 15 days apart. The error of own figures is the
    larger of two bootstraps, over vacancies and over employers; the source's is estimated for its medians alone.
    Nothing is adjusted to the print.

    \\b
    Examples:
      jobtrends adverts calibrate
      jobtrends adverts calibrate data-engineer --json
    """
    from jobtrends_pipeline.cli.held import find_role, published, rows
    from jobtrends_pipeline.trends.comparison import NEAR_DAYS
    from jobtrends_pipeline.trends.reliability import NOISE_FACTOR

    with published() as connection:
        wanted = find_role(connection, role) if role else None
        found = [_compared(row) for row in rows(connection, _PAIRED, [NEAR_DAYS]) if wanted in (None, row["role"])]
    if as_json_text:
        show.say_json(found)
        return
    if not found:
        show.fail(
            "no figure of own adverts ends within 15 days of a page's: both are needed, of one role and place "
            "(`jobtrends adverts ingest`, `jobtrends ingest`)"
        )
    heads = ("series", "to", "measure", "own", "±", "n", "printed", "±", "n", "errors apart")
    show.table(heads, [_line(row) for row in found], numeric=(3, 4, 5, 6, 7, 8, 9), is_dense=True)
    medians = [row for row in found if row["measure"] == "median_gbp" and row["errors_apart"] is not None]
    near = sum(abs(row["errors_apart"]) <= NOISE_FACTOR for row in medians)
    show.say()
    show.say(f"{near} of {len(medians)} medians are within {NOISE_FACTOR} errors of the print, each by itself")


def _compared(row: Mapping[str, Any]) -> dict[str, Any]:
    errors = [error for error in (row["error_gbp"], row["printed_error_gbp"]) if error is not None]
    spread = math.hypot(*errors)
    difference = row["estimate_gbp"] - row["printed_gbp"]
    return {**row, "difference_gbp": difference, "errors_apart": difference / spread if spread else None}


def _line(row: Mapping[str, Any]) -> tuple[str, ...]:
    apart, error = row["errors_apart"], row["printed_error_gbp"]
    place = f"{row['place']}, {row['market']}, {row['window_months']} months"
    return (
        f"{row['role']}@{row['publisher']}, {place}",
        f"{row['as_of']:%d %b %Y}",
        str(row["measure"]).removesuffix("_gbp"),
        f"{row['estimate_gbp']:,.0f}",
        f"{row['error_gbp']:,.0f}",
        show.number(row["vacancy_count"]),
        f"{row['printed_gbp']:,.0f}",
        "–" if error is None else f"{error:,.0f}",
        "–" if row["printed_count"] is None else show.number(row["printed_count"]),
        "–" if apart is None else f"{apart:+.1f}",
    )
