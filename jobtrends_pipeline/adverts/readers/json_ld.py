"""Pages with JobPosting as JSON-LD, and JSON-LD documents."""

from collections.abc import Sequence
from datetime import datetime

from jobtrends_pipeline.adverts.readers.json_text import read_script_json
from jobtrends_pipeline.adverts.readers.not_understood import NotUnderstoodError
from jobtrends_pipeline.adverts.readers.posting import Finding, Posting, Source, shortened
from jobtrends_pipeline.adverts.readers.schema_org import postings_in


def read_json_ld(
    scripts: Sequence[str], seen_on: datetime, url: str | None, source: Source
) -> tuple[list[Posting], list[Finding]]:
    """Read the postings of the JSON-LD scripts of a page.

    Args:
        scripts: Contents of the scripts.
        seen_on: When the page was captured; relative dates count from it.
        url: Address of the page, for postings that name none.
        source: Constants of the source.

    Returns:
        Postings in the page's order, and a finding for each script that cannot be read.
    """
    postings: list[Posting] = []
    findings: list[Finding] = []
    for script in scripts:
        try:
            postings += postings_in(read_script_json(script), seen_on, url, source)
        except NotUnderstoodError as error:
            findings.append(Finding("document", f"A JSON-LD script {error}.", shortened(script)))
    return postings, findings
