"""Two years of twenty roles, backfilled from the matrix in the web UI: in the profile cluster, and embedded.

In the cluster the runs are jobs of Ray, launched by the daemon, with PostgreSQL for runs and catalogue. It takes half
an hour on two cores. Screenshots go to the folder that JOBTRENDS_TEST_SCREENSHOTS names, or among pytest's temporary
files.
"""

import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Browser, expect

from jobtrends_pipeline.config.cluster import CATALOGUE_VARIABLE
from jobtrends_pipeline.config.postgres import URL_VARIABLE
from jobtrends_pipeline.orchestration.instance import open_instance
from jobtrends_pipeline.orchestration.jobs import publish_all, refresh_role
from jobtrends_pipeline.orchestration.partitions import add_roles
from jobtrends_pipeline.steps.configured import database_of
from jobtrends_pipeline.tables.captures import CAPTURE_ATTEMPTS, CAPTURES
from jobtrends_pipeline.tables.catalog import ALL_TABLES
from jobtrends_pipeline_tests.conftest import kept_environment
from jobtrends_pipeline_tests.orchestration.test_storage import needs_postgres
from jobtrends_pipeline_tests.support.pages.samples import FACTS, PAY, ROLE, SUBJECT
from jobtrends_pipeline_tests.support.postgres_server import postgres_server
from jobtrends_pipeline_tests.support.ray_cluster import needs_ray, ray_cluster
from jobtrends_pipeline_tests.support.site.facts import print_page
from jobtrends_pipeline_tests.support.site.printed import PrintedPage
from jobtrends_pipeline_tests.support.web_ui_world import DAYS, MONTHS, World, data_root, past_site, until

pytestmark = [pytest.mark.slow, needs_ray, needs_postgres]
CHECKOUT = Path(__file__).parents[2]
NAMES = [f"Baker {letter}" for letter in "ABCDEFGHIJKLMNOPQRST"]
KEYS = [name.replace(" ", "-").lower() for name in NAMES]
WATCHLIST = "roles:\n" + "".join(f"  - name: {name}\n" for name in NAMES)
CLUSTER = """\
profile: cluster
engine: {{kind: ray, address: '{ray}'}}
warehouse: {{catalogue: 'postgresql://jobtrends@{place}/lake', files: '{files}'}}
"""
LOCATIONS = "{ repositoriesOrError { ... on RepositoryConnection { nodes { location { name } } } } }"
SENSOR = """query ($at: String!) { sensorOrError(sensorSelector: {sensorName: "pick_up_refreshes",
    repositoryName: "__repository__", repositoryLocationName: $at}) { ... on Sensor { sensorState { id } } } }"""
STOP = "mutation ($id: String!) { stopSensor(id: $id) { __typename } }"
_OF_THE_RUN = {CAPTURES.name: ["warc_file", "warc_offset"]}
_ENDED = {"SUCCESS", "FAILURE", "CANCELED"}
_PATIENCE = 2400
Tables = Mapping[str, pd.DataFrame]


