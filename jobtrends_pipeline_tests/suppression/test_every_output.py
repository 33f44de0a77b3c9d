"""No output shows a suppressed figure without its mark, and none says, draws, counts or ranks one."""

import json
import re
from pathlib import Path
from random import Random

import pytest

from jobtrends_pipeline.config.paths import DATA_DIR_VARIABLE
from jobtrends_pipeline_tests.conftest import kept_environment
from jobtrends_pipeline_tests.support.trends.random_facts import random_facts
from jobtrends_pipeline_tests.support.weak_outputs import World, make_world, terminal, web_ui
from jobtrends_pipeline_tests.support.weak_texts import (
    Weak,
    unmarked_in_document,
    unmarked_in_lines,
    unmarked_in_page,
)


def series_as_objects(snapshot: dict) -> dict:  # type: ignore[type-arg]
    """A snapshot with the rows of its series as objects, so that each has its class by name."""
    columns = snapshot["series_columns"]
    for section in snapshot["sections"]:
        held = section["series"]
        held["demand"] = [dict(zip(columns["demand"], row, strict=True)) for row in held["demand"]]
        for basis, rows in held["pay"].items():
            held["pay"][basis] = [dict(zip(columns["pay"], row, strict=True)) for row in rows]
    return snapshot


def unmarked_in_site(world: World, weak: Weak) -> dict[str, list[str]]:
    found = {name: unmarked_in_page(text, weak) for name, text in world.files("**/*.html").items()}
    for name, text in world.files("roles/*.json").items():
        found[name] = unmarked_in_document(series_as_objects(json.loads(text)), weak)
    for name, text in {**world.files("**/*.xml"), **world.files("llms.txt")}.items():
        found[name] = weak.in_text(text)
    return {name: faults for name, faults in found.items() if faults}


def unmarked_in_terminal(printed: dict[str, str], weak: Weak) -> dict[str, list[str]]:
    found = {
        asked: unmarked_in_document(json.loads(text), weak)
        if asked.endswith("--json") and text
        else unmarked_in_lines(text, weak)
        for asked, text in printed.items()
    }
    return {asked: faults for asked, faults in found.items() if faults}


def test_the_world_has_weak_figures_of_every_kind(weak: Weak) -> None:
    medians, shares = {"27,617", "41,413", "35,211", "52,607"}, {"28.57", "44.44"}
    changes, premiums = {"−52.56", "+189.07"}, {"+31.20", "−41.25"}
    assert weak.texts >= medians | shares | changes | premiums


def test_no_page_feed_or_file_for_programs_shows_one_unmarked(world: World, weak: Weak) -> None:
    assert len(world.files("**/*.html")) > 6
    assert unmarked_in_site(world, weak) == {}


def test_no_command_prints_one_unmarked(printed: dict[str, str], weak: Weak) -> None:
    assert len(printed) > 20
    assert unmarked_in_terminal(printed, weak) == {}


def test_no_point_of_a_chart_has_a_suppressed_print_beside_it(world: World, printed: dict[str, str]) -> None:
    months = world.tables["trend_demand_monthly"].set_index("month")["printed_share_pct"].dropna()
    assert set(months) == {2.87, 2.71}
    page = world.files("roles/backend-developer.html")["roles/backend-developer.html"]
    assert 'id="monthly-1"' in page
    monthly = [text for asked, text in printed.items() if "--monthly" in asked]
    assert len(monthly) == 3
    assert all("2.87" in text for text in monthly)


def test_no_prose_of_the_terminal_names_one(printed: dict[str, str], weak: Weak) -> None:
    prose = re.compile(r"^(?:Risers|Fallers|New to|Left the|Most specific|Share of all |Salary|Daily)")
    lines = [line for text in printed.values() for line in text.splitlines() if prose.match(line)]
    assert len(lines) > 8
    assert [line for line in lines if weak.in_text(line)] == []


def test_the_web_ui_is_told_none_unmarked(world: World, weak: Weak) -> None:
    shown = web_ui(world)
    assert len(shown) > 15
    assert {name: faults for name, text in shown.items() if (faults := unmarked_in_lines(text, weak))} == {}
    state = shown["state of data-alchemist"].splitlines()
    assert [line for line in state if line.startswith(("median_gbp:", "share_of_all_pct:", "rank:"))] == []
    assert "median_gbp_reliability: suppressed: not to be relied on alone" in state


def test_the_scripts_of_the_compare_page_carry_the_mark_beside_each(world: World, weak: Weak) -> None:
    seen = 0
    for text in world.files("compare/*.js").values():
        held = json.loads(text[text.index("(") + 1 : text.rindex(")")])
        for periods in (series["periods"] for series in held["series"]):
            for figure, mark in (("m", "mf"), ("s", "sf")):
                marks = periods.get(mark) or [None] * len(periods[figure])
                for value, marked in zip(periods[figure], marks, strict=True):
                    if value is not None and round(value, 4) in weak.numbers:
                        seen += 1
                        assert "c" in (marked or "")
    assert seen > 6


@pytest.mark.parametrize("seed", range(3))
def test_outputs_of_facts_at_random_have_the_marks_that_other_code_gives_them(seed: int, tmp_path: Path) -> None:
    world = make_world(random_facts(Random(seed), roles=4), tmp_path)  # noqa: S311  # figures, not secrets
    weak = Weak(world)
    assert len(weak.texts) > 20
    assert unmarked_in_site(world, weak) == {}
    with kept_environment() as patch:
        patch.setenv(DATA_DIR_VARIABLE, str(world.paths.data_dir))
        assert unmarked_in_terminal(terminal(world), weak) == {}
    assert [fault for text in web_ui(world).values() for fault in unmarked_in_lines(text, weak)] == []
