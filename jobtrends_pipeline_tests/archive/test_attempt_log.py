"""The log of attempts comes back as it was written, whatever a killed run or a fault of the disk left between."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from jobtrends_pipeline.archive.attempts import CAPTURED, Attempt, AttemptLog

AT = datetime(2026, 2, 1, 6, 30, tzinfo=UTC)
ONE = Attempt("wayback", "https://www.itjobswatch.co.uk/jobs/uk/java.do", "java", "2019-03-01", AT, CAPTURED)
ATTEMPTS = [
    replace(ONE, http_status=200, capture_id="0123456789abcdef"),
    replace(ONE, month="2019-04-01", outcome="deferred", reason="asked to wait ½ h", not_before=AT),
    replace(ONE, month="2019-05-01", outcome="not_a_page", parser_version=7),
]


def logged(folder: Path) -> Path:
    for attempt in ATTEMPTS:
        AttemptLog(folder).add("run", attempt)
    return folder / "run.jsonl"


def test_attempts_come_back_as_they_were_run_after_run(tmp_path: Path) -> None:
    logged(tmp_path)
    AttemptLog(tmp_path).add("earlier", ONE)
    assert list(AttemptLog(tmp_path).all()) == [ONE, *ATTEMPTS]


def test_a_line_cut_at_any_byte_costs_no_other(tmp_path: Path) -> None:
    file = logged(tmp_path)
    content = file.read_bytes()
    start = content.rindex(b"\n", 0, -1) + 1
    for end in range(start, len(content)):
        file.write_bytes(content[:end])
        assert list(AttemptLog(tmp_path).all()) == ATTEMPTS[:2]


@pytest.mark.parametrize(
    "line", [b"", b"\0\0\0", b'{"origin": "wayback"', b'"month": "2019-04-01"}', b"[]", b"1, 2", b"{}"]
)
def test_a_line_that_is_none_is_passed_over(tmp_path: Path, line: bytes) -> None:
    file = logged(tmp_path)
    first, *others = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(first + line + b"\n" + b"".join(others))
    assert list(AttemptLog(tmp_path).all()) == ATTEMPTS


def test_two_halves_of_a_line_are_not_taken_for_one(tmp_path: Path) -> None:
    file = logged(tmp_path)
    file.write_bytes(file.read_bytes().replace(b', "month"', b'\n"month"', 1))
    assert list(AttemptLog(tmp_path).all()) == ATTEMPTS[1:]
