"""Breaks between a period and its base period: reasons not to compare them."""

from collections.abc import Sequence
from datetime import date

from jobtrends_pipeline.tables.columns import ITJOBSWATCH
from jobtrends_pipeline.trends.prints import COMPARISON_BIT
from jobtrends_pipeline.trends.stages import Stage
from jobtrends_pipeline.trends.year_before import TOLERANCE_DAYS, year_before

PERCENTILES_RECALCULATED = "percentiles_recalculated"
"""The two medians were printed on different sides of 29 June 2017; pay only."""
WINDOW_SWITCHED = "window_switched"
"""The year before (2017 or earlier) was printed for the other window only.

Such periods are not compared.
"""
MARKET_SIZE_JUMP = "market_size_jump"
"""The sample of the whole market grew or shrank by over `MARKET_SIZE_RATIO` times.

Counts are not comparable, and medians may move with the make-up of the sample.
"""
BURST = "burst"
"""The share jumped while few of the new adverts quote pay.

Likely cause: many adverts of one advertiser.
"""
BURST_BEFORE = "burst_before"
"""The base period is a burst."""
RENAMED_SUBJECT = "renamed_subject"
"""The two prints name the subject differently: the adverts counted may differ."""

RECALCULATION_DATE = date(2017, 6, 29)
"""Day on which the source recalculated the percentiles of all history.

The vintage of a print decides on which side it is, not its period.
"""
WINDOW_SWITCH_END = date(2018, 1, 1)
"""Day before which the source's window became 6 months.

It was 3 months on pages of June 2017 and 6 on those of November.
"""
MARKET_SIZE_RATIO = 1.25
"""Ratio of implied market sizes from which on there is a break.

The UK sample of Feb 2026 is 1.36 times that of Feb 2025.
"""
BURST_SHARE_RATIO, BURST_QUOTED_RATIO = 1.5, 0.5
"""Bounds of a burst: least ratio of the shares, most ratio of the quoted parts.

The ratios are to the other period; the quoted part is the part of the adverts that quote pay. A burst cannot be
determined where no advert of the other period quotes pay.
"""


def is_market_jump() -> str:
    """Return the SQL test for a certain jump of the market's size on the year.

    The size that a row of demand implies is its adverts over their share of all adverts. A share is printed to two
    decimals, three below 0.1: the size is the interval that this rounding leaves.
    """
    sizes = {}
    for suffix in ("", "_before"):
        count, share = f"advert_count{suffix}", f"share_of_all_pct{suffix}"
        step = f"CASE WHEN {share} < 0.1 THEN 0.0005 ELSE 0.005 END"
        sizes[suffix] = f"({count} / ({share} + {step}))", f"({count} / nullif(greatest({share} - {step}, 0), 0))"
    (low, high), (low_before, high_before) = sizes[""], sizes["_before"]
    return f"({low} > {MARKET_SIZE_RATIO} * {high_before} OR {low_before} > {MARKET_SIZE_RATIO} * {high})"


def break_stages() -> list[Stage]:
    """List the stages that find the periods with a jump, a burst or a window switch.

    They are `market_jumps`, `bursts`, `window_switches_demand` and `window_switches_pay`. They read `demand_changes`
    (the releases of demand with the noise of their change), the releases and prints of pay, and the pages.
    """
    return [_market_jumps(), _bursts(), _window_switches("demand"), _window_switches("pay")]


def _market_jumps() -> Stage:
    """Return `market_jumps`: pages, periods and base periods with a jump between them.

    Either table of a page (subject or comparison) is enough to prove a jump of its market.
    """
    return Stage(
        "market_jumps",
        f"""
        SELECT DISTINCT series_id // 8 AS page_id, period_end, base_period_end
        FROM demand_changes WHERE {is_market_jump()}
        """,
    )


def _bursts() -> Stage:
    """Return `bursts`: pages and periods that are a burst or are compared with one.

    Columns: `page_id`, `period_end`, `is_burst`, `is_after`. A burst shows against the year before it or against the
    year after it; only one of the two years may be available.
    """
    now, before = "now.pay_advert_count / advert_count", "before.pay_advert_count / advert_count_before"
    return Stage(
        "bursts",
        f"""
        WITH compared AS ({_share_changes()}),
        jumped AS (FROM compared WHERE is_jump),
        concerned AS (
            SELECT page_id, period_end, latest_as_of AS as_of FROM jumped
            UNION SELECT page_id, base_period_end, compared_as_of FROM jumped
        ),
        quoted AS (
            SELECT page_id, concerned.period_end, concerned.as_of, sum(pay_advert_count) AS pay_advert_count
            FROM pay_prints JOIN concerned ON page_id = series_id // 8
                AND concerned.period_end = pay_prints.period_end AND concerned.as_of = pay_prints.as_of
            WHERE series_id % 8 < {COMPARISON_BIT} GROUP BY ALL
        ),
        shown AS (
            SELECT jumped.page_id, jumped.period_end, rises
            FROM jumped
            JOIN quoted AS now ON now.page_id = jumped.page_id AND now.period_end = jumped.period_end
                AND now.as_of = jumped.latest_as_of
            JOIN quoted AS before ON before.page_id = jumped.page_id
                AND before.period_end = jumped.base_period_end AND before.as_of = jumped.compared_as_of
            WHERE CASE WHEN rises THEN before.pay_advert_count > 0 AND {now} <= {BURST_QUOTED_RATIO} * {before}
                       ELSE now.pay_advert_count > 0 AND {before} <= {BURST_QUOTED_RATIO} * {now} END
        ),
        after AS (
            SELECT page_id, period_end FROM shown WHERE NOT rises
            UNION SELECT compared.page_id, compared.period_end FROM compared JOIN shown
                ON shown.rises AND shown.page_id = compared.page_id AND shown.period_end = compared.base_period_end
        )
        SELECT page_id, period_end, bool_or(is_burst) AS is_burst, bool_or(NOT is_burst) AS is_after
        FROM (SELECT page_id, period_end, true AS is_burst FROM shown WHERE rises
              UNION ALL SELECT page_id, period_end, false FROM after)
        GROUP BY page_id, period_end
        """,
    )


