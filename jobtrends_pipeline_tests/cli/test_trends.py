"""`jobtrends trend`, `compare` and `skills`: the figures of the warehouse, their flags, and what is not held."""

import json
import re
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import pytest

from jobtrends_pipeline.cli.flags import sparkline
from jobtrends_pipeline.config.paths import DATA_DIR_VARIABLE, DataPaths
from jobtrends_pipeline.library.comparison import shared_day
from jobtrends_pipeline.library.published import Published
from jobtrends_pipeline.library.row_flags import FLAG_WORDS
from jobtrends_pipeline.tables.trends import SKILL_SPECIFICITY, TREND_DEMAND, TREND_PAY, TREND_SKILL
from jobtrends_pipeline.warehouse.published import open_published
from jobtrends_pipeline_tests.conftest import kept_environment
from jobtrends_pipeline_tests.support.command import Outcome, called, modules_after, unchanged
from jobtrends_pipeline_tests.support.dagster_runs import running
from jobtrends_pipeline_tests.support.trend_pages import EARLIER, NEAR, write_pages

SOURCE = "Source IT Jobs Watch, CC BY-NC-SA 4.0; advertised, not paid"
COMMANDS = [["trend", "java"], ["compare", "java", "backend-developer"], ["skills", "backend-developer"]]
HOSTILE = "Evil\x1b]0;owned\x07\x1b[31m\x9b2J\u202ename"
each_command = pytest.mark.parametrize("arguments", COMMANDS, ids=lambda arguments: str(arguments[0]))


@pytest.fixture(scope="module")
def fuller(ingested: DataPaths, tmp_path_factory: pytest.TempPathFactory) -> DataPaths:
    """The sample with `trend_pages` beside it: a period that was revised, skills a year before, contract rates."""
    paths = DataPaths(tmp_path_factory.mktemp("fuller") / "data")
    shutil.copytree(ingested.data_dir, paths.data_dir)
    pages = paths.data_dir.parent / "pages"
    write_pages(pages)
    with kept_environment(), running(paths) as runs:
        runs.take_saved([pages])
        runs.refresh(runs.roles_with_work())
    return paths


@pytest.fixture(autouse=True)
def _on_fuller(fuller: DataPaths) -> Iterator[None]:
    """Commands of these tests look at the fuller root, and must not change it."""
    is_unchanged = unchanged(fuller.data_dir)
    with kept_environment() as patch:
        patch.setenv(DATA_DIR_VARIABLE, str(fuller.data_dir))
        yield
    assert is_unchanged()


