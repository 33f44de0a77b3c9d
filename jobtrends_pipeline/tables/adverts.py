"""Tables of one's own adverts: inputs, postings, what they say, vacancies.

They hold titles and employers as printed, so that they stay in the warehouse: only facts are published.
"""

from dataclasses import replace

from jobtrends_pipeline.tables import columns as c
from jobtrends_pipeline.tables.model import Column, ColumnType, Table

TEXT, INTEGER, NUMBER = ColumnType.TEXT, ColumnType.INTEGER, ColumnType.NUMBER
DATE, BOOLEAN = ColumnType.DATE, ColumnType.BOOLEAN

ADVERT_BASES = ("hour", "day", "week", "month", "year", "unknown")
PAY_ORIGINS = ("text", "field", "both")
VACANCY_RULES = ("same_posting", "same_reference", "same_text", "near_text", "cut_text", "no_text", "single")
INPUT_OUTCOMES = ("pending", "read", "refused")
OPEN_DAYS = 31
"""Days after the last capture of a source in which its adverts still count as open."""

INPUT_ID = Column("input_id", TEXT, "Raw input: start of the SHA-256 of its source, its day and its bytes.").required()
SOURCE = Column("source", TEXT, "Source of adverts, as adverts.yaml names it.").required()
SEEN_ON = Column("seen_on", DATE, "Day on which the input was captured.").required()
ADVERT_ID = Column("advert_id", TEXT, "Posting as seen in one input: its input and its position there.")
INPUT_FORM = Column("form", TEXT, "Form that was recognised, such as json-ld; null when not yet read.")
RULES_VERSION = Column("rules_version", INTEGER, "Version of the rules that read it; null when not yet read.")
READ_WITH = Column(
    "read_with", TEXT, "Digest of what it was read with: names of the watchlist, columns and constants of its source."
)
INPUT_OUTCOME = Column(
    "outcome", TEXT, "read: its adverts are in the tables; refused: nothing in it can be read.", allowed=INPUT_OUTCOMES
).required()
INPUT_REASON = Column("reason", TEXT, "Why nothing is read, in one line.")
ORDINAL = Column("ordinal", INTEGER, "Place in the order of the input or the advert, from 0.", minimum=0)
POSTING_ID = Column("posting_id", TEXT, "Identifier at the source; else a digest of what identifies it.").required()
REFERENCE = Column("reference", TEXT, "The employer's own number of the job.")
POSTING_URL = Column("posting_url", TEXT, "Address of the advert at its source.")
POSTED_ON = Column("posted_on", DATE, "Day of publication, as printed.")
ADVERTISED_ON = Column(
    "advertised_on",
    DATE,
    "Day that puts the advert into a window: that of publication, else the one on which it was seen.",
).required()
VALID_THROUGH = Column("valid_through", DATE, "Last day on which it counts, as printed.")
TITLE = Column("title", TEXT, "Title on one line.").required()
EMPLOYER = Column("employer", TEXT, "Who advertises; null where that is not said.")
EMPLOYMENT = Column("employment_type", TEXT, "Kinds of employment as given.")
IS_REMOTE = Column("is_remote", BOOLEAN, "Whether it speaks of work from home.").required()
IS_CUT = Column("is_cut", BOOLEAN, "Whether its text was abridged; skills are not looked for then.").required()
IS_ESTIMATED = Column("is_estimated", BOOLEAN, "Whether the source gives its own estimate of the pay only.").required()
TEXT_SHA256 = Column("text_sha256", TEXT, "SHA-256 of its text without markup, hexadecimal.").required()
WHY_EXCLUDED = Column("why_excluded", TEXT, "course: sells a course; abroad: the job is abroad; null where it counts.")
IS_RECOGNISED = Column("is_recognised", BOOLEAN, "Whether its title names a known role.").required()

ADVERT_INPUTS = Table(
    name="advert_inputs",
    layer="adverts",
    is_private=True,
    description="One row per raw input of adverts in the archive, with the result of reading it.",
    grain=("input_id",),
    columns=(
        INPUT_ID, SOURCE, c.PUBLISHER, SEEN_ON, replace(c.URL, nullable=True), c.CAPTURED_AT, c.BYTE_COUNT, c.SHA256,
        c.WARC_FILE, c.WARC_OFFSET, INPUT_FORM, RULES_VERSION, READ_WITH,
        Column("advert_count", INTEGER, "Adverts read from it.", "adverts", minimum=0), INPUT_OUTCOME, INPUT_REASON,
    ),
)  # fmt: skip

ADVERTS = Table(
    name="adverts",
    layer="adverts",
    is_private=True,
    description="One row per posting as seen in an input: its fields, and whether it counts.",
    grain=("advert_id",),
    columns=(
        ADVERT_ID, INPUT_ID, SOURCE, c.PUBLISHER, ORDINAL, POSTING_ID, REFERENCE, POSTING_URL, SEEN_ON, POSTED_ON,
        ADVERTISED_ON, VALID_THROUGH, replace(c.MARKET, nullable=False), TITLE, EMPLOYER, EMPLOYMENT, IS_REMOTE,
        IS_CUT, IS_ESTIMATED, TEXT_SHA256, WHY_EXCLUDED, IS_RECOGNISED,
    ),
)  # fmt: skip

