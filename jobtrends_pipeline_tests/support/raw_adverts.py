"""Raw adverts for the readers: inputs written here, and real ones beside the repository."""

import json
from datetime import UTC, datetime

import pytest

from jobtrends_pipeline.adverts.readers.posting import ColumnMap, Posting, Read, Source
from jobtrends_pipeline.adverts.readers.recognise import read_adverts
from jobtrends_pipeline_tests.support.site.real_pages import SHARED

RAW = SHARED / "adverts"
needs_raw = pytest.mark.skipif(not RAW.is_dir(), reason="../shared/adverts is not beside the repository")
SEEN = datetime(2026, 8, 15, 12, tzinfo=UTC)
BOARD = Source("board")
NYC = Source(
    "nyc-jobs",
    ColumnMap(
        {
            "posting_id": ("Job ID", "Posting Type"),
            "reference": ("Job ID",),
            "title": ("Business Title",),
            "company": ("Agency",),
            "place_texts": ("Work Location 1", "Work Location"),
            "pay_min": ("Salary Range From",),
            "pay_max": ("Salary Range To",),
            "pay_unit": ("Salary Frequency",),
            "employment_type": ("Full-Time/Part-Time indicator",),
            "posted_on": ("Posting Date",),
            "valid_through": ("Post Until",),
            "description": ("Job Description", "Minimum Qual Requirements", "Preferred Skills"),
        },
    ),
    {"country": "US", "pay_currency": "USD"},
)
"""Columns of NYC Jobs of NYC Open Data, an example of a table."""


def read(body: bytes | str, source: Source = BOARD, url: str | None = None) -> Read:
    """Read an input as of the day it is seen in tests."""
    return read_adverts(body.encode() if isinstance(body, str) else body, None, url, SEEN, source)


def page_with(*documents: object) -> str:
    """A page with each document as a JSON-LD script."""
    texts = [json.dumps(document).replace("</", r"<\/") for document in documents]
    scripts = [f'<script type="application/ld+json">{text}</script>' for text in texts]
    return f"<!DOCTYPE html><html><head>{''.join(scripts)}</head><body><p>About us</p></body></html>"


def job(**properties: object) -> dict[str, object]:
    """A JobPosting of schema.org."""
    return {"@context": "https://schema.org", "@type": "JobPosting", "title": "Data Engineer"} | properties


def posting_of(**properties: object) -> Posting:
    """The posting that a page with one JobPosting gives."""
    (posting,) = read(page_with(job(**properties))).postings
    return posting


def findings_of(posting: Posting) -> set[tuple[str, str]]:
    """Fields and messages of a posting's findings."""
    return {(finding.field, finding.message) for finding in posting.findings}
