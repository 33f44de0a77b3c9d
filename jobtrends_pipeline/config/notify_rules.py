"""Rules of `notify` in settings.yaml: changes of figures that people want to know.

A rule names series, by role, place, market and publisher, and what of them to look for.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Moved = Literal["median", "share", "rank"]
Since = Literal["year", "week"]
_Name = Annotated[str, Field(min_length=1, max_length=120)]


class NotifyRule(BaseModel):
    """Rule: of which series to look for which changes.

    A list that is left out names all.

    Attributes:
        roles: Names or keys of roles.
        places: Places, as the source names them.
        markets: Markets.
        publishers: Publishers: `itjobswatch`, or names of adverts.yaml.
        moved: Figures to report when they move beyond noise.
        since: What moves are measured from: the year before, or the vintage a week or more before.
        new_skills: Whether to report skills that are new among the 30 top skills.
        revised_pct: Size in percent of the first value above which to report a revised figure; null: never.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    roles: tuple[_Name, ...] = ()
    places: tuple[_Name, ...] = ()
    markets: tuple[Literal["permanent", "contract"], ...] = ()
    publishers: tuple[_Name, ...] = ()
    moved: tuple[Moved, ...] = ()
    since: Since = "year"
    new_skills: bool = False
    revised_pct: float | None = Field(default=None, ge=0, le=1000)

    @model_validator(mode="after")
    def _looks_for_something(self) -> "NotifyRule":
        if not self.moved and not self.new_skills and self.revised_pct is None:
            raise ValueError("a rule has to look for something: set moved, new_skills or revised_pct")
        return self
