"""The SQLite export as datasette really serves it, on loopback: tables, types, names of any kind, whose it is."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests

from jobtrends_pipeline.warehouse.export import Choice, export_tables
from jobtrends_pipeline_tests.support.hostile_warehouse import NAMES, published_hostile


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a datasette that serves an export."""
    command = [sys.executable, "-m", "datasette", "serve", "jobtrends.sqlite", "--metadata", "metadata.json"]
    server = subprocess.Popen(
        [*command, "--host", "127.0.0.1", "--port", "0"],
        cwd=folder, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    try:
        assert server.stderr is not None
        lines = iter(server.stderr.readline, "")
        yield next(found[1] for line in lines if (found := re.search(r"running on (http://\S+)", line)))
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.communicate(timeout=30)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("datasette")
    export_tables(published_hostile(folder), folder / "out", Choice("sqlite"))
    with served(folder / "out") as found:
        yield found


def asked(address: str, path: str, **parameters: str | int) -> Any:
    answer = requests.get(f"{address}/{path}", params=parameters, timeout=30)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_rows_come_as_json_with_their_types_and_hostile_names_as_they_are(address: str) -> None:
    found = asked(address, "jobtrends/fact_demand.json", _shape="objects", _size="max")
    assert {row["subject"] for row in found["rows"]} == set(NAMES)
    assert found["primary_keys"][:2] == ["publisher", "market"]
    first = next(row for row in found["rows"] if row["subject"] == NAMES[0])
    assert (first["as_of"], first["rank"], first["share_of_all_pct"]) == ("2026-02-15", 1, 0.1 + 0.2)


def test_booleans_times_and_nulls_can_be_filtered(address: str) -> None:
    leavers = asked(address, "jobtrends/trend_skill.json", is_exit=1, _size="max")
    assert leavers["filtered_table_rows_count"] == (len(NAMES) + 1) // 2
    timed = asked(address, "jobtrends/captures.json", captured_at__notnull=1, _shape="objects")
    assert "2026-02-16T06:30:00Z" in {row["captured_at"] for row in timed["rows"]}


def test_each_page_of_a_table_says_source_licence_units_and_not_paid(address: str) -> None:
    text = requests.get(f"{address}/jobtrends/fact_demand", timeout=30).text
    for words in (
        "advertised, not paid",
        "IT Jobs Watch",
        "CC BY-NC-SA 4.0",
        "Unit: adverts.",
        "Last day of the window",
    ):
        assert words in text
    assert "<script>alert(1)" not in text


def test_rows_of_a_role_by_date_are_found_through_an_index(address: str) -> None:
    sql = "explain query plan select * from fact_demand where role = 'java' and period_end > '2026-01-01'"
    plan = asked(address, "jobtrends.json", sql=sql, _shape="arrays")["rows"]
    assert "fact_demand_by_role" in str(plan)
    assert asked(address, "jobtrends/about.json", _shape="array")
