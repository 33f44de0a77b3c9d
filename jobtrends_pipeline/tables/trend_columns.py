"""Columns that trends add to those of facts, each declared once.

They are vintages, changes, errors and marks.
"""

from dataclasses import replace

from jobtrends_pipeline.tables import columns as c
from jobtrends_pipeline.tables.model import Column, ColumnType

FIRST_AS_OF = Column("first_as_of", ColumnType.DATE, "Vintage that printed the figure first.").required()
LATEST_AS_OF = Column("latest_as_of", ColumnType.DATE, "Vintage that printed the figure last.").required()
VINTAGE_COUNT = Column("vintage_count", ColumnType.INTEGER, "Vintages that print the figure.", "vintages", minimum=1)
IS_BACK_CAST = Column(
    "is_restated_only", ColumnType.BOOLEAN, "True when only later pages print the period (lag_years above 0)."
).required()
BREAKS = Column(
    "breaks", ColumnType.TEXT, "JSON list of breaks between this period and the year before; null when none."
)
MEDIAN_RSE_PCT = Column(
    "median_rse_pct", ColumnType.NUMBER, "Approximate relative standard error of the median.", "%", minimum=0
)
JOB_COUNT_FIRST = Column(
    "advert_count_first", ColumnType.INTEGER, "advert_count as first released.", "adverts", minimum=0
)
SHARE_FIRST_PCT = Column("share_of_all_first_pct", ColumnType.NUMBER, "share_of_all_pct as first released.", "%")
SHARE_CHANGE_PCT = Column(
    "share_of_all_change_pct", ColumnType.NUMBER, "Change of the share on the same window a year before.", "%"
)
MEDIAN_FIRST_GBP = Column("median_first_gbp", ColumnType.NUMBER, "median_gbp as first released.", "GBP", minimum=0)
MEDIAN_YEAR_CHANGE_PCT = Column(
    "median_year_change_pct",
    ColumnType.NUMBER,
    "Change of the median on the same window a year before, computed from the medians of the latest releases.",
    "%",
)
IS_CHANGE_BEYOND_NOISE = Column(
    "is_change_beyond_noise",
    ColumnType.BOOLEAN,
    "True when the change on the year exceeds 1.96 standard errors of the difference; null when unknown, and where "
    "the figure of either year is suppressed, which change_reliability says.",
)
CHANGE_P_VALUE = Column(
    "change_p_value",
    ColumnType.NUMBER,
    "How often chance alone makes a change of the share at least as large as this one; null where either share is "
    "absent, suppressed or of unknown error.",
    minimum=0,
    maximum=1,
)
CHANGE_Q_VALUE = Column(
    "change_q_value",
    ColumnType.NUMBER,
    "Least false discovery rate at which this change would be named, of all of this page and vintage with a "
    "change_p_value, each {} once (Benjamini and Hochberg).",
    minimum=0,
    maximum=1,
)
SKILL_Q_VALUE = replace(CHANGE_Q_VALUE, description=CHANGE_Q_VALUE.description.format("skill"))
PLACE_Q_VALUE = replace(CHANGE_Q_VALUE, description=CHANGE_Q_VALUE.description.format("place"))
IS_LIST_CHANGE_BEYOND_NOISE = replace(
    IS_CHANGE_BEYOND_NOISE,
    description="True when change_q_value is at most 0.05: of the changes so named at most one in 20 is by chance, of "
    "pages without any change at most one in 20 names one; null where it was not tested.",
)
MARKET_MEDIAN_GBP = Column(
    "market_median_gbp", ColumnType.NUMBER, "Median of the comparison beside it.", "GBP", minimum=0
)
PREMIUM_PCT = Column(
    "premium_over_market_pct",
    ColumnType.NUMBER,
    "Median over the comparison's median of the same vintage, less 1.",
    "%",
)
MEDIAN_3M_AVERAGE_GBP = Column(
    "median_3m_average_gbp",
    ColumnType.NUMBER,
    "Mean of this period's median and of the last medians of the two calendar months before it; null where one of the "
    "three is. The windows behind them overlap.",
    "GBP",
    minimum=0,
)
GAP_TO_COMPARISON_PLACE_PCT = Column(
    "gap_to_comparison_place_pct",
    ColumnType.NUMBER,
    "Median over the comparison place's median, as printed beside it, less 1.",
    "%",
)
COMPARED_PERIOD_END = Column(
    "base_period_end",
    ColumnType.DATE,
    "End of the window about a year before that changes are measured from; null where none is held.",
)
COMPARED_AS_OF = Column(
    "compared_as_of", ColumnType.DATE, "Vintage about a year before that changes are measured from."
)
SHARE_RSE_PCT = Column(
    "share_rse_pct", ColumnType.NUMBER, "Approximate relative standard error of the share.", "%", minimum=0
)
JOB_COUNT_CHANGE_PCT = Column(
    "advert_count_change_pct",
    ColumnType.NUMBER,
    "Change of the adverts on the same window a year before; not comparable across market_size_jump.",
    "%",
)
SHARE_INDEX = Column(
    "share_index", ColumnType.NUMBER, "Share as an index: the share of index_base_period_end is 100.", minimum=0
)
INDEX_BASE_PERIOD_END = Column(
    "index_base_period_end",
    ColumnType.DATE,
    "Base of share_index: the series' first period whose share is not suppressed; where all are, its first above 0.",
)
BIN_LOW_GBP = Column("bin_low_gbp", ColumnType.NUMBER, "Lower edge of the bin, inclusive.", "GBP", minimum=0).required()
BIN_HIGH_GBP = Column(
    "bin_high_gbp", ColumnType.NUMBER, "Upper edge of the bin, exclusive.", "GBP", minimum=0
).required()
EXPECTED_COUNT = Column(
    "expected_count",
    ColumnType.NUMBER,
    "Adverts that the printed percentiles imply in the bin; reconstructed.",
    "adverts",
)
BIN_SHARE_PCT = Column("bin_share_pct", ColumnType.NUMBER, "expected_count as a share of pay_advert_count.", "%")
BIN_SHARE_LOW_PCT = Column(
    "bin_share_low_pct",
    ColumnType.NUMBER,
    "Least share of the quoted adverts that the bin may hold, whatever the shape, if printed percentiles are exact.",
    "%",
    minimum=0,
)
BIN_SHARE_HIGH_PCT = Column(
    "bin_share_high_pct",
    ColumnType.NUMBER,
    "Most share of the quoted adverts that the bin may hold, whatever the shape, if printed percentiles are exact; "
    "for a bin of a tail, the whole tail.",
    "%",
    maximum=100,
)
BIN_SHARE_ERROR_PP = Column(
    "bin_share_error_pp",
    ColumnType.NUMBER,
    "In simulated adverts heaped on round figures, nine bins in ten hold within so much of bin_share_pct; "
    "a typical error, larger if all pay is on a grid coarser than the bins; the bounds low and high are certain.",
    "percentage points",
    minimum=0,
)
IS_TAIL = Column(
    "is_tail", ColumnType.BOOLEAN, "True when part of the bin lies outside the outermost printed percentiles."
).required()
SHARE_YEAR_CHANGE_PP = Column(
    "share_year_change_pp",
    ColumnType.NUMBER,
    "Change of the share on the vintage about a year before.",
    "percentage points",
)
RANK_AT_YEAR_BEFORE = Column(
    "rank_year_before", ColumnType.INTEGER, "Rank on the vintage about a year before.", minimum=1
)
IS_NEWCOMER = Column(
    "is_entrant",
    ColumnType.BOOLEAN,
    "True when absent from the list a year before; null when no such vintage is held.",
)
IS_LEAVER = Column(
    "is_exit",
    ColumnType.BOOLEAN,
    "True for a skill of the list a year before that is on it no more: a row without figures of its own.",
).required()
SHARE_YEAR_BEFORE_PCT = Column(
    "share_year_before_pct", ColumnType.NUMBER, "Share on the vintage about a year before.", "%", minimum=0, maximum=100
)
BASES_OR_NONE = ("none", *c.PAY_BASES)
PAY_BASIS_OR_NONE = Column(
    "pay_basis", ColumnType.TEXT, "Pay basis; none where no pay is meant.", allowed=BASES_OR_NONE
)
DEMAND_RANK = Column("demand_rank", ColumnType.INTEGER, "Rank by adverts among the page's places.", minimum=1)
JOB_SHARE_PCT = Column("job_share_pct", ColumnType.NUMBER, "Adverts as a share of the page's own.", "%")
JOB_SHARE_CHANGE_PP = Column(
    "job_share_year_change_pp",
    ColumnType.NUMBER,
    "Change of job_share_pct on the vintage about a year before.",
    "percentage points",
)
MEDIAN_RANK = Column("median_rank", ColumnType.INTEGER, "Rank by median among the page's places.", minimum=1)
QUOTED_ESTIMATE = Column(
    "quoted_estimate",
    ColumnType.NUMBER,
    "Adverts of the location that quote pay, taken to be as large a part as of the page's; a location prints no count.",
    "adverts",
    minimum=0,
)
LOCATION_RSE_PCT = replace(
    MEDIAN_RSE_PCT,
    description="Approximate relative standard error of the median, of quoted_estimate adverts with the page's spread.",
)
MEASURE = c.MEASURE.required()
FIRST_VALUE = Column("first_value", ColumnType.NUMBER, "Value as first released.")
LATEST_VALUE = Column("latest_value", ColumnType.NUMBER, "Value as last released.")
REVISION = Column("revision", ColumnType.NUMBER, "latest_value less first_value.")
IS_WITHDRAWN = Column(
    "is_withdrawn", ColumnType.BOOLEAN, "True when the last page that prints the period prints no such figure."
).required()
FIGURE_COUNT = Column(
    "figure_count",
    ColumnType.INTEGER,
    "Figures that at least two vintages print, and those withdrawn.",
    "figures",
    minimum=1,
)
REVISED_COUNT = Column("revised_count", ColumnType.INTEGER, "Those whose latest value is not the first.", "figures")
WITHDRAWN_COUNT = Column("withdrawn_count", ColumnType.INTEGER, "Those that were withdrawn.", "figures")
MEAN_REVISION = Column("mean_revision", ColumnType.NUMBER, "Mean of latest less first value, in the measure's unit.")
MEAN_ABSOLUTE_REVISION = Column(
    "mean_absolute_revision", ColumnType.NUMBER, "Mean size of latest less first value, in the measure's unit."
)
MEAN_ABSOLUTE_REVISION_PCT = Column(
    "mean_absolute_revision_pct", ColumnType.NUMBER, "Mean size of the revision over the first value.", "%", minimum=0
)
REFERENCE = Column(
    "reference",
    ColumnType.TEXT,
    "What the share is compared with: the market index of a day near, else the mean of the other roles; null without.",
    allowed=("market_index", "other_roles"),
)
REFERENCE_AS_OF = Column("reference_as_of", ColumnType.DATE, "Vintage of the market index that was used.")
REFERENCE_ROLE_COUNT = Column(
    "reference_role_count", ColumnType.INTEGER, "Other roles that were averaged over.", "roles", minimum=1
)
REFERENCE_SHARE_PCT = Column(
    "reference_share_pct",
    ColumnType.NUMBER,
    "The skill's share there. A role that does not list the skill counts as 0: then specificity is an upper bound.",
    "%",
    minimum=0,
)
SPECIFICITY = Column(
    "specificity",
    ColumnType.NUMBER,
    "share_pct over reference_share_pct: 2 is asked for twice as often as there.",
    "times",
    minimum=0,
)
