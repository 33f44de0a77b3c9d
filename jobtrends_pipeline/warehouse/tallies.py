"""Counts of present and missing values per capture and field, made in DuckDB."""

from collections.abc import Sequence

import duckdb
import pandas as pd

HISTORY_CAPTURES = 200
"""Number of earlier captures, the newest of one layout and market, that a new capture is compared with."""
CAPTURES_PER_VINTAGE = 10
"""At most this number per period end, so that an index of 200 pages does not fill the history with one day."""
HISTORY_DAYS = 730
"""Older captures are not comparable: rows and cells of the source change over the years."""
LEAST_JOBS = 20
"""For fewer adverts (or quotes) the source may print "-" and blanks: such cells count as printed only."""

_TALLIES = """
WITH scope AS (
    SELECT layout, market, min(period_end) AS first_end, max(period_end) AS last_end
    FROM fresh_captures GROUP BY ALL
), older AS (
    SELECT c.capture_id, c.layout, c.market, c.period_end, c.outcome FROM captures c JOIN scope USING (layout, market)
    WHERE c.outcome IN ('read', 'partial') AND c.period_end < last_end
        AND c.period_end >= first_end - to_days($days)
        AND c.capture_id NOT IN (SELECT capture_id FROM fresh_captures)
        AND c.capture_id NOT IN (SELECT unnest($later))
    QUALIFY row_number() OVER (PARTITION BY layout, market, c.period_end ORDER BY capture_id) <= $per_vintage
), history AS (
    SELECT * FROM older
    QUALIFY row_number() OVER (PARTITION BY layout, market ORDER BY period_end DESC, capture_id) <= $captures
), chosen AS (
    SELECT capture_id, layout, market, period_end, outcome = 'read' AS is_whole, FALSE AS is_new FROM history
    UNION ALL SELECT capture_id, layout, market, period_end, outcome = 'read', TRUE FROM fresh_captures
), cells AS (
    SELECT capture_id, part, section, row_number, lag_years, pay_basis, measure, value, status
    FROM parsed_cells WHERE capture_id IN (SELECT capture_id FROM history)
    UNION ALL
    SELECT capture_id, part, section, row_number, lag_years, pay_basis, measure, value, status FROM fresh_figures
), fields AS (
    SELECT *, CASE WHEN part = 'summary' THEN -lag_years ELSE row_number END AS line FROM cells
    WHERE measure IS NOT NULL AND status <> 'text'
), jobs AS (
    SELECT capture_id, part, section, line, max(value) AS size FROM fields
    WHERE measure = 'advert_count' AND part <> 'skills' GROUP BY ALL
), quotes AS (
    SELECT capture_id, part, section, line, pay_basis, max(value) AS size FROM fields
    WHERE measure = 'pay_advert_count' GROUP BY ALL
), judged AS (
    SELECT f.capture_id, f.part, f.measure, f.pay_basis, f.status,
        f.status NOT IN ('value', 'no_change') AS is_missing,
        coalesce(q.size, j.size, $least_jobs) >= $least_jobs OR f.status = 'unreadable' AS counts
    FROM fields f
    LEFT JOIN jobs j USING (capture_id, part, section, line)
    LEFT JOIN quotes q USING (capture_id, part, section, line, pay_basis)
)
SELECT capture_id, layout, market, period_end, is_whole, is_new, part, measure, pay_basis,
    count(*) AS printed,
    count(*) FILTER (counts) AS cells,
    count(*) FILTER (counts AND is_missing) AS missing,
    mode(status) FILTER (counts AND is_missing) AS reason
FROM judged JOIN chosen USING (capture_id)
GROUP BY ALL ORDER BY ALL
"""


def field_tallies(
    connection: duckdb.DuckDBPyConnection, captures: pd.DataFrame, figures: pd.DataFrame, later: Sequence[str] = ()
) -> pd.DataFrame:
    """Count the fields of new captures and of the stored captures before them.

    One aggregate over at most `HISTORY_CAPTURES` captures per layout and market, however many are stored.

    Args:
        connection: The warehouse.
        captures: Rows of `captures` that are being read.
        figures: Their rows of `parsed_cells`, stored or not.
        later: Stored captures that are no history of them.

    Returns:
        Grain [capture_id, part, measure, pay_basis]: layout, market, period_end, `is_whole` (not partial), `is_new`,
        `printed` (number of cells), `cells` (those that must have a value), `missing` (number of these without one) and
        `reason` (most frequent status of the missing).
    """
    connection.register("fresh_captures", captures)
    connection.register("fresh_figures", figures)
    try:
        bounds = {
            "captures": HISTORY_CAPTURES,
            "per_vintage": CAPTURES_PER_VINTAGE,
            "days": HISTORY_DAYS,
            "least_jobs": LEAST_JOBS,
            "later": list(later),
        }
        return connection.execute(_TALLIES, bounds).df()
    finally:
        connection.unregister("fresh_captures")
        connection.unregister("fresh_figures")
