"""What a page printed from known facts must read as, worked out from the facts and by other code than the reader's."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from jobtrends_pipeline_tests.support.pages.compare import Fact
from jobtrends_pipeline_tests.support.pages.strategies import LAGS, share
from jobtrends_pipeline_tests.support.site import labels
from jobtrends_pipeline_tests.support.site.facts import (
    MISSING,
    LocationFacts,
    PageFacts,
    PayFacts,
    TableFacts,
    print_page,
)
from jobtrends_pipeline_tests.support.site.labels import Heading, LabelledMeasures, PayBasis
from jobtrends_pipeline_tests.support.site.printed import FigureRow, PrintedPage, subject_slug

Place = tuple[str, PayBasis | None, str]
"""Where a row of a summary stands: section, pay basis, measure."""
Meaning = tuple[float | None, str]

MAY_BE_ABSENT = (
    *("rank_change", "share_of_category", "median_change", "p10", "p25", "p75", "p90"),
    *("comparison_median", "comparison_change"),
)
_MEASURES = {
    "share_of_all": "share_of_all_pct",
    "share_of_category": "share_of_category_pct",
    "quoted": "pay_advert_count",
    "median_change": "median_change_pct",
    "comparison_median": "comparison_place_median_gbp",
    "comparison_change": "comparison_place_change_pct",
} | {name: f"{name}_gbp" for name in ("p10", "p25", "median", "p75", "p90")}
_BASES = {"salary": "annual_salary", "daily rate": "daily_rate", "hourly rate": "hourly_rate"}
_NEW, _NONE, _UNPUBLISHED = (None, "new_entry"), (None, "no_data"), (None, "not_published")


@dataclass(frozen=True)
class KnownPage:
    """A page whose facts are known; `absent` rows of its summary tables were left out when it was printed."""

    facts: PageFacts
    absent: frozenset[Place] = frozenset()

    @property
    def printed(self) -> PrintedPage:
        """The page without the absent rows."""
        page, heading = print_page(self.facts), self.facts.heading
        return replace(
            page,
            subject_table=self._kept("subject", page.subject_table, heading),
            market_table=self._kept("comparison", page.market_table, heading),
        )

    @property
    def places(self) -> list[Place]:
        """Where each row of both summary tables stands."""
        page, heading = self.printed, self.facts.heading
        tables = ("subject", page.subject_table), ("comparison", page.market_table)
        return [place for section, rows in tables for place, _ in _placed(section, rows, heading)]

    def _kept(self, section: str, rows: Sequence[FigureRow], heading: Heading) -> tuple[FigureRow, ...]:
        return tuple(row for place, row in _placed(section, rows, heading) if place not in self.absent)

    def expected(self) -> frozenset[Fact]:
        """Every fact that the page states."""
        return frozenset((*self._key(), *self._summary(), *self._locations(), *self._skills()))

    def _key(self) -> Iterator[Fact]:
        heading = self.facts.heading
        fields = {
            "kind": "detail",
            "market": heading.kind,
            "subject": heading.subject,
            "subject_kind": "role" if heading.is_role else "skill",
            "place": heading.location,
            "window_months": heading.window_months,
            "period_end": heading.period_end,
            "first_row": 1,
            "category": None,
        }
        return (Fact("key", "", "", None, None, None, name, value, "value") for name, value in fields.items())

    def _summary(self) -> Iterator[Fact]:
        page, heading = self.printed, self.facts.heading
        yield _name("comparison", "comparison_name", page.market_title)
        sections = (
            ("subject", self.facts.subject, page.subject_table),
            ("comparison", self.facts.market, page.market_table),
        )
        for section, table, rows in sections:
            held = self._stated(section, table)
            for (_, basis, measure), _ in _placed(section, rows, heading):
                if measure == "share_of_category":
                    yield _name(section, "category", heading.category)
                if measure == "comparison_median":
                    yield _name(section, "comparison_place", heading.comparison_place, _BASES[basis or "salary"])
                for lag in LAGS:
                    value, status = _meaning(held, heading, basis, measure, lag)
                    name, pay = _MEASURES.get(measure, measure), _BASES[basis] if basis else None
                    yield Fact("summary", section, "", None, pay, lag, name, value, status)

    def _stated(self, section: str, table: TableFacts) -> TableFacts:
        """The table's facts without those of absent rows, which then explain no dash."""
        gone = [(basis, measure) for where, basis, measure in self.absent if where == section]
        pay = {
            basis: replace(block, **{measure: MISSING for of, measure in gone if of == basis})
            for basis, block in table.pay.items()
        }
        return replace(table, pay=pay)

    def _locations(self) -> Iterator[Fact]:
        heading = self.facts.heading
        first = heading.pay_bases[0]
        pay = self._stated("subject", self.facts.subject).pay[first]
        is_still = pay.comparison_median[0] is not None and pay.comparison_median[0] == pay.comparison_median[1]
        for row in self.facts.locations:
            cells = location_meanings(row, is_still=is_still and row.location == heading.comparison_place)
            for measure, (value, status) in cells.items():
                basis = _BASES[first] if measure.startswith("median") else None
                yield Fact("locations", "locations", row.location, None, basis, 0, measure, value, status)

    def _skills(self) -> Iterator[Fact]:
        facts = self.facts
        for section, skills in {"top": facts.top_skills, **facts.skill_categories}.items():
            counts = sorted({count for _, count in skills}, reverse=True)
            for name, count in skills:
                of_all = share(count, facts.subject.advert_count[0] or 1, facts.heading.period_end)
                cells = {"rank": counts.index(count) + 1, "advert_count": count, "share_pct": of_all}
                for measure, value in cells.items():
                    yield Fact("skills", section, name, subject_slug(name), None, 0, measure, value, "value")


