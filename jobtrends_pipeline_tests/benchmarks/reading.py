"""How fast a page is read to all its figures, beside BeautifulSoup giving the same and beside a bare lxml parse.

Run `python -m jobtrends_pipeline_tests.benchmarks.reading [PAGE.html]`; a full page of the sample when none is given.
The fastest of many rounds counts, in processor time: other work on the machine slows every reader alike.
"""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
from lxml import html

from jobtrends_pipeline.facts.build import build_facts
from jobtrends_pipeline.facts.parsed import capture_columns, figures_frame
from jobtrends_pipeline.facts.validate import validate
from jobtrends_pipeline.pages.detail import read_detail
from jobtrends_pipeline.pages.page import ParsedPage
from jobtrends_pipeline.pages.read import read_page
from jobtrends_pipeline.tables.captures import CAPTURES
from jobtrends_pipeline.tables.facts import FACT_TABLES
from jobtrends_pipeline.tables.frames import rows_frame
from jobtrends_pipeline_tests.benchmarks.soup import soup_outline
from jobtrends_pipeline_tests.support.site.markup import page_html
from jobtrends_pipeline_tests.support.site.printed import load_page

ROUNDS = 60
PAGES, BATCH = 1_000, 200
_FULL_PAGE = (
    Path(__file__).parent.parent / "support" / "site" / "pages" / "permanent-uk-backend-developer-2026-02-15.json"
)


def main() -> None:
    """Print pages per second of each reader, the cost of facts, and the memory of many pages."""
    arguments = sys.argv[1:]
    if arguments[:1] == ["--stream"]:
        _stream(Path(arguments[1]), int(arguments[2]))
        return
    body = Path(arguments[0]).read_bytes() if arguments else page_html(load_page(_FULL_PAGE))
    sys.stdout.write(f"page of {len(body):,} bytes, {len(read_page(body).figures):,} figures\n")
    if _measured(_by_soup(body)) != _measured(read_page(body)):
        sys.stdout.write("BeautifulSoup gives other figures: the comparison would be void\n")
        raise SystemExit(1)
    readers: dict[str, tuple[Callable[[bytes], object], int]] = {
        "read_page": (read_page, ROUNDS),
        "BeautifulSoup + lxml": (_by_soup, ROUNDS // 10),
        "lxml, parse only": (html.document_fromstring, ROUNDS),
    }
    seconds = {name: _fastest(reader, body, rounds) for name, (reader, rounds) in readers.items()}
    for name, least in seconds.items():
        ratio = least / seconds["read_page"]
        sys.stdout.write(f"{name:<22} {1 / least:8.1f} pages/s   read_page takes 1/{ratio:.2f} of its time\n")
    _facts(body)
    _memory(body)


def _by_soup(body: bytes) -> ParsedPage:
    page = read_detail(soup_outline(body))
    if page is None:
        raise ValueError("no detail page: give one with a summary table")
    return page


def _measured(page: ParsedPage) -> set[tuple[object, ...]]:
    return {
        (f.part, f.section, f.row_number, f.column_number, f.measure, f.status, f.value)
        for f in page.figures
        if f.measure and f.part != "page"
    }


def _fastest(reader: Callable[[bytes], object], body: bytes, rounds: int) -> float:
    """Seconds of processor time of the fastest of some rounds."""
    return min(_timed(lambda: reader(body)) for _ in range(max(rounds, 3)))


def _timed(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _facts(body: bytes) -> None:
    """What building and validating facts costs beside reading, for pages read a batch at a time."""
    reading = building = 0.0
    for start in range(0, PAGES, BATCH):
        pages: list[ParsedPage] = []
        reading += _timed(lambda pages=pages: pages.extend(read_page(body) for _ in range(BATCH)))  # type: ignore[misc]
        frames = _frames(pages, start)
        building += _timed(lambda frames=frames: _checked(*frames))  # type: ignore[misc]
    sys.stdout.write(f"facts of {PAGES:,} pages, validated: {building / reading:.1%} of the time to read them\n")


def _frames(pages: list[ParsedPage], start: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Captures and figures of some pages, each of a place of its own."""
    named = [
        (f"{number:016x}", "role", replace(page, key=replace(page.key, place=f"Place {number}")))
        for number, page in enumerate(pages, start)
    ]
    common = {"url": "https://example.org", "origin": "saved", "captured_at": pd.Timestamp("2026-03-01")}
    rows = [{"capture_id": name, "role": role, **capture_columns(page), **common} for name, role, page in named]
    return rows_frame(CAPTURES, rows), figures_frame(named)


def _checked(captures: pd.DataFrame, figures: pd.DataFrame) -> None:
    facts = build_facts(captures, figures)
    verdicts = [validate(table, facts[table.name])[1] for table in FACT_TABLES]
    if not all(verdict.is_valid for verdict in verdicts):
        raise ValueError("the facts of the page are not valid")


def _memory(body: bytes) -> None:
    """Peak memory of a process that reads a hundred pages, and of one that reads ten thousand."""
    file = Path("/dev/stdin")
    peaks = [_peak(body, file, count) for count in (100, 10_000)]
    sys.stdout.write(f"peak memory: {peaks[0]:,.0f} MB after 100 pages, {peaks[1]:,.0f} MB after 10,000\n")


def _peak(body: bytes, file: Path, count: int) -> float:
    command = [sys.executable, "-m", "jobtrends_pipeline_tests.benchmarks.reading", "--stream", str(file), str(count)]
    return float(subprocess.run(command, input=body, capture_output=True, check=True).stdout)


def _stream(file: Path, count: int) -> None:
    body = file.read_bytes()
    for page in _pages(body, count):
        del page
    # Not ru_maxrss, which a new process takes over from the one that started it.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    sys.stdout.write(str(int(status.partition("VmHWM:")[2].split()[0]) / 1024))


def _pages(body: bytes, count: int) -> Iterator[ParsedPage]:
    return (read_page(body) for _ in range(count))


if __name__ == "__main__":
    main()
