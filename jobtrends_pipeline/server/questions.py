"""Questions of the API: parameters, and the call of the library that answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from jobtrends_pipeline.library import frames
from jobtrends_pipeline.library.listing import PAGES, ROLES
from jobtrends_pipeline.tables.model import Table
from jobtrends_pipeline.tables.trends import TREND_DEMAND_MONTHLY, TREND_LOCATION, TREND_SKILL

if TYPE_CHECKING:
    import pandas as pd

    from jobtrends_pipeline.library.history import History

LONGEST_NAME = 200
Name = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]
Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$", json_schema_extra={"format": "date"})]
Month = Annotated[str, Field(pattern=r"^\d{4}-\d{2}(-\d{2})?$")]


class Question(BaseModel):
    """Parameters that every question has; unknown ones are refused."""

    model_config = ConfigDict(extra="forbid")
    format: Literal["json", "csv", "parquet"] = "json"


class RolesQuestion(Question):
    """Which series are held."""

    like: Name | None = Field(None, description="Key, name, alias or part of one.")


class PagesQuestion(Question):
    """Captured pages behind a series."""

    market: Literal["permanent", "contract"] = "permanent"
    place: Name | None = Field(None, description="By default the UK, else the place with most adverts.")
    window: int = Field(6, ge=1, le=12, description="Length of the windows in months: 6 or 3.")


class PageQuestion(PagesQuestion):
    """Lists of the latest page, or of that known on a day."""

    publisher: Name | None = Field(None, description="By default itjobswatch; a name of own adverts.")
    as_of: Day | None = Field(None, description="Day whose knowledge the answer reflects.")

    @property
    def given(self) -> dict[str, Any]:
        """Arguments of the library."""
        return {
            "as_of": self.as_of, "market": self.market, "place": self.place, "window_months": self.window,
            "publisher": self.publisher,
        }  # fmt: skip


class TrendQuestion(PageQuestion):
    """Series over time."""

    since: Month | None = Field(None, description="First month or day of periods: 2024-01.")


class SkillsQuestion(PageQuestion):
    """Skills of a page."""

    skill_list: Name = Field("top", description="`top`, or a category as the source names it.")


class MonthlyQuestion(Question):
    """Demand by month, as chart images draw it."""

    market_series: Literal["permanent", "contract", "all"] = "permanent"
    place: Name | None = Field(None, description="By default the UK.")
    as_of: Day | None = Field(None, description="Day by which the images were captured.")
    since: Month | None = Field(None, description="First month: 2015-01.")


class CompareQuestion(PagesQuestion):
    """Roles side by side on a day."""

    role: list[Name] = Field(min_length=2, max_length=12, description="Two or more; role@publisher for own adverts.")
    on: Day | None = Field(None, description="The day; by default the latest that all have a period near.")


_SERIES = {"series": {"type": "object"}, "other_places": {"type": "array", "items": {"type": "string"}}}
_PAID = {"pay_units": {"type": "object", "additionalProperties": {"type": "string"}}}
_VINTAGE = {"vintage": {"type": "string", "format": "date", "description": "Period end of the page."}}
Ask = Callable[["History", str, Any], "pd.DataFrame"]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A question: its path below the API, and table and attributes of its answer."""

    path: str
    summary: str
    question: type[Question]
    table: Table
    ask: Ask
    about: Mapping[str, Any] = field(default_factory=dict)

    @property
    def has_role(self) -> bool:
        """Whether the path has the name of a role."""
        return "{role}" in self.path

    @property
    def name(self) -> str:
        """The last word of the path."""
        return self.path.rpartition("/")[2]


def _flagged(table: Table) -> Table:
    return replace(table, columns=(*table.columns, frames.FLAGS))


def _pay(history: "History", role: str, asked: TrendQuestion) -> "pd.DataFrame":
    return history.pay(role, since=asked.since, **asked.given)


def _demand(history: "History", role: str, asked: TrendQuestion) -> "pd.DataFrame":
    return history.demand(role, since=asked.since, **asked.given)


def _skills(history: "History", role: str, asked: SkillsQuestion) -> "pd.DataFrame":
    return history.skills(role, skill_list=asked.skill_list, **asked.given)


def _locations(history: "History", role: str, asked: PageQuestion) -> "pd.DataFrame":
    return history.locations(role, **asked.given)


def _monthly(history: "History", role: str, asked: MonthlyQuestion) -> "pd.DataFrame":
    return history.monthly(role, asked.as_of, market_series=asked.market_series, place=asked.place, since=asked.since)


def _pages(history: "History", role: str, asked: PagesQuestion) -> "pd.DataFrame":
    return history.pages(role, market=asked.market, place=asked.place, window_months=asked.window)


def _compare(history: "History", _role: str, asked: CompareQuestion) -> "pd.DataFrame":
    return history.compare(asked.role, asked.on, market=asked.market, place=asked.place, window_months=asked.window)


def _roles(history: "History", _role: str, asked: RolesQuestion) -> "pd.DataFrame":
    return history.roles(asked.like)


ENDPOINTS = (
    Endpoint("/roles", "Series that are held", RolesQuestion, ROLES, _roles),
    Endpoint("/roles/{role}/pay", "Advertised pay over time", TrendQuestion, frames.PAY, _pay, {**_SERIES, **_PAID}),
    Endpoint("/roles/{role}/demand", "Demand over time", TrendQuestion, frames.DEMAND, _demand, _SERIES),
    Endpoint("/roles/{role}/skills", "Skills that a role is advertised with", SkillsQuestion, _flagged(TREND_SKILL),
             _skills, {**_SERIES, **_VINTAGE, "skill_list": {"type": "string"}}),
    Endpoint("/roles/{role}/locations", "Locations within a place", PageQuestion, TREND_LOCATION, _locations,
             {**_SERIES, **_VINTAGE}),
    Endpoint("/roles/{role}/monthly", "Demand by month since 2004, as the source's charts draw it", MonthlyQuestion,
             _flagged(TREND_DEMAND_MONTHLY), _monthly, {"measure": {"type": "string"}}),
    Endpoint("/roles/{role}/pages", "Captured pages behind a series", PagesQuestion, PAGES, _pages, _SERIES),
    Endpoint("/compare", "Roles side by side on a day, and whether their medians differ", CompareQuestion,
             frames.COMPARED, _compare, {"day": {"type": "string", "format": "date"}, **_PAID}),
)  # fmt: skip
"""All questions of the API, in the order of its document."""
