"""An archived page that this version of the reader cannot read stops nothing."""

from datetime import UTC, datetime

from jobtrends_pipeline.archive.archive import Archive
from jobtrends_pipeline.archive.document import Document
from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.steps.list_captures import pending_row
from jobtrends_pipeline.tables.captures import CAPTURES
from jobtrends_pipeline.tables.frames import rows_frame
from jobtrends_pipeline.warehouse.store import Warehouse
from jobtrends_pipeline_tests.support.dagster_runs import running, working

URL = "https://www.itjobswatch.co.uk/jobs/uk/java.do"
PAGE = Document(
    URL, datetime(2026, 5, 1, tzinfo=UTC), "saved", b"<p>No page any more</p>", "text/html", None, "old.html"
)


def _archived(paths: DataPaths) -> str:
    """A page that an earlier reader took, in the archive; gives its identity."""
    (held,) = Archive(paths.archive_dir).add("20260501T000000-earlier", [PAGE])
    return held.capture_id


def _listed(paths: DataPaths, capture_id: str) -> None:
    held = [entry for entry in Archive(paths.archive_dir).entries() if entry.capture_id == capture_id]
    rows = rows_frame(CAPTURES, [pending_row(entry, "java") for entry in held])
    Warehouse.at(paths.working_file).replace({CAPTURES.name: rows}, {"capture_id": [capture_id]})


def test_it_is_quarantined_with_the_reason_and_its_role_refreshes(root: DataPaths) -> None:
    capture_id = _archived(root)
    _listed(root, capture_id)
    with running(root) as runs:
        runs.refresh(["java"])
        assert runs.roles_with_work() == []
    query = f"SELECT outcome, reason, loaded_version FROM captures WHERE capture_id = '{capture_id}'"  # noqa: S608
    ((outcome, reason, loaded),) = working(root, query)
    assert (outcome, loaded) == ("quarantined", 0)
    assert "not a job-trend page" in str(reason)


def test_one_that_is_not_listed_does_not_stop_the_taking_of_others(root: DataPaths) -> None:
    _archived(root)
    with running(root) as runs:
        runs.take_saved([])
        assert runs.roles_with_work() == []


def test_a_capture_whose_archive_files_are_gone_is_lost_by_itself(root: DataPaths) -> None:
    capture_id = _archived(root)
    _listed(root, capture_id)
    for path in root.archive_dir.rglob("20260501T000000-earlier*"):
        path.unlink()
    with running(root) as runs:
        runs.refresh(["java"])
    ((outcome, reason),) = working(root, f"SELECT outcome, reason FROM captures WHERE capture_id = '{capture_id}'")  # noqa: S608
    assert outcome == "quarantined"
    assert str(reason).startswith("lost: ")
    assert "restore its files" in str(reason)
