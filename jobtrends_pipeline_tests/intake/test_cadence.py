"""Due moments keep their place through months, leap days and changes of the clock, and spread evenly."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobtrends_pipeline.cadence import LONDON, Cadence, expected_month, last_slot, next_slot, slots

HOURS = (1, 6)
KEYS = [f"role-{number}" for number in range(500)]
CADENCES: tuple[Cadence, ...] = ("daily", "weekly", "monthly")
START = datetime(2026, 1, 1, tzinfo=UTC)


def at_one_o_clock() -> str:
    """A key whose moment is between one and two, the hour in which the clock is changed."""
    day = START + timedelta(days=1)
    return next(key for key in KEYS if in_london(slots(key, "daily", HOURS, START, day)[0]).hour == 1)


def in_london(moment: datetime) -> datetime:
    return moment.astimezone(LONDON)


@given(st.text(min_size=1, max_size=40))
@settings(max_examples=25, deadline=None)
def test_every_day_week_and_month_of_two_years_has_one_moment_within_the_hours(key: str) -> None:
    end = START + timedelta(days=730)
    days, weeks, months = (
        [in_london(moment) for moment in slots(key, cadence, HOURS, START, end)] for cadence in CADENCES
    )
    assert Counter(moment.date() for moment in days) == {START.date() + timedelta(days=n): 1 for n in range(730)}
    assert set(Counter(moment.isocalendar()[:2] for moment in weeks).values()) == {1}
    assert len(weeks) in (104, 105)
    assert set(Counter((moment.year, moment.month) for moment in months).values()) == {1}
    assert len(months) == 24
    assert {moment.hour for moment in (*days, *weeks, *months)} <= {1, 2, 3, 4, 5}


def test_moments_are_those_after_the_first_and_up_to_the_second() -> None:
    (moment,) = slots("java", "weekly", HOURS, START, START + timedelta(days=7))
    assert slots("java", "weekly", HOURS, moment, moment + timedelta(days=6)) == []
    assert slots("java", "weekly", HOURS, moment - timedelta(seconds=1), moment) == [moment]


def test_hourly_ticks_find_each_moment_once() -> None:
    ticks = [START + timedelta(hours=n) for n in range(24 * 400)]
    found = [moment for before, tick in pairwise(ticks) for moment in slots("java", "daily", HOURS, before, tick)]
    assert found == slots("java", "daily", HOURS, ticks[0], ticks[-1])


def test_the_hour_that_spring_skips_is_due_once_and_an_hour_later() -> None:
    key = at_one_o_clock()
    before, skipped, after = slots(key, "daily", HOURS, *(datetime(2026, 3, day, tzinfo=UTC) for day in (28, 31)))
    assert [in_london(moment).hour for moment in (before, skipped, after)] == [1, 2, 1]


def test_the_hour_that_autumn_has_twice_is_due_once_and_the_first_time() -> None:
    key = at_one_o_clock()
    (moment,) = slots(key, "daily", HOURS, *(datetime(2026, 10, day, tzinfo=UTC) for day in (25, 26)))
    assert (in_london(moment).hour, in_london(moment).fold, moment.hour) == (1, 0, 0)


@pytest.mark.parametrize("cadence", CADENCES)
def test_roles_are_spread_so_that_no_hour_has_twice_the_mean(cadence: Cadence) -> None:
    moments = [moment for key in KEYS for moment in slots(key, cadence, HOURS, START, START + timedelta(days=28))]
    by_hour = Counter(in_london(moment).hour for moment in moments)
    assert max(by_hour.values()) < 2 * len(moments) / 5
    if cadence != "daily":
        by_day = Counter(in_london(moment).date() for moment in moments)
        assert max(by_day.values()) < 2 * len(moments) / 28


@pytest.mark.parametrize("cadence", CADENCES)
@pytest.mark.parametrize("day", [date(2028, 2, 29), date(2026, 1, 31), date(2026, 3, 29), date(2026, 10, 25)])
def test_the_last_and_the_next_moment_enclose_the_present(cadence: Cadence, day: date) -> None:
    now = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    for key in KEYS[:20]:
        last, following = last_slot(key, cadence, HOURS, now), next_slot(key, cadence, HOURS, now)
        assert last <= now < following
        assert slots(key, cadence, HOURS, last, following) == [following]


@pytest.mark.parametrize(
    ("moment", "month"),
    [
        (datetime(2026, 3, 1, 3, tzinfo=UTC), date(2026, 2, 1)),
        (datetime(2028, 3, 1, 3, tzinfo=UTC), date(2028, 2, 1)),
        (datetime(2028, 2, 29, 3, tzinfo=UTC), date(2028, 2, 1)),
        (datetime(2026, 3, 2, 3, tzinfo=UTC), date(2026, 3, 1)),
        (datetime(2026, 1, 1, 3, tzinfo=UTC), date(2025, 12, 1)),
        (datetime(2026, 6, 30, 23, 30, tzinfo=UTC), date(2026, 6, 1)),  # 1 July, 00:30 in London
        (datetime(2026, 7, 1, 23, 30, tzinfo=UTC), date(2026, 7, 1)),  # 2 July, 00:30 in London
    ],
)
def test_the_month_expected_is_that_of_the_day_before_in_london(moment: datetime, month: date) -> None:
    assert expected_month(moment) == month
