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

KEPT = "jobtrends_field_tallies"
"""Tallies by capture, for the pipeline's own use: to count them anew would mean to look through all cells held.

A capture has a row without a part too, which says that it was counted. Rename the table when the rules below change.
"""
_CREATE = f"""
CREATE TABLE IF NOT EXISTS {KEPT} (
    capture_id TEXT, part TEXT, measure TEXT, pay_basis TEXT, printed BIGINT, cells BIGINT, missing BIGINT, reason TEXT
)
"""
_HISTORY = """
CREATE OR REPLACE TEMP TABLE history AS
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
)
SELECT * FROM older
QUALIFY row_number() OVER (PARTITION BY layout, market ORDER BY period_end DESC, capture_id) <= $captures
"""
_COUNT = f"""
INSERT INTO {KEPT}
WITH chosen AS ({{chosen}}),
cells AS (
    SELECT capture_id, part, section, row_number, lag_years, pay_basis, measure, value, status
    FROM {{cells}} WHERE capture_id IN (FROM chosen)
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
        coalesce(q.size, j.size, {LEAST_JOBS}) >= {LEAST_JOBS} OR f.status = 'unreadable' AS counts
    FROM fields f
    LEFT JOIN jobs j USING (capture_id, part, section, line)
    LEFT JOIN quotes q USING (capture_id, part, section, line, pay_basis)
)
SELECT capture_id, part, measure, pay_basis, count(*), count(*) FILTER (counts),
    count(*) FILTER (counts AND is_missing), mode(status) FILTER (counts AND is_missing)
FROM judged GROUP BY ALL
UNION ALL SELECT capture_id, NULL, NULL, NULL, 0, 0, 0, NULL FROM chosen
"""  # noqa: S608  # constants
_FORGET = f"DELETE FROM {KEPT} WHERE capture_id IN (SELECT capture_id FROM fresh_captures)"  # noqa: S608
_COUNT_FRESH = _COUNT.format(chosen="SELECT capture_id FROM fresh_captures", cells="fresh_figures")
_UNCOUNTED = f"SELECT capture_id FROM history WHERE capture_id NOT IN (SELECT capture_id FROM {KEPT})"  # noqa: S608
_COUNT_HISTORY = _COUNT.format(chosen=_UNCOUNTED, cells="parsed_cells")
_TALLIES = f"""
WITH chosen AS (
    SELECT capture_id, layout, market, period_end, outcome = 'read' AS is_whole, FALSE AS is_new FROM history
    UNION ALL SELECT capture_id, layout, market, period_end, outcome = 'read', TRUE FROM fresh_captures
)
SELECT capture_id, layout, market, period_end, is_whole, is_new, part, measure, pay_basis, printed, cells, missing,
    reason
FROM {KEPT} JOIN chosen USING (capture_id) WHERE part IS NOT NULL ORDER BY ALL
"""  # noqa: S608  # constants


def field_tallies(
    connection: duckdb.DuckDBPyConnection, captures: pd.DataFrame, figures: pd.DataFrame, later: Sequence[str] = ()
) -> pd.DataFrame:
    """Count the fields of new captures and of the stored captures before them.

    They are compared with at most `HISTORY_CAPTURES` captures per layout and market, however many are stored, whose
    tallies are kept. Those of the new captures are kept too, in place of earlier ones.

    Args:
        connection: The warehouse, in a transaction.
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
            "later": list(later),
        }
        connection.execute(_HISTORY, bounds)
        for statement in (_CREATE, _FORGET, _COUNT_FRESH):
            connection.execute(statement)
        if connection.execute(_UNCOUNTED).fetchall():
            connection.execute(_COUNT_HISTORY)
        return connection.execute(_TALLIES).df()
    finally:
        connection.unregister("fresh_captures")
        connection.unregister("fresh_figures")
