"""Published vintages whose figures move as a test says, and the sensor of rules, ticked by hand."""

import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import dagster as dg

from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.orchestration.build import build_definitions
from jobtrends_pipeline.orchestration.instance import open_instance
from jobtrends_pipeline.orchestration.resources import build_resources
from jobtrends_pipeline.orchestration.watch_figures import watched_figures
from jobtrends_pipeline.tables.catalog import TABLES_BY_NAME
from jobtrends_pipeline.tables.frames import rows_frame
from jobtrends_pipeline.trends.build import comparison_queries, role_trend_queries
from jobtrends_pipeline.warehouse.publish import publish
from jobtrends_pipeline.warehouse.store import Warehouse
from jobtrends_pipeline_tests.support.trends.printed import Rows, facts, page

USUAL = 60_000.0
SKILLS = ("Java", "SQL", "Git")
Printed = dict[str, Rows]


def vintage(
    day: str,
    median: float = USUAL,
    *,
    before: float = USUAL,
    adverts: int = 1_000,
    skills: Sequence[str] = SKILLS,
    **page_of: Any,
) -> Printed:
    """A page of 1,000 adverts a year before, with the median of then and of now.

    Args:
        day: Its period end.
        median: Median salary of the window.
        before: Median salary of the same window a year before, as this page prints it.
        adverts: Adverts of the window; their share is of 50,000, the rank one of a thousand.
        skills: Top skills, in a tenth of the adverts each.
        page_of: Role, name and place, see `printed.page`.
    """
    medians = (median, before)
    spread = {"p10_gbp": 0.6, "p25_gbp": 0.8, "p75_gbp": 1.2, "p90_gbp": 1.5}
    figures: dict[str, Sequence[float | None]] = {
        "rank": (1_000 - adverts // 10, 900), "rank_change": (adverts // 10 - 100, None),
        "advert_count": (adverts, 1_000), "share_of_all_pct": (adverts / 500, 2.0),
        "pay_advert_count": (900, 900), "median_gbp": medians,
        **{name: tuple(value * part for value in medians) for name, part in spread.items()},
    }  # fmt: skip
    listed = [("top", skill, number, 100, 10.0) for number, skill in enumerate(skills, 1)]
    return page(day, figures, skills=listed, **{"role": "java", "name": "Java"} | page_of)


def publish_pages(paths: DataPaths, *pages: Printed) -> None:
    """Make the warehouse anew from pages, all of them, and publish it."""
    shutil.rmtree(paths.warehouse_dir, ignore_errors=True)
    store = Warehouse.at(paths.working_file)
    store.replace({**facts(*pages), "captures": rows_frame(TABLES_BY_NAME["captures"], [])}, {})
    store.derive(role_trend_queries, None)
    store.derive(lambda _: comparison_queries(), None)
    publish(store, paths.published_file)


class Ticking:
    """The sensor of a data root, ticked by hand as the daemon does, with its cursor."""

    def __init__(self, paths: DataPaths, instance: dg.DagsterInstance) -> None:
        self._paths = paths
        self._instance = instance
        self._repository = build_definitions(paths).get_repository_def()
        self._cursor: str | None = None

    def tick(self) -> str:
        """Evaluate the sensor; gives what it says."""
        with dg.build_sensor_context(
            instance=self._instance,
            cursor=self._cursor,
            repository_def=self._repository,
            resources=build_resources(self._paths),
            sensor_name=watched_figures.name,
        ) as context:
            data = watched_figures.evaluate_tick(context)
        self._cursor = data.cursor
        return str(data.skip_message)

    def bring(self, *pages: Printed) -> list[dict[str, str]]:
        """Publish pages and tick; gives the messages that this sends to the log."""
        before = len(self.told)
        publish_pages(self._paths, *pages)
        self.tick()
        return self.told[before:]

    @property
    def told(self) -> list[dict[str, str]]:
        """Messages of the log so far."""
        file = self._paths.notifications_file
        return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


@contextmanager
def ticking(paths: DataPaths, *rules: str, channels: str = "log: true") -> Iterator[Ticking]:
    """The sensor of a data root with rules."""
    set_rules(paths, *rules, channels=channels)
    with open_instance(paths) as instance:
        yield Ticking(paths, instance)


def set_rules(paths: DataPaths, *rules: str, channels: str = "log: true") -> None:
    """Write settings.yaml.

    Args:
        paths: The data root.
        rules: The rules, each as YAML of one line.
        channels: The other keys of `notify`, as YAML of one line.
    """
    paths.data_dir.mkdir(parents=True, exist_ok=True)
    paths.settings_file.write_text(f"notify: {{{channels}, rules: [{', '.join(rules)}]}}\n", encoding="utf-8")
