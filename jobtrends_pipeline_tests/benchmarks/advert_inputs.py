"""How fast raw adverts are read: a page with JSON-LD, a page with microdata, an API answer, a table.

Run `python -m jobtrends_pipeline_tests.benchmarks.advert_inputs [PAGE.html]`; a page of 90 kB is made when none is
given. The fastest of many rounds counts, in processor time: other work on the machine slows every reader alike.
"""

import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from jobtrends_pipeline.adverts.readers.posting import ColumnMap, Source
from jobtrends_pipeline.adverts.readers.recognise import read_adverts

ROUNDS = 200
SEEN = datetime(2026, 8, 15, 12, tzinfo=UTC)
_TEXT = "<p>Build data pipelines in Python and SQL, 10–20 hours per week.</p>\n"
_TABLE = Source("table", ColumnMap({"title": ("title",), "pay_min": ("from",), "posted_on": ("date",)}))


def main() -> None:
    """Print pages or adverts per second of each form."""
    page = Path(sys.argv[1]).read_bytes() if sys.argv[1:] else page_of(90_000)
    rows = ["title,from,date", *(f"Data Engineer {number},60000,2026-08-01" for number in range(2_000))]
    answer = {"results": [{"id": number, "title": "Data Engineer", "redirect_url": "https://example.org/1",
                           "salary_min": 60000, "salary_is_predicted": "0", "created": "2026-08-01T10:00:00Z",
                           "location": {"display_name": "Leeds", "area": ["UK", "Leeds"]}, "description": _TEXT * 7}
                          for number in range(500)]}  # fmt: skip
    for name, body, source in (
        ("JSON-LD page", page, Source("board")),
        ("microdata page", microdata_page(), Source("board")),
        ("API answer of 500", json.dumps(answer).encode(), Source("api")),
        ("CSV of 2,000 rows", "\n".join(rows).encode(), _TABLE),
    ):
        _show(name, body, source)


def posting() -> dict[str, object]:
    """A JobPosting with a description of 4.4 kB."""
    return {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "title": "Data Engineer",
        "hiringOrganization": {"@type": "Organization", "name": "Example Ltd"},
        "jobLocation": [{"@type": "Place", "address": {"addressLocality": "Leeds", "addressCountry": "GB"}}],
        "baseSalary": {"currency": "GBP", "value": {"minValue": 60000, "maxValue": 70000, "unitText": "YEAR"}},
        "datePosted": "2026-08-01",
        "validThrough": "2026-09-01T23:59:59Z",
        "description": _TEXT * 60,
    }


def page_of(size: int) -> bytes:
    """A page of about so many bytes: scripts, styles, navigation and one JobPosting."""
    script = f'<script type="application/ld+json">{json.dumps(posting())}</script>'
    links = '<ul><li><a href="/jobs">Jobs</a></li></ul>\n' * 40
    furniture = f'<script>window.data = {{"a": [1, 2, 3]}};</script>{links}'
    count = (size - len(script)) // len(furniture)
    return f"<!DOCTYPE html><html><head>{script}</head><body>{furniture * count}</body></html>".encode()


def microdata_page() -> bytes:
    """A page whose posting is microdata."""
    properties = (
        '<p itemprop="title">Data Engineer</p><time itemprop="datePosted" datetime="2026-08-01">1 August</time>'
    )
    scope = '<div itemscope itemtype="https://schema.org/JobPosting">'
    return (
        f'<!DOCTYPE html><html><body>{scope}{properties}<div itemprop="description">{_TEXT * 60}</div></div>'.encode()
    )


def _show(name: str, body: bytes, source: Source) -> None:
    seconds = []
    for _ in range(ROUNDS if len(body) < 200_000 else ROUNDS // 10):
        start = time.process_time()
        read = read_adverts(body, None, None, SEEN, source)
        seconds.append(time.process_time() - start)
    count = len(read.postings)
    each = f"{count / min(seconds):10,.0f} adverts/s" if count > 1 else ""
    sys.stdout.write(f"{name:<20} {len(body):>9,} bytes {1 / min(seconds):9,.0f} inputs/s {each}\n")


if __name__ == "__main__":
    main()
