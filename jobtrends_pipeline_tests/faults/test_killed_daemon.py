"""The daemon and its runs killed with SIGKILL in the middle of a backfill, and started again."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from jobtrends_pipeline.archive.archive import Archive
from jobtrends_pipeline.orchestration.instance import open_instance
from jobtrends_pipeline.orchestration.partitions import add_roles
from jobtrends_pipeline_tests.conftest import kept_environment
from jobtrends_pipeline_tests.support.pages.samples import page_on
from jobtrends_pipeline_tests.support.web_ui_world import MONTHS, ROLE, World, until, world

pytestmark = pytest.mark.slow
LAUNCH = """mutation ($asked: LaunchBackfillParams!) { launchPartitionBackfill(backfillParams: $asked) {
    __typename ... on PythonError { message } } }"""
FEW = 3
"""So many pages are in the archive of pages when the daemon is killed."""


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    watchlist = "roles:\n  - name: Data Baker\n"
    with world(tmp_path_factory.mktemp("killed"), watchlist, [page_on(date(2026, 2, 15))], delay=1.5) as made:
        with kept_environment(), open_instance(made.paths) as instance:
            add_roles(instance, [ROLE])
        made.start_daemon()
        yield made


def captured(world: World) -> list[str]:
    """Timestamps of the pages of the web archive that are in the archive of pages."""
    archive = Archive(world.paths.archive_dir)
    archive.sweep()
    return sorted(f"{entry.captured_at:%Y-%m}-01" for entry in archive.entries() if entry.origin == "wayback")


def attempted(world: World) -> int:
    """How many months the archive was asked for, as far as the log says."""
    files = world.paths.attempts_dir.rglob("*")
    return sum(file.read_bytes().count(b'"wayback"') for file in files if file.is_file())


def of_backfill(world: World) -> list[dict[str, Any]]:
    return [run for run in world.runs() if "dagster/backfill" in run["tags"]]


def test_a_backfill_whose_processes_were_killed_completes_with_no_page_double_and_none_missing(lived: World) -> None:
    asked = {
        "assetSelection": [{"path": ["page_captures"]}],
        "partitionNames": [f"{month}|{ROLE}" for month in MONTHS],
    }
    assert lived.ask(LAUNCH, asked=asked)["launchPartitionBackfill"]["__typename"] == "LaunchBackfillSuccess"
    until(lambda: attempted(lived) >= FEW, 240, "a few pages have come")
    lived.kill_daemon()
    assert of_backfill(lived)[0]["status"] == "STARTED"
    assert not lived.green_months(ROLE) & set(MONTHS)
    lived.start_daemon()
    until(lambda: lived.green_months(ROLE) >= set(MONTHS), 300, "every month is held")
    until(lambda: lived.backfill()["status"] not in ("REQUESTED", "COMPLETING"), 180, "the backfill has ended")
    assert lived.backfill()["status"] == "COMPLETED_SUCCESS"
    assert Counter(captured(lived)) == Counter(MONTHS)
    last, first = of_backfill(lived)
    assert (last["status"], first["status"]) == ("SUCCESS", "FAILURE")
    assert last["tags"]["dagster/parent_run_id"] == first["runId"]
    listed = lived.query("SELECT count(*), count(DISTINCT capture_id) FROM captures WHERE origin = 'wayback'")
    assert listed == [(len(MONTHS), len(MONTHS))]
