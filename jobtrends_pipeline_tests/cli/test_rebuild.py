"""`jobtrends rebuild`: the archive alone gives the same facts, or it is said which differ."""

import json

import pytest

from jobtrends_pipeline.archive.archive import Archive
from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline_tests.support.command import called, modules_after, unchanged
from jobtrends_pipeline_tests.support.dagster_runs import published, working

SPOILED = "UPDATE fact_pay SET median_gbp = 1 WHERE role = 'java' AND place = 'UK' AND lag_years = 0"
LOST = "DELETE FROM fact_demand WHERE role = 'java' AND lag_years = 2"


def numbers(out: str) -> dict[str, tuple[int, int, int]]:
    tables = (json.loads(line) for line in out.splitlines())
    return {table["table"]: (table["changed"], table["new"], table["gone"]) for table in tables}


def test_the_archive_gives_the_facts_that_are_stored_and_checking_stores_nothing(root: DataPaths) -> None:
    before, is_unchanged = published(root), unchanged(root.archive_dir)
    outcome = called("rebuild", "--check")
    assert outcome.code == 0
    assert outcome.out.splitlines()[-1] == "Rebuilt    the archive gives the same facts"
    assert is_unchanged()
    after = published(root)
    assert all(after[name].equals(frame) for name, frame in before.items())


def test_facts_that_differ_are_named_and_fail_the_check_then_are_rebuilt(root: DataPaths) -> None:
    facts = published(root)["fact_pay"]
    working(root, SPOILED, LOST)
    outcome = called("rebuild", "--check")
    assert outcome.code == 1
    assert "fact_location  12 rows: 0 changed, 0 new, 0 gone" in outcome.out
    assert ": median_gbp 1.0 → " in outcome.out
    assert "`jobtrends rebuild` stores them" in outcome.out
    checked = called("rebuild", "--check", "--role", "java", "--json").out
    assert called("rebuild", "--check", "--role", "backend-developer").code == 0
    outcome = called("rebuild", "--role", "java", "--json")
    assert outcome.code == 0
    assert numbers(outcome.out) == numbers(checked)
    assert numbers(checked)["fact_pay"][0] > 0
    assert numbers(checked)["fact_demand"][1] > 0
    assert called("rebuild", "--check").code == 0
    assert published(root)["fact_pay"].equals(facts)


def test_a_damaged_capture_is_named_and_alone_in_what_it_loses(root: DataPaths) -> None:
    entry = next(entry for entry in Archive(root.archive_dir).entries() if "/uk/java.do" in entry.url)
    (warc,) = root.archive_dir.rglob("*.warc.gz")
    content = bytearray(warc.read_bytes())
    content[entry.warc_offset + 40] ^= 1
    warc.write_bytes(content)
    outcome = called("rebuild", "--check", "--json")
    assert outcome.code == 1
    (complaint,) = outcome.complaints
    assert f"{entry.url} ({entry.capture_id}) is lost: " in complaint
    gone = json.loads(outcome.out.splitlines()[0])
    assert (gone["table"], gone["changed"], gone["new"]) == ("fact_demand", 0, 0)
    assert gone["gone"] > 0


@pytest.mark.parametrize(
    ("arguments", "answer"), [(["--check"], "there are no facts to compare with"), ([], "there are no captures yet")]
)
@pytest.mark.usefixtures("empty_root")
def test_a_new_root_has_nothing_to_rebuild(arguments: list[str], answer: str) -> None:
    outcome = called("rebuild", *arguments)
    assert outcome.code == 1
    assert answer in outcome.complaints[0]


@pytest.mark.usefixtures("root")
def test_an_unknown_role_is_refused_with_the_known_ones() -> None:
    outcome = called("rebuild", "--check", "--role", "nobody")
    assert outcome.code == 1
    assert "backend-developer, java" in outcome.complaints[0]


def test_checking_does_not_load_dagster(root: DataPaths) -> None:
    outcome, modules = modules_after(root, "rebuild", "--check")
    assert (outcome.code, "dagster" in modules) == (0, False)
