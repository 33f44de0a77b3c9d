"""Answers of a server, as a fetch brings them."""

import gzip
from datetime import UTC, datetime

from jobtrends_pipeline.fetch.response import Response
from jobtrends_pipeline_tests.support.documents import PAGE


def an_answer(body: bytes = PAGE, number: int = 1, **changes: object) -> Response:
    """The answer that brought the page of the same number: compressed and in chunks."""
    url = f"https://www.itjobswatch.co.uk/jobs/uk/skill%20{number}.do"
    payload = gzip.compress(body, mtime=0)
    fields: dict[str, object] = {
        "url": url,
        "final_url": url,
        "redirects": (),
        "status": 200,
        "headers": (
            ("Date", "Sun, 01 Feb 2026 06:30:00 GMT"),
            ("Content-Type", "text/html; charset=utf-8"),
            ("Transfer-Encoding", "chunked"),
            ("Content-Encoding", "gzip"),
            ("ETag", '"one"'),
        ),
        "payload": payload,
        "body": body,
        "fetched_at": datetime(2026, 2, number, 6, 30, tzinfo=UTC),
        "request_headers": (("User-Agent", "jobtrends (me@example.org)"), ("Accept-Encoding", "gzip")),
    }
    return Response(**(fields | changes))  # type: ignore[arg-type]
