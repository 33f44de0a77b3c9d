"""An input that breaks the reader in a way that nobody foresaw is refused for itself, and the rest is taken."""

import importlib
import logging
import pkgutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

import jobtrends_pipeline
from jobtrends_pipeline.acquire import saved_items
from jobtrends_pipeline.acquire.conditional_get import LiveResult
from jobtrends_pipeline.acquire.identify import identify
from jobtrends_pipeline.acquire.saved_batches import identify_files
from jobtrends_pipeline.archive.attempts import Attempt
from jobtrends_pipeline.archive.document import Document
from jobtrends_pipeline.base.errors import LOGGER, Cause, JobtrendsError, confined, find_cause
from jobtrends_pipeline.pages import read
from jobtrends_pipeline.pages.decode import decode
from jobtrends_pipeline.pages.page import UnknownPageError
from jobtrends_pipeline.saved_files.read import PassedOver, Refused, read_file
from jobtrends_pipeline.saved_files.revisits import Revisits
from jobtrends_pipeline.steps.capture_live import _alone
from jobtrends_pipeline_tests.support.inbox_files import NO_PAGE, WATCHLIST, dropped

BAD = b"<html>bad</html>"
FAULTS = [
    LookupError("'undefined' codec"),
    UnicodeError("\udce9"),
    RecursionError(),
    AssertionError(),
    KeyError("x\ny"),
]


def breaks(fault: Exception) -> object:
    """A decoder that breaks on one content alone."""

    def breaking(body: bytes) -> str:
        if body == BAD:
            raise fault
        return decode(body)

    return breaking


@pytest.mark.parametrize("fault", FAULTS, ids=repr)
def test_a_page_that_breaks_the_reader_is_refused_by_name_and_the_others_are_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, fault: Exception
) -> None:
    caplog.set_level(logging.DEBUG, LOGGER.name)
    monkeypatch.setattr(LOGGER, "propagate", True)
    monkeypatch.setattr(read, "decode", breaks(fault))
    dropped(tmp_path, "a.html", content=BAD)
    dropped(tmp_path, "b.html", "c.html")
    taken = identify_files([tmp_path], WATCHLIST, frozenset())
    (refused,) = taken.refused
    assert refused.source == str(tmp_path / "a.html")
    assert f"nobody foresaw, {type(fault).__name__}" in refused.reason
    assert refused.reason.isprintable()
    assert type(fault).__name__ in caplog.text.encode().decode()
    assert (len(taken.arrivals), len(taken.held)) == (1, 1)


@pytest.mark.parametrize("fault", FAULTS, ids=repr)
def test_a_file_that_breaks_what_opens_it_is_refused_and_the_others_are_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    def reading(path: Path, revisits: Revisits) -> Iterator[Document | Refused | PassedOver]:
        if path.name == "a.html":
            raise fault
        yield from read_file(path, revisits)

    monkeypatch.setattr(saved_items, "read_file", reading)
    first, *_ = dropped(tmp_path, "a.html", "b.html")
    taken = identify_files([tmp_path, first], WATCHLIST, frozenset())
    assert [one.source for one in taken.refused] == [str(first)] * 2
    assert len(taken.arrivals) == 1


