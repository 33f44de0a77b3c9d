"""From a real printed page to the facts behind it, so that printing them again can be compared cell by cell.

Measures are found by the labels `labels` gives for the page's date: a wrong label leaves a fact missing,
and the page printed from the facts then differs from the real one.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from jobtrends_pipeline_tests.support.site import labels
from jobtrends_pipeline_tests.support.site.facts import MISSING, PageFacts, PayFacts, TableFacts, Triple
from jobtrends_pipeline_tests.support.site.labels import Heading, LabelledMeasures, PayBasis
from jobtrends_pipeline_tests.support.site.printed import FigureRow, PrintedPage

_MEDIAN = re.compile(r"(.+) (?:median|average) (?:annual salary|salary|daily rate|hourly rate)")


def facts_of(page: PrintedPage) -> PageFacts:
    """The facts a printed page was made from, without its locations and skills."""
    heading = Heading(
        kind=page.kind,
        subject=page.subject,
        is_role=page.is_role,
        location=page.location,
        comparison_place=_comparison_place(page),
        category=page.category,
        period_end=page.period_end,
        window_months=page.window_months,
    )
    return PageFacts(
        heading=heading,
        subject=_table(page.subject_table, heading, labels.subject_labels(heading)),
        market=_table(page.market_table, heading, labels.market_labels(heading)),
        location_trail=page.location_trail,
    )


def _comparison_place(page: PrintedPage) -> str:
    places = [match[1] for label, *_ in page.subject_table if (match := _MEDIAN.fullmatch(label))]
    return next(place for place in reversed(places) if place != page.location)


def _table(rows: Sequence[FigureRow], heading: Heading, demand: LabelledMeasures) -> TableFacts:
    start = next((n for n, row in enumerate(rows) if "hourly rates quoted" in row[0]), len(rows))
    blocks: dict[PayBasis, Sequence[FigureRow]] = {
        basis: rows[start:] if basis == "hourly rate" else rows[:start] for basis in heading.pay_bases
    }
    pay = {basis: PayFacts(**_measures(block, labels.pay_labels(heading, basis))) for basis, block in blocks.items()}
    figures = {"advert_count": MISSING, "share_of_all": MISSING, **_measures(rows, demand)}
    return TableFacts(pay=pay, **figures)


def _measures(rows: Iterable[FigureRow], labelled: LabelledMeasures) -> Mapping[str, Triple]:
    cells = {label: (_number(c0), _number(c1), _number(c2)) for label, c0, c1, c2 in rows}
    return {measure: cells[label] for measure, label in labelled if label in cells}


def _number(cell: str) -> float | None:
    digits = cell.translate(str.maketrans("", "", "£,%"))
    return None if digits in ("", "-") else float(digits)
