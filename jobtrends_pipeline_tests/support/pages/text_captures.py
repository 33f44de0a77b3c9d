"""What real text captures print, counted against what is read of them, by other code than the reader's.

Run `python -m jobtrends_pipeline_tests.support.pages.text_captures [FILE ...]` for the counts of each capture.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from jobtrends_pipeline.pages.page import ParsedPage, UnknownPageError
from jobtrends_pipeline.pages.read import read_page
from jobtrends_pipeline_tests.support.pages.expected import measure_of, number
from jobtrends_pipeline_tests.support.site.real_pages import SHARED

CAPTURES = sorted((SHARED / "pages-text").glob("*.txt"))
_MASKED = {"90% offered": "NINETY% offered", "10% offered": "TEN% offered", "Keep up to 90%": ""}
_FIGURE = re.compile(r"£[\d,]+(?:\.\d+)?|[+-]?[\d,]+(?:\.\d+)?%|[+-]?\d[\d,]*|-|_")
_LABEL = re.compile(
    r".*?((?:Permanent|Contract) (?:IT )?(?:jobs?|vacancies)\b(?!.* (?:Permanent|Contract) ).*|Rank|"
    r"Rank change year-?on-?year|Number of (?:salaries|daily rates|hourly rates) quoted|"
    r"(?:As )?% of (?!.* (?:Permanent|Contract) ).*|"
    r"(?:NINETY|TEN)% offered an? .*? of more than|\d\dth Percentile|"
    r"(?:Average|Median)(?: salary| daily rate| hourly rate)? % change year-?on-?year|% change year-?on-?year|"
    r"(?:(?:UK|[A-Z][a-z]+)(?: (?:[A-Z][a-z]+|and|of|excluding))* )?(?i:average|median) (?:annual )?"
    r"(?:salary|daily rate|hourly rate)(?: \(50th Percentile\))?)(?: of your Daily Rate Get a Free Illustration)?$"
)
_BASES = {"salar": "annual_salary", "daily": "daily_rate", "hourly": "hourly_rate"}
_PAY = ("pay_advert_count", "median_change_pct", "comparison_place_change_pct")


class PrintedCell(NamedTuple):
    """A figure of a summary table: where it stands, and what it says."""

    section: str
    basis: str | None
    measure: str
    lag_years: int
    value: float


class Count(NamedTuple):
    """Figures of one capture: how many it prints, and which were not read, or read as others."""

    printed: int
    lost: list[PrintedCell]
    wrong: list[PrintedCell]


def printed_cells(text: str) -> Iterator[PrintedCell]:
    """The figures that a capture prints in its summary tables, less those cut off at its end."""
    section, basis, medians = "subject", "", set[tuple[str, str]]()
    for words, texts in _runs(text):
        found = _LABEL.match(words)
        if not found:
            continue
        label = found[1].replace("NINETY", "90").replace("TEN", "10")
        is_size = label.startswith(("Permanent", "Contract"))
        if is_size and " citing " not in label and " requiring a" not in label.replace("requiring academic", ""):
            section = "comparison"
        if is_size:
            basis = "annual_salary" if label.startswith("Permanent") else "daily_rate"
        basis = next((name for word, name in _BASES.items() if word in label.lower()), basis)
        measure = measure_of(
            label, label.split(" median")[0].split(" average")[0], has_median=(section, basis) in medians
        )
        if measure == "median_gbp":
            medians.add((section, basis))
        own = basis if measure.endswith("_gbp") or measure in _PAY else None
        for lag, one in enumerate(texts[:3]):
            value = None if one == "_" else number(one)
            if value is not None:
                yield PrintedCell(section, own, measure, lag, value)


def _runs(text: str) -> Iterator[tuple[str, list[str]]]:
    """Words, and the figures that follow them; a line of one space is a blank cell."""
    flat = re.sub(r"^ $", " _ ", text, flags=re.MULTILINE).replace("|", " ").replace("---", " ")
    for before, after in _MASKED.items():
        flat = " ".join(flat.split()).replace(before, after)
    *whole, last = flat.split()
    words: list[str] = []
    figures: list[str] = []
    for word in [*whole, *([] if _FIGURE.fullmatch(last) and text[-1] not in " |\n" else [last])]:
        if _FIGURE.fullmatch(word):
            figures.append(word)
            continue
        if figures:
            yield " ".join(words), figures
            words, figures = [], []
        words.append(word)
    yield " ".join(words), figures


def read_values(page: ParsedPage) -> dict[tuple[str, str | None, str, int], float]:
    """The values of the summary tables that reach the facts; none of a page that is quarantined."""
    return {
        (figure.section, figure.pay_basis, figure.measure, figure.lag_years): figure.value
        for figure in page.figures
        if figure.part == "summary"
        and page.outcome != "quarantined"
        and figure.measure
        and figure.lag_years is not None
        and figure.value is not None
    }


def count_of(body: bytes) -> Count:
    """What of a capture is read."""
    cells = list(printed_cells(body.decode()))
    try:
        values = read_values(read_page(body))
    except UnknownPageError:
        values = {}
    read = [(cell, values.get(cell[:4])) for cell in cells]
    return Count(
        len(cells),
        [cell for cell, value in read if value is None],
        [cell for cell, value in read if value not in (None, cell.value)],
    )


def main() -> None:
    """Print the counts of each capture."""
    paths = [Path(name) for name in sys.argv[1:]] or CAPTURES
    counts = [(path.name, count_of(path.read_bytes())) for path in paths]
    printed, lost, wrong = (sum(sizes) for sizes in zip(*map(_sizes, counts), strict=True))
    for name, count in counts:
        sys.stdout.write(f"{name:<70}{count.printed:>5} printed{len(count.lost):>4} lost{len(count.wrong):>4} wrong\n")
    sys.stdout.write(f"{printed:,} printed, {lost:,} lost ({lost / max(printed, 1):.1%}), {wrong:,} wrong\n")


def _sizes(counted: tuple[str, Count]) -> tuple[int, int, int]:
    _, (printed, lost, wrong) = counted
    return printed, len(lost), len(wrong)


if __name__ == "__main__":
    main()
