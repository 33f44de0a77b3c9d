"""Model of a role page: sections by market, place and window, with tables. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from jobtrends_pipeline.reports import sentences, words
from jobtrends_pipeline.reports.embedded import capture_links, chart_data
from jobtrends_pipeline.reports.figures import Block, Figure, Scene
from jobtrends_pipeline.reports.histogram import histogram_figure
from jobtrends_pipeline.reports.lists import LocationTable, SkillTable, location_table, skill_tables
from jobtrends_pipeline.reports.monthly import MonthlyDemand, monthly_demand
from jobtrends_pipeline.reports.moved import moved_figure
from jobtrends_pipeline.reports.overview import Held, Standing, held_pages, standings
from jobtrends_pipeline.reports.places import beside_figure, places_figure
from jobtrends_pipeline.reports.premium import premium_figure
from jobtrends_pipeline.reports.revised import revisions_block, specific_block
from jobtrends_pipeline.reports.role_tables import MONTHLY, ROW_TABLES, SECTION_TABLES, RoleRows
from jobtrends_pipeline.reports.rows import Row, TargetKey, by_target, having, latest
from jobtrends_pipeline.reports.series import demand_figure, pay_figure
from jobtrends_pipeline.reports.summary import SummaryInput, SummaryTable, summary_tables


@dataclass(frozen=True, slots=True)
class Section:
    """Section: the figures of one market, place and window, over all captures."""

    key: TargetKey
    anchor: str
    subject: str
    as_of: date
    held: Held
    sentence: str
    key_figures: tuple[sentences.KeyFigure, ...]
    summary: tuple[SummaryTable, ...]
    notes: tuple[str, ...]
    figures: tuple[Figure, ...]
    moved: Figure | None
    places: Figure | None
    specific: Block | None
    revisions: Block | None
    locations: LocationTable | None
    top_skills: SkillTable | None
    skill_categories: tuple[SkillTable, ...]
    demand: Row | None
    pay: Row | None

    @property
    def title(self) -> str:
        """Heading of the section."""
        return f"{self.key.place}, {self.key.labour_market}, {words.window(self.key.window_months)}"

    @property
    def has_past(self) -> bool:
        """Whether a series can be shown as it was known on an earlier day."""
        return self.held.count > 1 and any(figure.chart and figure.chart.prints for figure in self.figures)

    @property
    def contents(self) -> tuple[tuple[str, str], ...]:
        """Anchors and titles of the section's parts, for the list of contents."""
        parts = {
            "trends": ("Trends", bool(self.figures)),
            "summary": ("Summary", True),
            "locations": ("Places", self.locations is not None or self.places is not None),
            "moved": ("Rising and falling skills", self.moved is not None),
            "skills": ("Top skills", self.top_skills is not None),
            "specific": ("Specific skills", self.specific is not None),
            "categories": ("Skills by category", bool(self.skill_categories)),
            "revisions": ("Revisions", self.revisions is not None),
        }
        return tuple((f"{self.anchor}-{name}", title) for name, (title, is_there) in parts.items() if is_there)

    @property
    def drawn(self) -> tuple[Figure, ...]:
        """All figures of the section."""
        return (*self.figures, *filter(None, (self.moved, self.places)))


@dataclass(frozen=True, slots=True)
class RolePage:
    """Page of a role; without sections and months it states that there is no data."""

    role: str
    subject: str
    sections: tuple[Section, ...]
    standings: tuple[Standing, ...]
    beside: Figure | None
    monthly: MonthlyDemand | None
    chart_data: Mapping[str, Any]
    generated_from: date | None

    @property
    def by_market(self) -> Mapping[str, list[Standing]]:
        """The standings of each publisher's markets, in the order of the sections."""
        lines: dict[str, list[Standing]] = {}
        for line in self.standings:
            lines.setdefault(line.market, []).append(line)
        return lines


def build_role_page(role: str, tables: RoleRows, generated_from: date | None) -> RolePage:
    """Return the page of a role.

    Sections are sorted: UK permanent six months of IT Jobs Watch first, then by publisher, market,
    window and demand of the place. Of own adverts, which are computed for both windows, the longer one is shown.

    Args:
        role: Key of the role.
        tables: Its facts and trends.
        generated_from: Date of the newest data the site is built from; None without data.
    """
    grouped = {name: by_target(tables.rows.get(name, [])) for name in ROW_TABLES}
    held = {key for name in SECTION_TABLES for key in grouped[name]}
    keys = {key for key in held if not (key.whose and key._replace(window_months=6) in held - {key})}
    ordered = sorted(keys, key=lambda key: _section_order(key, grouped["fact_demand"].get(key, [])))
    sections = []
    for position, key in enumerate(ordered, 1):
        rows = {name: groups.get(key, []) for name, groups in grouped.items()}
        for trend, fact in (("trend_demand", "fact_demand"), ("trend_pay", "fact_pay")):
            rows[trend] = _with_reasons(rows[trend], rows[fact])
        sections.append(_section(key, f"s{position}", rows))
    newest = max(sections, key=lambda section: section.as_of, default=None)
    monthly = monthly_demand(tables.rows.get(MONTHLY, []))
    subject = newest.subject if newest else monthly.subject if monthly else words.role_title(role)
    demand = {key: having(grouped["trend_demand"].get(key, []), scope="subject") for key in ordered}
    beside = beside_figure(subject, demand)
    drawn = [replace(figure, publisher=one.key.publisher) for one in sections for figure in one.drawn]
    drawn += [*([beside] if beside else []), *(monthly.figures if monthly else ())]
    return RolePage(
        role,
        subject,
        tuple(sections),
        standings([(one.key, one.anchor, one.demand, one.pay) for one in sections]),
        beside,
        monthly,
        chart_data(drawn, capture_links(tables.rows.get("captures", []))),
        generated_from,
    )


