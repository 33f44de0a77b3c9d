"""Trend tables: series over all captures.

Vintages, reliability and breaks are beside each figure.
"""

from dataclasses import replace

from jobtrends_pipeline.tables import charts as h
from jobtrends_pipeline.tables import class_columns as r
from jobtrends_pipeline.tables import columns as c
from jobtrends_pipeline.tables import monthly_columns as m
from jobtrends_pipeline.tables import trend_columns as t
from jobtrends_pipeline.tables.facts import FACT_TABLES
from jobtrends_pipeline.tables.model import Table

SERIES = (c.ROLE, c.PUBLISHER, c.MARKET, c.SUBJECT, c.PLACE, c.WINDOW_MONTHS)
SERIES_GRAIN = ("role", "publisher", "market", "place", "window_months")
_PERCENTILES = ("p10_gbp", "p25_gbp", "median_gbp", "p75_gbp", "p90_gbp")

TREND_DEMAND = Table(
    name="trend_demand",
    layer="trends",
    description="Demand over time: latest release of every period beside the first, with changes and marks.",
    grain=(*SERIES_GRAIN, "scope", "period_end"),
    columns=(
        *SERIES, c.SCOPE, c.PERIOD_END, t.FIRST_AS_OF, t.LATEST_AS_OF, t.VINTAGE_COUNT, t.IS_BACK_CAST, c.RANK,
        c.RANK_CHANGE,
        c.JOB_COUNT, t.JOB_COUNT_FIRST, c.SHARE_OF_ALL_PCT, t.SHARE_FIRST_PCT, t.SHARE_RSE_PCT, t.COMPARED_PERIOD_END,
        t.SHARE_CHANGE_PCT, t.IS_CHANGE_BEYOND_NOISE, t.JOB_COUNT_CHANGE_PCT, r.CHANGE_RELIABILITY, t.SHARE_INDEX,
        t.INDEX_BASE_PERIOD_END, r.INDEX_RELIABILITY, r.SHARE_RELIABILITY, t.BREAKS,
    ),
    judges={
        "reliability": ("rank", "rank_change", "advert_count", "advert_count_first", "share_of_all_pct",
                        "share_of_all_first_pct"),
        "change_reliability": ("share_of_all_change_pct", "is_change_beyond_noise", "advert_count_change_pct"),
        "index_reliability": ("share_index",),
    },
)  # fmt: skip

TREND_PAY = Table(
    name="trend_pay",
    layer="trends",
    description="Advertised pay over time: latest release of every period beside the first, with error and marks.",
    grain=(*SERIES_GRAIN, "scope", "pay_basis", "period_end"),
    columns=(
        *SERIES, c.SCOPE, c.PAY_BASIS, c.PERIOD_END, t.FIRST_AS_OF, t.LATEST_AS_OF, t.VINTAGE_COUNT, t.IS_BACK_CAST,
        c.QUOTED_COUNT, c.P10_GBP, c.P25_GBP, c.MEDIAN_GBP, c.P75_GBP, c.P90_GBP, t.MEDIAN_FIRST_GBP,
        t.MEDIAN_3M_AVERAGE_GBP, r.AVERAGE_RELIABILITY, t.COMPARED_PERIOD_END, t.MEDIAN_YEAR_CHANGE_PCT,
        t.IS_CHANGE_BEYOND_NOISE, r.CHANGE_RELIABILITY,
        c.COMPARISON_PLACE, c.COMPARISON_PLACE_MEDIAN_GBP, t.GAP_TO_COMPARISON_PLACE_PCT, r.GAP_RELIABILITY,
        t.MARKET_MEDIAN_GBP, r.MARKET_RELIABILITY, t.PREMIUM_PCT, r.PREMIUM_RELIABILITY, t.MEDIAN_RSE_PCT,
        r.RELIABILITY, t.BREAKS,
    ),
    judges={
        "reliability": (*_PERCENTILES, "median_first_gbp"),
        "average_reliability": ("median_3m_average_gbp",),
        "change_reliability": ("median_year_change_pct", "is_change_beyond_noise"),
        "gap_reliability": ("gap_to_comparison_place_pct",),
        "market_median_reliability": ("market_median_gbp",),
        "premium_reliability": ("premium_over_market_pct",),
    },
)  # fmt: skip

PAY_HISTOGRAM = Table(
    name="pay_histogram",
    layer="trends",
    description="Distribution of pay that the printed percentiles of each series' latest vintage imply; reconstructed.",
    grain=(*SERIES_GRAIN, "scope", "pay_basis", "period_end", "bin_low_gbp"),
    columns=(
        *SERIES, c.SCOPE, c.PAY_BASIS, c.PERIOD_END, t.BIN_LOW_GBP, t.BIN_HIGH_GBP, t.EXPECTED_COUNT, t.BIN_SHARE_PCT,
        t.BIN_SHARE_LOW_PCT, t.BIN_SHARE_HIGH_PCT, t.BIN_SHARE_ERROR_PP, t.IS_TAIL, r.HISTOGRAM_RELIABILITY,
    ),
    judges={
        "reliability": ("expected_count", "bin_share_pct", "bin_share_low_pct", "bin_share_high_pct",
                        "bin_share_error_pp"),
    },
)  # fmt: skip

