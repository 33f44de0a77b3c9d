"""A data root with real chart images, taken through to the report as a run takes them.

No image of a role of the sample is at hand, so that one of web development stands for Backend Developer.
"""

from datetime import UTC, datetime

from jobtrends_pipeline.archive.archive import Archive
from jobtrends_pipeline.archive.document import LIVE, Document
from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.tables.charts import CHART_IMAGES
from jobtrends_pipeline.tables.frames import rows_frame
from jobtrends_pipeline.warehouse.store import Warehouse
from jobtrends_pipeline_tests.support.chart_images import content_of

CAPTURED = datetime(2025, 7, 29, 17, 30, tzinfo=UTC)
ROLE, LATE_ROLE = "backend-developer", "generative-ai"
"""A role with pages and charts, and one with charts alone."""
SOURCES = {ROLE: "uk__web-development", LATE_ROLE: "london__generative-ai"}
CHARTS = (
    ("demand-trend", "uk", ROLE, "Backend Developer", "UK", content_of(SOURCES[ROLE])),
    ("demand-trend", "uk/england/london", LATE_ROLE, "generative ai", "London", content_of(SOURCES[LATE_ROLE])),
    ("salary-trend", "uk", ROLE, "Backend Developer", "UK", content_of("london__data-science")),
    ("demand-trend", "uk", "java", "Java", "UK", b"RIFF\x04\x00\x00\x00WEBP"),
)
"""Kind, place in the address, role, subject, place and content of the images."""


def add_charts(paths: DataPaths) -> None:
    """Archive the images and list them as pending."""
    documents: list[Document] = []
    rows: list[dict[str, object]] = []
    for kind, where, role, subject, place, content in CHARTS:
        address = f"https://www.itjobswatch.co.uk/charts/{kind}/permanent/m2x/{where}/{role}.webp"
        documents.append(Document(address, CAPTURED, LIVE, content, "image/webp", 200, address))
        rows.append({"role": role, "chart_kind": kind, "market": "permanent", "subject": subject, "place": place,
                     "outcome": "pending"})  # fmt: skip
    for row, entry in zip(rows, Archive(paths.archive_dir).add("20250729T173000-charts", documents), strict=True):
        row |= {
            "capture_id": entry.capture_id, "url": entry.url, "origin": entry.origin, "media_type": entry.media_type,
            "captured_at": entry.captured_at.replace(tzinfo=None), "byte_count": entry.byte_count,
            "sha256": entry.sha256, "warc_file": entry.warc_file, "warc_offset": entry.warc_offset,
        }  # fmt: skip
    Warehouse.at(paths.working_file).replace({CHART_IMAGES.name: rows_frame(CHART_IMAGES, rows)}, {})
