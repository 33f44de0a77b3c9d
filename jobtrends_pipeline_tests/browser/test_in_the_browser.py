"""What an analyst does in the web UI, in a real Chromium, against the real web server and daemon; in this order.

Screenshots go to the folder that JOBTRENDS_TEST_SCREENSHOTS names, or among pytest's temporary files.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from dagster._core.scheduler.instigation import ScheduleInstigatorData
from playwright.sync_api import Browser, Page, expect

from jobtrends_pipeline.config.cadence import LONDON
from jobtrends_pipeline.config.watchlist import MARKET_INDEX, load_watchlist
from jobtrends_pipeline.orchestration.instance import open_instance
from jobtrends_pipeline.orchestration.partitions import add_roles
from jobtrends_pipeline.orchestration.schedules import due_roles
from jobtrends_pipeline.tables.facts import FACT_TABLES
from jobtrends_pipeline_tests.conftest import kept_environment
from jobtrends_pipeline_tests.support.pages.samples import FACTS, PAY, ROLE, SUBJECT, page_on
from jobtrends_pipeline_tests.support.site.facts import print_page
from jobtrends_pipeline_tests.support.site.markup import page_html
from jobtrends_pipeline_tests.support.site.printed import PrintedPage
from jobtrends_pipeline_tests.support.web_ui_world import MONTHS, World, until, world
from jobtrends_pipeline_tests.support.web_ui_world import ROLE as KEY

pytestmark = pytest.mark.slow
WATCHLIST = "roles:\n  - name: Data Baker\n    cadence: daily\n  - name: Data Cook\n    cadence: daily\n"
GROUPS = ("captures", "parsed", "facts", "trends", "reports")
_WHICH = """(scheduleSelector: {scheduleName: "refresh_due_roles", repositoryName: "__repository__",
    repositoryLocationName: $at})"""
STATE = f"query ($at: String!) {{ scheduleOrError{_WHICH} {{ ... on Schedule {{ scheduleState {{ id }} }} }} }}"
STOP = "mutation ($id: String!) { stopRunningSchedule(id: $id) { __typename } }"
START = f"mutation ($at: String!) {{ startSchedule{_WHICH} {{ __typename }} }}"
LOCATIONS = "{ repositoriesOrError { ... on RepositoryConnection { nodes { location { name } } } } }"
CHECK = """{ assetChecksOrError: assetNodeOrError(assetKey: {path: ["parsed_pages"]}) { ... on AssetNode {
    assetChecksOrError { ... on AssetChecks { checks { name executionForLatestMaterialization { status } } } } } } }"""
ENDED = ("SUCCESS", "FAILURE", "CANCELED")


def cook() -> PrintedPage:
    return print_page(replace(FACTS, heading=replace(ROLE, subject="Data Cook")))


def broken() -> bytes:
    """The latest page of all, whose lowest tenth earns more than its lowest quarter."""
    pay = replace(PAY, p10=(90_000, 29_000, 28_000))
    heading = replace(ROLE, period_end=date(2026, 3, 15))
    return page_html(print_page(replace(FACTS, heading=heading, subject=replace(SUBJECT, pay={"salary": pay}))))


def last_tick() -> datetime:
    """The full hour that passed last; its schedule tick is what the daemon makes up for."""
    return datetime.now(UTC).replace(minute=0, second=0, microsecond=0)


@pytest.fixture(scope="module")
def tick() -> datetime:
    return last_tick()


@pytest.fixture(scope="module")
def lived(browser: Browser, tmp_path_factory: pytest.TempPathFactory, tick: datetime) -> Iterator[World]:
    """The servers, with a daemon that finds the tick of the last full hour not made yet."""
    assert browser
    hour = (tick - timedelta(hours=1)).astimezone(LONDON).hour
    pages = [page_on(date(2026, 2, 15)), cook()]
    with world(tmp_path_factory.mktemp("ui"), WATCHLIST, pages, hours=(hour, hour + 1)) as made:
        at = made.ask(LOCATIONS)["repositoriesOrError"]["nodes"][0]["location"]["name"]
        held = made.ask(STATE, at=at)["scheduleOrError"]["scheduleState"]
        assert made.ask(STOP, id=held["id"])["stopRunningSchedule"]["__typename"] == "ScheduleStateResult"
        assert made.ask(START, at=at)["startSchedule"]["__typename"] == "ScheduleStateResult"
        with kept_environment(), open_instance(made.paths) as instance:
            add_roles(instance, [KEY, "data-cook"])
            (state,) = (one for one in instance.all_instigator_state() if one.name == "refresh_due_roles")
            earlier = ScheduleInstigatorData("0 * * * *", (tick - timedelta(minutes=1)).timestamp())
            instance.update_instigator_state(state.with_data(earlier))
        made.start_daemon()
        yield made


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": 1500, "height": 950})
    opened.set_default_timeout(60_000)
    yield opened
    opened.close()


def quiet(world: World) -> bool:
    """Whether no run is waiting or under way."""
    return all(run["status"] in ENDED for run in world.runs())


def facts(world: World) -> dict[str, Any]:
    """Rows of every fact table of the role, in an order of their own."""
    return {
        table.name: sorted(map(repr, world.query(f"SELECT * FROM {table.name} WHERE role = '{KEY}'")))  # noqa: S608
        for table in FACT_TABLES
    }


def test_the_lineage_shows_every_group_of_assets(lived: World, page: Page, shots: Path) -> None:
    page.goto(f"{lived.web}/asset-groups")
    for group in GROUPS:
        expect(page.get_by_text(group, exact=True).first).to_be_visible()
    page.wait_for_timeout(2000)
    page.screenshot(path=shots / "1-lineage.png")


def test_a_tick_of_the_schedule_starts_one_run_per_due_role(
    lived: World, page: Page, shots: Path, tick: datetime
) -> None:
    watchlist = load_watchlist(lived.paths.data_dir / "watchlist.yaml")
    hour = (tick - timedelta(hours=1)).astimezone(LONDON).hour
    span = (hour, hour + 1), tick - timedelta(hours=1), tick
    due = sorted(role for role, _ in due_roles(watchlist, *span) if role != MARKET_INDEX)
    assert due == [KEY, "data-cook"]

    def started() -> list[dict[str, Any]]:
        runs = [run for run in lived.runs() if run["tags"].get("dagster/schedule_name") == "refresh_due_roles"]
        runs = [run for run in runs if run["tags"]["role"] != MARKET_INDEX]
        return runs if len(runs) >= len(due) and all(run["status"] in ENDED for run in runs) else []

    runs = until(started, 240, "the runs of the schedule have ended")
    assert sorted(run["tags"]["role"] for run in runs) == due
    assert {run["status"] for run in runs} == {"SUCCESS"}
    page.goto(f"{lived.web}/runs")
    expect(page.get_by_text("refresh_live_role").first).to_be_visible()
    page.wait_for_timeout(2000)
    page.screenshot(path=shots / "2-runs-of-the-schedule.png")


def test_two_years_of_a_role_are_backfilled_from_the_matrix(lived: World, page: Page, shots: Path) -> None:
    page.goto(f"{lived.web}/assets/page_captures?view=partitions")
    page.get_by_role("button", name="Materialize").first.click()
    expect(page.get_by_text("Launch runs to materialize page_captures")).to_be_visible()
    months = page.get_by_placeholder("ex: 2004-01-01").last
    months.fill(f"[{MONTHS[0]}...{MONTHS[-1]}]")
    months.press("Enter")
    page.get_by_text("Select a partition or create one").click()
    page.get_by_placeholder("Filter partitions").fill(KEY)
    page.locator(":text-is('data-baker'):visible").last.click()
    page.get_by_text("Launch runs to materialize page_captures").click()
    expect(page.get_by_text(f"{len(MONTHS)} partitions")).to_be_visible()
    page.screenshot(path=shots / "3-materialize.png")
    page.get_by_role("button", name="Launch backfill").click()
    until(lambda: lived.backfill().get("status") == "COMPLETED_SUCCESS", 240, "the backfill has ended")
    assert lived.backfill()["numPartitions"] == len(MONTHS)
    assert set(MONTHS) <= lived.green_months(KEY)
    page.goto(f"{lived.web}/assets/page_captures?view=partitions")
    expect(
        page.get_by_text(f"Materialized ({len(lived.green_months(KEY)) + len(lived.green_months('data-cook'))})")
    ).to_be_visible()
    page.wait_for_timeout(2000)
    page.screenshot(path=shots / "4-matrix.png")
    until(lambda: _months_of_facts(lived) >= set(MONTHS), 180, "the facts of two years are in the warehouse")


def _months_of_facts(world: World) -> set[str]:
    statement = f"SELECT DISTINCT strftime(as_of, '%Y-%m-01') FROM fact_demand WHERE role = '{KEY}'"  # noqa: S608
    return {month for (month,) in world.query(statement)}


def test_a_file_in_the_inbox_starts_its_run(lived: World, page: Page, shots: Path) -> None:
    saved = page_html(page_on(date(2023, 12, 15)))
    (lived.paths.inbox_dir / "saved.html").write_bytes(saved)
    until(lambda: "2023-12-01" in _months_of_facts(lived), 240, "the saved page is in the facts")
    (run,) = lived.runs("ingest_saved_pages")
    assert (run["status"], run["tags"]["dagster/sensor_name"]) == ("SUCCESS", "watch_inbox")
    assert "2023-12-01" in lived.green_months(KEY)
    page.goto(f"{lived.web}/runs")
    expect(page.get_by_text("ingest_saved_pages").first).to_be_visible()
    page.wait_for_timeout(2000)
    page.screenshot(path=shots / "5-inbox.png")


def test_a_broken_page_turns_its_check_red_and_leaves_the_facts(lived: World, page: Page, shots: Path) -> None:
    until(lambda: quiet(lived), 120, "every run has ended")
    before = facts(lived)
    (lived.paths.inbox_dir / "broken.html").write_bytes(broken())

    def is_red() -> bool:
        checks = lived.ask(CHECK)["assetChecksOrError"]["assetChecksOrError"]["checks"]
        (found,) = (one["executionForLatestMaterialization"] for one in checks if one["name"] == "findings")
        return bool(found) and found["status"] == "FAILED"

    until(is_red, 240, "the check has failed")
    page.goto(f"{lived.web}/assets/parsed_pages?view=checks")
    expect(page.get_by_text("Failed").first).to_be_visible()
    page.wait_for_timeout(2000)
    page.screenshot(path=shots / "6-broken-page.png")
    until(lambda: quiet(lived), 180, "every run has ended")
    assert facts(lived) == before
    kept = lived.query("SELECT outcome FROM captures WHERE outcome NOT IN ('read', 'unchanged')")
    assert kept == [("quarantined",)]
