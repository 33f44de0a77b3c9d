"""`trend_demand_monthly`: demand by month as chart images draw it."""

from datetime import date

from jobtrends_pipeline.tables.columns import ITJOBSWATCH
from jobtrends_pipeline.trends.breaks import breaks
from jobtrends_pipeline.trends.stages import Stage

WINDOW_MONTHS = 6
"""Months that a point of a chart averages: monthly changes are repeated with the other sign six months later."""
FULL_WINDOWS_FROM = date(2005, 1, 1)
"""First month of a series that has no adverts before it.

The source counts from January 2004: the first points of older series average fewer months, so that they cannot be
undone.
"""
SAMPLE_CHANGE = date(2025, 6, 1)
"""First point after the sample of the source changed: all subjects drop at the points of June and July 2025."""
CHART_SAMPLE_CHANGED = "chart_sample_changed"
"""The month and the month a year before are on different sides of `SAMPLE_CHANGE`."""
PRINT_DAYS = 31
"""Most days between a point of a chart and the end of the printed window that is shown beside it."""
_SERIES = "role, market_series, place"
_ERRORS = 1.96 * WINDOW_MONTHS / 3**0.5
"""Half width of the 95 % interval of a month, per bound of a reading.

Readings are taken as even within their bounds.
"""


def monthly_stages(condition: str) -> list[Stage]:
    """List the stages of the series of charts, from images to releases and months.

    Args:
        condition: SQL condition of the rows of `fact_chart_demand`.
    """
    return [_released(condition), _zeros(), _own_months(), _bases(), _printed()]


def _released(condition: str) -> Stage:
    """Return the figures of the latest image that draws a month, beside the first."""
    figures = ("drawn_share_pct", "drawn_share_low_pct", "drawn_share_high_pct")
    latest = ", ".join(f"arg_max({name}, as_of) AS {name}" for name in figures)
    first = ", ".join(f"arg_min({name}, as_of) AS {name}_first" for name in figures)
    return Stage(
        "chart_released",
        f"""
        SELECT {_SERIES}, month, arg_max(subject, as_of) AS subject, min(as_of) AS first_as_of,
               max(as_of) AS latest_as_of, count(DISTINCT as_of) AS image_count, {latest}, {first}
        FROM fact_chart_demand WHERE {condition} GROUP BY {_SERIES}, month
        """,
    )


def _zeros() -> Stage:
    """Return the months with their number, and the stretch since the last point of 0.

    A point of 0 means that none of the six months it averages has an advert.
    """
    return Stage(
        "chart_stretches",
        f"""
        SELECT *, count(*) FILTER (is_zero) OVER so_far AS stretch, lag(drawn_share_pct, 1, 0) OVER in_order AS before,
               lag(bound, 1, 0) OVER in_order AS bound_before, min(month) OVER (PARTITION BY {_SERIES}) AS begun
        FROM (
            SELECT *, datediff('month', DATE '2000-01-01', month) AS number,
                   drawn_share_low_pct = 0 AND drawn_share_pct <= bound AS is_zero
            FROM (SELECT *, (drawn_share_high_pct - drawn_share_low_pct) / 2 AS bound FROM chart_released)
        )
        WINDOW in_order AS (PARTITION BY {_SERIES} ORDER BY month),
               so_far AS (PARTITION BY {_SERIES} ORDER BY month ROWS UNBOUNDED PRECEDING)
        """,
    )


def _own_months() -> Stage:
    """Return the share of each month alone, with the half width of its interval.

    A month is six times the rise of the average, plus the month six before it. Rises are therefore added up in steps of
    six months, from a stretch without adverts on. A series with a month below 0 beyond its error is no such average and
    has no months.
    """
    step = f"PARTITION BY {_SERIES}, stretch, number % {WINDOW_MONTHS} ORDER BY month ROWS UNBOUNDED PRECEDING"
    return Stage(
        "chart_own_months",
        f"""
        WITH added AS (
            SELECT {_SERIES}, month, stretch,
                   {WINDOW_MONTHS} * sum(CASE WHEN is_zero THEN 0 ELSE drawn_share_pct - before END) OVER step AS own,
                   {_ERRORS} * sqrt(sum(bound ** 2 + bound_before ** 2) OVER step) AS error
            FROM chart_stretches WHERE stretch > 0 OR begun >= DATE '{FULL_WINDOWS_FROM}'
            WINDOW step AS ({step})
        )
        SELECT {_SERIES}, month, greatest(own, 0) AS own, greatest(own - error, 0) AS low, own + error AS high
        FROM added
        QUALIFY min(own + error) OVER (PARTITION BY {_SERIES}, stretch) >= 0
        """,
        is_kept=False,
    )


def _bases() -> Stage:
    return Stage(
        "chart_bases",
        f"""
        SELECT {_SERIES}, min(month) AS index_base_month, arg_min(drawn_share_pct, month) AS base_share
        FROM chart_released WHERE drawn_share_low_pct > 0 GROUP BY {_SERIES}
        """,
        is_kept=False,
    )


