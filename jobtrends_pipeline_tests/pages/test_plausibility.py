"""Figures of a form or size that the source never prints are noted, and those at the edge of it are not."""

from collections.abc import Sequence
from datetime import date

import pytest

from jobtrends_pipeline.pages.page import INFO, WARNING, Figure
from jobtrends_pipeline.pages.plausibility import PAY_RANGE_GBP, implausible_figures, share_form

TODAY = date(2026, 2, 15)


def figure(measure: str, value: float | None, text: str, **others: object) -> Figure:
    """A cell of the first summary table."""
    one = Figure("summary", "subject", 1, 1, "label", text, measure, "value", value, "annual_salary", 0)
    return one._replace(**others)  # type: ignore[arg-type]


def found(figures: Sequence[Figure], day: date = TODAY) -> list[tuple[str, str]]:
    """Check and severity of each finding."""
    return [(one.check_name, one.severity) for one in implausible_figures(figures, day)]


@pytest.mark.parametrize("basis", PAY_RANGE_GBP)
def test_pay_outside_of_what_was_ever_paid_is_noted(basis: str) -> None:
    least, most = PAY_RANGE_GBP[basis]
    inside = [figure("median_gbp", value, f"£{value}", pay_basis=basis) for value in (least, most)]
    outside = [figure("median_gbp", value, f"£{value}", pay_basis=basis) for value in (least - 1, most + 1)]
    assert found(inside) == []
    assert found(outside) == [("pay_range", WARNING)] * 2


@pytest.mark.parametrize(
    ("printed", "value", "day", "is_odd"),
    [
        ("2.00", 2.0, TODAY, False),
        ("0.099", 0.099, TODAY, False),
        ("0.10", 0.1, TODAY, False),
        ("0", 0, TODAY, False),
        ("100", 100, TODAY, False),
        ("2.0", 2.0, TODAY, True),
        ("2.000", 2.0, TODAY, True),
        ("0.09", 0.09, TODAY, True),
        ("0.100", 0.1, TODAY, True),
        ("2.000", 2.0, date(2013, 5, 17), False),
        ("2.0", 2.0, date(2013, 5, 17), True),
    ],
)
def test_a_share_has_the_decimals_of_its_size_and_year(printed: str, value: float, day: date, *, is_odd: bool) -> None:
    names = [(one.check_name, one.severity) for one in share_form(printed, value, day, "here")]
    assert names == [("decimals", WARNING)] * is_odd


@pytest.mark.parametrize("text", ["64 (6.40%)", "64 6.40%", "6.40%", "6.40 %"])
def test_a_share_is_found_in_its_cell_however_it_is_printed(text: str) -> None:
    assert found([figure("share_pct", 6.4, text)]) == []
    assert found([figure("share_pct", 6.4, text.replace("6.40", "6.4"))]) == [("decimals", WARNING)]


@pytest.mark.parametrize(
    ("text", "value", "checks"),
    [
        ("+20.00%", 20, []),
        ("-100.00%", -100, []),
        ("+500.00%", 500, []),
        ("+20%", 20, ["decimals"]),
        ("+500.01%", 500.01, ["change_range"]),
        ("-101.0%", -101, ["decimals", "change_range"]),
    ],
)
def test_a_change_of_a_median_has_two_decimals_and_is_no_leap(text: str, value: float, checks: list[str]) -> None:
    assert found([figure("median_change_pct", value, text)]) == [(check, WARNING) for check in checks]


@pytest.mark.parametrize(
    ("measure", "value", "is_far"),
    [
        ("p10_gbp", 12_000, False),
        ("p10_gbp", 11_000, True),
        ("p90_gbp", 300_000, False),
        ("p90_gbp", 59_000, True),
        ("p25_gbp", 6_000, False),
    ],
)
def test_a_percentile_far_from_its_median_is_noted(measure: str, value: float, *, is_far: bool) -> None:
    figures = [figure("median_gbp", 60_000, "£60,000"), figure(measure, value, f"£{value:,}")]
    assert found(figures) == [("pay_spread", INFO)] * is_far


def test_a_percentile_is_held_against_the_median_of_its_own_window_and_table() -> None:
    median = figure("median_gbp", 60_000, "£60,000")
    low = figure("p10_gbp", 11_000, "£11,000")
    for other in ({"lag_years": 1}, {"section": "comparison"}, {"pay_basis": "daily_rate"}):
        assert ("pay_spread", INFO) not in found([median, low._replace(**other)])


@pytest.mark.parametrize(("value", "is_far"), [(20_000, False), (19_000, True), (180_000, False), (181_000, True)])
def test_a_median_of_a_place_far_from_that_of_the_page_is_noted(value: float, *, is_far: bool) -> None:
    place = figure("median_gbp", value, f"£{value:,}", part="locations", section="locations")
    assert found([figure("median_gbp", 60_000, "£60,000"), place]) == [("pay_spread", INFO)] * is_far


def test_what_has_no_value_or_no_measure_is_let_be() -> None:
    dash = figure("median_change_pct", 0.0, "-", status="no_change")
    unknown = figure("median_gbp", 1, "£1")._replace(measure=None)
    assert found([dash, figure("median_gbp", None, "-"), unknown]) == []
