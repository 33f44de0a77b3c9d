"""`jobtrends trend --monthly`: the points of the warehouse with their errors, and what is not held."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from jobtrends_pipeline.config.paths import DATA_DIR_VARIABLE, DataPaths
from jobtrends_pipeline.tables.trends import TREND_DEMAND_MONTHLY
from jobtrends_pipeline.warehouse.published import open_published
from jobtrends_pipeline_tests.cli.test_trends import HOSTILE, SOURCE, changed
from jobtrends_pipeline_tests.conftest import kept_environment
from jobtrends_pipeline_tests.support.chart_world import LATE_ROLE, ROLE
from jobtrends_pipeline_tests.support.command import called, modules_after


@pytest.fixture(autouse=True)
def _on_charted(charted: DataPaths) -> Iterator[None]:
    with kept_environment() as patch:
        patch.setenv(DATA_DIR_VARIABLE, str(charted.data_dir))
        yield


@pytest.fixture
def copied(charted: DataPaths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DataPaths:
    """A data root with a copy of the published file alone, to change; JOBTRENDS_DATA_DIR names it."""
    paths = DataPaths(tmp_path / "copied")
    paths.warehouse_dir.mkdir(parents=True)
    shutil.copy(charted.published_file, paths.published_file)
    monkeypatch.setenv(DATA_DIR_VARIABLE, str(paths.data_dir))
    return paths


def points(paths: DataPaths, series: str) -> list[tuple[Any, ...]]:
    query = """
        SELECT month, drawn_share_pct, greatest(drawn_share_pct - drawn_share_low_pct,
               drawn_share_high_pct - drawn_share_pct), drawn_share_year_change_pct
        FROM trend_demand_monthly WHERE role = ? AND market_series = ? ORDER BY month DESC
    """
    with open_published(paths.published_file) as connection:
        return connection.execute(query, [ROLE, series]).fetchall()


@pytest.mark.parametrize("series", ["permanent", "contract", "all"])
def test_each_line_has_a_point_of_the_warehouse_with_its_error(charted: DataPaths, series: str) -> None:
    out = called("trend", ROLE, "--monthly", "--market-series", series, "--all").out
    held = points(charted, series)
    lines = re.findall(r"^(1 \w{3} \d{4}) +(\S+%) +±(\S+) ", out, re.MULTILINE)
    assert len(held) == 258
    assert lines == [(f"1 {month:%b %Y}", f"{share:.3f}%", f"{error:.3f}") for month, share, error, _ in held]


def test_the_newest_points_come_first_with_break_and_legend() -> None:
    out = called("trend", "Backend Developer", "--monthly").out
    assert out.startswith("Backend Developer, permanent jobs, UK: demand by month, as drawn by the source\n")
    months = re.findall(r"^1 \w{3} \d{4} .*$", out, re.MULTILINE)
    assert len(months) == 24
    assert re.fullmatch(r"1 Jul 2025 0\.674% ±0\.012 −59\.51% .*\[b\] *", months[0])
    assert [line for line in months if "[b]" in line] == months[:2]
    text = " ".join(out.split())
    assert "The newest 24 of 258 points; --all shows all." in text
    assert "sample behind the source’s charts changed in May or June 2025" in text
    assert "six-month moving average read from the source’s chart image, not the share that pages print" in text
    assert out.endswith(f"{SOURCE}\n")


def test_the_market_chooses_the_series_unless_one_is_named() -> None:
    series = [
        json.loads(called("trend", ROLE, "--monthly", "--json", *more).out)["series"]["market_series"]
        for more in ([], ["--market", "contract"], ["--market", "contract", "--market-series", "all"])
    ]
    assert series == ["permanent", "contract", "all"]


def test_a_role_with_charts_alone_is_found_by_its_name_and_months_alone_are_shown() -> None:
    out = called("trend", "generative ai", "--monthly").out
    assert out.startswith("generative ai, permanent jobs, London:")
    assert "month alone: the moving average undone; derived" in out
    assert "month alone" not in called("trend", ROLE, "--monthly").out


def test_the_document_has_every_column_flags_and_what_the_measure_is() -> None:
    found = json.loads(called("trend", ROLE, "--monthly", "--json", "--since", "2025-05").out)
    assert found["series"] == {
        "role": ROLE, "subject": "Backend Developer", "market_series": "permanent", "place": "UK",
    }  # fmt: skip
    rows = found["trend_demand_monthly"]
    assert [row["month"] for row in rows] == ["2025-05-01", "2025-06-01", "2025-07-01"]
    assert set(rows[0]) == {*TREND_DEMAND_MONTHLY.column_names, "flags"}
    assert [row["flags"] for row in rows] == [[], ["b"], ["b"]]
    assert rows[-1]["breaks"] == ["chart_sample_changed"]
    assert set(found["flags"]) == {"b"}
    assert "six-month moving average" in found["measure"]
    assert (found["units"]["drawn_share_pct"], found["source"]) == ("%", SOURCE)


def test_a_point_that_a_later_image_draws_anew_is_marked(copied: DataPaths) -> None:
    changed(copied, "UPDATE trend_demand_monthly SET is_restated = TRUE WHERE month = '2025-07-01'")
    out = called("trend", ROLE, "--monthly").out
    assert re.search(r"^1 Jul 2025 .*\[b\]\[r\]", out, re.MULTILINE)
    assert "[r] restated: a later image draws the point anew" in " ".join(out.split())


def test_a_change_within_the_error_or_from_nothing_is_no_percentage(copied: DataPaths) -> None:
    where = f"WHERE role = '{ROLE}' AND month"
    changed(
        copied,
        f"UPDATE trend_demand_monthly SET is_change_beyond_bounds = FALSE {where} = '2025-07-01'",  # noqa: S608
        f"UPDATE trend_demand_monthly SET drawn_share_year_before_pct = 0.001 {where} = '2025-06-01'",  # noqa: S608
    )
    out = called("trend", ROLE, "--monthly").out
    assert re.search(r"^1 Jul 2025 0\.674% ±0\.012 +~ ", out, re.MULTILINE)
    assert re.search(r"^1 Jun 2025 0\.686% ±0\.012 +from 0 ", out, re.MULTILINE)
    assert "unchanged on the year before within the error of reading" in " ".join(out.split())


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("trend plumber --monthly", "no page of 'plumber' is held"),
        ("trend java --monthly", "no chart image of 'java' is read: `jobtrends charts` lists those held"),
        (f"trend {ROLE} --monthly --place Leeds", "no chart of 'backend-developer' is held for 'Leeds'; held are UK"),
        (f"trend {ROLE} --monthly --since 2025-08", "no month of 'backend-developer' is drawn since 2025-08"),
        (f"trend {ROLE} --monthly --as-of 2025-07-28", "no chart image of 'backend-developer' captured by 28 Jul 2025"),
        (f"trend {ROLE} --monthly --market-series both", "no series 'both': name one of permanent, contract, all"),
        (f"trend {ROLE} --monthly --window 3", "--window does not go with --monthly"),
        (f"trend {ROLE} --market-series all", "--market-series goes with --monthly"),
    ],
)
def test_what_is_not_held_is_one_line_that_says_what_is(arguments: str, words: str) -> None:
    outcome = called(*arguments.split())
    assert (outcome.code, outcome.out) == (1, "")
    (line,) = outcome.complaints
    assert words in line


def test_a_series_as_known_on_a_day_is_of_images_captured_by_then(charted: DataPaths) -> None:
    found = json.loads(called("trend", LATE_ROLE, "--monthly", "--as-of", "2025-07-29", "--json").out)
    assert (found["as_known_on"], len(found["trend_demand_monthly"])) == ("2025-07-29", 79)


def test_names_cannot_command_the_terminal(copied: DataPaths) -> None:
    changed(copied, f"UPDATE trend_demand_monthly SET subject = '{HOSTILE}', place = '{HOSTILE}'")  # noqa: S608
    for more in ([], ["--json"], ["--place", "nowhere"]):
        outcome = called("trend", ROLE, "--monthly", *more)
        shown = (outcome.out + outcome.err).replace("\n", "")
        assert "Evil" in shown
        assert shown.isprintable()


def test_months_are_shown_without_the_slow_libraries(charted: DataPaths) -> None:
    outcome, modules = modules_after(charted, "trend", ROLE, "--monthly")
    assert (outcome.code, modules & {"dagster", "altair", "pandas", "numpy"}) == (0, set())
