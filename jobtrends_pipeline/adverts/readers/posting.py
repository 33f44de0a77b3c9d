"""Posting: an advert as a source gives it, each field with its origin and text."""

import reprlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

SHOWN = 120
"""Characters of a text that a finding shows."""
DescriptionKind = Literal["html", "escaped_html", "text", "none"]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a reader did not understand, or understood in part.

    Attributes:
        field: Field of the posting; `document` for the input as a whole.
        message: What is wrong, in one sentence without the text.
        text: The text, shortened to 120 characters. It may hold personal details, as the advert does.
    """

    field: str
    message: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Posting:
    """One advert as seen.

    Attributes:
        posting_id: Identifier at the source; else a digest of address, title, company and places, and without an
            address of all that is printed.
        reference: The employer's own number of the job, if it is given apart.
        source_url: Address of the advert, http or https; None if the input names none.
        seen_on: When it was captured.
        posted_on: Day on which it was published, as printed in its own time zone.
        valid_through: Last day on which it counts.
        title: Title on one line, without markup and invisible characters.
        company: Who advertises, in the same form.
        place_texts: Places as printed, in the same form.
        place_tree: Place from the widest area to the narrowest, where the source gives a tree.
        country: Country as given, name or code.
        is_remote: Whether the work is from home altogether, if a field says so.
        employment_type: Kinds of employment as given, separated by commas.
        pay_min: Lower end of the pay field.
        pay_max: Upper end of the pay field; equal to the lower one if the field is one number.
        pay_unit: Unit of the pay field as given (`YEAR`, `annum`, `Hourly`).
        pay_currency: Currency of the pay field as given.
        pay_text: Pay in words, where it has a field of its own.
        is_estimated: Whether the source says that the pay is its own estimate.
        description: The advert's text as given, with its markup.
        description_kind: What the description is.
        is_cut: Whether the description ends in the mark of an abridged text.
        origin: Path in the input that each field was read from, `baseSalary.value.minValue`.
        text: Text as given of each field whose value is not that text.
        findings: What was not understood in this posting.
    """

    posting_id: str
    reference: str
    source_url: str | None
    seen_on: datetime
    posted_on: date | None
    valid_through: date | None
    title: str
    company: str
    place_texts: tuple[str, ...]
    place_tree: tuple[str, ...]
    country: str
    is_remote: bool | None
    employment_type: str
    pay_min: float | None
    pay_max: float | None
    pay_unit: str
    pay_currency: str
    pay_text: str
    is_estimated: bool
    description: str
    description_kind: DescriptionKind
    is_cut: bool
    origin: Mapping[str, str]
    text: Mapping[str, str]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """Which column of a table holds which field.

    Attributes:
        columns: Columns of each field. Places are a place a column; the columns of any other field are joined. In JSON
            lines a column is a path, `location.name`.
        date_format: Form of dates as `strptime` has it; ISO and relative dates if empty.
        encoding: Character set of CSV.
        delimiter: Separator of CSV.
    """

    columns: Mapping[str, tuple[str, ...]]
    date_format: str = ""
    encoding: str = "utf-8-sig"
    delimiter: str = ","


@dataclass(frozen=True, slots=True)
class Source:
    """What a reader must know of a source beside its bytes.

    Attributes:
        name: Name of the source.
        table: Columns, if it is CSV or JSON lines of its own form.
        constants: Value of each field that the input leaves out, such as the company of an applicant-tracking system.
    """

    name: str
    table: ColumnMap | None = None
    constants: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Read:
    """Postings of one input, with what was not understood outside them.

    Attributes:
        form: Form that was recognised, such as `json-ld`; `unknown` if none was.
        postings: The postings in their order.
        findings: Findings about the input as a whole.
    """

    form: str
    postings: tuple[Posting, ...]
    findings: tuple[Finding, ...]


def shortened(value: object) -> str:
    """Return a value as text on one line, of at most 120 characters."""
    given = value if isinstance(value, str) else reprlib.repr(value)
    text = " ".join(given[: 4 * SHOWN].split())
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"