@pytest.fixture
def copied(fuller: DataPaths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DataPaths:
    """A data root with a copy of the published file alone, to change; JOBTRENDS_DATA_DIR names it."""
    paths = DataPaths(tmp_path / "copied")
    paths.warehouse_dir.mkdir(parents=True)
    shutil.copy(fuller.published_file, paths.published_file)
    monkeypatch.setenv(DATA_DIR_VARIABLE, str(paths.data_dir))
    return paths


def changed(paths: DataPaths, *statements: str) -> None:
    with duckdb.connect(paths.published_file) as connection:
        for statement in statements:
            connection.execute(statement)


def queried(paths: DataPaths, source: str, condition: str) -> list[dict[str, Any]]:
    with open_published(paths.published_file) as connection:
        found = connection.execute(f"FROM {source} WHERE {condition}")  # written here
        names = [name for name, *_ in found.description or []]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def line_of(outcome: Outcome, start: str) -> str:
    assert (outcome.code, outcome.err) == (0, "")
    (line,) = (line for line in outcome.out.splitlines() if line.startswith(start))
    return line


def cells_of(outcome: Outcome, start: str) -> list[str]:
    """The cells of a row, without what it begins with and without marks of noise."""
    return line_of(outcome, start).removeprefix(start).replace("~ ", "").replace("][", "] [").split()


def document(*arguments: object) -> Any:
    outcome = called(*arguments, "--json")
    assert (outcome.code, outcome.err) == (0, "")
    return json.loads(outcome.out)


def test_a_row_of_a_trend_has_the_figures_of_the_warehouse(fuller: DataPaths) -> None:
    series = "role = 'java' AND market = 'permanent' AND scope = 'subject' AND period_end = '2025-02-06'"
    (demand,) = queried(fuller, "trend_demand", series)
    (pay,) = queried(fuller, "trend_pay", series)
    percentiles = [f"{pay[name]:,.0f}" for name in ("p10_gbp", "p25_gbp", "median_gbp", "p75_gbp", "p90_gbp")]
    changes = [demand["share_of_all_change_pct"], pay["median_year_change_pct"], pay["premium_over_market_pct"]]
    share_change, median_change, premium = (f"{change:+.2f}%".replace("-", "−") for change in changes)
    assert cells_of(called("trend", "java"), "6 Feb 2025") == [
        f"{demand['share_of_all_pct']:.2f}%", share_change, str(demand["rank"]), f"{demand['advert_count']:,}", "[b]",
        "[<]", f"{pay['pay_advert_count']:,}", *percentiles, median_change, premium, "[b]", "[<]",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["java", "JAVA", " Java "])
def test_a_role_goes_by_its_name_in_any_case(name: str) -> None:
    assert called("trend", name).out.startswith("Java, permanent, UK, windows of 6 months\n3 vintages, the latest to ")


@pytest.mark.parametrize("name", ["backend-developer", "Backend developer", "BACK-END DEVELOPER"])
def test_a_role_goes_by_its_key_its_subject_or_an_alias(name: str) -> None:
    assert called("trend", name).out.startswith("Backend Developer, permanent, UK")


def test_the_newest_period_comes_first_and_other_places_are_named() -> None:
    out = called("trend", "backend-developer").out
    days = re.findall(r"^(\d+ \w{3} \d{4}) ", out, re.MULTILINE)
    assert (days[0], days[-1]) == ("15 Feb 2026", "15 Feb 2023")
    assert "Other places (--place): UK excluding London, London, Manchester, Glasgow" in out


def test_printed_figures_that_are_suppressed_are_marked_and_worked_out_ones_are_the_mark_alone() -> None:
    outcome = called("trend", "backend-developer", "--place", "glasgow")
    share, change, rank, adverts, *_, premium, _, _, _ = cells_of(outcome, "18 Sep 2024")
    assert (share, change, rank, adverts, premium) == ("0.37%[c]", "[c]", "142", "7", "[c]")
    assert "50,000[c]" in line_of(outcome, "18 Sep 2024")
    assert "neither drawn, compared, counted nor said" in " ".join(outcome.out.split())
    row = document("trend", "backend-developer", "--place", "Glasgow")["trend_pay"][1]
    assert (row["median_gbp"], row["reliability"], row["flags"]) == (50_000, "suppressed", ["c", "b", "<"])
    assert (row["premium_reliability"], row["is_change_beyond_noise"]) == ("suppressed", None)


def test_a_change_goes_by_its_own_class_and_not_by_that_of_its_figure(copied: DataPaths) -> None:
    changed(copied, "UPDATE trend_demand SET change_reliability = 'suppressed' WHERE period_end = '2026-02-06'")
    for more in ([], ["--since", "2026-01"]):
        assert cells_of(called("trend", "java", *more), "6 Feb 2026")[:2] == ["2.95%", "[c]"]


def test_every_flag_that_stands_in_a_table_is_explained_and_no_other() -> None:
    for arguments in (["backend-developer"], ["java"], ["backend-developer", "--place", "Glasgow"]):
        outcome = called("trend", *arguments)
        table, legend = outcome.out.rsplit("\n\n", 1)
        assert set(re.findall(r"\[(.)\]", table)) == set(re.findall(r"^\[(.)\]", legend, re.MULTILINE))
        assert ("~" in table) == ("within sampling noise" in legend)
    assert "the sample of the market changed by over a quarter" in " ".join(called("trend", "java").out.split())


def test_a_change_within_noise_is_marked_and_one_beyond_is_not() -> None:
    out = called("trend", "backend-developer").out
    assert "~ −4.00%" in out
    assert re.search(r"[^~] +\+33\.33%", out)
    assert "~ +33.33%" not in out


def test_a_revised_period_is_flagged_and_its_first_value_is_in_the_document() -> None:
    assert "[r]" in line_of(called("trend", "backend-developer"), "15 Feb 2025")
    found = document("trend", "backend-developer")
    (row,) = (row for row in found["trend_pay"] if row["period_end"] == EARLIER.isoformat())
    assert (row["median_gbp"], row["median_first_gbp"], row["flags"]) == (60_000, 80_000, ["u", "b", "r"])
    assert found["flags"] == {letter: FLAG_WORDS[letter] for letter in ("u", "b", "r", "<")}


def test_each_pay_basis_has_a_block_with_its_unit() -> None:
    outcome = called("trend", "java", "--market", "contract")
    text = " ".join(outcome.out.split())
    assert "Daily rates advertised, £ a day:" in text
    assert "Hourly rates advertised, £ an hour:" in text
    assert re.search(r"^13 Mar 2026 +60 +45\.50 +62\.50 +80\.00 ", outcome.out, re.MULTILINE)
    assert "p25" not in outcome.out
    units = document("trend", "java", "--market", "contract")["pay_units"]
    assert units == {"daily_rate": "GBP a day", "hourly_rate": "GBP an hour"}


def test_a_narrow_terminal_gets_demand_and_pay_below_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(re.findall(r"^15 Feb 2026", called("trend", "backend-developer").out, re.MULTILINE)) == 1
    monkeypatch.setattr("jobtrends_pipeline.cli.show.width", lambda: 80)
    lines = called("trend", "backend-developer").out.splitlines()
    assert len([line for line in lines if line.startswith("15 Feb 2026")]) == 2
    assert max(map(len, lines)) <= 80


def test_a_trend_as_known_on_a_day_has_no_later_page(fuller: DataPaths) -> None:
    outcome = called("trend", "backend-developer", "--as-of", "2025-10-31")
    own = "place = 'UK' AND scope = 'subject' AND period_end = '2025-02-15'"
    (known,) = queried(fuller, "trend_pay_as_of('backend-developer', DATE '2025-10-31')", own)
    assert "2 vintages, the latest to 15 Oct 2025; as known on 31 October 2025" in outcome.out
    assert "2026" not in outcome.out
    assert f"{known['median_gbp']:,.0f}" in cells_of(outcome, "15 Feb 2025")
    assert document("trend", "backend-developer", "--as-of", "2025-10-31")["as_known_on"] == "2025-10-31"


def test_since_keeps_the_periods_that_end_in_the_month_or_later() -> None:
    rows = document("trend", "java", "--since", "2026-02")["trend_demand"]
    assert [row["period_end"] for row in rows] == ["2026-02-06", "2026-02-20", "2026-03-13"]


def test_a_long_trend_is_cut_to_the_newest_periods_unless_all_are_asked_for(copied: DataPaths) -> None:
    changed(
        copied,
        "INSERT INTO trend_demand SELECT * EXCLUDE i REPLACE (period_end - i::INT AS period_end) "
        "FROM trend_demand, range(400, 430) AS _(i) WHERE role = 'java' AND market = 'permanent' "
        "AND period_end = '2026-03-13'",
    )
    short, whole = called("trend", "java").out, called("trend", "java", "--all").out
    rows = [len(re.findall(r"^\d+ \w{3} 20", out, re.MULTILINE)) for out in (short, whole)]
    count = len({row["period_end"] for row in document("trend", "java")["trend_demand"]})
    assert rows == [24, count]
    assert f"The newest 24 of {count} periods; --all shows all." in short


def test_the_document_has_every_column_with_units_and_the_source() -> None:
    found = document("trend", "java")
    assert found["series"] == {
        "role": "java", "subject": "Java", "publisher": "itjobswatch", "market": "permanent",
        "place": "UK", "window_months": 6,
    }  # fmt: skip
    assert set(found["trend_demand"][0]) == {*TREND_DEMAND.column_names, "flags"}
    assert set(found["trend_pay"][0]) == {*TREND_PAY.column_names, "flags"}
    assert found["units"]["trend_pay"]["median_gbp"] == "GBP per year, day or hour, as pay_basis says"
    assert found["pay_units"] == {"annual_salary": "GBP a year"}
    assert found["units"]["trend_demand"]["share_of_all_pct"] == "%"
    assert found["trend_demand"][-1]["breaks"] == ["market_size_jump"]
    assert found["source"] == SOURCE


@each_command
def test_every_output_says_whose_figures_they_are(arguments: list[str]) -> None:
    assert called(*arguments).out.endswith(f"{SOURCE}\n")
    assert document(*arguments)["source"] == SOURCE


def test_roles_are_compared_on_the_latest_day_they_share(fuller: DataPaths) -> None:
    outcome = called("compare", "java", "Backend Developer")
    series = "place = 'UK' AND market = 'permanent' ORDER BY role DESC"
    java, backend = queried(fuller, "roles_on(DATE '2026-03-02')", series)
    assert "on 2 March 2026, the latest day they share" in outcome.out
    assert cells_of(outcome, "Adverts") == [f"{java['advert_count']:,}", f"{backend['advert_count']:,}"]
    assert cells_of(outcome, "Median, £ a year") == [f"{row['median_gbp']:,.0f}" for row in (java, backend)]
    difference = backend["median_gbp"] - java["median_gbp"]
    assert f"~ +{difference:,.0f} (+{difference / java['median_gbp'] * 100:.2f}%)" in line_of(outcome, "  difference")


def test_a_difference_says_whether_it_exceeds_the_noise_of_both_medians(fuller: DataPaths) -> None:
    found = document("compare", "java", "backend-developer")
    errors = [row["median_gbp"] * row["median_rse_pct"] / 100 for row in found["rows"]]
    (difference,) = found["differences_of_medians"]
    noise = 1.96 * sum(error**2 for error in errors) ** 0.5
    assert difference["noise_gbp"] == pytest.approx(noise)
    assert difference["is_beyond_noise"] == (abs(difference["difference_gbp"]) > noise)
    assert difference["against"] == "java"


def test_roles_that_share_no_day_are_named_with_their_periods(copied: DataPaths) -> None:
    later = "SET period_end = period_end + 3000 WHERE role = 'java'"
    changed(copied, f"UPDATE trend_demand {later}", f"UPDATE trend_pay {later}")
    outcome = called("compare", "java", "backend-developer")
    (line,) = outcome.complaints
    assert (outcome.code, outcome.out) == (1, "")
    assert line.startswith("jobtrends: the roles share no date (within 15 days); periods held end: java ")
    assert "backend-developer 15 Feb 2023 … 15 Feb 2025, 15 Oct 2025, 15 Feb 2026 (7)" in line


def test_a_day_that_a_role_has_no_period_near_is_refused() -> None:
    (line,) = called("compare", "java", "backend-developer", "--on", "2020-01-01").complaints
    assert "do not all have a period near 1 Jan 2020" in line


@pytest.mark.parametrize(
    ("ends", "day"),
    [
        ([[1, 100], [1, 100]], 100),
        ([[1, 100], [115]], 115),
        ([[1, 100], [130]], 115),
        ([[1, 100], [131]], None),
        ([[1, 100], [1, 300]], 16),
        ([[1], []], None),
    ],
)
def test_the_shared_day_is_the_latest_within_fifteen_days_of_a_period_of_each(
    ends: list[list[int]], day: int | None
) -> None:
    def on(number: int) -> date:
        return date(2020, 1, 1) + timedelta(number)

    assert shared_day([[on(end) for end in each] for each in ends]) == (None if day is None else on(day))


def test_skills_stand_by_rank_with_the_figures_of_the_warehouse(fuller: DataPaths) -> None:
    outcome = called("skills", "backend-developer")
    of_list = "role = 'backend-developer' AND as_of = '2026-02-15' AND skill_list = 'top'"
    stored = queried(fuller, "trend_skill", f"{of_list} AND NOT is_exit ORDER BY rank, skill")
    shown = re.findall(r"^ *(\d+) (\S.*?) +(\S+%) +(\d+)", outcome.out, re.MULTILINE)
    assert shown == [
        (str(row["rank"]), row["skill"], f"{row['share_pct']:.2f}%", str(row["advert_count"])) for row in stored
    ]
    assert {row["reliability"] for row in stored} == {"low"}
    assert len(stored) == 30
    assert all(int(first[0]) <= int(second[0]) for first, second in pairwise(shown))


def test_what_moved_on_the_year_is_marked_and_named() -> None:
    out = called("skills", "backend-developer").out
    assert "changes on the page to 15 Feb 2025" in out
    assert "Fallers beyond noise, points: AWS −45.76\n" in out
    assert "New to the list: Python 48.48%\n" in out
    assert "Left the list, share then: COBOL 48.48%\n" in out
    assert re.search(r"^ +– +COBOL .* left", out, re.MULTILINE)
    assert re.search(r"^ +2 +CI/CD +34\.09% +45 +~ 0\.00 +2 ", out, re.MULTILINE)


def test_specificity_says_what_it_is_held_against(fuller: DataPaths) -> None:
    outcome = called("skills", "backend-developer")
    (stored,) = queried(fuller, "skill_specificity", "role = 'backend-developer' AND skill = 'Python'")
    assert stored["reference"] == "other_roles"
    assert f"≤ {stored['specificity']:,.1f}×" in line_of(outcome, "   1 Python")
    assert "at most N times the mean of 1 other role held; only: none of them lists it" in outcome.out
    assert f"Most specific, of all lists: Python ≤ {stored['specificity']:,.1f}×" in outcome.out


def test_specificity_against_the_market_index_names_its_day(copied: DataPaths) -> None:
    changed(copied, "UPDATE skill_specificity SET reference = 'market_index', reference_as_of = '2026-02-14', "
                    "reference_role_count = NULL, specificity = 3.26 WHERE skill = 'Python'")  # fmt: skip
    outcome = called("skills", "backend-developer")
    assert " 3.3×" in line_of(outcome, "   1 Python")
    assert "by the market index of 14 Feb 2026" in " ".join(outcome.out.split())


def test_skills_of_an_earlier_vintage_have_no_specificity() -> None:
    outcome = called("skills", "backend-developer", "--as-of", "2025-12-31")
    assert "Page to 15 Feb 2025; as known on 31 December 2025; no page about a year before is held" in outcome.out
    assert line_of(outcome, "   1 COBOL")
    assert "×" not in outcome.out
    assert "×" not in called("skills", "backend-developer", "--as-of", "2026-03-31").out


def test_a_category_of_skills_is_named_in_any_case_and_a_wrong_one_is_told_what_there_is() -> None:
    assert "Kubernetes" not in called("skills", "backend-developer", "--list", "cloud services").out
    (line,) = called("skills", "backend-developer", "--list", "Clouds").complaints
    assert line.startswith("jobtrends: the page to 15 Feb 2026 has no list 'Clouds'; it has Application Platforms; ")


def test_the_document_of_skills_has_every_column() -> None:
    found = document("skills", "java")
    assert (found["as_of"], found["skill_list"]) == (NEAR.isoformat(), "top")
    assert set(found["trend_skill"][0]) == {*TREND_SKILL.column_names, "flags"}
    assert set(found["skill_specificity"][0]) == set(SKILL_SPECIFICITY.column_names)
    assert found["units"]["trend_skill"]["share_year_change_pp"] == "percentage points"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("trend plumber", "no page of 'plumber' is held"),
        ("trend Jav", "no page of 'Jav' is held; near it: Java; `jobtrends roles`"),
        ("trend java --place Leeds", "Java is not held for 'Leeds'; its places are UK"),
        ("trend java --market contact", "held are permanent, 6 months; contract, 6 months"),
        ("trend java --window 3", "held are permanent, 6 months; contract, 6 months"),
        ("trend java --as-of 2020-01-01", "was known on 1 Jan 2020: the first page held is that to 6 Feb 2026"),
        ("skills java --as-of 2020-01-01", "was known on 1 Jan 2020: the first page held is that to 6 Feb 2026"),
        ("skills java --as-of 2026-02-10", "held as known on 10 Feb 2026 has skills"),
        ("trend java --as-of soon", "--as-of 'soon' is no day: write it as 2026-02-15"),
        ("trend java --since 2026", "--since '2026' is no month: write it as 2026-02"),
        ("trend java --since 2099-01", "is known since 2099-01"),
        ("compare java", "name two roles or more"),
        ("compare java Java", "these are names of one role, java"),
        ("compare java backend-developer --place London", "Java: UK; Backend Developer: UK, UK excluding London"),
    ],
)
def test_what_is_not_held_is_one_line_that_says_what_is(arguments: str, words: str) -> None:
    outcome = called(*arguments.split())
    assert (outcome.code, outcome.out) == (1, "")
    (line,) = outcome.complaints
    assert words in line


