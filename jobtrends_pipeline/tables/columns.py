"""Every column of captures and facts, declared once; tables are lists of these."""

from jobtrends_pipeline.tables.model import Column, ColumnType

TEXT, INTEGER, NUMBER = ColumnType.TEXT, ColumnType.INTEGER, ColumnType.NUMBER
DATE, TIMESTAMP = ColumnType.DATE, ColumnType.TIMESTAMP

MARKETS = ("permanent", "contract")
PAY_BASES = ("annual_salary", "daily_rate", "hourly_rate")
SCOPES = ("subject", "comparison")
SUBJECT_KINDS = ("role", "skill")
ITJOBSWATCH = "itjobswatch"
"""Publisher of the pages that are captured; no advert of one's own is its."""
OUTCOMES = ("pending", "read", "partial", "quarantined")
ATTEMPT_OUTCOMES = (
    "captured",
    "unchanged",
    "not_found",
    "nothing_archived",
    "not_archived",
    "archived_redirect",
    "archived_error",
    "withheld",
    "refused",
    "not_a_page",
    "other_page",
    "not_an_image",
    "other_chart",
    "deferred",
    "disallowed",
    "unreachable",
    "broken",
    "oversized",
    "unsafe",
    "failed",
)
STATUSES = (
    "value",
    "no_change",
    "new_entry",
    "not_published",
    "no_data",
    "row_absent",
    "blank",
    "text",
    "unreadable",
)
SEVERITIES = ("info", "warning", "error")
MAXIMUM_PAY_GBP = 10_000_000

# Identity of pages.
CAPTURE_ID = Column(
    "capture_id", TEXT, "Capture the row was read from: start of the SHA-256 of its content."
).required()
ROLE = Column("role", TEXT, "Partition key of the role the subject belongs to, e.g. backend-developer.").required()
PUBLISHER = Column(
    "publisher", TEXT, "Who made the figures: itjobswatch, or a name for one's own adverts as of adverts.yaml."
).required()
MARKET = Column("market", TEXT, "Labour market.", allowed=MARKETS)
SUBJECT = Column("subject", TEXT, "Job title or skill as the source names it.")
SUBJECT_KIND = Column(
    "subject_kind", TEXT, "role: matched in the job title; skill: cited in the advert.", allowed=SUBJECT_KINDS
)
PLACE = Column("place", TEXT, "Place as the source names it; UK is one.")
WINDOW_MONTHS = Column("window_months", INTEGER, "Length of the window.", "months", minimum=1, maximum=12)
AS_OF = Column("as_of", DATE, "Vintage: the period end printed on the page the figure was read from.")
PERIOD_END = Column("period_end", DATE, "Last day of the window the figure is about.")
LAG_YEARS = Column(
    "lag_years",
    INTEGER,
    "0: the page's own window; 1, 2: the same window that many years before.",
    "years",
    minimum=0,
    maximum=2,
)
SCOPE = Column(
    "scope",
    TEXT,
    "subject: the page's first table; comparison: the whole market or category beside it.",
    allowed=SCOPES,
)
MISSING = Column("missing", TEXT, "JSON object: measure to the reason it has no value; null when none is missing.")

# Captures.
URL = Column("url", TEXT, "Address of the page at the source.").required()
ORIGIN = Column("origin", TEXT, "How the bytes came: live, wayback, common_crawl or saved.").required()
CAPTURED_AT = Column("captured_at", TIMESTAMP, "When the bytes were taken from the source, UTC; never a period end.")
HTTP_STATUS = Column("http_status", INTEGER, "Status of the response; null for a saved file.", minimum=100, maximum=599)
MEDIA_TYPE = Column("media_type", TEXT, "text/html or text/plain.")
BYTE_COUNT = Column("byte_count", INTEGER, "Length of the content.", "bytes", minimum=0)
SHA256 = Column("sha256", TEXT, "SHA-256 of the content, hexadecimal.").required()
WARC_FILE = Column("warc_file", TEXT, "File under the archive folder that holds the record.").required()
WARC_OFFSET = Column("warc_offset", INTEGER, "Where the record starts in that file.", "bytes", minimum=0)
LAYOUT = Column("layout", TEXT, "Kind of page and markup that was recognised, e.g. detail/html.")
PARSER_VERSION = Column("parser_version", INTEGER, "Version of the reader that read the page; null when not yet read.")
LOADED_VERSION = Column(
    "loaded_version",
    INTEGER,
    "parser_version whose figures are in the fact tables; 0 when left out of them, null when not yet considered.",
)
LOADED_PARTS = Column(
    "loaded_parts",
    TEXT,
    "JSON list of the parts of the page that the facts take from this capture, where a better capture of the same page "
    "and period end gives the others; null when all parts, or none.",
)
OUTCOME = Column(
    "outcome",
    TEXT,
    "read: whole; partial: what is whole was read; quarantined: kept, not in the facts.",
    allowed=OUTCOMES,
).required()
REASON = Column("reason", TEXT, "Why the page is partial or quarantined, in one line.")

