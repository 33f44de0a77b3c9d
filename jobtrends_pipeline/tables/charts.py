"""Tables of chart images: captured images, and the monthly figures read from them."""

from dataclasses import replace

from jobtrends_pipeline.tables import columns as c
from jobtrends_pipeline.tables.model import Column, ColumnType, Table

MARKET_SERIES = ("permanent", "contract", "all")
"""Series of a demand chart: shares of the permanent, of the contract and of all adverts."""
DEMAND_TREND = "demand-trend"
CHART_OUTCOMES = ("pending", "read", "unknown_layout", "refused")
SUBJECT = Column("subject", ColumnType.TEXT, "Subject of the chart: the role's name, else as in the address.")
_SHARE = "share of the adverts of the series that cite the subject, as drawn"

CHART_KIND = Column("chart_kind", ColumnType.TEXT, "Kind of chart by its address, e.g. demand-trend.").required()
CHART_LAYOUT = Column("layout", ColumnType.TEXT, "Layout that was recognised; of an unknown one its key.")
READER_VERSION = Column("reader_version", ColumnType.INTEGER, "Version of the chart reader; null when not yet read.")
CHART_OUTCOME = Column(
    "outcome",
    ColumnType.TEXT,
    "read: all its figures; unknown_layout: kept until a layout is added; refused: no chart that can be read.",
    allowed=CHART_OUTCOMES,
).required()
CHART_REASON = Column("reason", ColumnType.TEXT, "Why the image is not read, in one line.")
FIRST_MONTH = Column("first_month", ColumnType.DATE, "First month drawn, its first day.")
LAST_MONTH = Column("last_month", ColumnType.DATE, "Last month drawn, its first day.")
RESIDUAL_RMS = Column(
    "residual_rms",
    ColumnType.NUMBER,
    "Root mean square difference between the image and the figures painted again.",
    "grey levels of 255",
    minimum=0,
)
SERIES = Column(
    "market_series", ColumnType.TEXT, "Adverts that the share is of: permanent, contract or all.", allowed=MARKET_SERIES
)
MONTH = Column("month", ColumnType.DATE, "Month as drawn, its first day; the window that it averages is not stated.")
AS_OF = replace(c.AS_OF, description="Vintage: the day on which the image was captured.")
DRAWN_PCT = Column("drawn_share_pct", ColumnType.NUMBER, f"The {_SHARE}.", "%", minimum=0, maximum=100)
DRAWN_LOW_PCT = Column(
    "drawn_share_low_pct", ColumnType.NUMBER, f"Least {_SHARE}, that the picture allows.", "%", minimum=0, maximum=100
)
DRAWN_HIGH_PCT = Column(
    "drawn_share_high_pct", ColumnType.NUMBER, f"Most {_SHARE}, that the picture allows.", "%", minimum=0
)

CHART_IMAGES = Table(
    name="chart_images",
    layer="captures",
    description="One row per chart image in the archive, with its address and the result of reading it.",
    grain=("capture_id",),
    columns=(
        c.CAPTURE_ID, c.ROLE, replace(c.URL, description="Address of the image at the source."), c.ORIGIN,
        c.CAPTURED_AT, replace(c.MEDIA_TYPE, description="Type of the image, by its content."), c.BYTE_COUNT, c.SHA256,
        c.WARC_FILE, c.WARC_OFFSET, CHART_KIND, c.MARKET, SUBJECT, c.PLACE, CHART_LAYOUT, READER_VERSION,
        CHART_OUTCOME, CHART_REASON, FIRST_MONTH, LAST_MONTH, RESIDUAL_RMS,
    ),
)  # fmt: skip

FACT_CHART_DEMAND = Table(
    name="fact_chart_demand",
    layer="facts",
    description=(
        "Monthly demand read from a chart image: share of adverts in three series since 2004, with the bounds of the "
        "reading. It is a moving average over six months, and not the share that pages print."
    ),
    grain=("market_series", "subject", "place", "as_of", "month"),
    columns=(
        c.ROLE, SERIES, SUBJECT, c.PLACE, AS_OF, MONTH, DRAWN_PCT, DRAWN_LOW_PCT, DRAWN_HIGH_PCT, c.CAPTURE_ID,
    ),
)  # fmt: skip

CHART_TABLES = (CHART_IMAGES, FACT_CHART_DEMAND)