@each_command
def test_names_cannot_command_the_terminal(arguments: list[str], copied: DataPaths) -> None:
    name = f"'{HOSTILE}'"
    names = f"subject = {name}, place = CASE place WHEN 'London' THEN {name} ELSE place END"
    for table in ("trend_demand", "trend_pay", "fact_demand"):
        changed(copied, f"UPDATE {table} SET {names}")  # noqa: S608  # written here
    for table in ("trend_skill", "skill_specificity"):
        changed(copied, f"UPDATE {table} SET {names}, skill = {name} || skill")  # noqa: S608  # written here
    for more in ([], ["--json"], ["--place", "nowhere"]):
        outcome = called(*arguments, *more)
        shown = (outcome.out + outcome.err).replace("\n", "")
        assert "Evil" in shown
        assert shown.isprintable()
    assert "Evil?]0;owned??[31m?2J?name" in called("trend", "backend-developer").out


@each_command
@pytest.mark.parametrize("lack", ["DROP TABLE trend_demand", "ALTER TABLE fact_demand RENAME as_of TO day"])
def test_an_older_warehouse_says_to_refresh(arguments: list[str], lack: str, copied: DataPaths) -> None:
    changed(copied, lack, "DROP MACRO TABLE roles_on")
    outcome = called(*arguments)
    assert (outcome.code, outcome.out) == (1, "")
    (line,) = outcome.complaints
    assert "is of an earlier version, run `jobtrends refresh`" in line


