"""A new version of the reader reads anew what is held; what it does not trust leaves facts and trends."""

from datetime import UTC, datetime

from jobtrends_pipeline.archive.archive import Archive
from jobtrends_pipeline.archive.document import Document
from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.config.watchlist import Role, Watchlist
from jobtrends_pipeline.orchestration.checks import findings_check, freshness_check
from jobtrends_pipeline.pages.page import PARSER_VERSION
from jobtrends_pipeline.steps.list_captures import pending_row
from jobtrends_pipeline.tables.captures import CAPTURES
from jobtrends_pipeline.tables.frames import rows_frame
from jobtrends_pipeline.warehouse.standings import standings
from jobtrends_pipeline.warehouse.store import Warehouse
from jobtrends_pipeline_tests.support.dagster_runs import java_page, running, working

URL = "https://www.itjobswatch.co.uk/jobs/uk/java.do"
_FUTURE = java_page(datetime(2126, 3, 13, tzinfo=UTC).date())
HELD = Document(URL, datetime(2026, 4, 1, tzinfo=UTC), "saved", _FUTURE, "text/html", None, "java.html")


def _taken_by_an_earlier_reader(paths: DataPaths) -> str:
    """A page of a century to come that is in the archive and in the facts, as an earlier version had it."""
    (held,) = Archive(paths.archive_dir).add("20260401T000000-earlier", [HELD])
    rows = rows_frame(CAPTURES, [pending_row(held, "java")])
    Warehouse.at(paths.working_file).replace({CAPTURES.name: rows}, {"capture_id": [held.capture_id]})
    version = f"parser_version = {PARSER_VERSION - 1}, loaded_version = {PARSER_VERSION - 1}"
    working(
        paths,
        "UPDATE captures SET outcome = 'read', market = 'permanent', subject = 'Java', place = 'UK', "
        "window_months = 6, period_end = DATE '2126-03-13', layout = 'detail/html' WHERE outcome = 'pending'",
        f"UPDATE captures SET {version} WHERE role = 'java'",  # noqa: S608
        f"CREATE TEMP MACRO later() AS '{held.capture_id}'",
        "INSERT INTO fact_demand BY NAME SELECT * REPLACE (DATE '2126-03-13' AS as_of, "
        "DATE '2126-03-13' AS period_end, later() AS capture_id) FROM fact_demand WHERE role = 'java' LIMIT 1",
    )
    return held.capture_id


def test_a_page_of_a_time_to_come_leaves_the_facts_when_it_is_read_anew(root: DataPaths) -> None:
    capture_id = _taken_by_an_earlier_reader(root)
    with running(root) as runs:
        assert runs.roles_with_work() == ["java"]
        runs.refresh(["java"])
        assert runs.roles_with_work() == []
    query = f"SELECT outcome, reason, parser_version FROM captures WHERE capture_id = '{capture_id}'"  # noqa: S608
    ((outcome, reason, version),) = working(root, query)
    assert (outcome, version) == ("quarantined", PARSER_VERSION)
    assert str(reason).startswith("its period ends on 13 Mar 2126, after it was captured on ")
    for table in ("fact_demand", "trend_demand"):
        ((last,),) = working(root, f"SELECT max(period_end) FROM {table} WHERE role = 'java'")  # noqa: S608
        assert str(last)[:10] == "2026-03-13"

    _is_nobodys_latest(Warehouse.at(root.working_file))


def _is_nobodys_latest(store: Warehouse) -> None:
    watchlist, today = Watchlist((Role(name="Java"),)), datetime(2027, 1, 1, tzinfo=UTC).date()
    assert not freshness_check(store, watchlist, today).passed
    assert "2126" not in str(findings_check(store).metadata.get("worst"))
    with store.connection() as connection:
        held = standings(connection)["java"]
    assert str(held.period_end) == "2026-03-13"
    assert max(held.months).year == 2026
