"""CSV and JSON lines by declared columns: streamed, packed or not, every row a posting or a finding."""

import gzip
import io
import json
from datetime import date, timedelta

from jobtrends_pipeline.adverts.readers.delimited import read_csv
from jobtrends_pipeline.adverts.readers.posting import ColumnMap, Finding, Posting, Source
from jobtrends_pipeline_tests.support.raw_adverts import SEEN, findings_of, read

TABLE = Source(
    "table",
    ColumnMap(
        {
            "posting_id": ("id", "kind"),
            "title": ("title",),
            "place_texts": ("town", "county"),
            "pay_min": ("from",),
            "posted_on": ("date",),
            "description": ("text", "skills"),
        },
        date_format="%d/%m/%Y",
    ),
    {"pay_currency": "GBP"},
)
CSV = """id,kind,title,town,county,from,date,text,skills
17,External,"Data
 Engineer",Leeds,West Yorkshire,"50,000",01/08/2026,Pipelines.,Python
"""


def test_columns_give_the_fields_they_are_declared_for() -> None:
    found = read(CSV, TABLE)
    (posting,) = found.postings
    assert (found.form, found.findings, posting.findings) == ("csv", (), ())
    assert (posting.posting_id, posting.title, posting.place_texts) == (
        "17-External",
        "Data Engineer",
        ("Leeds", "West Yorkshire"),
    )
    assert (posting.pay_min, posting.pay_currency, posting.posted_on) == (50000, "GBP", date(2026, 8, 1))
    assert posting.description == "Pipelines.\n\nPython"
    assert (posting.origin["posting_id"], posting.origin["pay_min"]) == ("id + kind", "from")
    assert posting.text["pay_min"] == "50,000"


def test_a_packed_table_reads_as_the_plain_one() -> None:
    assert read(gzip.compress(CSV.encode()), TABLE) == read(CSV, TABLE)


def test_a_stream_is_read_a_row_at_a_time() -> None:
    stream = io.BytesIO(CSV.encode() + b"18,External,B,,,,,,\n" * 100_000)
    rows = read_csv(stream, TABLE, SEEN)
    assert isinstance(next(rows), Posting)
    assert stream.tell() < 1_000


def test_a_row_with_other_cells_than_the_head_is_a_finding_and_no_posting() -> None:
    found = read(CSV + "18,External,B\n" + CSV.split("\n", 1)[1], TABLE)
    assert len(found.postings) == 2
    assert [finding.message for finding in found.findings] == ["Line 4: the row has 3 cells, the head 9."]


def test_a_column_that_is_not_there_is_a_finding() -> None:
    found = read(CSV.replace(",from,", ",least,"), TABLE)
    head = "id, kind, title, town, county, least, date, text, skills"
    assert found.findings == (Finding("pay_min", "The file has no column 'from'.", head),)
    assert found.postings[0].pay_min is None


def test_a_cell_that_is_none_of_its_field_is_a_finding() -> None:
    (posting,) = read(CSV.replace("01/08/2026", "31/02/2026"), TABLE).postings
    assert (posting.posted_on, findings_of(posting)) == (None, {("posted_on", "The value is no date.")})


NAMELESS = Source(
    "t", ColumnMap({"title": ("t",), "company": ("c",), "place_texts": ("p",), "pay_text": ("y",), "posted_on": ("d",)})
)
ROWS = (
    "Clerk,Acme,Leeds,20k,2026-07-01", "Clerk,Acme,York,20k,2026-07-01", "Clerk,Acme,Leeds,25k,2026-07-01",
    "Clerk,Acme,Leeds,20k,2026-07-02", "Clerk,Acme,Leeds,20k,2026-07-01",
)  # fmt: skip


def identities(*rows: str, days_later: int = 0) -> list[str]:
    body = "\n".join(["t,c,p,y,d", *rows]).encode()
    seen = SEEN + timedelta(days=days_later)
    return [item.posting_id for item in read_csv(io.BytesIO(body), NAMELESS, seen) if isinstance(item, Posting)]


def test_rows_without_an_identifier_are_a_posting_each_and_the_same_in_the_next_dump() -> None:
    first = identities(*ROWS)
    assert len(set(first)) == len(ROWS)
    later = identities(*ROWS[::-1], days_later=7)
    assert set(later) == set(first)
    assert later[1:4] == first[3:0:-1]
    assert identities(*ROWS[1:], days_later=14) == [*first[1:4], first[0]]


def test_a_day_that_is_told_by_the_time_since_makes_no_other_posting() -> None:
    assert identities("Clerk,Acme,Leeds,20k,1 day ago") == identities("Clerk,Acme,Leeds,20k,2 days ago", days_later=1)


def test_bytes_of_another_character_set_are_read_in_the_declared_one_and_a_finding_in_another() -> None:
    body = "title\nIngénieur\n".encode("cp1252")
    columns = {"title": ("title",)}
    assert read(body, Source("t", ColumnMap(columns, encoding="cp1252"))).postings[0].title == "Ingénieur"
    (posting,) = read(body, Source("t", ColumnMap(columns))).postings
    assert findings_of(posting) == {("document", "The row holds characters that were lost in decoding.")}


def test_json_lines_give_fields_by_paths() -> None:
    source = Source("t", ColumnMap({"title": ("job.title",), "place_texts": ("places.name",)}))
    lines = [json.dumps({"job": {"title": "A"}, "places": [{"name": "Leeds"}, {"name": "York"}]}), "{oops", "", "[1]"]
    found = read("\n".join(lines[:1] + lines[1:]), source)
    assert [(posting.title, posting.place_texts) for posting in found.postings] == [("A", ("Leeds", "York"))]
    assert [finding.message[:19] for finding in found.findings] == ["Line 2 is not JSON:", "Line 4 is no object"]


def test_a_page_among_tables_is_read_as_a_page() -> None:
    found = read("<!DOCTYPE html><html><body>Not found</body></html>", TABLE)
    assert [finding.message for finding in found.findings] == ["The page has no markup of an advert that is read."]
