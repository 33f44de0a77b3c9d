"""Reader of an input of any form, which is recognised by its content."""

import io
import re
from collections.abc import Iterable
from datetime import datetime

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
from jobtrends_pipeline.adverts.readers.packed import unpacked
from jobtrends_pipeline.adverts.readers.posting import Finding, Posting, Read, Source, shortened
from jobtrends_pipeline.adverts.readers.schema_org import postings_in
from jobtrends_pipeline.pages.decode import NotTextError, decode

MOST_BYTES = 32 * 1024 * 1024
"""Bytes of an input that is read whole; a table may be larger, if it is streamed."""
FORMS = (GREENHOUSE, LEVER, ASHBY, WORKABLE, REED, ADZUNA)
_MARKUP = re.compile(r"\s*<[!?a-zA-Z]")
_JSON = re.compile(r"\s*[\[{]")
_NO_MARKUP = "The page has no markup of an advert that is read."


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
    try:
        content = unpacked(body, MOST_BYTES)
        if source.table and not content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
            return _read_table(content, seen_on, source)
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


def _read_table(content: bytes, seen_on: datetime, source: Source) -> Read:
    is_json = content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
    found = (read_json_lines if is_json else read_csv)(io.BytesIO(content), source, seen_on)
    return _sorted("json-lines" if is_json else "csv", found)


def _sorted(form: str, found: Iterable[Posting | Finding]) -> Read:
    items = list(found)
    postings = tuple(item for item in items if isinstance(item, Posting))
    return Read(form, postings, tuple(item for item in items if isinstance(item, Finding)))


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
