"""All tables of the warehouse, in the order data flows through them."""

from jobtrends_pipeline.tables.advert_figures import ADVERT_FIGURE_TABLES, ADVERT_SOURCES
from jobtrends_pipeline.tables.adverts import ADVERT_TABLES
from jobtrends_pipeline.tables.captures import CAPTURE_ATTEMPTS, CAPTURES, FINDINGS, PARSED_CELLS
from jobtrends_pipeline.tables.charts import CHART_IMAGES, FACT_CHART_DEMAND
from jobtrends_pipeline.tables.facts import FACT_TABLES
from jobtrends_pipeline.tables.model import Table
from jobtrends_pipeline.tables.trends import COMPARISON_TABLES, TREND_TABLES

ALL_TABLES: tuple[Table, ...] = (
    CAPTURES,
    CAPTURE_ATTEMPTS,
    PARSED_CELLS,
    FINDINGS,
    *FACT_TABLES,
    CHART_IMAGES,
    FACT_CHART_DEMAND,
    *TREND_TABLES,
    *COMPARISON_TABLES,
    *ADVERT_TABLES,
    ADVERT_SOURCES,
    *ADVERT_FIGURE_TABLES,
)
PUBLIC_TABLES = tuple(table for table in ALL_TABLES if not table.is_private)
"""Tables of publications, exports and reports."""
TABLES_BY_NAME = {table.name: table for table in ALL_TABLES}
