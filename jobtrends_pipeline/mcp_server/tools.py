"""The tools: questions, each answered from the file as it is published now."""

from collections.abc import Mapping
from threading import BoundedSemaphore
from typing import Annotated, Any

from pydantic import Field

from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.library.arguments import day_of, first_day_of, name_of
from jobtrends_pipeline.library.comparison import differences, of_share, read_comparison
from jobtrends_pipeline.library.errors import QuestionError
from jobtrends_pipeline.library.frames import rights_of, with_pay_error
from jobtrends_pipeline.library.limited_sql import Limits, limited_query
from jobtrends_pipeline.library.listing import read_roles
from jobtrends_pipeline.library.months import CHARTED, MONTH_FLAG_WORDS, month_flags, read_months
from jobtrends_pipeline.library.names import find_roles
from jobtrends_pipeline.library.published import published
from jobtrends_pipeline.library.row_flags import meanings, row_flags
from jobtrends_pipeline.library.series import Choice, find_series
from jobtrends_pipeline.library.skills import TOP, read_skills, skill_flags
from jobtrends_pipeline.mcp_server import answers
from jobtrends_pipeline.mcp_server.figures import MEASURES, figure_meanings, read_figures
from jobtrends_pipeline.reports.monthly_words import METHOD
from jobtrends_pipeline.reports.rows import series_name
from jobtrends_pipeline.tables.columns import ITJOBSWATCH
from jobtrends_pipeline.trends import reposting

MOST_SERIES, MOST_PERIODS, MOST_ROLES = 200, 60, 12
_LONGEST_NAME = 200
_MOST_QUERIES = 2
"""Queries that run at once, each with the memory of its limits; others wait."""
Role = Annotated[
    str, Field(max_length=_LONGEST_NAME, description="Key, name or alias, such as java; java@mine for own adverts.")
]
Market = Annotated[str, Field(max_length=_LONGEST_NAME, description="permanent or contract.")]
Place = Annotated[
    str | None,
    Field(max_length=_LONGEST_NAME, description="As the source names it; by default the UK, else the largest."),
]
Window = Annotated[int, Field(description="Length of the windows in months: 6 or 3.")]
AsOf = Annotated[
    str | None, Field(max_length=_LONGEST_NAME, description="Day, 2026-02-15: as it was known then; else the latest.")
]


