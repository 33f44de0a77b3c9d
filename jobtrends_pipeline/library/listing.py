"""Lists of series with their periods, and of pages with their addresses."""

from collections.abc import Collection

from jobtrends_pipeline.library.published import Published, Row
from jobtrends_pipeline.library.series import Series
from jobtrends_pipeline.tables import captures as held
from jobtrends_pipeline.tables import columns as c
from jobtrends_pipeline.tables.model import Column, ColumnType, Table
from jobtrends_pipeline.tables.trends import SERIES, SERIES_GRAIN

ROLES = Table(
    name="roles",
    layer="library",
    description="Series that are held: a row per role, publisher, market, place and window.",
    grain=SERIES_GRAIN,
    columns=(
        *SERIES,
        Column("period_count", ColumnType.INTEGER, "Periods with demand or pay.", "periods", minimum=1),
        Column("first_period_end", ColumnType.DATE, "End of the first period."),
        Column("last_period_end", ColumnType.DATE, "End of the last period."),
    ),
)
PAGES = Table(
    name="pages",
    layer="library",
    description="Pages of a series that are held, by the period end they print.",
    grain=("capture_id",),
    columns=(
        c.CAPTURE_ID, c.ROLE, c.MARKET, c.SUBJECT, c.PLACE, c.WINDOW_MONTHS, c.PERIOD_END, c.URL, c.ORIGIN,
        c.CAPTURED_AT, c.OUTCOME, c.SHA256,
    ),
)  # fmt: skip
_ROLES = """
    SELECT role, publisher, market, arg_max(subject, period_end) AS subject, place, window_months,
           count(DISTINCT period_end) AS period_count, min(period_end) AS first_period_end,
           max(period_end) AS last_period_end
    FROM (
        SELECT role, publisher, market, subject, place, window_months, period_end FROM trend_demand
        WHERE scope = 'subject'
        UNION ALL
        SELECT role, publisher, market, subject, place, window_months, period_end FROM trend_pay
        WHERE scope = 'subject'
    )
    GROUP BY ALL ORDER BY role, publisher, market, place, window_months
"""
_PAGES = f"""
    SELECT {", ".join(PAGES.column_names)} FROM {held.CAPTURES.name}
    WHERE role = ? AND market = ? AND place = ? AND window_months = ? AND outcome IN ('read', 'partial')
    ORDER BY period_end, captured_at, capture_id
"""  # noqa: S608  # declared names


def read_roles(published: Published, chosen: Collection[str] | None = None) -> list[Row]:
    """Read the series that are held, of some roles or of all."""
    return [row for row in published.rows(_ROLES) if chosen is None or row["role"] in chosen]


def read_pages(published: Published, series: Series) -> list[Row]:
    """Read the pages of a series, oldest period first; own adverts have none."""
    if series.publisher != c.ITJOBSWATCH:
        return []
    return published.rows(_PAGES, [series.role, series.market, series.place, series.window_months])