def page_of(name: str, day: date) -> PrintedPage:
    """The page of a role, whose median salary rises from month to month, in another step for each role."""
    median = 50_000 + 250 * (DAYS.index(day) + 1) + 100 * NAMES.index(name)
    change = round((median - 50_000) / 500, 2)
    pay = replace(PAY, median=(median, 50_000, 50_000), median_change=(change, None, 11.11))
    heading = replace(ROLE, subject=name, period_end=day)
    return print_page(replace(FACTS, heading=heading, subject=replace(SUBJECT, pay={"salary": pay})))


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The settings that lead to a source and a web archive with all pages; refreshes are half a day away."""
    past = {name.replace(" ", "%20").lower(): partial(page_of, name) for name in NAMES}
    with past_site(tmp_path_factory.mktemp("past"), [], past) as (source, archive):
        hour = (datetime.now(UTC).hour + 11) % 22
        yield f"source: {source}\nwayback: {archive}\nrefresh_hours: [{hour}, {hour + 1}]\n"


def _backfilled(world: World, browser: Browser, shot: Path) -> Tables:
    """Backfill all roles and months from the matrix, and wait until all is derived and published."""
    with kept_environment(), open_instance(world.paths) as instance:
        add_roles(instance, KEYS)
    _stop_asking_the_source(world)
    world.start_daemon()
    _launch(world, browser, shot)
    until(lambda: world.backfill().get("status") == "COMPLETED_SUCCESS", _PATIENCE, "the backfill has ended")
    assert world.backfill()["numPartitions"] == len(MONTHS) * len(KEYS)
    until(lambda: _is_derived(world), _PATIENCE, "every role is derived, and all is published")
    page = browser.new_page(viewport={"width": 1500, "height": 950})
    page.goto(f"{world.web}/assets/page_captures?view=partitions")
    expect(page.get_by_text(re.compile(rf"Materialized \({len(MONTHS) * len(KEYS)}\)"))).to_be_visible(timeout=60_000)
    page.wait_for_timeout(2000)
    page.screenshot(path=shot)
    page.close()
    for key in KEYS:
        assert world.green_months(key) == set(MONTHS)
    assert {run["status"] for run in world.runs()} == {"SUCCESS"}
    world.kill_daemon()
    return database_of(world.paths).reading().read_many(ALL_TABLES)


def _stop_asking_the_source(world: World) -> None:
    """Stop the sensor that refreshes new roles, as a person may, so that no run but those of the backfill is made."""
    at = world.ask(LOCATIONS)["repositoriesOrError"]["nodes"][0]["location"]["name"]
    held = world.ask(SENSOR, at=at)["sensorOrError"]["sensorState"]
    assert world.ask(STOP, id=held["id"])["stopSensor"]["__typename"] == "StopSensorMutationResult"


def _launch(world: World, browser: Browser, shot: Path) -> None:
    """Launch the backfill as a person does."""
    page = browser.new_page(viewport={"width": 1500, "height": 950})
    page.set_default_timeout(60_000)
    page.goto(f"{world.web}/assets/page_captures?view=partitions")
    page.get_by_role("button", name="Materialize").first.click()
    expect(page.get_by_text("Launch runs to materialize page_captures")).to_be_visible()
    months = page.get_by_placeholder("ex: 2004-01-01").last
    months.fill(f"[{MONTHS[0]}...{MONTHS[-1]}]")
    months.press("Enter")
    page.get_by_text("Select a partition or create one").click()
    page.screenshot(path=shot.with_stem(f"{shot.stem}-roles"))
    page.get_by_text(f"Select all ({len(KEYS)})").last.click()
    page.get_by_text("Launch runs to materialize page_captures").click()
    page.screenshot(path=shot.with_stem(f"{shot.stem}-launch"))
    expect(page.get_by_text(f"{len(MONTHS) * len(KEYS)} partitions")).to_be_visible()
    page.get_by_role("button", name="Launch backfill").click()
    until(world.backfill, 60, "the backfill is known")
    page.close()


def _is_derived(world: World) -> bool:
    """Whether a run of every role and a publication after them have ended, and no run is under way."""
    runs = world.runs()
    if not runs or any(run["status"] not in _ENDED for run in runs) or runs[0]["jobName"] != publish_all.name:
        return False
    refreshed = [run for run in runs if run["jobName"] == refresh_role.name and run["status"] == "SUCCESS"]
    return {run["tags"].get("role") or run["tags"].get("dagster/partition") for run in refreshed} >= set(KEYS)


def alike(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """A table without what is of the run that wrote it."""
    if name == CAPTURE_ATTEMPTS.name:
        columns = ["origin", "url", "role", "month", "outcome", "http_status", "capture_id"]
        kept = [column for column in frame.columns if column in columns]
        return frame[kept].sort_values(kept, ignore_index=True)
    return frame.drop(columns=_OF_THE_RUN.get(name, []))


def test_a_backfill_from_the_web_ui_gives_the_same_tables_by_runs_on_ray(
    places: str, browser: Browser, shots: Path, tmp_path: Path
) -> None:
    tables = _of_cluster(tmp_path / "cluster", places, browser, shots / "cluster.png")
    with data_root(tmp_path / "embedded", WATCHLIST, places) as world:
        embedded = _backfilled(world, browser, shots / "embedded.png")
    different = [name for name, frame in embedded.items() if not alike(name, frame).equals(alike(name, tables[name]))]
    assert different == []
    assert len(tables["captures"]) == len(MONTHS) * len(KEYS)
    assert {name for name, frame in tables.items() if len(frame)} > {"fact_pay", "trend_pay", "capture_attempts"}


def _of_cluster(folder: Path, places: str, browser: Browser, shot: Path) -> Tables:
    """The tables of a data root in the profile cluster after the backfill, each run of which is a job of Ray."""
    with ExitStack() as stack:
        patch = stack.enter_context(kept_environment())
        server = stack.enter_context(postgres_server())
        patch.setenv(URL_VARIABLE, server.address("runs"))
        patch.setenv(CATALOGUE_VARIABLE, server.address("lake"))
        patch.setenv("PYTHONPATH", str(CHECKOUT))
        ray = stack.enter_context(ray_cluster(cpus=2, has_jobs=True, token=secrets.token_hex(32)))
        settings = CLUSTER.format(ray=ray.address, place=server.place, files=folder / "data" / "lake")
        world = stack.enter_context(data_root(folder, WATCHLIST, places + settings))
        tables = _backfilled(world, browser, shot)
        with open_instance(world.paths) as instance:
            for run in world.runs():
                told = (entry.message for entry in instance.all_logs(run["runId"]))
                assert any("Ray run job created" in message for message in told), run
        return tables