def test_a_warehouse_without_macros_says_to_refresh(copied: DataPaths) -> None:
    changed(copied, "DROP MACRO TABLE trend_demand_as_of")
    (line,) = called("trend", "java", "--as-of", "2026-02-10").complaints
    assert "run `jobtrends refresh`: Table Function with name trend_demand_as_of does not exist" in line


@each_command
def test_with_nothing_published_the_line_says_what_to_do(arguments: list[str], empty_root: DataPaths) -> None:
    (line,) = called(*arguments).complaints
    assert "run `jobtrends ingest PATH` first" in line


def test_trends_are_shown_without_the_slow_libraries(fuller: DataPaths) -> None:
    for arguments in (*COMMANDS, ["trend", "java", "--as-of", "2026-03-20"]):
        outcome, modules = modules_after(fuller, *arguments)
        assert (outcome.code, modules & {"dagster", "altair", "pandas", "numpy"}) == (0, set()), arguments


def test_values_are_put_into_a_query_as_they_are() -> None:
    values = ["it's; DROP TABLE x -- ? \\ \n 'é", -6, date(2026, 2, 15), None, ["?", "''", ""]]
    with duckdb.connect() as connection:
        (row,) = Published(connection, Path()).rows(
            "SELECT ? AS a, ? AS b, ?::DATE AS c, ? AS d, ?::VARCHAR[] AS e", values
        )
    assert list(row.values()) == values


@pytest.mark.parametrize(
    ("values", "blocks"),
    [
        ([], ""),
        ([1.0, 2.0, 8.0], "▁▂█"),
        ([3.0, None, 3.0], "▄·▄"),
    ],
)
def test_a_sparkline_reaches_from_the_lowest_to_the_highest(values: list[float | None], blocks: str) -> None:
    assert sparkline(values) == blocks


def test_a_long_sparkline_has_groups_of_periods_and_ends_with_the_last() -> None:
    drawn = sparkline([*map(float, range(100)), None, 200.0])
    assert (len(drawn), drawn[0], drawn[-1]) == (34, "▁", "█")
    assert list(drawn) == sorted(drawn)
