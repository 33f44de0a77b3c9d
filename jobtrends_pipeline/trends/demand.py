"""`trend_demand`: rank, adverts and share of a role over time."""

from jobtrends_pipeline.trends.breaks import (
    BURST,
    BURST_BEFORE,
    MARKET_SIZE_JUMP,
    RENAMED_SUBJECT,
    WINDOW_SWITCHED,
    breaks,
)
from jobtrends_pipeline.trends.prints import DEMAND_MEASURES, SCOPE
from jobtrends_pipeline.trends.releases import release_stages
from jobtrends_pipeline.trends.reliability import if_known, is_beyond_noise, weakest
from jobtrends_pipeline.trends.stages import Stage

_COMPARED = ("advert_count", "share_of_all_pct")


def demand_stages() -> list[Stage]:
    """List the stages of demand: `demand_changes`, its releases, and base periods.

    `demand_changes` is the releases with the error of the change of the share. Here
    `is_change_beyond_noise` is computed for weak figures too, because bursts are detected by it.
    """
    judged = ("share_rse_pct", "reliability")
    releases = release_stages("demand", [*DEMAND_MEASURES, *judged], _COMPARED, [*_COMPARED, *judged])
    now, before = _share_variance(""), _share_variance("_before")
    moved = is_beyond_noise("share_of_all_pct", "share_of_all_pct_before", f"{now} + {before}")
    changes = f"""
        SELECT *, {moved} AS is_change_beyond_noise FROM demand_releases
    """
    return [*releases, Stage("demand_changes", changes), BASES]


def _share_variance(suffix: str) -> str:
    """Return the SQL of the variance of a share, in percent squared."""
    return f"(share_rse_pct{suffix} / 100 * share_of_all_pct{suffix}) ** 2"


BASES = Stage(
    "demand_bases",
    """
    WITH found AS (
        SELECT series_id, coalesce(
            min(period_end) FILTER (reliability <> 'suppressed'), min(period_end)
        ) AS period_end
        FROM demand_released WHERE share_of_all_pct > 0 GROUP BY series_id
    )
    SELECT series_id, period_end AS index_base_period_end, share_of_all_pct AS base_share,
           reliability AS base_reliability
    FROM demand_released JOIN found USING (series_id, period_end)
    """,
)
"""Base period of each series: the first whose share is not suppressed.

Where all shares are suppressed it is the first with a share above 0.
"""

_BREAKS = {
    WINDOW_SWITCHED: "changes.base_period_end IS NULL AND switch.period_end IS NOT NULL",
    MARKET_SIZE_JUMP: "jump.page_id IS NOT NULL",
    BURST: "series_id % 8 = 0 AND burst.is_burst",
    BURST_BEFORE: "series_id % 8 = 0 AND burst.is_after",
    RENAMED_SUBJECT: "printed_subject <> printed_subject_before",
}

TREND_DEMAND_QUERY = f"""
    SELECT role, publisher, market, subject, place, window_months,
           {SCOPE} AS scope,
           period_end, first_as_of, latest_as_of, vintage_count, first_as_of > period_end AS is_restated_only,
           rank, rank_change, advert_count, advert_count_first, share_of_all_pct,
           share_of_all_pct_first AS share_of_all_first_pct, share_rse_pct,
           changes.base_period_end,
           (share_of_all_pct / nullif(share_of_all_pct_before, 0) - 1) * 100 AS share_of_all_change_pct,
           {weakest("reliability", "reliability_before")} AS change_reliability,
           {if_known("changes.is_change_beyond_noise", "change_reliability")} AS is_change_beyond_noise,
           (advert_count / nullif(advert_count_before, 0) - 1) * 100 AS advert_count_change_pct,
           share_of_all_pct / base_share * 100 AS share_index, index_base_period_end,
           {weakest("CASE WHEN share_index IS NOT NULL THEN reliability END", "base_reliability")} AS index_reliability,
           reliability,
           {breaks(_BREAKS)} AS breaks
    FROM demand_changes AS changes
    JOIN pages ON page_id = series_id // 8
    LEFT JOIN demand_bases USING (series_id)
    LEFT JOIN window_switches_demand AS switch USING (series_id, period_end)
    LEFT JOIN market_jumps AS jump ON jump.page_id = series_id // 8 AND jump.period_end = changes.period_end
        AND jump.base_period_end = changes.base_period_end
    LEFT JOIN bursts AS burst ON burst.page_id = series_id // 8 AND burst.period_end = changes.period_end
"""
"""Query of demand per series, scope and period: latest release beside the first.

`share_of_all_change_pct` is the relative change of the share on the year (0.32 % to 0.20 % is -37.5 %); the share is
the headline, because the size of the source's sample changes. `reliability` is that of the share and of the rank and
adverts beside it; a change is as weak as the weaker of its two years, the index as its base.
"""
