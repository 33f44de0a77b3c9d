"""What a page of the source prints, cell by cell: the text between markup and meaning.

The dataclasses here hold printed strings only ("£80,000", "-", ""). `facts` makes them from numbers,
`markup` and `text` turn them into bytes. Their JSON shape is that of the printed cases.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import quote

Kind = Literal["permanent", "contract"]
FigureRow = tuple[str, str, str, str]

_SLUGS = {
    "C#": "csharp",
    ".NET Core": "dotnet core",
    "Web Services": "webservices",
    "Master's Degree": "masters degree",
    "Microsoft Excel": "ms excel",
    "Microsoft Office": "ms office",
}


@dataclass(frozen=True)
class LocationRow:
    """One row of the top locations, as printed; `live_jobs` is "" where the source leaves the cell empty."""

    location: str
    rank_change: str
    advert_count: str
    median: str
    median_change: str
    live_jobs: str


@dataclass(frozen=True)
class SkillRow:
    """One co-occurring skill, as printed; `slug` is the unquoted last part of its page's address."""

    rank: str
    advert_count: str
    share: str
    name: str
    slug: str


@dataclass(frozen=True)
class IndexRow:
    """One subject of the market index, as printed."""

    subject: str
    slug: str
    rank: str
    rank_change: str
    median: str
    median_change: str
    advert_count: str
    share: str
    live_jobs: str


@dataclass(frozen=True)
class PrintedPage:
    """One detail page, as printed.

    `subject_table` and `market_table` hold (label, this window, one year before, two years before) in
    page order; "-" and "" are what the page prints. Parts the page lacks are empty.
    """

    url: str
    kind: Kind
    title: str | None
    subject: str
    location: str
    location_trail: str | None
    window_months: int
    period_end: date
    period_labels: tuple[str, str, str]
    lead_median: str | None
    subject_table: tuple[FigureRow, ...]
    market_title: str
    market_table: tuple[FigureRow, ...]
    locations: tuple[LocationRow, ...] = ()
    top_skills: tuple[SkillRow, ...] = ()
    skill_categories: Mapping[str, tuple[SkillRow, ...]] = field(default_factory=dict)

    @property
    def is_role(self) -> bool:
        """Whether the subject is a job title ("requiring a") rather than a skill ("citing")."""
        return any(" jobs requiring a" in row[0] for row in self.subject_table)

    @property
    def category(self) -> str:
        """The category named by the share row, or "" where no such row is printed."""
        for label, *_ in self.subject_table:
            if label.startswith("As % of the ") and label.endswith(" category"):
                return label.removeprefix("As % of the ").removesuffix(" category")
        return ""

    @classmethod
    def from_json(cls, shape: Mapping[str, Any]) -> Self:
        """Read the shape of a printed case; keys that describe an excerpt (`notes`, ...) are left aside."""
        first, second, third = shape["period_labels"]
        return cls(
            url=shape["url"],
            kind=shape["kind"],
            title=shape["title"],
            subject=shape["subject"],
            location=shape["location"],
            location_trail=shape["location_trail"],
            window_months=shape["window_months"],
            period_end=date.fromisoformat(shape["period_end"]),
            period_labels=(first, second, third),
            lead_median=shape["lead_median"],
            subject_table=_figure_rows(shape["subject_table"]),
            market_title=shape["market_title"],
            market_table=_figure_rows(shape["market_table"]),
            locations=tuple(LocationRow(*row) for row in shape["locations"]),
            top_skills=_skill_rows(shape["top_skills"]),
            skill_categories={name: _skill_rows(rows) for name, rows in shape.get("skill_categories", {}).items()},
        )

    def to_json(self) -> dict[str, Any]:
        """The shape `from_json` reads; every row is a list of its cells."""
        return {
            "url": self.url,
            "kind": self.kind,
            "title": self.title,
            "subject": self.subject,
            "location_trail": self.location_trail,
            "location": self.location,
            "window_months": self.window_months,
            "period_end": self.period_end.isoformat(),
            "period_labels": list(self.period_labels),
            "lead_median": self.lead_median,
            "subject_table": [list(row) for row in self.subject_table],
            "market_title": self.market_title,
            "market_table": [list(row) for row in self.market_table],
            "locations": [list(vars(row).values()) for row in self.locations],
            "top_skills": [list(vars(row).values()) for row in self.top_skills],
            "skill_categories": {
                name: [list(vars(row).values()) for row in rows] for name, rows in self.skill_categories.items()
            },
        }


@dataclass(frozen=True)
class PrintedIndex:
    """The market index of one place and window: every row, of which a served page shows 30 or 50."""

    location: str
    window_months: int
    period_end: date
    rows: tuple[IndexRow, ...]

    @property
    def page_size(self) -> int:
        """Rows on one page: 30 in 2019, 50 since 2025 (the change between them is not dated)."""
        return 50 if self.period_end.year >= 2025 else 30


def subject_slug(name: str) -> str:
    """The unquoted last part of a subject's address: its lower-case name, but for the source's exceptions."""
    return _SLUGS.get(name, name.lower())


def detail_path(kind: Kind, place: str, slug: str) -> str:
    """The quoted path of a subject's page, as `/jobs/uk/backend%20developer.do`."""
    folder = "jobs" if kind == "permanent" else "contracts"
    return f"/{folder}/{quote(place.lower())}/{quote(slug)}.do"


def load_page(path: Path) -> PrintedPage:
    """Read one printed page from a JSON file."""
    return PrintedPage.from_json(json.loads(path.read_text(encoding="utf-8")))


def _figure_rows(rows: Sequence[Sequence[str]]) -> tuple[FigureRow, ...]:
    return tuple((label, c0, c1, c2) for label, c0, c1, c2 in rows)


def _skill_rows(rows: Sequence[Sequence[str]]) -> tuple[SkillRow, ...]:
    return tuple(SkillRow(*row) for row in rows)