TREND_SKILL = Table(
    name="trend_skill",
    layer="trends",
    description="Skills of a role by vintage: rank and share, and the change on the vintage about a year before.",
    grain=(*SERIES_GRAIN, "as_of", "skill_list", "skill"),
    columns=(
        *SERIES, c.AS_OF, c.SKILL_LIST, c.SKILL, c.SKILL_SLUG, c.RANK, c.JOB_COUNT, c.SHARE_PCT, t.COMPARED_AS_OF,
        t.RANK_AT_YEAR_BEFORE, t.SHARE_YEAR_BEFORE_PCT, t.SHARE_YEAR_CHANGE_PP, t.CHANGE_P_VALUE, t.SKILL_Q_VALUE,
        t.IS_LIST_CHANGE_BEYOND_NOISE, t.IS_NEWCOMER, t.IS_LEAVER, r.SHARE_RELIABILITY, r.YEAR_BEFORE_RELIABILITY,
        r.CHANGE_RELIABILITY, t.BREAKS,
    ),
    judges={
        "reliability": ("rank", "advert_count", "share_pct"),
        "year_before_reliability": ("rank_year_before", "share_year_before_pct"),
        "change_reliability": ("share_year_change_pp", "change_p_value", "change_q_value", "is_change_beyond_noise"),
    },
)  # fmt: skip

TREND_LOCATION = Table(
    name="trend_location",
    layer="trends",
    description="Locations of a role by vintage: demand rank among the listed places, median and live jobs.",
    grain=(*SERIES_GRAIN, "as_of", "location"),
    columns=(
        *SERIES, c.AS_OF, c.LOCATION, t.DEMAND_RANK, c.RANK_CHANGE, c.JOB_COUNT, t.JOB_SHARE_PCT, t.COMPARED_AS_OF,
        t.JOB_SHARE_CHANGE_PP, t.CHANGE_P_VALUE, t.PLACE_Q_VALUE, t.IS_LIST_CHANGE_BEYOND_NOISE, r.CHANGE_RELIABILITY,
        r.SHARE_RELIABILITY, c.PAY_BASIS, t.MEDIAN_RANK, c.MEDIAN_GBP, c.MEDIAN_CHANGE_PCT, t.QUOTED_ESTIMATE,
        t.LOCATION_RSE_PCT, r.MEDIAN_RELIABILITY, c.LIVE_JOB_COUNT, t.BREAKS,
    ),
    judges={
        "reliability": ("demand_rank", "rank_change", "advert_count", "job_share_pct"),
        "change_reliability": (
            "job_share_year_change_pp", "change_p_value", "change_q_value", "is_change_beyond_noise",
        ),
        "median_reliability": ("median_rank", "median_gbp", "median_change_pct"),
    },
)  # fmt: skip

REVISIONS = Table(
    name="revisions",
    layer="trends",
    description="Figures that a later vintage revised or withdrew: first and latest value.",
    grain=(*SERIES_GRAIN, "scope", "pay_basis", "period_end", "measure"),
    columns=(
        *SERIES, c.SCOPE,
        t.PAY_BASIS_OR_NONE,
        c.PERIOD_END, t.MEASURE, t.FIRST_AS_OF, t.LATEST_AS_OF, t.VINTAGE_COUNT, t.FIRST_VALUE, t.LATEST_VALUE,
        t.REVISION,
        t.IS_WITHDRAWN, r.REVISION_RELIABILITY,
    ),
    judges={"reliability": ("first_value", "latest_value", "revision")},
)  # fmt: skip

REVISION_SUMMARY = Table(
    name="revision_summary",
    layer="trends",
    description="How much each measure is revised, over all figures that several vintages print or one withdrew.",
    grain=(*SERIES_GRAIN, "scope", "pay_basis", "measure"),
    columns=(
        *SERIES, c.SCOPE, t.PAY_BASIS_OR_NONE, t.MEASURE, t.FIGURE_COUNT, t.REVISED_COUNT, t.WITHDRAWN_COUNT,
        t.MEAN_REVISION,
        t.MEAN_ABSOLUTE_REVISION, t.MEAN_ABSOLUTE_REVISION_PCT,
    ),
)  # fmt: skip

