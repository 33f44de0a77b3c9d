"""A cell is read whole or not at all."""

import pytest

from jobtrends_pipeline.pages.cells import CHANGE_PCT, COUNT, MONEY, RANK_CHANGE, SHARE, read_cell, read_count_and_share


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("0", COUNT, 0),
        ("1,234,567", COUNT, 1_234_567),
        ("1234", COUNT, 1234),
        ("£80,000", MONEY, 80_000),
        ("£ 21.50", MONEY, 21.5),
        ("0.004%", SHARE, 0.004),
        ("100%", SHARE, 100),
        ("+133.33%", CHANGE_PCT, 133.33),
        ("−4.76%", CHANGE_PCT, -4.76),
        ("+1,250.00%", CHANGE_PCT, 1250),
        ("0%", CHANGE_PCT, 0),
        ("+60", RANK_CHANGE, 60),
        ("-1,179", RANK_CHANGE, -1179),
        ("0", RANK_CHANGE, 0),
        ("Up 1 place+1", RANK_CHANGE, 1),
        ("Down -1,179 places -1,179", RANK_CHANGE, -1179),
        ("No change0", RANK_CHANGE, 0),
        ("  1,234 ", COUNT, 1234),
    ],
)
def test_a_printed_figure_is_its_number(text: str, kind: str, value: float) -> None:
    cell = read_cell(text, kind)
    assert (cell.status, cell.value) == ("value", value)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("12 34", COUNT),
        ("1,23", COUNT),
        ("-5", COUNT),
        ("1O0", COUNT),
        ("80,000", MONEY),
        ("£80,00", MONEY),
        ("£80k", MONEY),
        ("#163;80,000", MONEY),
        ("\ufffd80,000", MONEY),
        ("101%", SHARE),
        ("28.35", SHARE),
        ("10.57%", CHANGE_PCT),
        ("+5", CHANGE_PCT),
        ("7", RANK_CHANGE),
        ("Up 1 place-1", RANK_CHANGE),
        ("Up 2 places+3", RANK_CHANGE),
        ("No change+1", RANK_CHANGE),
        ("Up 1 place", RANK_CHANGE),
        ("+5%", RANK_CHANGE),
    ],
)
def test_anything_else_is_unreadable_and_no_number(text: str, kind: str) -> None:
    cell = read_cell(text, kind)
    assert (cell.status, cell.value) == ("unreadable", None)


@pytest.mark.parametrize("kind", [COUNT, MONEY, SHARE, CHANGE_PCT, RANK_CHANGE])
def test_nothing_is_blank_and_a_dash_a_dash_whatever_the_kind(kind: str) -> None:
    assert read_cell(" \n", kind).status == "blank"
    assert [read_cell(dash, kind).status for dash in "-–—−"] == ["dash"] * 4


@pytest.mark.parametrize("text", ["15,607 (45.06%)", "15,607 45.06%", "15607(45.06 %)"])
def test_two_figures_of_one_cell_are_told_apart(text: str) -> None:
    assert [cell.value for cell in read_count_and_share(text)] == [15_607, 45.06]


@pytest.mark.parametrize("text", ["1,1452.81%", "64", "(48.48%)", "64 (148.48%)", "64 48.48"])
def test_two_figures_that_cannot_be_told_apart_are_unreadable(text: str) -> None:
    assert [cell.status for cell in read_count_and_share(text)] == ["unreadable"] * 2
