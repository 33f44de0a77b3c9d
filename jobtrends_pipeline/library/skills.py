"""Skills that a role is advertised with: one list of a vintage."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from jobtrends_pipeline.library.errors import NotHeldError
from jobtrends_pipeline.library.published import Published, Row
from jobtrends_pipeline.library.row_flags import meanings, row_flags
from jobtrends_pipeline.library.series import SERIES_FILTER, Series, vintages
from jobtrends_pipeline.reports import words
from jobtrends_pipeline.tables.rights import source_lines
from jobtrends_pipeline.tables.trends import SKILL_SPECIFICITY, TREND_SKILL
from jobtrends_pipeline.trends.releases import is_published_by

TOP = "top"
_OF_VINTAGE = f"""
    SELECT {", ".join(TREND_SKILL.column_names)} FROM trend_skill
    WHERE {SERIES_FILTER} AND as_of = ? AND skill_list = ? ORDER BY is_exit, rank NULLS LAST, skill
"""  # noqa: S608  # constants and declared names
_VINTAGE = f"""
    SELECT max(as_of) AS as_of FROM trend_skill
    WHERE {SERIES_FILTER} AND NOT is_exit AND {is_published_by("?::DATE")}
"""  # noqa: S608
_LISTS = f"SELECT DISTINCT skill_list FROM trend_skill WHERE {SERIES_FILTER} AND as_of = ? ORDER BY ALL"  # noqa: S608
_SPECIFIC = f"""
    SELECT {", ".join(SKILL_SPECIFICITY.column_names)} FROM skill_specificity
    WHERE {SERIES_FILTER} AND as_of = ? ORDER BY specificity DESC NULLS LAST, skill
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Skills:
    """One list of skills of a vintage.

    `lists` are all of the vintage. `specific` has the specificity of all its skills; it is empty as known on a day.
    """

    series: Series
    skill_list: str
    as_of: date
    known_on: date | None
    vintage_count: int
    lists: list[str]
    rows: list[Row]
    specific: list[Row]

    @property
    def compared_as_of(self) -> date | None:
        """The vintage about a year before; null without one."""
        return next((row["compared_as_of"] for row in self.rows), None)


def read_skills(published: Published, series: Series, skill_list: str, known_on: date | None) -> Skills:
    """Read a list of skills of the latest vintage that prints any.

    Args:
        published: The published warehouse.
        series: The series.
        skill_list: `top`, or a category of skills.
        known_on: Day by which the vintage was published; null for the latest.

    Raises:
        NotHeldError: if no vintage has skills, or not this list; the message names its lists.
    """
    count, _ = vintages(published, series, known_on)
    as_of = published.rows(_VINTAGE, [*series.key, known_on])[0]["as_of"]
    if as_of is None:
        then = f" as known on {words.day(known_on)}" if known_on else ""
        raise NotHeldError(f"no page of {series.title} that is held{then} has skills")
    lists = [row["skill_list"] for row in published.rows(_LISTS, [*series.key, as_of])]
    chosen = next((name for name in lists if name.casefold() == skill_list.casefold()), None)
    if chosen is None:
        raise NotHeldError(f"the page to {words.day(as_of)} has no list {skill_list!r}; it has {'; '.join(lists)}")
    found = published.rows(_OF_VINTAGE, [*series.key, as_of, chosen])
    specific = [] if known_on else published.rows(_SPECIFIC, [*series.key, as_of])
    return Skills(series, chosen, as_of, known_on, count, lists, found, specific)


def as_document(skills: Skills) -> dict[str, Any]:
    """Return the list as a JSON document.

    It has all columns of `trend_skill`, and the specificity of every skill of the vintage.
    """
    letters = {letter for row in skills.rows for letter in skill_flags(row)}
    return {
        "series": skills.series.identification,
        "other_places": skills.series.other_places,
        "skill_list": skills.skill_list,
        "as_of": skills.as_of,
        "as_known_on": skills.known_on,
        "vintage_count": skills.vintage_count,
        "compared_as_of": skills.compared_as_of,
        "units": {
            table.name: {column.name: column.unit for column in table if column.unit}
            for table in (TREND_SKILL, SKILL_SPECIFICITY)
        },
        TREND_SKILL.name: [{**row, "flags": skill_flags(row)} for row in skills.rows],
        SKILL_SPECIFICITY.name: skills.specific,
        "flags": meanings(letters),
        "source": source_lines([skills.series.publisher]),
    }


def skill_flags(row: Row) -> list[str]:
    """Return the flags of a skill: a break only beside a change.

    A skill that left the list has no figures to flag.
    """
    if row["is_exit"]:
        return []
    return [letter for letter in row_flags(row) if letter != "b" or row["share_year_change_pp"] is not None]
