"""Models of skill pages: their list, and a page per skill that several roles list.

Pure.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from jobtrends_pipeline.reports import words
from jobtrends_pipeline.reports.slugs import slugs
from jobtrends_pipeline.tables.class_columns import SUPPRESSED
from jobtrends_pipeline.tables.columns import MARKETS
from jobtrends_pipeline.trends.skills_across import PLACE, Past, SkillRow, Skills

LEAST_ROLES = 2
"""Least number of roles that list a skill with a page."""
CROWDED = 40


@dataclass(frozen=True, slots=True)
class SkillLine:
    """Skill in the list of a market: number of roles that list it, and its shares.

    Weak shares do not count.
    """

    skill: str
    slug: str | None
    role_count: int
    least: float | None
    most: float | None
    leader: str
    leader_role: str
    rising: int
    falling: int

    @property
    def span(self) -> str:
        """Range of its share of the roles' adverts, from the least to the most."""
        if self.least is None or self.most is None:
            return "too few [c]"
        least, most = words.share(self.least), words.share(self.most)
        return least if least == most else f"{least} to {most}"


@dataclass(frozen=True, slots=True)
class SkillsPage:
    """The list of skills; markets without any are left out.

    `role_counts` has the number of roles of each market.
    """

    markets: tuple[tuple[str, tuple[SkillLine, ...]], ...]
    role_counts: Mapping[str, int]
    generated_from: date | None
    least_roles: int = LEAST_ROLES


@dataclass(frozen=True, slots=True)
class SkillPart:
    """Skill in one market: a sentence, its rows, and the roles in its chart.

    The roles are in the order of the chart.
    """

    market: str
    sentence: str
    rows: tuple[SkillRow, ...]
    drawn: tuple[tuple[str, str], ...]

    @property
    def anchor(self) -> str:
        """Anchor of its chart."""
        return f"{self.market}-past"

    @property
    def chart_message(self) -> str:
        """Message of the chart in words."""
        shares = {row.role: row.share_pct for row in self.rows}
        newest = "; ".join(f"{subject} {words.share(shares[role] or 0)}" for role, subject in self.drawn)
        return f"Share of the role’s {self.market} adverts that cite it, of the roles that ask most for it: {newest}."


@dataclass(frozen=True, slots=True)
class SkillPage:
    """Page of a skill, at `skills/{slug}.html`.

    `own_role` is the role with the name of the skill, if any.
    """

    skill: str
    slug: str
    own_role: str | None
    parts: tuple[SkillPart, ...]
    chart_data: Mapping[str, Any]
    generated_from: date


def build_skills(skills: Skills, roles: Mapping[str, str]) -> tuple[SkillsPage, Iterator[SkillPage]]:
    """Return the list of skills, and the page of each that at least two roles list.

    Args:
        skills: Skills that `trends.skills_across` reads.
        roles: Keys of the roles by their name in lower case.
    """
    grouped = {name: list(rows) for name, rows in groupby(skills.rows, key=lambda row: row.skill)}
    listing = {name: {row.role for row in rows if not row.is_exit} for name, rows in grouped.items()}
    named = slugs(name for name in grouped if len(listing[name]) >= LEAST_ROLES)
    lines: dict[str, list[SkillLine]] = {market: [] for market in MARKETS}
    for name, rows in grouped.items():
        for market, own in groupby(rows, key=lambda row: row.market):
            line = _line(name, named.get(name), [row for row in own if not row.is_exit])
            if line is not None:
                lines[market].append(line)
    ordered = tuple(
        (market, tuple(sorted(held, key=lambda line: (-line.role_count, -(line.most or 0.0), line.skill))))
        for market, held in lines.items()
        if held
    )
    newest = max((row.as_of for row in skills.rows), default=None)
    pages = (_page(name, slug, grouped[name], skills.past, roles.get(name.casefold())) for name, slug in named.items())
    return SkillsPage(ordered, skills.role_counts, newest), pages


def _line(name: str, slug: str | None, rows: list[SkillRow]) -> SkillLine | None:
    if not rows:
        return None
    leaders = [row for row in rows if row.share_pct is not None and row.reliability != SUPPRESSED]
    shares = [row.share_pct or 0.0 for row in leaders]
    moved = [row.share_year_change_pp or 0.0 for row in rows if row.is_change_beyond_noise]
    return SkillLine(
        name,
        slug,
        len(rows),
        min(shares, default=None),
        max(shares, default=None),
        leaders[0].subject if leaders else "",
        leaders[0].role if leaders else "",
        sum(by > 0 for by in moved),
        sum(by < 0 for by in moved),
    )


def _page(
    name: str, slug: str, rows: list[SkillRow], past: Mapping[tuple[str, str], list[Past]], own_role: str | None
) -> SkillPage:
    parts, charts = [], {}
    for market in MARKETS:
        own = tuple(row for row in rows if row.market == market)
        if not own:
            continue
        series = [one for one in past.get((name, market), []) if len(one.moments) > 1]
        subjects = {row.role: row.subject for row in own}
        drawn = tuple((one.role, subjects[one.role]) for one in series)
        part = SkillPart(market, _sentence(name, own), own, drawn)
        if series:
            charts[part.anchor] = _definition(name, part, series)
        parts.append(part)
    newest = max(row.as_of for row in rows)
    data = {"charts": charts, "captures": {"urls": [], "of": {}}}
    return SkillPage(name, slug, own_role, tuple(parts), data, newest)


def _sentence(name: str, rows: tuple[SkillRow, ...]) -> str:
    listed = [row for row in rows if not row.is_exit and row.share_pct is not None]
    known = [row for row in listed if row.reliability != SUPPRESSED]
    market, count = rows[0].market, len({row.role for row in listed})
    if not listed:
        return f"No role’s newest {market} page lists {name} any more."
    where = (
        f"{count:,} role{'s' if count != 1 else ''} in {words.place_phrase(PLACE)} list{'s' if count == 1 else ''} it"
    )
    if not known:
        return f"{where}, in too few adverts of each to be relied on [c]."
    most, least = known[0], known[-1]
    span = f"{words.share(most.share_pct or 0)} of the {market} adverts for {most.subject}"
    if len(known) == 1:
        return f"{where}: {span}."
    return f"{where}, from {words.share(least.share_pct or 0)} of the adverts for {least.subject} to {span}."


def _definition(name: str, part: SkillPart, series: list[Past]) -> dict[str, Any]:
    """Return a chart of kind `compare`, in the format of `embedded.chart_data`.

    Its columns are made without rows.
    """
    subjects = dict(part.drawn)
    longest = max(len(one.moments) for one in series)
    points = {
        "k": [number for number, one in enumerate(series) for _ in one.moments],
        "name": [subjects[one.role] for one in series for _ in one.moments],
        "t": [moment for one in series for moment in one.moments],
        "v": [share for one in series for share in one.shares],
        "n": [count for one in series for count in one.counts],
        "size": [14 if longest > CROWDED else 50 for one in series for _ in one.moments],
    }
    return {
        "kind": "compare",
        "unit": "pct",
        "title": f"{name} over time",
        "subtitle": f"{PLACE}, {part.market}",
        "message": part.chart_message,
        "fields": [["v", "Share of the role’s adverts", "pct"], ["n", "Adverts", "count"]],
        "ticks": [],
        "datasets": {"points": points},
    }
