"""How fast a page is read, beside BeautifulSoup giving the same cells and beside a bare lxml parse.

Run `python -m jobtrends_pipeline_tests.benchmarks.reading [PAGE.html]`; the sample's full page when none is given.
"""

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bs4 import BeautifulSoup
from lxml import html

from jobtrends_pipeline.pages.read import read_page
from jobtrends_pipeline_tests.site.markup import page_html
from jobtrends_pipeline_tests.site.printed import load_page

SECONDS = 3.0
_FULL_PAGE = Path(__file__).parent.parent / "site" / "pages" / "permanent-uk-backend-developer-2026-02-15.json"


def main() -> None:
    """Print pages per second of each reader and the ratios."""
    body = Path(sys.argv[1]).read_bytes() if len(sys.argv) > 1 else page_html(load_page(_FULL_PAGE))
    readers: dict[str, Callable[[bytes], object]] = {
        "read_page": read_page,
        "BeautifulSoup + lxml": _soup_cells,
        "lxml, parse only": html.document_fromstring,
    }
    rates = {name: _rate(reader, body) for name, reader in readers.items()}
    sys.stdout.write(f"page of {len(body):,} bytes\n")
    for name, rate in rates.items():
        ratio = rates["read_page"] / rate
        sys.stdout.write(f"{name:<22} {rate:8.1f} pages/s   read_page is {ratio:.2f} times as fast\n")


def _rate(reader: Callable[[bytes], object], body: bytes) -> float:
    """Pages per second of processor time, the best of three rounds."""
    best = 0.0
    for _ in range(3):
        start, count = time.process_time(), 0
        while time.process_time() - start < SECONDS / 3:
            reader(body)
            count += 1
        best = max(best, count / (time.process_time() - start))
    return best


def _soup_cells(body: bytes) -> list[list[str]]:
    """Text of every own cell of every table, as scrapers of this site commonly read it."""
    soup = BeautifulSoup(body, "lxml")
    return [list(_own_cells(row)) for row in soup.find_all("tr")]


def _own_cells(row: object) -> Iterator[str]:
    for cell in row.find_all(["td", "th"], recursive=False):  # type: ignore[attr-defined]
        yield cell.get_text(" ", strip=True)


if __name__ == "__main__":
    main()