def _section_order(key: TargetKey, demand: list[Row]) -> tuple[object, ...]:
    newest = having(demand, as_of=latest(demand), scope="subject", lag_years=0)
    adverts = max((row["advert_count"] or 0 for row in newest), default=0)
    return *key.rank, key.place != "UK", -adverts, key.place


def _section(key: TargetKey, anchor: str, rows: Mapping[str, list[Row]]) -> Section:
    dated = [row for name in SECTION_TABLES if name.startswith("fact_") for row in rows[name]]
    as_of = latest(dated) or max(row["latest_as_of"] for name in ("trend_demand", "trend_pay") for row in rows[name])
    subject = _subject(rows, as_of)
    given = SummaryInput(
        having(rows["fact_demand"], as_of=as_of),
        having(rows["fact_pay"], as_of=as_of),
        rows["trend_demand"],
        rows["trend_pay"],
        as_of,
        key.market,
        key.window_months,
    )
    demand = _headline(given.demand, having(given.trend_demand, scope="subject"))
    pay = _headline(given.pay, having(given.trend_pay, scope="subject"))
    top, categories = skill_tables(rows["fact_skill"], rows["trend_skill"])
    scene = Scene(subject, key.market, f"{key.place}{key.whose}", anchor)
    return Section(
        key,
        anchor,
        subject,
        as_of,
        held_pages({row["as_of"] for row in dated}, is_own=bool(key.whose)),
        sentences.summary_sentence(subject, key, as_of, demand, pay),
        sentences.key_figures(key.market, demand, pay),
        summary_tables(given, subject),
        _last_printed(rows["fact_pay"], as_of),
        tuple(_figures(scene, rows)),
        moved_figure(scene, rows["trend_skill"]),
        places_figure(scene, rows["trend_location"]),
        specific_block(scene, rows["skill_specificity"]),
        revisions_block(scene, rows["revisions"], rows["revision_summary"]),
        location_table(rows["fact_location"], rows["trend_location"]),
        top,
        categories,
        demand,
        pay,
    )


def _with_reasons(trends: list[Row], facts: list[Row]) -> list[Row]:
    """Return trend rows with `missing` of their latest release's print.

    `missing` gives the reasons for missing figures.
    """
    reasons = {(_print_key(fact), fact["as_of"]): fact["missing"] for fact in facts}
    return [{**row, "missing": reasons.get((_print_key(row), row["latest_as_of"]))} for row in trends]


def _print_key(row: Row) -> tuple[object, ...]:
    return row["scope"], row["period_end"], row.get("pay_basis")


def _subject(rows: Mapping[str, list[Row]], as_of: date) -> str:
    named = [row for name in SECTION_TABLES for row in rows[name] if row.get("as_of", row.get("latest_as_of")) == as_of]
    return max((row["subject"] for row in named), default="")


def _headline(facts: list[Row], trends: list[Row]) -> Row | None:
    """Return the trend row of the page's own window, of the first pay basis it prints."""
    own = having(facts, scope="subject", lag_years=0)
    for basis in words.PAY_WORDS if own and "pay_basis" in own[0] else (None,):
        wanted = {} if basis is None else {"pay_basis": basis}
        for fact in having(own, **wanted):
            for trend in having(trends, period_end=fact["period_end"], **wanted):
                return trend
    return None


def _last_printed(pay: list[Row], as_of: date) -> tuple[str, ...]:
    """Return the pay bases that earlier pages printed and the newest does not."""
    notes = []
    for basis, pay_words in words.PAY_WORDS.items():
        last = latest(having(pay, pay_basis=basis))
        if last is not None and last < as_of:
            today, then = words.day(as_of), words.day(last)
            notes.append(f"{pay_words.plural.capitalize()} are not on the page of {today}; last printed as of {then}.")
    return tuple(notes)


def _figures(scene: Scene, rows: Mapping[str, list[Row]]) -> Iterable[Figure]:
    found = [demand_figure(scene, having(rows["trend_demand"], scope="subject"), rows["print_demand"])]
    for basis in words.PAY_BASES:
        both = having(rows["trend_pay"], pay_basis=basis)
        trends = having(both, scope="subject")
        bins, prints = (having(rows[name], pay_basis=basis) for name in ("pay_histogram", "print_pay"))
        found += [
            pay_figure(scene, basis, trends, prints),
            histogram_figure(scene, basis, bins, trends),
            premium_figure(scene, basis, both),
        ]
    return [figure for figure in found if figure is not None]