def _printed() -> Stage:
    """Return the printed share whose window ends nearest to each point."""
    return Stage(
        "chart_prints",
        f"""
        SELECT {_SERIES}, month, prints.period_end AS printed_period_end, prints.share_of_all_pct AS printed_share_pct
        FROM chart_released
        JOIN (
            SELECT role, market, place, period_end, share_of_all_pct
            FROM demand_changes JOIN pages ON page_id = series_id // 8
            WHERE series_id % 8 = 0 AND publisher = '{ITJOBSWATCH}' AND window_months = {WINDOW_MONTHS}
                AND share_of_all_pct IS NOT NULL AND reliability <> 'suppressed'
        ) AS prints USING (role, place)
        WHERE prints.market = market_series AND abs(prints.period_end - month) <= {PRINT_DAYS}
        QUALIFY row_number() OVER (
            PARTITION BY {_SERIES}, month ORDER BY abs(prints.period_end - month), prints.period_end
        ) = 1
        """,
        is_kept=False,
    )


_CHANGED = f"before.month IS NOT NULL AND now.month >= DATE '{SAMPLE_CHANGE}' AND before.month < DATE '{SAMPLE_CHANGE}'"

TREND_DEMAND_MONTHLY_QUERY = f"""
    SELECT {", ".join(f"now.{name}" for name in _SERIES.split(", "))}, now.subject, now.month, now.first_as_of,
           now.latest_as_of, now.image_count, now.drawn_share_pct, now.drawn_share_low_pct, now.drawn_share_high_pct,
           now.drawn_share_pct_first AS drawn_share_first_pct,
           CASE WHEN now.image_count > 1
                THEN now.drawn_share_low_pct > now.drawn_share_high_pct_first
                    OR now.drawn_share_high_pct < now.drawn_share_low_pct_first END AS is_restated,
           before.drawn_share_pct AS drawn_share_year_before_pct,
           (now.drawn_share_pct / nullif(before.drawn_share_pct, 0) - 1) * 100 AS drawn_share_year_change_pct,
           now.drawn_share_low_pct > before.drawn_share_high_pct
               OR now.drawn_share_high_pct < before.drawn_share_low_pct AS is_change_beyond_bounds,
           now.drawn_share_pct / base_share * 100 AS drawn_share_index, index_base_month,
           own AS month_share_pct, low AS month_share_low_pct, high AS month_share_high_pct,
           printed_share_pct, printed_period_end,
           printed_share_pct / nullif(now.drawn_share_pct, 0) AS printed_to_drawn_ratio,
           {breaks({CHART_SAMPLE_CHANGED: _CHANGED})} AS breaks
    FROM chart_released AS now
    LEFT JOIN chart_released AS before
        ON before.role = now.role AND before.market_series = now.market_series AND before.place = now.place
        AND before.month = (now.month - INTERVAL 1 YEAR)::DATE
    LEFT JOIN chart_bases AS bases
        ON bases.role = now.role AND bases.market_series = now.market_series AND bases.place = now.place
    LEFT JOIN chart_own_months AS months
        ON months.role = now.role AND months.market_series = now.market_series AND months.place = now.place
        AND months.month = now.month
    LEFT JOIN chart_prints AS prints
        ON prints.role = now.role AND prints.market_series = now.market_series AND prints.place = now.place
        AND prints.month = now.month
"""
"""Query of each series and month: latest release beside the first, the month alone, and the printed share near it."""

LEAST_BOUNDS = 25
"""Times the bounds of a reading that two series must be apart, so that the weight between them can be told."""

PERMANENT_WEIGHT_QUERY = f"""
    WITH series AS (
        SELECT role, place, month,
               {
    ", ".join(
        f"any_value({figure}) FILTER (market_series = '{name}') AS {name}_{short}"
        for name in ("permanent", "contract", "all")
        for figure, short in (
            ("drawn_share_pct", "pct"),
            ("(drawn_share_high_pct - drawn_share_low_pct) / 2", "bound"),
        )
    )
}
        FROM trend_demand_monthly GROUP BY role, place, month
    ),
    weights AS (
        SELECT role, place, month, (all_pct - contract_pct) / (permanent_pct - contract_pct) AS weight
        FROM series
        WHERE abs(permanent_pct - contract_pct)
            > {LEAST_BOUNDS} * greatest(permanent_bound, contract_bound, all_bound)
    ),
    medians AS (SELECT place, month, median(weight) AS middle, count(*) AS subjects FROM weights GROUP BY ALL)
    SELECT place, month, middle AS permanent_weight, subjects AS subject_count,
           max(abs(weight - middle)) AS largest_deviation,
           arg_max(role, (abs(weight - middle), role)) AS farthest_role
    FROM weights JOIN medians USING (place, month) GROUP BY ALL
"""
"""Query of the permanent part of all adverts, per place and month."""
