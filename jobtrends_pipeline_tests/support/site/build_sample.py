"""Write the sample archives: `python -m jobtrends_pipeline_tests.support.site.build_sample FOLDER`.

Each page of `pages/` is served on loopback as on the day of its capture, fetched over HTTP, and kept under
the address and time the source would have had. Those of `world/` are a second file, with the market index of 13
subjects week by week. Two real chart images of July 2025 are a third, and adverts
written here a folder of its own. The same pages, images and adverts give the same bytes.
"""

import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time
from itertools import groupby
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import requests

from jobtrends_pipeline.archive.document import Document
from jobtrends_pipeline_tests.support.chart_images import content_of
from jobtrends_pipeline_tests.support.index_history import days
from jobtrends_pipeline_tests.support.site.example_adverts import dumps
from jobtrends_pipeline_tests.support.site.index_markup import index_path
from jobtrends_pipeline_tests.support.site.labels import capture_day
from jobtrends_pipeline_tests.support.site.printed import PrintedPage, load_page
from jobtrends_pipeline_tests.support.site.server import serve
from jobtrends_pipeline_tests.support.warc_files import write_warc

PAGES = Path(__file__).parent / "pages"
WORLD = Path(__file__).parent / "world"
WEEKS = WORLD / "index-uk-weekly-2026.csv"
CHARTS = {
    "uk__javascript": "https://www.itjobswatch.co.uk/charts/demand-trend/permanent/m2x/uk/javascript.webp",
    "london__generative-ai": (
        "https://www.itjobswatch.co.uk/charts/demand-trend/permanent/m2x/uk/england/london/generative-ai.webp"
    ),
}
_CHARTED_AT = datetime(2025, 7, 29, 17, 30, tzinfo=UTC)
_CAPTURED_AT = time(6, 0, tzinfo=UTC)


def sample_pages(folder: Path = PAGES) -> list[PrintedPage]:
    """The pages of a folder in order of period end, then of address."""
    pages = [load_page(path) for path in folder.glob("*.json")]
    return sorted(pages, key=lambda page: (page.period_end, page.url))


def sample_documents(pages: Sequence[PrintedPage]) -> Iterator[Document]:
    """Fetch each page from the site as it stood on the page's day.

    Raises:
        requests.HTTPError: if the site does not serve a page it was given.
    """
    for _, of_one_day in groupby(pages, key=lambda page: page.period_end):
        batch = list(of_one_day)
        with serve(batch) as base_url:
            for page in batch:
                response = requests.get(urljoin(base_url, _target(page)), timeout=10)
                response.raise_for_status()
                yield _document(page, response.content)


def sample_weeks() -> Iterator[Document]:
    """Fetch the market index of each week, in windows of 3 and 6 months.

    Raises:
        requests.HTTPError: if the site does not serve an index it was given.
    """
    for day in days(path=WEEKS):
        path = index_path(day.index)
        with serve([], [day.index]) as base_url:
            response = requests.get(urljoin(base_url, path), timeout=10)
        response.raise_for_status()
        yield Document(
            url=urljoin("https://www.itjobswatch.co.uk/", path),
            captured_at=datetime.combine(day.captured_on, _CAPTURED_AT),
            origin="saved",
            body=response.content,
            media_type="text/html",
            http_status=200,
            source=f"index-uk-{day.index.window_months}-months-{day.captured_on.isoformat()}",
        )


def sample_charts() -> Iterator[Document]:
    """The chart images of the sample, as the source served them."""
    for name, url in CHARTS.items():
        yield Document(url, _CHARTED_AT, "saved", content_of(name), "image/webp", 200, name)


def _target(page: PrintedPage) -> str:
    parts = urlsplit(page.url)
    return parts._replace(scheme="", netloc="").geturl()


def _document(page: PrintedPage, body: bytes) -> Document:
    name = urlsplit(page.url).path.strip("/").removesuffix(".do").replace("%20", "-").replace("/", "-")
    return Document(
        url=page.url,
        captured_at=datetime.combine(capture_day(page.period_end), _CAPTURED_AT),
        origin="saved",
        body=body,
        media_type="text/html",
        http_status=200,
        source=f"{name}-{page.period_end.isoformat()}",
    )


def main() -> None:
    """Write the samples of pages and charts to the folder named, those of adverts beside it."""
    if len(sys.argv) != 2:
        raise SystemExit("usage: python -m jobtrends_pipeline_tests.support.site.build_sample FOLDER")
    folder = Path(sys.argv[1])
    write_warc(folder / "itjobswatch-sample.warc.gz", sample_documents(sample_pages()))
    write_warc(folder / "itjobswatch-world.warc.gz", [*sample_documents(sample_pages(WORLD)), *sample_weeks()])
    write_warc(folder / "itjobswatch-charts.warc.gz", sample_charts())
    examples = folder.with_name("sample-adverts") / "example"
    examples.mkdir(parents=True, exist_ok=True)
    for day, lines in dumps().items():
        (examples / f"{day.isoformat()}.jsonl").write_text(lines, encoding="utf-8")


if __name__ == "__main__":
    main()
