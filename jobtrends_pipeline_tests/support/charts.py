"""Chart images as documents, each with bytes of its own."""

from datetime import UTC, datetime

from jobtrends_pipeline.archive.document import Document
from jobtrends_pipeline.pages.links import SITE
from jobtrends_pipeline_tests.support.site.chart_images import png

MOMENT = datetime(2025, 7, 29, 17, 20, tzinfo=UTC)


def address_of(slug: str, place: str = "uk", market: str = "permanent", kind: str = "demand-trend") -> str:
    """The address of a chart in the form of 2025."""
    return f"{SITE}/charts/{kind}/{market}/m2x/{place}/{slug}.webp"


def chart_of(url: str, **changes: object) -> Document:
    """A captured chart image, in a colour that its address decides."""
    fields: dict[str, object] = {
        "url": url,
        "captured_at": MOMENT,
        "origin": "live",
        "body": png(3, 2, url),
        "media_type": "image/png",
        "http_status": 200,
        "source": url,
    }
    return Document(**(fields | changes))  # type: ignore[arg-type]
