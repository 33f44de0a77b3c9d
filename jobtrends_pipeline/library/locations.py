"""Locations within a place: demand and pay of a role in each, of one vintage."""

from dataclasses import dataclass
from datetime import date

from jobtrends_pipeline.library.errors import NotHeldError
from jobtrends_pipeline.library.published import Published, Row
from jobtrends_pipeline.library.series import SERIES_FILTER, Series
from jobtrends_pipeline.reports import words
from jobtrends_pipeline.tables.trends import TREND_LOCATION
from jobtrends_pipeline.trends.releases import is_published_by

_VINTAGE = f"SELECT max(as_of) AS as_of FROM trend_location WHERE {SERIES_FILTER} AND {is_published_by('?::DATE')}"  # noqa: S608
_OF_VINTAGE = f"""
    SELECT {", ".join(TREND_LOCATION.column_names)} FROM trend_location
    WHERE {SERIES_FILTER} AND as_of = ? ORDER BY demand_rank NULLS LAST, location
"""  # noqa: S608  # constants and declared names


@dataclass(frozen=True, slots=True)
class Locations:
    """Locations of a vintage, the most demanded first."""

    series: Series
    as_of: date
    known_on: date | None
    rows: list[Row]


def read_locations(published: Published, series: Series, known_on: date | None) -> Locations:
    """Read the locations of the latest vintage that prints any.

    Args:
        published: The published warehouse.
        series: The series.
        known_on: Day by which the vintage was published; null for the latest.

    Raises:
        NotHeldError: if no vintage has locations.
    """
    as_of = published.rows(_VINTAGE, [*series.key, known_on])[0]["as_of"]
    if as_of is None:
        then = f" as known on {words.day(known_on)}" if known_on else ""
        raise NotHeldError(f"no page of {series.title} that is held{then} has locations")
    return Locations(series, as_of, known_on, published.rows(_OF_VINTAGE, [*series.key, as_of]))