ROLE_COMPARISON = Table(
    name="role_comparison",
    layer="trends",
    description="Roles side by side: latest own-window figures of each role, market and place.",
    grain=(*SERIES_GRAIN, "pay_basis"),
    columns=(
        *SERIES,
        t.PAY_BASIS_OR_NONE,
        c.PERIOD_END, t.IS_BACK_CAST, c.RANK, c.RANK_CHANGE, c.JOB_COUNT, c.SHARE_OF_ALL_PCT,
        r.OF_SHARE_RELIABILITY, t.SHARE_CHANGE_PCT, r.SHARE_CHANGE_RELIABILITY, c.QUOTED_COUNT,
        c.P10_GBP, c.P25_GBP, c.MEDIAN_GBP, c.P75_GBP, c.P90_GBP, t.MEDIAN_YEAR_CHANGE_PCT, t.IS_CHANGE_BEYOND_NOISE,
        r.CHANGE_RELIABILITY, t.PREMIUM_PCT, r.PREMIUM_RELIABILITY, t.MEDIAN_RSE_PCT, r.RELIABILITY,
    ),
    judges={
        "share_reliability": ("rank", "rank_change", "advert_count", "share_of_all_pct"),
        "share_change_reliability": ("share_of_all_change_pct",),
        "reliability": _PERCENTILES,
        "change_reliability": ("median_year_change_pct", "is_change_beyond_noise"),
        "premium_reliability": ("premium_over_market_pct",),
    },
)  # fmt: skip

SKILL_SPECIFICITY = Table(
    name="skill_specificity",
    layer="trends",
    description="How much more each role's latest vintage asks for a skill than the market, or the other roles, do.",
    grain=(*SERIES_GRAIN, "skill"),
    columns=(
        *SERIES, c.AS_OF, c.SKILL, c.SKILL_SLUG, c.JOB_COUNT, c.SHARE_PCT, t.REFERENCE, t.REFERENCE_AS_OF,
        t.REFERENCE_ROLE_COUNT, t.REFERENCE_SHARE_PCT, t.SPECIFICITY, r.SPECIFICITY_RELIABILITY, r.SHARE_RELIABILITY,
    ),
    judges={
        "reliability": ("advert_count", "share_pct"),
        "specificity_reliability": ("reference_share_pct", "specificity"),
    },
)  # fmt: skip

TREND_DEMAND_MONTHLY = Table(
    name="trend_demand_monthly",
    layer="trends",
    description=(
        "Demand by month since 2004 as chart images draw it: latest release beside the first, the change on the year, "
        "and the month's own share where the moving average can be undone. Never merged with printed shares."
    ),
    grain=("role", "market_series", "place", "month"),
    columns=(
        c.ROLE, h.SERIES, h.SUBJECT, c.PLACE, h.MONTH, m.FIRST_IMAGE_AS_OF, m.LATEST_IMAGE_AS_OF, m.IMAGE_COUNT,
        h.DRAWN_PCT, h.DRAWN_LOW_PCT, h.DRAWN_HIGH_PCT, m.DRAWN_FIRST_PCT, m.IS_RESTATED, m.DRAWN_YEAR_BEFORE_PCT,
        m.DRAWN_YEAR_CHANGE_PCT, m.IS_CHANGE_BEYOND_BOUNDS, m.DRAWN_INDEX, m.INDEX_BASE_MONTH, m.OWN_MONTH_PCT,
        m.OWN_MONTH_LOW_PCT, m.OWN_MONTH_HIGH_PCT, m.PRINTED_PCT, m.PRINTED_PERIOD_END, m.PRINTED_TO_DRAWN, t.BREAKS,
    ),
)  # fmt: skip

PERMANENT_WEIGHT = Table(
    name="permanent_weight",
    layer="trends",
    description=(
        "Permanent adverts as a part of all adverts of a place by month, implied by the three series of its charts: "
        "the same for all subjects, so that the deviation of one tells of a misread chart."
    ),
    grain=("place", "month"),
    columns=(
        replace(c.PLACE, nullable=False), h.MONTH, m.WEIGHT, m.WEIGHT_SUBJECT_COUNT, m.WEIGHT_DEVIATION,
        m.WEIGHT_FARTHEST_ROLE,
    ),
)  # fmt: skip

TREND_SOURCES = (*FACT_TABLES, h.FACT_CHART_DEMAND)
"""Tables that trends are derived from."""
TREND_TABLES = (TREND_DEMAND, TREND_PAY, PAY_HISTOGRAM, TREND_SKILL, TREND_LOCATION, REVISIONS, REVISION_SUMMARY,
                TREND_DEMAND_MONTHLY)  # fmt: skip
"""Tables computed per role."""
COMPARISON_TABLES = (ROLE_COMPARISON, SKILL_SPECIFICITY, PERMANENT_WEIGHT)
"""Tables over all roles."""
