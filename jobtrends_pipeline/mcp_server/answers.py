"""Answers of the tools, as models whose schemas the protocol publishes.

Texts of answers come from captured pages: invisible characters in them are replaced.
"""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, Field

from jobtrends_pipeline.base.plain import visible

Text = Annotated[str, AfterValidator(visible)]


class Answer(BaseModel):
    """What every answer carries: source, licence and caveat."""

    source: Text = Field(description="Whose figures these are; cite it with every figure.")
    licence: str = Field(description="Licence of the figures.")
    licence_url: str
    caveat: str = Field(description="What the figures are not: advertised, not paid.")


class HeldSeries(BaseModel):
    """A series that is held: role, publisher, market, place and window."""

    role: str = Field(description="Name to ask for it by: key, or key@publisher for one's own adverts.")
    subject: Text | None
    market: str
    place: Text | None
    window_months: int
    period_count: int
    first_period_end: date
    last_period_end: date


class RolesAnswer(Answer):
    """Series of the roles with a name like the one asked for."""

    series: list[HeldSeries]
    charted_roles: list[str] = Field(description="Roles with months since 2004, for monthly_demand.")
    left_out: int = Field(description="Further series, left out as the answer would be long.")


class Page(BaseModel):
    """The captured page that a figure was read from."""

    url: Text = Field(description="Address at the source.")
    capture_id: str = Field(description="`jobtrends archive show` prints the capture.")
    captured_at: datetime | None = Field(description="When the bytes were taken from the source, UTC.")
    origin: str = Field(description="live, wayback, common_crawl or saved.")


class Figure(BaseModel):
    """A figure of one period, with its uncertainty."""

    value: float | None = Field(description="Null where the page prints none.")
    standard_error: float | None = Field(description="Approximate, in the unit; null where it is not known.")
    interval_low: float | None = Field(description="Value less 1.96 standard errors.")
    interval_high: float | None = Field(description="Value and 1.96 standard errors.")
    reliability: str = Field(description="good, low, suppressed or not_available.")
    advert_count: int | None = Field(description="Adverts behind the figure.")
    change_on_year_pct: float | None
    is_change_beyond_noise: bool | None = Field(description="Null where that is not known.")
    period_end: date = Field(description="Last day of the window the figure is about.")
    pay_basis: str | None = Field(description="annual_salary, daily_rate or hourly_rate; null for demand.")
    unit: str
    published_in: date = Field(description="Period end of the page that printed the figure last (its vintage).")
    flags: list[str] = Field(description="Letters, see flag_meanings.")
    breaks: list[str] = Field(description="Breaks since the year before, see flag_meanings.")
    page: Page | None = Field(description="Null for one's own adverts, which have no page.")


class FigureAnswer(Answer):
    """Figures of a measure of one series, newest first."""

    role: str
    subject: Text
    market: str
    place: Text
    window_months: int
    other_places: list[Text]
    measure: str
    as_known_on: date | None = Field(description="Day asked for; null for all that is held.")
    figures: list[Figure]
    flag_meanings: dict[str, str]
    note: str = Field(description="How the errors were estimated.")


class ComparedRole(BaseModel):
    """A role on the day, by pay basis."""

    role: str
    subject: Text
    period_end: date
    pay_basis: str = Field(description="none where the role prints no pay.")
    advert_count: int | None
    share_of_all_pct: float | None
    share_reliability: str
    rank: int | None
    median_gbp: float | None
    median_standard_error_gbp: float | None
    pay_advert_count: int | None
    reliability: str = Field(description="Class of the median.")
    difference_gbp: float | None = Field(description="Median less that of the first role.")
    difference_pct: float | None
    noise_gbp: float | None = Field(description="1.96 standard errors of the difference.")
    is_beyond_noise: bool | None = Field(description="Whether the difference exceeds the noise; null if unknown.")
    flags: list[str]


class CompareAnswer(Answer):
    """Roles side by side on a day."""

    day: date
    market: str
    place: Text
    window_months: int
    roles: list[ComparedRole]
    flag_meanings: dict[str, str]


class Skill(BaseModel):
    """A skill of the list."""

    skill: Text
    rank: int | None
    share_pct: float | None = Field(description="Share of the role's adverts, %.")
    advert_count: int | None
    share_year_change_pp: float | None = Field(description="Percentage points.")
    is_change_beyond_noise: bool | None
    is_entrant: bool | None
    has_left_the_list: bool
    reliability: str
    flags: list[str]


class SkillsAnswer(Answer):
    """A list of skills of a role, from its latest page."""

    role: str
    subject: Text
    market: str
    place: Text
    skill_list: Text
    other_lists: list[Text] = Field(description="Lists of the same page to ask for.")
    vintage: date = Field(description="Period end of the page.")
    as_known_on: date | None
    skills: list[Skill]
    flag_meanings: dict[str, str]


class Month(BaseModel):
    """A month as a chart image draws it."""

    month: date
    share_pct: float | None = Field(description="Share as drawn, %.")
    share_low_pct: float | None = Field(description="Least share that the picture allows.")
    share_high_pct: float | None = Field(description="Most share that the picture allows.")
    change_on_year_pct: float | None
    image_of: date = Field(description="Day of the image that drew the month last.")
    flags: list[str]


class MonthsAnswer(Answer):
    """Demand by month, oldest first."""

    role: str
    subject: Text
    market_series: str
    place: Text
    other_places: list[Text]
    other_market_series: list[str]
    as_known_on: date | None
    measure: str = Field(description="What the share is; not comparable with the shares of get_figure.")
    months: list[Month]
    flag_meanings: dict[str, str]


class QueryAnswer(Answer):
    """Rows of a query."""

    columns: list[str]
    types: list[str]
    rows: list[list[Any]]
    cut_by: str = Field(description="The limit that left out rows, `rows` or `bytes`; empty if all are there.")
