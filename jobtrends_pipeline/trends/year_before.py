"""Year-before comparison: the same window a year before, same series, in SQL."""

from collections.abc import Sequence

TOLERANCE_DAYS = 15
"""Most days between the end of a base window and the same day a year before.

So compared windows never overlap: they end at least 350 days apart, and the source's are 3 or 6 months long.
"""


def year_before(date: str) -> str:
    """Return the SQL of the same day a year before; of 29 February the 28th."""
    return f"({date} - INTERVAL 1 YEAR)::DATE"


def nearest_year_before(rows: str, candidates: str, series: Sequence[str], date: str) -> str:
    """Return a query of the rows that have a candidate near the day a year before.

    Its columns are `series`, `date` and `{date}_before`: the nearest candidate within the tolerance; of two equally
    near, the earlier.

    Args:
        rows: Name of a query with one row per `series` and `date`.
        candidates: Name of a query with `series` and `date`.
        series: Columns that must be equal.
        date: The date column of both.
    """
    keys = ", ".join(series)
    same = " AND ".join(f"$.{name} = wanted.{name}" for name in series)
    return f"""
        SELECT {keys}, {date}, CASE
            WHEN abs(earlier_{date} - wanted_{date}) <= coalesce(abs(later_{date} - wanted_{date}), 999999)
            THEN earlier_{date} ELSE later_{date} END AS {date}_before
        FROM (
            SELECT wanted.*, earlier.{date} AS earlier_{date}, later.{date} AS later_{date}
            FROM (SELECT {keys}, {date}, {year_before(date)} AS wanted_{date} FROM {rows}) AS wanted
            ASOF LEFT JOIN {candidates} AS earlier
                ON {same.replace("$", "earlier")} AND earlier.{date} <= wanted_{date}
            ASOF LEFT JOIN {candidates} AS later
                ON {same.replace("$", "later")} AND later.{date} >= wanted_{date}
        )
        WHERE least(abs(earlier_{date} - wanted_{date}), abs(later_{date} - wanted_{date})) <= {TOLERANCE_DAYS}
    """
