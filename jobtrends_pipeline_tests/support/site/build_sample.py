"""Write the sample archive: `python -m jobtrends_pipeline_tests.support.site.build_sample OUT.warc.gz`.

Each page of `pages/` is served on loopback as on the day of its capture, fetched over HTTP, and kept under
the address and time the source would have had. The same pages give the same bytes.
"""

import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time
from itertools import groupby
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import requests

from jobtrends_pipeline.archive.document import Document
from jobtrends_pipeline_tests.support.site.labels import capture_day
from jobtrends_pipeline_tests.support.site.printed import PrintedPage, load_page
from jobtrends_pipeline_tests.support.site.server import serve
from jobtrends_pipeline_tests.support.warc_files import write_warc

PAGES = Path(__file__).parent / "pages"
_CAPTURED_AT = time(6, 0, tzinfo=UTC)


def sample_pages() -> list[PrintedPage]:
    """The pages of the sample in order of period end, then of address."""
    pages = [load_page(path) for path in PAGES.glob("*.json")]
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
    """Write the sample to the file named on the command line."""
    if len(sys.argv) != 2:
        raise SystemExit("usage: python -m jobtrends_pipeline_tests.support.site.build_sample OUT.warc.gz")
    write_warc(Path(sys.argv[1]), sample_documents(sample_pages()))


if __name__ == "__main__":
    main()
