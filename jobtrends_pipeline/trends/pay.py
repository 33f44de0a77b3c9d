"""`trend_pay`: the percentiles of a role's advertised pay over time."""

from jobtrends_pipeline.tables.columns import ITJOBSWATCH
from jobtrends_pipeline.trends.breaks import (
    BURST,
    BURST_BEFORE,
    MARKET_SIZE_JUMP,
    PERCENTILES_RECALCULATED,
    RECALCULATION_DATE,
    RENAMED_SUBJECT,
    WINDOW_SWITCHED,
    breaks,
)
from jobtrends_pipeline.trends.prints import COMPARISON_PLACE, PAY_BASIS, PAY_MEASURES, SCOPE
from jobtrends_pipeline.trends.releases import release_stages
from jobtrends_pipeline.trends.reliability import if_known, is_beyond_noise, reliability, weakest
from jobtrends_pipeline.trends.stages import Stage


def pay_stages() -> list[Stage]:
    """List the stages of pay: `pay_releases`, `pay_averages`, `market_medians`.

    The stages that these read come before them.
    """
    measures = [*PAY_MEASURES, *COMPARISON_PLACE, "median_rse_pct"]
    return [
        *release_stages("pay", measures, ["median_gbp"], ["pay_advert_count", "median_gbp", "median_rse_pct"]),
        AVERAGES,
        MARKET_MEDIANS,
    ]


def median_reliability(suffix: str = "") -> str:
    """Return the SQL of the reliability class of a median."""
    printed = f"median_gbp{suffix} IS NOT NULL"
    return reliability(f"pay_advert_count{suffix}", f"median_rse_pct{suffix}", printed)


AVERAGES = Stage(
    "pay_averages",
    f"""
    WITH monthly AS (
        SELECT series_id, year(period_end) * 12 + month(period_end) AS month_number,
               arg_max(median_gbp, period_end) AS median_gbp,
               arg_max({median_reliability()}, period_end) AS reliability
        FROM pay_released WHERE median_gbp IS NOT NULL GROUP BY ALL
    )
    SELECT now.series_id, now.month_number, last.median_gbp + older.median_gbp AS sum_before,
           last.reliability AS class_before, older.reliability AS class_two_before
    FROM monthly AS now
    JOIN monthly AS last ON last.series_id = now.series_id AND last.month_number = now.month_number - 1
    JOIN monthly AS older ON older.series_id = now.series_id AND older.month_number = now.month_number - 2
    """,
)
"""Stage of the last medians of the two months before a calendar month.

One row per series and month that has both, with their sum and their classes.
"""

MARKET_MEDIANS = Stage(
    "market_medians",
    f"""
    SELECT series_id - 4 AS series_id, period_end, as_of AS latest_as_of, median_gbp AS market_median_gbp,
           {median_reliability()} AS market_median_reliability
    FROM pay_prints WHERE series_id % 8 >= 4 AND median_gbp > 0
    """,
    is_kept=False,
)
"""The comparison's median beside the subject's, on the same page and period."""

_VARIANCE = " + ".join(f"(median_gbp{suffix} * median_rse_pct{suffix} / 100) ** 2" for suffix in ("", "_before"))
_IS_BEYOND_NOISE = is_beyond_noise("median_gbp", "median_gbp_before", _VARIANCE)
_OLD = "< DATE '" + RECALCULATION_DATE.isoformat() + "'"

_BREAKS = {
    PERCENTILES_RECALCULATED: f"publisher = '{ITJOBSWATCH}' AND (compared_as_of {_OLD}) <> (latest_as_of {_OLD})",
    WINDOW_SWITCHED: "base_period_end IS NULL AND switch.period_end IS NOT NULL",
    MARKET_SIZE_JUMP: "jump.page_id IS NOT NULL",
    BURST: "series_id % 8 < 4 AND burst.is_burst",
    BURST_BEFORE: "series_id % 8 < 4 AND burst.is_after",
    RENAMED_SUBJECT: "printed_subject <> printed_subject_before",
}

TREND_PAY_QUERY = f"""
    SELECT role, publisher, market, subject, place, window_months,
           {SCOPE} AS scope, {PAY_BASIS} AS pay_basis,
           period_end, first_as_of, latest_as_of, vintage_count, first_as_of > period_end AS is_restated_only,
           pay_advert_count, p10_gbp, p25_gbp, median_gbp, p75_gbp, p90_gbp, median_gbp_first AS median_first_gbp,
           (median_gbp + sum_before) / 3 AS median_3m_average_gbp,
           {
    weakest("CASE WHEN median_3m_average_gbp IS NOT NULL THEN reliability END", "class_before", "class_two_before")
} AS average_reliability,
           base_period_end,
           (median_gbp / nullif(median_gbp_before, 0) - 1) * 100 AS median_year_change_pct,
           {weakest("reliability", "reliability_before")} AS change_reliability,
           {if_known(_IS_BEYOND_NOISE, "change_reliability")} AS is_change_beyond_noise,
           comparison_place, comparison_place_median_gbp,
           (median_gbp / nullif(comparison_place_median_gbp, 0) - 1) * 100 AS gap_to_comparison_place_pct,
           {weakest("CASE WHEN gap_to_comparison_place_pct IS NOT NULL THEN reliability END", "'low'")}
               AS gap_reliability,
           market_median_gbp, coalesce(market_median_reliability, 'not_available') AS market_median_reliability,
           (median_gbp / market_median_gbp - 1) * 100 AS premium_over_market_pct,
           {weakest("reliability", "market.market_median_reliability")} AS premium_reliability,
           median_rse_pct, reliability,
           {breaks(_BREAKS)} AS breaks
    FROM (
        SELECT *, series_id // 8 AS page_id, year(period_end) * 12 + month(period_end) AS month_number,
               {median_reliability()} AS reliability, {median_reliability("_before")} AS reliability_before
        FROM pay_releases
    )
    JOIN pages USING (page_id)
    LEFT JOIN pay_averages USING (series_id, month_number)
    LEFT JOIN market_medians AS market USING (series_id, period_end, latest_as_of)
    LEFT JOIN window_switches_pay AS switch USING (series_id, period_end)
    LEFT JOIN market_jumps AS jump USING (page_id, period_end, base_period_end)
    LEFT JOIN bursts AS burst USING (page_id, period_end)
"""
"""Query of pay per series, scope, pay basis and period.

The latest release is beside the first. `premium_over_market_pct` compares the subject's median with the comparison's on
the same page and period; it is null in rows of the comparison. The average of three months is that of the period's own
median and of the last medians of the two calendar months before it; it is null if a month has no median. Each of these
is as weak as the weakest median in it. The comparison place's median is printed without a count: the gap to it is never
good.
"""
