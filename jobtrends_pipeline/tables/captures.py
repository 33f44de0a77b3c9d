"""Tables about pages: captures, attempts, parsed cells, findings."""

from jobtrends_pipeline.tables import columns as c
from jobtrends_pipeline.tables.model import Table

CAPTURES = Table(
    name="captures",
    layer="captures",
    description="One row per page held in the archive, with what it turned out to be.",
    grain=("capture_id",),
    columns=(
        c.CAPTURE_ID, c.ROLE, c.URL, c.ORIGIN, c.CAPTURED_AT, c.HTTP_STATUS, c.MEDIA_TYPE, c.BYTE_COUNT, c.SHA256,
        c.WARC_FILE, c.WARC_OFFSET, c.MARKET, c.SUBJECT, c.SUBJECT_KIND, c.PLACE, c.WINDOW_MONTHS, c.PERIOD_END,
        c.LAYOUT, c.PARSER_VERSION, c.LOADED_VERSION, c.LOADED_PARTS, c.OUTCOME, c.REASON,
    ),
)  # fmt: skip

CAPTURE_ATTEMPTS = Table(
    name="capture_attempts",
    layer="captures",
    description=(
        "Every try to capture an address and its outcome, at the source and in web archives, and every saved file "
        "that was refused; saved files that were taken are rows of captures."
    ),
    grain=("attempt_id",),
    columns=(
        c.ATTEMPT_ID, c.RUN, c.ORIGIN, c.TRIED_URL, c.TRIED_ROLE, c.TRIED_MONTH, c.ATTEMPTED_AT, c.TRIED_OUTCOME,
        c.TRIED_REASON, c.TRIED_STATUS, c.TRIED_CAPTURE, c.NOT_BEFORE,
    ),
)  # fmt: skip

PARSED_CELLS = Table(
    name="parsed_cells",
    layer="parsed",
    description="Every printed cell of every table of a page: its text, and the measure and value it was read as.",
    grain=("capture_id", "part", "section", "row_number", "column_number"),
    columns=(
        c.CAPTURE_ID, c.ROLE, c.PART, c.SECTION, c.ROW_NUMBER, c.COLUMN_NUMBER, c.LABEL, c.SLUG, c.CELL_TEXT,
        c.MEASURE, c.PAY_BASIS, c.LAG_YEARS, c.VALUE, c.STATUS,
    ),
)  # fmt: skip

FINDINGS = Table(
    name="findings",
    layer="parsed",
    description="What did not hold or could not be read, kept with the figures concerned; never repaired in silence.",
    grain=("capture_id", "check_name", "position"),
    columns=(c.CAPTURE_ID, c.ROLE, c.CHECK_NAME, c.POSITION, c.SEVERITY, c.MESSAGE),
)
