"""Reader of an input of any form, which is recognised by its content."""

import gzip
import io
import re
import zlib
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from jobtrends_pipeline.adverts.readers.answers import form_of, read_answer
from jobtrends_pipeline.adverts.readers.ats import ASHBY, GREENHOUSE, LEVER, WORKABLE
from jobtrends_pipeline.adverts.readers.civil_service import is_civil_service, read_civil_service
from jobtrends_pipeline.adverts.readers.delimited import json_documents, read_csv, read_json_lines
from jobtrends_pipeline.adverts.readers.html_page import check_light, cut_page
from jobtrends_pipeline.adverts.readers.job_apis import ADZUNA, REED
from jobtrends_pipeline.adverts.readers.json_ld import read_json_ld
from jobtrends_pipeline.adverts.readers.json_text import read_json
from jobtrends_pipeline.adverts.readers.microdata import has_microdata, read_microdata
from jobtrends_pipeline.adverts.readers.not_understood import NotUnderstoodError
from jobtrends_pipeline.adverts.readers.packed import is_packed, unpacked
from jobtrends_pipeline.adverts.readers.posting import Finding, Posting, Read, Source, shortened
from jobtrends_pipeline.adverts.readers.schema_org import postings_in
from jobtrends_pipeline.pages.decode import NotTextError, decode

MOST_BYTES = 32 * 1024 * 1024
"""Bytes of an input that is read whole; a table may be larger, if it is streamed."""
FORMS = (GREENHOUSE, LEVER, ASHBY, WORKABLE, REED, ADZUNA)
_PEEKED = 4_096
_MARKUP = re.compile(r"\s*<[!?a-zA-Z]")
_JSON = re.compile(r"\s*[\[{]")
_NO_MARKUP = "The page has no markup of an advert that is read."


class Reading(NamedTuple):
    """The adverts of an input as they are read, one at a time where it is a table.

    Attributes:
        form: Form that was recognised.
        items: Postings and findings about the input, in their order.
    """

    form: str
    items: Iterator[Posting | Finding]


def read_adverts(body: bytes, media_type: str | None, url: str | None, seen_on: datetime, source: Source) -> Read:
    """Read all adverts of an input, whatever its form.

    Args:
        body: The bytes, with or without gzip; at most 32 MiB of them are read.
        media_type: Type that its server named, for messages; the content decides.
        url: Address it was captured from, for postings that name none.
        seen_on: When it was captured; relative dates count from it.
        source: Columns and constants of the source. With columns, anything but HTML is read by them.

    Returns:
        Postings and findings. Nothing in the input raises an error.
    """
    form, found = stream_adverts(body, media_type, url, seen_on, source)
    items = list(found)
    postings = tuple(item for item in items if isinstance(item, Posting))
    return Read(form, postings, tuple(item for item in items if isinstance(item, Finding)))


def stream_adverts(body: bytes, media_type: str | None, url: str | None, seen_on: datetime, source: Source) -> Reading:
    """Read the adverts of an input as `read_adverts` does, a table row by row.

    A table may be longer than 32 MiB unpacked.
    """
    start = _start(body)
    if source.table and start and not start.startswith(b"<"):
        is_json = start.startswith(b"{")
        read = read_json_lines if is_json else read_csv
        return Reading("json-lines" if is_json else "csv", read(io.BytesIO(body), source, seen_on))
    found = _read_whole(body, media_type, url, seen_on, source)
    return Reading(found.form, iter((*found.postings, *found.findings)))


def why_no_adverts(body: bytes, source: Source) -> str | None:
    """Return why an input cannot hold adverts; None where it may.

    First bytes and marks decide. It is quick, as nothing is parsed.

    Args:
        body: The bytes.
        source: What the readers must know of its source.
    """
    start = _start(body)
    if not start:
        return "it is empty, or damaged"
    if start.startswith(b"<"):
        text = body.decode("latin-1")
        return None if "JobPosting" in text or "\x00" in text or is_civil_service(text) else _NO_MARKUP
    if b"\x00" in start and not start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "it is no text"
    is_known = start.startswith((b"{", b"[", b"\xff\xfe", b"\xfe\xff"))
    if source.table or is_known:
        return None
    return "it is of no form that is read; a table needs columns in adverts.yaml"


def _start(body: bytes) -> bytes:
    """Return the first bytes, unpacked and without blanks before them."""
    try:
        first = gzip.GzipFile(fileobj=io.BytesIO(body)).read(_PEEKED) if is_packed(body) else body[:_PEEKED]
    except (OSError, EOFError, zlib.error):
        return b""
    return first.lstrip(b"\xef\xbb\xbf \t\r\n")


def _read_whole(body: bytes, media_type: str | None, url: str | None, seen_on: datetime, source: Source) -> Read:
    try:
        content = unpacked(body, MOST_BYTES)
        text = decode(content)
    except NotUnderstoodError as error:
        return _nothing(f"The input {error}.")
    except NotTextError as error:
        return _nothing(f"The input is no text: {error}.")
    if _MARKUP.match(text):
        return _read_page(text, seen_on, url, source)
    if _JSON.match(text):
        return _read_json(text, content, seen_on, url, source)
    named = f" of type {shortened(media_type)}" if media_type else ""
    return _nothing(f"The input{named} is of no form that is read.", text)


def _nothing(message: str, text: str = "", form: str = "unknown") -> Read:
    return Read(form, (), (Finding("document", message, shortened(text)),))


def _read_page(text: str, seen_on: datetime, url: str | None, source: Source) -> Read:
    page = cut_page(text)
    postings, findings = read_json_ld(page.linked_data, seen_on, url, source)
    if postings:
        return Read("json-ld", tuple(postings), tuple(findings))
    try:
        check_light(page.markup)
    except NotUnderstoodError as error:
        return Read("page", (), (*findings, Finding("document", f"The page {error}, and has no advert as JSON-LD.")))
    form = "page"
    if has_microdata(page.markup):
        form = "microdata"
        postings, more = read_microdata(page.markup, seen_on, url, source)
        findings += more
    elif is_civil_service(page.markup):
        form = "civil-service"
        postings = read_civil_service(page.markup, seen_on, url, source)
    if not postings and not findings:
        findings.append(Finding("document", _NO_MARKUP))
    return Read(form, tuple(postings), tuple(findings))


def _read_json(text: str, content: bytes, seen_on: datetime, url: str | None, source: Source) -> Read:
    try:
        document = read_json(text)
    except NotUnderstoodError as error:
        lines = list(json_documents(io.BytesIO(content)))
        if len(lines) < 2 or isinstance(lines[0][1], Finding):
            return _nothing(f"The input {error}.", text)
        documents = [one for _, one in lines if not isinstance(one, Finding)]
        unread = tuple(one for _, one in lines if isinstance(one, Finding))
        found = _read_document(documents, seen_on, url, source)
        return Read(found.form, found.postings, (*unread, *found.findings))
    return _read_document(document, seen_on, url, source)


def _read_document(document: object, seen_on: datetime, url: str | None, source: Source) -> Read:
    postings = postings_in(document, seen_on, url, source)
    if postings:
        return Read("json-ld", tuple(postings), ())
    form = form_of(document, FORMS)
    if form is None:
        return _nothing("The JSON is of no form that is read.", shortened(document))
    answers, findings = read_answer(document, form, seen_on, source)
    return Read(form.name, tuple(answers), tuple(findings))