def location_meanings(row: LocationFacts, *, is_still: bool) -> Mapping[str, Meaning]:
    """Value and status of each cell of a location."""
    return {
        "rank_change": _or(row.rank_change, _NEW),
        "advert_count": _or(row.advert_count, _NONE),
        "median_gbp": _or(row.median, _NONE),
        "median_change_pct": _or(row.median_change, (0.0, "no_change") if is_still else _row_dash(row)),
        "open_vacancy_count": _or(row.live_jobs, _UNPUBLISHED),
    }


def _row_dash(row: LocationFacts) -> Meaning:
    """A change that says nothing: of a median that is there, and of an entry that is not new, it is not published."""
    return _NONE if row.median is None or row.rank_change is None else _UNPUBLISHED


def _or(value: float | None, reason: Meaning) -> Meaning:
    return reason if value is None else (value, "value")


def _name(section: str, measure: str, text: str, basis: str | None = None) -> Fact:
    return Fact("summary", section, "", None, basis, None, measure, text, "text")


def _placed(section: str, rows: Sequence[FigureRow], heading: Heading) -> Iterator[tuple[Place, FigureRow]]:
    """The rows of a summary table with the place of each; labels come twice where a page has two pay blocks."""
    demand = labels.subject_labels(heading) if section == "subject" else labels.market_labels(heading)
    blocks = iter(heading.pay_bases)
    block: PayBasis | None = None
    measures = _by_label(demand)
    for row in rows:
        if row[0].startswith("Number of "):
            block = basis = next(blocks)
            measures = _by_label(labels.pay_labels(heading, basis))
        yield (section, block, measures[row[0]]), row


def _by_label(labelled: LabelledMeasures) -> dict[str, str]:
    return {label: measure for measure, label in labelled}


def _meaning(table: TableFacts, heading: Heading, basis: PayBasis | None, measure: str, lag: int) -> Meaning:
    """Value and status of one cell of a summary table (DOMAIN §4)."""
    held = table.pay[basis] if basis else table
    value: float | None = getattr(held, measure)[lag]
    if value is not None:
        return value, "value"
    if measure.endswith("change") and lag == 2 and heading.period_end < labels.PLACE_MEDIANS:
        return _UNPUBLISHED
    if table.advert_count[lag] == 0:
        return _NONE
    return _pay_dash(held, measure, lag) if isinstance(held, PayFacts) else _demand_dash(held, measure, lag)


def _demand_dash(table: TableFacts, measure: str, lag: int) -> Meaning:
    is_ranked = table.rank[lag] is not None
    return _NEW if measure == "rank_change" and is_ranked else _NONE


def _pay_dash(pay: PayFacts, measure: str, lag: int) -> Meaning:
    if measure == "median_change":
        return _still(pay.median, lag)
    if measure == "comparison_change":
        return _still(pay.comparison_median, lag)
    return _UNPUBLISHED if measure != "comparison_median" and pay.quoted[lag] else _NONE


def _still(medians: Sequence[float | None], lag: int) -> Meaning:
    """A change that says nothing is none where both medians are there; of the oldest, one never is."""
    if lag == 2:
        return _NONE if medians[2] is None else _UNPUBLISHED
    return _NONE if None in medians[lag : lag + 2] else (0.0, "no_change")
