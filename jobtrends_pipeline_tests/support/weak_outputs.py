"""Every output of a world of facts: the site, what programs read, the terminal, and what the web UI is told."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pandas as pd

from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.orchestration.assets.trends import _chart
from jobtrends_pipeline.orchestration.describe import preview
from jobtrends_pipeline.orchestration.role_state import role_state
from jobtrends_pipeline.reports.machine import write_role_files, write_site_files
from jobtrends_pipeline.reports.rows import latest, series_name
from jobtrends_pipeline.reports.site import write_home, write_role_page, write_skills
from jobtrends_pipeline.steps.draw import _headline
from jobtrends_pipeline.tables.catalog import PUBLIC_TABLES, TABLES_BY_NAME
from jobtrends_pipeline.tables.frames import typed
from jobtrends_pipeline.tables.model import ColumnType
from jobtrends_pipeline.tables.trends import COMPARISON_TABLES, TREND_TABLES
from jobtrends_pipeline.trends.build import as_of_macros
from jobtrends_pipeline.trends.headlines import read_home_series
from jobtrends_pipeline.trends.skills_across import read_skills
from jobtrends_pipeline_tests.support.command import called
from jobtrends_pipeline_tests.support.role_pages import RoleTables, rows_of
from jobtrends_pipeline_tests.support.trends.frames import build_comparisons, build_role_trends
from jobtrends_pipeline_tests.support.trends.random_facts import Rows, frames

READY_ASSETS = "JOBTRENDS_TEST_ASSETS"
"""Where the environment may name a folder of assets that were made before: making them takes half of a world's time."""


class Target(NamedTuple):
    """A series that the terminal can be asked for."""

    role: str
    publisher: str
    market: str
    place: str
    window_months: int

    @property
    def name(self) -> str:
        """What the terminal is asked for."""
        return series_name(self.role, self.publisher)


@dataclass(frozen=True)
class World:
    """Facts, the tables made of them, and the files that they were written to."""

    facts: dict[str, pd.DataFrame]
    tables: dict[str, pd.DataFrame]
    folder: Path
    targets: tuple[Target, ...]

    @property
    def paths(self) -> DataPaths:
        """The data root whose published warehouse the terminal reads."""
        return DataPaths(self.folder / "data")

    def files(self, pattern: str) -> dict[str, str]:
        """Files of the site by their path."""
        site = self.folder / "site"
        found = sorted(path for path in site.glob(pattern) if path.is_file())
        return {str(path.relative_to(site)): path.read_text(encoding="utf-8") for path in found}


def make_world(rows: Rows, folder: Path) -> World:
    """Make every file of a world."""
    facts = frames(rows)
    tables = build_role_trends(facts)
    tables |= build_comparisons({**tables, "fact_market_index": facts["fact_market_index"]})
    names = ["role", "publisher", "market", "place", "window_months"]
    targets = facts["fact_demand"][names].drop_duplicates().itertuples(index=False, name=None)
    world = World(facts, tables, folder, tuple(Target(*values) for values in targets))
    _publish(world)
    _draw(world)
    return world


def _publish(world: World) -> None:
    """A published warehouse with the tables as DuckDB has them; those of captures are empty."""
    world.paths.warehouse_dir.mkdir(parents=True)
    held = {**world.facts, **world.tables}
    with duckdb.connect(world.paths.published_file) as connection:
        for table in PUBLIC_TABLES:
            frame = held.get(table.name, typed(table, pd.DataFrame()))
            dates = [column.name for column in table.columns if column.type is ColumnType.DATE]
            days = ", ".join(f"{name}::DATE AS {name}" for name in dates)
            connection.register("frame", frame)
            connection.execute(
                f"CREATE TABLE {table.name} AS SELECT *{f' REPLACE ({days})' if days else ''} FROM frame"  # noqa: S608
            )
        for statement in as_of_macros():
            connection.execute(statement)


def _draw(world: World) -> None:
    site = world.folder / "site"
    if ready := os.environ.get(READY_ASSETS):
        for name in ("site", "again"):
            shutil.copytree(ready, world.folder / name / "assets")
    for role in sorted({target.role for target in world.targets}):
        held = rows_of(_of_role(world, role))
        write_role_page(site, role, held, latest(held.rows["fact_demand"]))
        write_role_files(site, role, held.rows)
    empty = {name: typed(TABLES_BY_NAME[name], pd.DataFrame()) for name in ("captures", "findings")}
    with duckdb.connect(world.paths.published_file, read_only=True) as connection:
        series, skills = read_home_series(connection), read_skills(connection)
    comparison = world.tables["role_comparison"]
    write_home(site, comparison, empty["captures"], empty["findings"], series)
    write_skills(site, skills)
    write_site_files(site, comparison)


def _of_role(world: World, role: str) -> RoleTables:
    facts, trends = (
        {name: frame[frame["role"] == role] for name, frame in held.items() if "role" in frame}
        for held in (world.facts, world.tables)
    )
    return RoleTables(facts, trends)


def terminal(world: World) -> dict[str, str]:
    """What the commands print, by their arguments; the environment must name the world's data root."""
    found = {}
    for target in world.targets:
        where = ["--place", target.place, "--market", target.market, "--window", target.window_months]
        for command in ("trend", "skills"):
            for form in ([], ["--json"]):
                outcome = called(command, target.name, *where, *form)
                found[" ".join(map(str, [command, target.name, *where, *form]))] = outcome.out
    drawn = world.tables["trend_demand_monthly"][["role", "market_series", "place"]].drop_duplicates()
    for role, series, place in drawn.itertuples(index=False, name=None):
        for form in ([], ["--json"], ["--all"]):
            arguments = ["trend", role, "--monthly", "--market-series", series, "--place", place, *form]
            found[" ".join(arguments)] = called(*arguments).out
    for market in ("permanent", "contract"):
        roles = sorted({one.name for one in world.targets if one.market == market and one.window_months == 6})
        for form in ([], ["--json"]):
            if len(roles) > 1:
                arguments = ["compare", *roles, "--market", market, *form]
                found[" ".join(arguments)] = called(*arguments).out
    return found


def web_ui(world: World) -> dict[str, str]:
    """What Dagster's web UI is told of the roles and tables, as text."""
    found = {}
    for role in sorted({target.role for target in world.targets}):
        held = rows_of(_of_role(world, role))
        _, page = write_role_page(world.folder / "again", role, held, None)
        found[f"state of {role}"] = _as_text(role_state(_headline(page, held), 0))
        for name in ("trend_demand", "trend_pay"):
            found[f"chart of {name} of {role}"] = _as_text(_chart(name, _of_role(world, role).trends[name]))
    for table in (*TREND_TABLES, *COMPARISON_TABLES):
        for start in range(0, min(len(world.tables[table.name]), 60), 5):
            rows = world.tables[table.name].iloc[start : start + 5]
            found[f"preview of {table.name} from {start}"] = preview(rows, table.judge_of)
    return found


def _as_text(metadata: Any) -> str:
    """Names and values as the web UI shows them; pictures are left out, their values stand in the text."""
    return "\n".join(f"{name}: {value.value}" for name, value in metadata.items())