ADVERT_PAY = Table(
    name="advert_pay",
    layer="adverts",
    is_private=True,
    description="The pay of an advert that counts, and amounts that are not taken for pay, with the words.",
    grain=("advert_id", "ordinal"),
    columns=(
        ADVERT_ID, ORDINAL,
        Column("is_counted", BOOLEAN, "Whether it is the pay that counts.").required(),
        Column("low", NUMBER, "Lower end of the pay; equal to the upper one where a single amount stands.", minimum=0),
        Column("high", NUMBER, "Upper end of the pay.", minimum=0),
        Column("basis", TEXT, "Time it is for; never converted.", allowed=ADVERT_BASES),
        Column("currency", TEXT, "ISO 4217 code; null where none stands."),
        *(Column(f"is_{flag}", BOOLEAN, f"Whether {words}.").required() for flag, words in (
            ("up_to", "only the upper end is said"),
            ("from", "only the lower end is said"),
            ("on_target_earnings", "it includes commission that depends on targets"),
            ("pro_rata", "it is for full time while the job is part of it"),
            ("by_size", "its basis follows from the size of the amount"),
            ("pay_estimated", "it is the source's own estimate"),
            ("converted", "a board made it of another basis"),
        )),
        Column("origin", TEXT, "Where it was read: text, field, or both where they agree.", allowed=PAY_ORIGINS),
        Column("pay_text", TEXT, "The words it was read from.").required(),
        Column("refused_because", TEXT, "Why it is not taken for pay; null where it is."),
    ),
)  # fmt: skip

ADVERT_ROLES = Table(
    name="advert_roles",
    layer="adverts",
    is_private=True,
    description="Roles that the title of an advert names.",
    grain=("advert_id", "role_name"),
    columns=(
        ADVERT_ID, Column("role_name", TEXT, "Name of the role, the watchlist's own where it has one."),
        Column("role_key", TEXT, "Partition key of the watchlist's role; else made of the name.").required(),
        Column("is_primary", BOOLEAN, "Whether it stands first.").required(),
        Column("is_generic", BOOLEAN, "Whether only a last word was recognised, which says nothing of IT.").required(),
        Column("words", TEXT, "Words of the title that matched.").required(),
    ),
)  # fmt: skip

ADVERT_PLACES = Table(
    name="advert_places",
    layer="adverts",
    is_private=True,
    description="Places of an advert and all that contain them; UK for each that is not abroad; work from home apart.",
    grain=("advert_id", "place"),
    columns=(
        ADVERT_ID, c.PLACE,
        Column("place_kind", TEXT, "town, county, region, group, nation, country, foreign or remote.").required(),
        Column("is_named", BOOLEAN, "Whether it is named itself; false where it contains a place that is.").required(),
    ),
)  # fmt: skip

ADVERT_SKILLS = Table(
    name="advert_skills",
    layer="adverts",
    is_private=True,
    description="Skills that the text of an advert names.",
    grain=("advert_id", "skill"),
    columns=(
        ADVERT_ID, c.SKILL, Column("category", TEXT, "Field of the skill.").required(), ORDINAL,
        Column("mention_count", INTEGER, "How often the text names it.", "mentions", minimum=1),
    ),
)  # fmt: skip

ADVERT_FINDINGS = Table(
    name="advert_findings",
    layer="adverts",
    is_private=True,
    description="What was not understood in an input or an advert, without its words.",
    grain=("input_id", "finding_number"),
    columns=(
        INPUT_ID, Column("finding_number", INTEGER, "Place among the findings of the input, from 0.", minimum=0),
        replace(ADVERT_ID, description="Advert concerned; null for the input as a whole."),
        Column("field", TEXT, "Field of the posting; document for the input.").required(),
        Column("message", TEXT, "What is wrong, in one sentence.").required(),
    ),
)  # fmt: skip

VACANCIES = Table(
    name="vacancies",
    layer="adverts",
    is_private=True,
    description=(
        "Adverts that are one vacancy, by which rule. An advert joins a vacancy of adverts seen before it, so that "
        "adverts seen later change no earlier answer."
    ),
    grain=("advert_id",),
    columns=(
        c.PUBLISHER, ADVERT_ID, Column("vacancy_id", TEXT, "Identifier of its first advert.").required(),
        Column("rule", TEXT, "What joined the advert to it; single for one that nothing did.", allowed=VACANCY_RULES)
        .required(),
        replace(SEEN_ON, name="first_seen_on", description="Day on which an advert of it was seen first."),
        replace(SEEN_ON, name="last_seen_on", description="Day on which an advert of it was seen last."),
        Column(
            "is_live", BOOLEAN,
            "Whether it is among the last adverts of a source that is still captured, and not past its day.",
        ).required(),
    ),
)  # fmt: skip

ADVERT_TABLES = (
    ADVERT_INPUTS, ADVERTS, ADVERT_PAY, ADVERT_ROLES, ADVERT_PLACES, ADVERT_SKILLS, ADVERT_FINDINGS, VACANCIES,
)  # fmt: skip
"""All of them private: no export, report, log or preview shows their rows."""
