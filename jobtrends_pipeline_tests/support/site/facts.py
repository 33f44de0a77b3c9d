"""From the numbers of one page to what the source prints of them on a date (DOMAIN §3 and §4).

`PageFacts` says what is true, `print_page` decides which rows exist that year and writes every cell.
Changes are facts of their own, because the oldest column compares with a year the page does not print.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from jobtrends_pipeline_tests.support.site import figures, labels
from jobtrends_pipeline_tests.support.site.labels import Heading, PayBasis
from jobtrends_pipeline_tests.support.site.printed import (
    FigureRow,
    LocationRow,
    PrintedPage,
    SkillRow,
    detail_path,
    subject_slug,
)

SITE = "https://www.itjobswatch.co.uk"
Triple = tuple[float | None, float | None, float | None]
MISSING: Triple = (None, None, None)
_NOTHING = ("-", "")
_PERCENTILES = ("p10", "p25", "p75", "p90")


@dataclass(frozen=True)
class PayFacts:
    """One pay block: (this window, one year before, two years before) of each measure, pounds and percent."""

    quoted: Triple = (0, 0, 0)
    median: Triple = MISSING
    median_change: Triple = MISSING
    p10: Triple = MISSING
    p25: Triple = MISSING
    p75: Triple = MISSING
    p90: Triple = MISSING
    comparison_median: Triple = MISSING
    comparison_change: Triple = MISSING


@dataclass(frozen=True)
class TableFacts:
    """One summary table; ranks and the share of the category exist for the subject only.

    `pay` has one block per pay basis of the market: the salary, or the daily and the hourly rate.
    """

    advert_count: Triple
    share_of_all: Triple
    pay: Mapping[PayBasis, PayFacts]
    rank: Triple = MISSING
    rank_change: Triple = MISSING
    share_of_category: Triple = MISSING


@dataclass(frozen=True)
class LocationFacts:
    """One of the top locations."""

    location: str
    rank_change: float | None
    advert_count: int
    median: float | None
    median_change: float | None
    live_jobs: int | None


@dataclass(frozen=True)
class PageFacts:
    """Everything one detail page says; skills are (name, jobs), most frequent first."""

    heading: Heading
    subject: TableFacts
    market: TableFacts
    location_trail: str | None = None
    locations: Sequence[LocationFacts] = ()
    top_skills: Sequence[tuple[str, int]] = ()
    skill_categories: Mapping[str, Sequence[tuple[str, int]]] = field(default_factory=dict)


def print_page(facts: PageFacts) -> PrintedPage:
    """Write a page as the source would have on the period end of its heading."""
    heading = facts.heading
    return PrintedPage(
        url=SITE + detail_path(heading.kind, heading.location, subject_slug(heading.subject)),
        kind=heading.kind,
        title=labels.page_title(heading),
        subject=heading.subject,
        location=heading.location,
        location_trail=facts.location_trail,
        window_months=heading.window_months,
        period_end=heading.period_end,
        period_labels=labels.period_labels(heading),
        lead_median=_lead_median(facts),
        subject_table=_table(facts.subject, heading, labels.subject_labels(heading)),
        market_title=labels.market_title(heading),
        market_table=_table(facts.market, heading, labels.market_labels(heading)),
        locations=tuple(_location(row, heading) for row in facts.locations),
        top_skills=_skills(facts.top_skills, facts),
        skill_categories={name: _skills(rows, facts) for name, rows in facts.skill_categories.items()},
    )


def _lead_median(facts: PageFacts) -> str | None:
    """The median of the lead sentence: role pages only; without one, pages before November 2017 say "-"."""
    if not facts.heading.is_role:
        return None
    median = facts.subject.pay[facts.heading.pay_bases[0]].median[0]
    if median is None and facts.heading.period_end >= labels.PLACE_MEDIANS:
        return None
    return figures.money(median, pence=False)


def _table(table: TableFacts, heading: Heading, demand: labels.LabelledMeasures) -> tuple[FigureRow, ...]:
    rows = [
        _figure_row(label, measure, getattr(table, measure), heading)
        for measure, label in demand
        if not _is_rank_change_dropped(table, measure, heading)
    ]
    for basis in heading.pay_bases:
        rows += _pay_rows(table.pay.get(basis, PayFacts()), heading, basis)
    return tuple(rows)


def _is_rank_change_dropped(table: TableFacts, measure: str, heading: Heading) -> bool:
    """Before November 2017 a subject without a current rank has no rank change row."""
    is_early = heading.period_end < labels.PLACE_MEDIANS
    return measure == "rank_change" and table.rank[0] is None and is_early


def _pay_rows(pay: PayFacts, heading: Heading, basis: PayBasis) -> list[FigureRow]:
    """One pay block: without changes that say nothing, percentiles of no rates, and idle hourly blocks."""
    is_idle = basis == "hourly rate" and not any(pay.quoted)
    if is_idle and heading.period_end >= labels.PLACE_MEDIANS:
        return []
    has_percentiles = any(value is not None for name in _PERCENTILES for value in getattr(pay, name))
    rows = []
    for measure, label in labels.pay_labels(heading, basis):
        if measure in _PERCENTILES and not has_percentiles:
            continue
        row = _figure_row(label, measure, getattr(pay, measure), heading, pence=basis == "hourly rate")
        if measure.endswith("change") and all(cell in _NOTHING for cell in row[1:]):
            continue
        rows.append(row)
    return rows


def _figure_row(label: str, measure: str, values: Triple, heading: Heading, *, pence: bool = False) -> FigureRow:
    first, second, third = (_figure(measure, value, heading, pence=pence) for value in values)
    if measure.endswith("change") and heading.period_end < labels.PLACE_MEDIANS:
        third = ""
    return (label, first, second, third)


def _figure(measure: str, value: float | None, heading: Heading, *, pence: bool) -> str:
    if measure == "rank":
        return figures.rank(value)
    if measure == "rank_change":
        return figures.rank_change(value)
    if measure in ("advert_count", "quoted"):
        return figures.count(value, heading.period_end)
    if measure.startswith("share"):
        return figures.share(value, heading.period_end)
    if measure.endswith("change"):
        return figures.change(value)
    return figures.money(value, pence=pence)


def _location(row: LocationFacts, heading: Heading) -> LocationRow:
    return LocationRow(
        location=row.location,
        rank_change=figures.rank_change(row.rank_change),
        advert_count=figures.count(row.advert_count, heading.period_end),
        median=figures.money(row.median, pence=False),
        median_change=figures.change(row.median_change),
        live_jobs="" if row.live_jobs is None else figures.count(row.live_jobs, heading.period_end),
    )


def _skills(skills: Sequence[tuple[str, int]], facts: PageFacts) -> tuple[SkillRow, ...]:
    """Skill rows: equal counts share a rank, and the share is that of the subject's jobs."""
    day, jobs = facts.heading.period_end, facts.subject.advert_count[0]
    ranks = {n: rank for rank, n in enumerate(sorted({n for _, n in skills}, reverse=True), start=1)}
    return tuple(
        SkillRow(
            rank=str(ranks[n]),
            advert_count=figures.count(n, day),
            share=figures.share(100 * n / jobs if jobs else None, day),
            name=name,
            slug=subject_slug(name),
        )
        for name, n in skills
    )