# Attempts.
ATTEMPT_ID = Column("attempt_id", TEXT, "The run, and where its log has the line of the try, in bytes.")
RUN = Column(
    "run", TEXT, "Run that made the attempt: name of its log, and prefix of the names of its WARC files."
).required()
TRIED_URL = Column("url", TEXT, "Address requested, under the present name; of a refused file its name.").required()
TRIED_ROLE = Column("role", TEXT, "Role it was requested for; stays when its pages move. Null for a refused file.")
TRIED_MONTH = Column("month", DATE, "Month it was requested for, its first day; of a live page that of the attempt.")
ATTEMPTED_AT = Column("attempted_at", TIMESTAMP, "Time of the attempt, UTC.").required()
TRIED_OUTCOME = Column(
    "outcome",
    TEXT,
    "captured, unchanged: the page was obtained; not_found: the source has no such page; nothing_archived: the web "
    "archive has no capture; refused: a saved file is no page; deferred: to be requested again after not_before; any "
    "other names the fault.",
    allowed=ATTEMPT_OUTCOMES,
).required()
TRIED_REASON = Column("reason", TEXT, "One-line reason for the failure, or a note on the page.")
TRIED_STATUS = Column("http_status", INTEGER, "Status of the response; null without one.", minimum=100, maximum=599)
TRIED_CAPTURE = Column("capture_id", TEXT, "Capture it brought or found unchanged; images are not among the captures.")
NOT_BEFORE = Column("not_before", TIMESTAMP, "Earliest moment to ask again that the host named, UTC.")

# Parsed figures and findings.
PART = Column("part", TEXT, "Part of the page: summary, locations, skills or index.")
SECTION = Column("section", TEXT, "Table within the part: subject or comparison, top or a skill category.")
ROW_NUMBER = Column("row_number", INTEGER, "Row within the section, from 1.", minimum=0)
COLUMN_NUMBER = Column("column_number", INTEGER, "Figure within the row, from 1.", minimum=0)
LABEL = Column("label", TEXT, "Label of the row as printed: the label cell, or the location, skill or subject.")
CELL_TEXT = Column("text", TEXT, "The cell as printed, white space collapsed.")
MEASURE = Column("measure", TEXT, "Measure the cell gives, a column of a fact table; null when not understood.")
PAY_BASIS = Column("pay_basis", TEXT, "What the pay figures are: per year, day or hour.", allowed=PAY_BASES)
VALUE = Column("value", NUMBER, "The figure; null if there is no value; then status gives the reason.")
STATUS = Column("status", TEXT, "value, or why the cell gives none.", allowed=STATUSES).required()
SLUG = Column("slug", TEXT, "Subject part of the link in the cell's row; null where the capture has no links.")
CHECK_NAME = Column("check_name", TEXT, "What was checked, e.g. unknown_label.")
POSITION = Column("position", TEXT, "Where on the page: part, section, row, column.")
SEVERITY = Column("severity", TEXT, "info, warning or error.", allowed=SEVERITIES).required()
MESSAGE = Column("message", TEXT, "What is wrong, in one line, with the text as printed.").required()

# Demand.
COMPARISON_NAME = Column("comparison_name", TEXT, "What the page compares with, e.g. All Permanent IT Job Roles.")
RANK = Column("rank", INTEGER, "Rank by demand among all subjects of the place; 1 is most demanded.", minimum=1)
RANK_CHANGE = Column("rank_change", INTEGER, "Places gained on the same window a year before; positive is more demand.")
JOB_COUNT = Column(
    "advert_count", INTEGER, "Adverts in the window (for scope comparison: its size).", "adverts", minimum=0
)
SHARE_OF_ALL_PCT = Column(
    "share_of_all_pct", NUMBER, "Share of all adverts of the market.", "%", minimum=0, maximum=100
)
CATEGORY = Column("category", TEXT, "Category of the subject, e.g. Job Titles.")
SHARE_OF_CATEGORY_PCT = Column(
    "share_of_category_pct", NUMBER, "Share of the adverts of the category.", "%", minimum=0, maximum=100
)
SHARE_PCT = Column(
    "share_pct",
    NUMBER,
    "Count as a share of the role's (index: the market's) adverts.",
    "%",
    minimum=0,
    maximum=100,
)
LIVE_JOB_COUNT = Column("open_vacancy_count", INTEGER, "Vacancies open on the day of capture.", "vacancies", minimum=0)

# Pay. Advertised, not paid.
QUOTED_COUNT = Column("pay_advert_count", INTEGER, "Adverts that quote pay on this basis.", "adverts", minimum=0)


def _pay(name: str, description: str) -> Column:
    return Column(
        name,
        NUMBER,
        description,
        "GBP per year, day or hour, as pay_basis says",
        minimum=0,
        maximum=MAXIMUM_PAY_GBP,
    )


P10_GBP = _pay("p10_gbp", "10th percentile of advertised pay.")
P25_GBP = _pay("p25_gbp", "25th percentile of advertised pay; printed since May 2021.")
MEDIAN_GBP = _pay("median_gbp", "Median of advertised pay.")
P75_GBP = _pay("p75_gbp", "75th percentile of advertised pay; printed since May 2021.")
P90_GBP = _pay("p90_gbp", "90th percentile of advertised pay.")
MEDIAN_CHANGE_PCT = Column(
    "median_change_pct",
    NUMBER,
    "Printed change of the median on the same window a year before.",
    "%",
    minimum=-100,
)
COMPARISON_PLACE = Column("comparison_place", TEXT, "Place whose median is printed beside, e.g. UK excluding London.")
COMPARISON_PLACE_MEDIAN_GBP = _pay("comparison_place_median_gbp", "Median of the same subject in the comparison place.")
COMPARISON_PLACE_CHANGE_PCT = Column(
    "comparison_place_change_pct",
    NUMBER,
    "Printed change of the comparison place's median on the year.",
    "%",
    minimum=-100,
)

# Lists of a page.
LOCATION = Column("location", TEXT, "Place within the page's place, as printed.")
SKILL_LIST = Column("skill_list", TEXT, "top: the 30 most co-occurring; otherwise the category of the table.")
SKILL = Column("skill", TEXT, "Skill as the source names it.")
SKILL_SLUG = Column("skill_slug", TEXT, "Subject part of the skill's own page; null for text captures.")
SUBJECT_SLUG = Column("subject_slug", TEXT, "Subject part of the link to the subject's own page.")