@pytest.mark.parametrize("fault", [OSError(28, "No space left on device"), MemoryError(), KeyboardInterrupt()])
def test_what_is_the_machines_or_the_persons_is_not_blamed_on_a_page(
    monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    monkeypatch.setattr(read, "decode", breaks(fault))
    document = Document(None, datetime(2026, 1, 1, tzinfo=UTC), "saved", BAD, None, None, "a.html")
    with pytest.raises(type(fault)):
        identify(document, WATCHLIST)


def test_what_was_foreseen_is_said_as_it_is() -> None:
    document = Document(None, datetime(2026, 1, 1, tzinfo=UTC), "saved", NO_PAGE, None, None, "a.html")
    with pytest.raises(UnknownPageError, match=r"^no summary table"):
        identify(document, WATCHLIST)


def test_who_debugs_sees_where_it_happened(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LOGGER, "propagate", True)
    with caplog.at_level(logging.DEBUG, LOGGER.name), pytest.raises(UnknownPageError), confined(UnknownPageError):
        raise ZeroDivisionError
    assert "ZeroDivisionError" in caplog.text
    assert "test_errors.py" in caplog.text


def test_a_live_page_that_breaks_what_captures_it_is_one_attempt_and_what_came_before_is_kept() -> None:
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    first = LiveResult(Attempt("live", "https://example.org/a", "java", "2026-01-01", moment, "captured"))

    def lives() -> object:
        yield first
        raise IndexError("list index out of range")

    kept, failed = _alone(lives(), "https://example.org/b", "java")  # type: ignore[arg-type]
    assert kept == first
    tried = failed.attempt
    assert (tried.url, tried.role, tried.outcome) == ("https://example.org/b", "java", "failed")
    assert "IndexError: list index out of range" in (tried.reason or "")


@pytest.fixture(scope="module", autouse=True)
def every_error() -> None:
    """Import every module, so that each error is known by its name."""
    for module in pkgutil.walk_packages(jobtrends_pipeline.__path__, f"{jobtrends_pipeline.__name__}."):
        importlib.import_module(module.name)


@pytest.mark.parametrize(
    ("names", "text", "cause"),
    [
        (["ArchiveFullError"], "a.warc: not written", Cause.FULL_DISK),
        (["OSError"], "[Errno 28] No space left on device: '/data'", Cause.FULL_DISK),
        (["IOException"], 'IO Error: Could not set lock on file "w.duckdb"', Cause.LOCKED_WAREHOUSE),
        (["WatchlistError", "ScannerError"], "watchlist.yaml is not valid YAML", Cause.WATCHLIST),
        (["SettingsError"], "settings.yaml, notfy: Extra inputs", Cause.SETTINGS),
        (["MissingContactError"], "no contact is set", Cause.SETTINGS),
        (["DeferredError"], "the host asks to wait 3600 s", Cause.DEFERRED),
        (["ArchiveFailedError"], "no answer", Cause.UNREACHABLE),
        (["ArchiveDamagedError"], "x.warc.gz is cut off", Cause.DAMAGED_ARCHIVE),
        (["Failure", "BrokenSchemaError"], "facts of java were not stored", Cause.SCHEMA),
        ([], "The command was killed; the next one takes up what it left.", Cause.KILLED),
        (["WatchlistError", "WarehouseFullError"], "two at once", Cause.FULL_DISK),
        (["ZeroDivisionError"], "division by zero", Cause.OTHER),
    ],
)
def test_the_cause_of_a_failure_is_found_by_its_errors_and_its_text(names: list[str], text: str, cause: Cause) -> None:
    assert find_cause(names, text) is cause


@pytest.mark.parametrize("cause", list(Cause))
def test_every_cause_comes_with_what_to_do(cause: Cause) -> None:
    assert cause.remedy.endswith(".")
    assert "`jobtrends " in cause.remedy or cause in (Cause.UNREACHABLE, Cause.DROPPED_ROLE, Cause.WAREHOUSE_REFUSED)


def test_what_reads_a_failure_in_a_log_knows_every_error_of_a_run() -> None:
    code = (
        "import dagster as dg; from jobtrends_pipeline.orchestration import build;"
        "from jobtrends_pipeline.orchestration.causes import error_names;"
        "from jobtrends_pipeline.base.errors import JobtrendsError;"
        "error_names(dg.DagsterEvent(event_type_value='PIPELINE_FAILURE', job_name='refresh_role'));"
        "print(*sorted(JobtrendsError.named))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    actionable = {name for name, cause in JobtrendsError.named.items() if cause is not Cause.OTHER}
    assert actionable <= set(found)
