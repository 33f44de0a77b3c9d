"""Columns of the monthly series of charts, each declared once."""

from dataclasses import replace

from jobtrends_pipeline.tables.model import Column, ColumnType
from jobtrends_pipeline.tables.trend_columns import FIRST_AS_OF, LATEST_AS_OF

FIRST_IMAGE_AS_OF = replace(FIRST_AS_OF, description="Day of the image that drew the month first.")
LATEST_IMAGE_AS_OF = replace(LATEST_AS_OF, description="Day of the image that drew the month last.")
IMAGE_COUNT = Column("image_count", ColumnType.INTEGER, "Images that draw the month.", "images", minimum=1)
DRAWN_FIRST_PCT = Column("drawn_share_first_pct", ColumnType.NUMBER, "drawn_share_pct as first drawn.", "%", minimum=0)
IS_RESTATED = Column(
    "is_restated",
    ColumnType.BOOLEAN,
    "True when the bounds of the first and the last reading have no value in common; null with one image.",
)
DRAWN_YEAR_BEFORE_PCT = Column(
    "drawn_share_year_before_pct", ColumnType.NUMBER, "drawn_share_pct of the month a year before.", "%", minimum=0
)
DRAWN_YEAR_CHANGE_PCT = Column(
    "drawn_share_year_change_pct", ColumnType.NUMBER, "Change of drawn_share_pct on the month a year before.", "%"
)
IS_CHANGE_BEYOND_BOUNDS = Column(
    "is_change_beyond_bounds",
    ColumnType.BOOLEAN,
    "True when the bounds of both readings have no value in common. The adverts counted are not known, so that nothing "
    "is said of sampling noise.",
)
DRAWN_INDEX = Column(
    "drawn_share_index", ColumnType.NUMBER, "drawn_share_pct as an index: that of index_base_month is 100.", minimum=0
)
INDEX_BASE_MONTH = Column(
    "index_base_month", ColumnType.DATE, "Base of drawn_share_index: the first month whose bounds are above 0."
)
_OWN = "share of the month alone, with the moving average over six months undone; derived"
OWN_MONTH_PCT = Column(
    "month_share_pct",
    ColumnType.NUMBER,
    f"The {_OWN}. Null where the months before the series are not known to be 0.",
    "%",
    minimum=0,
)
OWN_MONTH_LOW_PCT = Column(
    "month_share_low_pct",
    ColumnType.NUMBER,
    f"Low end of the 95 % interval of the {_OWN}. Errors of readings are taken as independent and even within bounds.",
    "%",
    minimum=0,
)
OWN_MONTH_HIGH_PCT = Column(
    "month_share_high_pct", ColumnType.NUMBER, f"High end of the 95 % interval of the {_OWN}.", "%", minimum=0
)
PRINTED_PCT = Column(
    "printed_share_pct",
    ColumnType.NUMBER,
    "Share of the six months' window that a page prints, where one ends within a month of this point; not comparable.",
    "%",
    minimum=0,
    maximum=100,
)
PRINTED_PERIOD_END = Column("printed_period_end", ColumnType.DATE, "End of that window.")
PRINTED_TO_DRAWN = Column(
    "printed_to_drawn_ratio", ColumnType.NUMBER, "printed_share_pct over drawn_share_pct.", minimum=0
)
WEIGHT = Column(
    "permanent_weight", ColumnType.NUMBER, "Median over the subjects of (all - contract) / (permanent - contract)."
)
WEIGHT_SUBJECT_COUNT = Column(
    "subject_count", ColumnType.INTEGER, "Subjects whose series are far enough apart to tell it.", "subjects", minimum=1
)
WEIGHT_DEVIATION = Column(
    "largest_deviation", ColumnType.NUMBER, "Largest distance of a subject from the median.", minimum=0
)
WEIGHT_FARTHEST_ROLE = Column("farthest_role", ColumnType.TEXT, "Role of the subject that is farthest from the median.")
