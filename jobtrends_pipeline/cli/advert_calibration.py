"""`jobtrends adverts calibrate`: figures of own adverts beside the source's print."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from jobtrends_pipeline.cli import show


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
    from jobtrends_pipeline.config.paths import DataPaths
    from jobtrends_pipeline.library.names import find_role
    from jobtrends_pipeline.library.published import published
    from jobtrends_pipeline.trends.own_adverts import CALIBRATION_QUERY, medians_near, with_difference
    from jobtrends_pipeline.trends.reliability import NOISE_FACTOR

    with published(DataPaths.load()) as held:
        wanted = find_role(held, role) if role else None
        rows = held.rows(CALIBRATION_QUERY)
    found = [with_difference(row) for row in rows if wanted in (None, row["role"])]
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
    near, count = medians_near(found, NOISE_FACTOR)
    show.say()
    show.say(f"{near} of {count} medians are within {NOISE_FACTOR} errors of the print, each by itself")


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