def _share_changes() -> str:
    """Return the query of the changes of share on the year.

    Columns `rises`, whether the share grew by the ratio of a burst, and `is_jump`, whether it grew or shrank by it and
    beyond sampling noise.
    """
    rises = f"share_of_all_pct >= {BURST_SHARE_RATIO} * share_of_all_pct_before"
    falls = f"share_of_all_pct_before >= {BURST_SHARE_RATIO} * share_of_all_pct"
    return f"""
            SELECT series_id // 8 AS page_id, period_end, latest_as_of, advert_count, advert_count_before,
                   base_period_end, compared_as_of, {rises} AS rises,
                   is_change_beyond_noise AND ({rises} OR {falls}) AND advert_count > 0 AND advert_count_before > 0
                       AS is_jump
            FROM demand_changes WHERE series_id % 8 = 0 AND base_period_end IS NOT NULL
        """


def _window_switches(kind: str) -> Stage:
    """Return the periods whose year before was printed in the other window length.

    Only years before 2018 count.
    """
    return Stage(
        f"window_switches_{kind}",
        f"""
        SELECT DISTINCT now.series_id, now.period_end
        FROM pages JOIN pages AS other USING (role, publisher, market, place)
        JOIN {kind}_released AS now ON now.series_id // 8 = pages.page_id
        JOIN {kind}_released AS old ON old.series_id = other.page_id * 8 + now.series_id % 8
        WHERE pages.publisher = '{ITJOBSWATCH}'
        AND other.window_months <> pages.window_months AND old.period_end < DATE '{WINDOW_SWITCH_END}'
        AND abs(old.period_end - {year_before("now.period_end")}) <= {TOLERANCE_DAYS}
        """,
    )


_OF_LISTS = {
    WINDOW_SWITCHED: "pair.as_of_before IS NULL AND switch.period_end IS NOT NULL",
    MARKET_SIZE_JUMP: "pair.as_of_before IS NOT NULL AND jump.page_id IS NOT NULL",
    BURST: "burst.is_burst",
    BURST_BEFORE: "pair.as_of_before IS NOT NULL AND (burst.is_after OR base.is_burst)",
    RENAMED_SUBJECT: "lists.printed <> before.printed",
}


def list_breaks(kind: str, keys: Sequence[str]) -> Stage:
    """Return `{kind}_breaks`: breaks between a list and that of about a year before.

    A break of the page's demand is also a break of its lists, which count the same adverts. Needs `{kind}_prints` with
    the subject as `printed`, `{kind}_pairs`, and `break_stages`.

    Args:
        kind: `skill` or `location`.
        keys: Columns that identify a list, `page_id` among them.
    """
    columns = ", ".join(keys)
    same = " AND ".join(f"before.{name} = lists.{name}" for name in keys)
    return Stage(
        f"{kind}_breaks",
        f"""
        WITH lists AS (SELECT {columns}, as_of, max(printed) AS printed FROM {kind}_prints GROUP BY ALL)
        SELECT {", ".join(f"lists.{name}" for name in keys)}, lists.as_of, {breaks(_OF_LISTS)} AS breaks
        FROM lists
        LEFT JOIN {kind}_pairs AS pair USING ({columns}, as_of)
        LEFT JOIN lists AS before ON {same} AND before.as_of = pair.as_of_before
        LEFT JOIN (SELECT DISTINCT page_id, period_end FROM market_jumps) AS jump
            ON jump.page_id = lists.page_id AND jump.period_end = lists.as_of
        LEFT JOIN bursts AS burst ON burst.page_id = lists.page_id AND burst.period_end = lists.as_of
        LEFT JOIN bursts AS base ON base.page_id = lists.page_id AND base.period_end = pair.as_of_before
        LEFT JOIN window_switches_demand AS switch
            ON switch.series_id = lists.page_id * 8 AND switch.period_end = lists.as_of
        """,
    )


def breaks(marks: dict[str, str]) -> str:
    """Return the SQL of a JSON list of the marks that apply; null without any.

    Args:
        marks: SQL condition of each break, by its name.
    """
    listed = ", ".join(f"CASE WHEN {condition} THEN '{name}' END" for name, condition in marks.items())
    return (
        f"CASE WHEN {' OR '.join(f'({condition})' for condition in marks.values())} "
        f"THEN to_json(list_filter([{listed}], lambda mark: mark IS NOT NULL))::VARCHAR END"
    )