class Tools:
    """Questions about the published file of a data root; none changes anything."""

    def __init__(self, paths: DataPaths, limits: Limits | None = None) -> None:
        self._paths = paths
        self._limits = limits or Limits()
        self._queries = BoundedSemaphore(_MOST_QUERIES)

    def find_roles(
        self,
        text: Annotated[
            str, Field(max_length=_LONGEST_NAME, description="Name or part of one; empty for all roles.")
        ] = "",
    ) -> answers.RolesAnswer:
        """Find the roles that are held, with their markets, places and periods."""
        with published(self._paths) as held:
            charted = {row["role"] for row in held.rows(CHARTED)}
            chosen = find_roles(held, text, CHARTED) if text.strip() else None
            rows = read_roles(held, chosen)
        return answers.RolesAnswer(
            series=[
                answers.HeldSeries.model_validate({**row, "role": series_name(row["role"], row["publisher"])})
                for row in rows[:MOST_SERIES]
            ],
            left_out=max(len(rows) - MOST_SERIES, 0),
            charted_roles=sorted(charted if chosen is None else charted & chosen)[:MOST_SERIES],
            **rights_of([row["publisher"] for row in rows] or [ITJOBSWATCH]),
        )

    def get_figure(  # an argument each
        self,
        role: Role,
        measure: Annotated[str, Field(description="What is asked for.", json_schema_extra={"enum": list(MEASURES)})],
        *,
        market: Market = "permanent",
        place: Place = None,
        window_months: Window = 6,
        as_of: AsOf = None,
        periods: Annotated[int, Field(ge=1, le=MOST_PERIODS, description="Number of periods, newest first.")] = 1,
    ) -> answers.FigureAnswer:
        """Get a figure with its error, interval, reliability, flags and captured page."""
        if measure not in MEASURES:
            raise QuestionError(f"{measure!r} is no measure: they are {', '.join(MEASURES)}")
        known_on = day_of(as_of, "as_of")
        with published(self._paths) as held:
            series = find_series(held, name_of(role, None), Choice(market, window_months, place))
            found = read_figures(held, series, MEASURES[measure], known_on, periods)
        return answers.FigureAnswer(
            role=series.name,
            subject=series.subject,
            market=series.market,
            place=series.place,
            window_months=series.window_months,
            other_places=list(series.other_places),
            measure=measure,
            as_known_on=known_on,
            figures=found,
            flag_meanings=figure_meanings(found),
            note=reposting.WORDS,
            **rights_of([series.publisher]),
        )

    def compare_roles(  # an argument each
        self,
        roles: Annotated[list[Role], Field(min_length=2, max_length=MOST_ROLES, description="Two roles or more.")],
        *,
        on: Annotated[
            str | None, Field(max_length=_LONGEST_NAME, description="Day, 2026-02-15; else the latest they share.")
        ] = None,
        market: Market = "permanent",
        place: Place = None,
        window_months: Window = 6,
    ) -> answers.CompareAnswer:
        """Compare roles on a day: demand, median pay, differences beyond noise or not."""
        names = [name_of(role, None) for role in roles]
        with published(self._paths) as held:
            found = read_comparison(held, names, Choice(market, window_months, place), day_of(on, "on"))
        apart = {(one["role"], one["pay_basis"]): one for one in differences(found)}
        compared = [
            _compared(series.name, row, apart.get((series.name, row["pay_basis"]), {}))
            for series in found.series
            for row in found.rows
            if (row["role"], row["publisher"]) == series.key[:2]
        ]
        first = found.series[0]
        return answers.CompareAnswer(
            day=found.day,
            market=first.market,
            place=first.place,
            window_months=first.window_months,
            roles=compared,
            flag_meanings=meanings({letter for one in compared for letter in one.flags}),
            **rights_of([series.publisher for series in found.series]),
        )

    def list_skills(  # an argument each
        self,
        role: Role,
        *,
        skill_list: Annotated[
            str, Field(max_length=_LONGEST_NAME, description="top, or a category as the source names it.")
        ] = TOP,
        market: Market = "permanent",
        place: Place = None,
        window_months: Window = 6,
        as_of: AsOf = None,
    ) -> answers.SkillsAnswer:
        """List the skills that a role is advertised with, by rank."""
        known_on = day_of(as_of, "as_of")
        with published(self._paths) as held:
            series = find_series(held, name_of(role, None), Choice(market, window_months, place))
            found = read_skills(held, series, skill_list, known_on)
        skills = [
            answers.Skill.model_validate({**row, "has_left_the_list": row["is_exit"], "flags": skill_flags(row)})
            for row in found.rows
        ]
        return answers.SkillsAnswer(
            role=series.name,
            subject=series.subject,
            market=series.market,
            place=series.place,
            skill_list=found.skill_list,
            other_lists=[name for name in found.lists if name != found.skill_list],
            vintage=found.as_of,
            as_known_on=known_on,
            skills=skills,
            flag_meanings=meanings({letter for skill in skills for letter in skill.flags}),
            **rights_of([series.publisher]),
        )

    def monthly_demand(
        self,
        role: Role,
        *,
        market_series: Annotated[str, Field(description="permanent, contract or all adverts.")] = "permanent",
        place: Place = None,
        as_of: AsOf = None,
        since: Annotated[str | None, Field(description="First month, 2015-01; else since 2004.")] = None,
    ) -> answers.MonthsAnswer:
        """Get demand by month since 2004, as read from the source's chart images."""
        known_on, first = day_of(as_of, "as_of"), first_day_of(since, "since")
        with published(self._paths) as held:
            found = read_months(held, name_of(role, None), (market_series, place), known_on, first)
        return answers.MonthsAnswer(
            role=found.role,
            subject=found.subject,
            market_series=found.market_series,
            place=found.place,
            other_places=list(found.other_places),
            other_market_series=list(found.other_series),
            as_known_on=known_on,
            measure=METHOD,
            months=[_month(row) for row in found.rows],
            flag_meanings=dict(MONTH_FLAG_WORDS),
            **rights_of([ITJOBSWATCH]),
        )

    def query(
        self, sql: Annotated[str, Field(description="One SELECT, DESCRIBE or SHOW in DuckDB's SQL.")]
    ) -> answers.QueryAnswer:
        """Run read-only SQL on the published tables, within limits.

        Rows, bytes, time and memory are limited; `cut_by` says what was left out.
        `SHOW TABLES` and `DESCRIBE TABLE` say what there is; `trend_pay_as_of(role, day)` and
        `trend_demand_as_of(role, day)` are the trends as known on a day.
        """
        with self._queries:
            found = limited_query(self._paths.published_file, sql, self._limits)
        return answers.QueryAnswer(
            columns=found.columns, types=found.types, rows=found.rows, cut_by=found.cut_by, **rights_of([])
        )


def _compared(role: str, row: Mapping[str, Any], difference: Mapping[str, Any]) -> answers.ComparedRole:
    own = dict.fromkeys([*row_flags(row), *row_flags(of_share(dict(row)))])
    told = {**with_pay_error(dict(row)), **difference, "role": role, "flags": list(own)}
    return answers.ComparedRole.model_validate({name: told.get(name) for name in answers.ComparedRole.model_fields})


def _month(row: Mapping[str, Any]) -> answers.Month:
    return answers.Month(
        month=row["month"],
        share_pct=row["drawn_share_pct"],
        share_low_pct=row["drawn_share_low_pct"],
        share_high_pct=row["drawn_share_high_pct"],
        change_on_year_pct=row["drawn_share_year_change_pct"],
        image_of=row["latest_as_of"],
        flags=month_flags(row),
    )
