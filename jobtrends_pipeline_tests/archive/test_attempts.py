"""The log of attempts keeps every try whole, gives what is new of it, and knows what was put off."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from jobtrends_pipeline.archive.attempts import Attempt, AttemptLog, still_deferred

NOON = datetime(2026, 2, 16, 12, tzinfo=UTC)
PAGE = Attempt("live", "https://source/a", "java", "2026-02-01", NOON, "captured", http_status=200, capture_id="1f")
LATER = replace(
    PAGE, url="https://source/b", outcome="deferred", reason="503 – später", not_before=NOON + timedelta(hours=1)
)
REFUSED = Attempt("saved", "note.txt", None, None, NOON, "refused", "the file is empty")


@pytest.fixture
def log(tmp_path: Path) -> AttemptLog:
    return AttemptLog(tmp_path / "attempts")


def test_an_attempt_comes_back_as_it_was_logged_without_a_role_and_month_too(log: AttemptLog) -> None:
    log.add("run-1", PAGE, REFUSED)
    log.add("run-1", LATER)
    log.add("run-2", replace(PAGE, attempted_at=NOON.astimezone(timezone(timedelta(hours=9)))))
    assert list(log.all()) == [PAGE, REFUSED, LATER, PAGE]


def test_only_attempts_after_those_known_are_new_whatever_run_goes_on(log: AttemptLog) -> None:
    log.add("run-1", PAGE, LATER)
    log.add("run-2", PAGE)
    known = {each.run: each.offset for each in log.since({})}
    assert list(log.since(known)) == []
    log.add("run-1", REFUSED)
    log.add("run-3", LATER, PAGE)
    new = list(log.since(known))
    assert [(each.run, each.attempt) for each in new] == [("run-1", REFUSED), ("run-3", LATER), ("run-3", PAGE)]
    assert {(each.run, each.offset) for each in new} <= {(each.run, each.offset) for each in log.since({})}


def test_a_line_that_was_cut_off_is_passed_over_and_those_after_it_are_not(log: AttemptLog, tmp_path: Path) -> None:
    log.add("run-1", PAGE)
    with (tmp_path / "attempts" / "run-1.jsonl").open("ab") as stream:
        stream.write(b'{"origin": "live", "url": "htt')
    assert list(log.all()) == [PAGE]
    known = {each.run: each.offset for each in log.since({})}
    with (tmp_path / "attempts" / "run-1.jsonl").open("ab") as stream:
        stream.write(b"\n")
    log.add("run-1", LATER)
    assert [each.attempt for each in log.since(known)] == [LATER]


def test_a_log_that_lost_lines_gives_nothing_new(log: AttemptLog, tmp_path: Path) -> None:
    log.add("run-1", PAGE, LATER)
    known = {each.run: each.offset for each in log.since({})}
    (tmp_path / "attempts" / "run-1.jsonl").write_bytes(b"")
    assert list(log.since(known)) == []


def test_an_address_is_put_off_until_it_was_asked_for_again() -> None:
    again = replace(LATER, outcome="captured", attempted_at=NOON + timedelta(hours=2), not_before=None)
    assert still_deferred([PAGE, LATER, REFUSED]) == [LATER]
    assert still_deferred([again, LATER]) == []
    assert still_deferred([LATER, replace(again, origin="wayback")]) == [LATER]
    assert still_deferred([]) == []
