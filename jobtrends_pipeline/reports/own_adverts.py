"""Model of the page on own adverts: sources, coverage, pay beside the print.

Pure.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from jobtrends_pipeline.reports import words
from jobtrends_pipeline.reports.render import _environment
from jobtrends_pipeline.reports.rows import Row
from jobtrends_pipeline.trends.own_adverts import OwnAdverts, medians_near
from jobtrends_pipeline.trends.reliability import NOISE_FACTOR

PAGE = "own-adverts.html"
MEASURE_WORDS = {
    "p10_gbp": "10th percentile", "p25_gbp": "25th percentile", "median_gbp": "median", "p75_gbp": "75th percentile",
    "p90_gbp": "90th percentile",
}  # fmt: skip
_COUNTS = {
    "seen_advert_count": "adverts as seen",
    "course_advert_count": "of them sellers of courses, left out",
    "abroad_advert_count": "of them abroad, left out",
    "counted_advert_count": "counted",
    "recognised_advert_count": "with a known role",
    "placed_advert_count": "with a region or nation",
    "whole_text_advert_count": "with a whole text",
    "pay_advert_count": "with pay that counts",
    "estimated_advert_count": "with an estimate only, dropped",
    "folded_advert_count": "repeat a vacancy",
    "vacancy_count": "vacancies",
}


@dataclass(frozen=True, slots=True)
class Coverage:
    """Newest coverage of a publisher and market in the UK; counts with their words."""

    publisher: str
    market: str
    as_of: date
    history_from: date | None
    counts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Calibrated:
    """Figure of own adverts beside the source's print, as texts."""

    role: str
    subject: str
    publisher: str
    series: str
    measure: str
    as_of: date
    own: str
    own_count: str
    printed: str
    printed_count: str
    apart: str
    errors_apart: float | None


@dataclass(frozen=True, slots=True)
class OwnAdvertsPage:
    """The page on own adverts.

    `near` of `tested` medians are within `noise_factor` errors of the print.
    """

    sources: tuple[Row, ...]
    coverage: tuple[Coverage, ...]
    figures: tuple[Calibrated, ...]
    near: int
    tested: int
    generated_from: date | None
    noise_factor: float = NOISE_FACTOR


def build_own_adverts_page(own: OwnAdverts) -> OwnAdvertsPage:
    """Return the page of what `trends.own_adverts` reads."""
    near, tested = medians_near(own.calibration, NOISE_FACTOR)
    days = [row["as_of"] for row in own.coverage]
    coverage = tuple(
        Coverage(row["publisher"], row["market"], row["as_of"], row["history_from"], tuple(_counted(row)))
        for row in own.coverage
    )
    return OwnAdvertsPage(
        own.sources, coverage, tuple(map(_calibrated, own.calibration)), near, tested, max(days, default=None)
    )


def own_adverts_html(page: OwnAdvertsPage) -> str:
    """Return the HTML of the page, at `own-adverts.html`."""
    return _environment().get_template("own_adverts.html").render(page=page, root="")


def _counted(row: Row) -> Iterator[tuple[str, str]]:
    for name, meaning in _COUNTS.items():
        if row[name] is not None:
            yield meaning, words.count(row[name])


def _calibrated(row: Row) -> Calibrated:
    apart = row["errors_apart"]
    return Calibrated(
        role=row["role"],
        subject=row["subject"],
        publisher=row["publisher"],
        series=f"{row['market']}, {row['place']}, {words.window(row['window_months'])}",
        measure=MEASURE_WORDS[row["measure"]],
        as_of=row["as_of"],
        own=_pay(row["pay_basis"], row["estimate_gbp"], row["error_gbp"]),
        own_count=words.count(row["vacancy_count"]),
        printed=_pay(row["pay_basis"], row["printed_gbp"], row["printed_error_gbp"]),
        printed_count="–" if row["printed_count"] is None else words.count(row["printed_count"]),
        apart="–" if apart is None else f"{apart:+.1f}".replace("-", words.MINUS),
        errors_apart=apart,
    )


def _pay(basis: str, value: float, error: float | None) -> str:
    """Return pay with its error; in whole pounds, but for an hour's."""
    texts = [words.money(one, pence=basis == "hourly_rate") for one in (value, error) if one is not None]
    return " ± ".join(texts)
