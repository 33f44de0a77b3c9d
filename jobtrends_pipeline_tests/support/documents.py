"""Documents to archive, with nothing of the clock in them."""

from datetime import UTC, datetime

from jobtrends_pipeline.archive.document import Document

PAGE = "<html><body>Median £60,000</body></html>".encode("cp1252")


def a_document(body: bytes = PAGE, number: int = 1, **changes: object) -> Document:
    """A page of the source as it might have come."""
    fields: dict[str, object] = {
        "url": f"https://www.itjobswatch.co.uk/jobs/uk/skill%20{number}.do",
        "captured_at": datetime(2026, 2, number, 6, 30, tzinfo=UTC),
        "origin": "saved",
        "body": body,
        "media_type": "text/html",
        "http_status": None,
        "source": f"{number}.html",
    }
    return Document(**(fields | changes))  # type: ignore[arg-type]
