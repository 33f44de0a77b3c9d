"""Every role is due once a day, week or month in London, whatever the clocks do, and roles are spread evenly."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobtrends_pipeline.config.cadence import (
    CADENCES,
    LONDON,
    LONGEST,
    USUAL_HOURS,
    Cadence,
    Hours,
    expected_month,
    last_slot,
    next_slot,
    slots,
)

KEYS = st.from_regex(r"[a-z0-9][a-z0-9-]{0,40}", fullmatch=True)
HOURS = st.tuples(st.integers(0, 23), st.integers(1, 24)).filter(lambda hours: hours[0] < hours[1])
CHOICES = st.sampled_from(CADENCES)
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  # given by timezones
ROLES = [f"{kind}-{what}-{level}" for kind in ("java", "data", "test", "web", "cloud")
         for what in ("developer", "engineer", "analyst", "architect", "consultant", "lead", "manager", "tester",
                      "administrator", "specialist")
         for level in range(10)]  # fmt: skip


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]  # year, month, day, hour, ...


def london(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=LONDON)  # type: ignore[misc,arg-type]


def unit(moment: datetime, cadence: Cadence) -> tuple[int, ...]:
    """The day, week or month in London that a moment is of."""
    day = moment.astimezone(LONDON).date()
    if cadence == "daily":
        return (day.toordinal(),)
    return tuple(day.isocalendar()[:2]) if cadence == "weekly" else (day.year, day.month)


def key_due_in(hour: int, hours: Hours) -> str:
    """A role that is due in this hour every day."""
    day = (utc(2026, 1, 6, 0), utc(2026, 1, 7, 0))
    return next(key for key in ROLES if slots(key, "daily", hours, *day)[0].hour == hour)


@settings(max_examples=40, deadline=None)
@given(KEYS, CHOICES, HOURS, st.integers(2024, 2030))
def test_every_role_has_exactly_one_slot_a_day_week_or_month_for_two_years(
    key: str, cadence: Cadence, hours: Hours, year: int
) -> None:
    start, end = london(year, 1, 1), london(year + 2, 1, 1)
    start += timedelta(days=(7 - start.weekday()) % 7) if cadence == "weekly" else timedelta()
    end -= timedelta(days=end.weekday()) if cadence == "weekly" else timedelta()
    second = timedelta(seconds=1)
    due = slots(key, cadence, hours, start - second, end - second)
    days = [start.date() + timedelta(days=number) for number in range((end.date() - start.date()).days)]
    units = {unit(london(day.year, day.month, day.day, 12), cadence) for day in days}
    assert Counter(unit(moment, cadence) for moment in due) == dict.fromkeys(units, 1)
    assert due == sorted(due)
    assert {moment.tzinfo for moment in due} == {UTC}


@settings(max_examples=60, deadline=None)
@given(KEYS, CHOICES, HOURS, MOMENTS)
def test_a_slot_lies_in_the_allowed_hours_and_a_monthly_one_on_days_2_to_28(
    key: str, cadence: Cadence, hours: Hours, after: datetime
) -> None:
    local = next_slot(key, cadence, hours, after).astimezone(LONDON)
    is_after_the_skipped_hour = hours[0] <= 1 < hours[1] and local.time() == time(2)
    assert hours[0] <= local.hour < hours[1] or is_after_the_skipped_hour
    assert cadence != "monthly" or 2 <= local.day <= 28


@settings(max_examples=100, deadline=None)
@given(KEYS, CHOICES, HOURS, MOMENTS)
def test_the_last_slot_and_the_next_enclose_a_moment_and_nothing_lies_between(
    key: str, cadence: Cadence, hours: Hours, moment: datetime
) -> None:
    last, following = last_slot(key, cadence, hours, moment), next_slot(key, cadence, hours, moment)
    assert last <= moment < following
    assert slots(key, cadence, hours, last, following) == [following]
    assert following - last <= LONGEST[cadence] + timedelta(hours=1)
    assert last_slot(key, cadence, hours, following) == following
    assert next_slot(key, cadence, hours, last) == following


@pytest.mark.parametrize("cadence", CADENCES)
def test_500_roles_are_spread_over_the_hours(cadence: Cadence) -> None:
    due = [next_slot(key, cadence, USUAL_HOURS, utc(2026, 6, 30, 12)).astimezone(LONDON) for key in ROLES]
    hours = Counter(moment.hour for moment in due)
    assert set(hours) == {1, 2, 3, 4, 5}
    assert max(hours.values()) <= 2 * len(ROLES) / 5


def test_500_weekly_roles_are_spread_over_the_hours_of_the_week_and_500_monthly_ones_over_the_days() -> None:
    weekly = [next_slot(key, "weekly", USUAL_HOURS, utc(2026, 6, 30, 12)).astimezone(LONDON) for key in ROLES]
    cells = Counter((moment.weekday(), moment.hour) for moment in weekly)
    assert len(cells) == 35
    assert max(cells.values()) <= 2 * len(ROLES) / 35
    days = Counter(next_slot(key, "monthly", USUAL_HOURS, utc(2026, 7, 1)).day for key in ROLES)
    assert set(days) == set(range(2, 29))
    assert max(days.values()) <= 2 * len(ROLES) / 27


def test_a_role_keeps_its_place_through_all_versions() -> None:
    due = {cadence: next_slot("java", cadence, USUAL_HOURS, utc(2026, 1, 1)) for cadence in CADENCES}
    assert due == {
        "daily": utc(2026, 1, 1, 4, 35, 1),
        "weekly": utc(2026, 1, 7, 4, 35, 1),
        "monthly": utc(2026, 1, 6, 4, 35, 1),
    }


@pytest.mark.parametrize("cadence", CADENCES)
def test_a_slot_in_the_hour_that_does_not_exist_comes_once_as_the_clocks_have_gone_forward(cadence: Cadence) -> None:
    day, next_day = london(2027, 3, 28), london(2027, 3, 29)
    found = [slots(key, cadence, (1, 2), day, next_day) for key in ROLES]
    assert {len(moments) for moments in found} == ({1} if cadence == "daily" else {0, 1})
    due = [moment for moments in found for moment in moments]
    assert set(due) == {utc(2027, 3, 28, 1)}
    assert all(moment.astimezone(LONDON).hour == 2 for moment in due)


@pytest.mark.parametrize("cadence", ["daily", "weekly"])
def test_a_slot_in_the_hour_that_comes_twice_is_due_the_first_time_only(cadence: Cadence) -> None:
    day, next_day = london(2026, 10, 25), london(2026, 10, 26)
    found = [slots(key, cadence, (1, 2), day, next_day) for key in ROLES]
    due = [moments for moments in found if moments]
    assert due
    assert all(len(moments) == 1 for moments in due)
    assert all(utc(2026, 10, 25, 0) <= moment < utc(2026, 10, 25, 1) for (moment,) in due)


def test_the_hours_are_those_of_london_in_summer_and_winter() -> None:
    key = key_due_in(3, USUAL_HOURS)
    (winter,) = slots(key, "daily", USUAL_HOURS, utc(2026, 1, 10), utc(2026, 1, 10, 23))
    (summer,) = slots(key, "daily", USUAL_HOURS, utc(2026, 7, 10), utc(2026, 7, 10, 22))
    assert (winter.hour, summer.hour) == (3, 2)
    assert (winter.minute, winter.second) == (summer.minute, summer.second)


def test_months_end_and_29_february_has_a_daily_slot_like_every_day() -> None:
    days = [moment.date() for moment in slots("java", "daily", (9, 17), utc(2028, 2, 27), utc(2028, 3, 2))]
    assert days == [date(2028, 2, 27), date(2028, 2, 28), date(2028, 2, 29), date(2028, 3, 1)]
    ends = [moment.date() for moment in slots("java", "daily", (9, 17), utc(2026, 4, 29), utc(2026, 5, 2))]
    assert ends == [date(2026, 4, 29), date(2026, 4, 30), date(2026, 5, 1)]


def test_the_end_of_a_stretch_belongs_to_it_and_its_beginning_does_not() -> None:
    due = next_slot("java", "weekly", USUAL_HOURS, utc(2026, 1, 1))
    week, second = timedelta(days=7), timedelta(seconds=1)
    assert slots("java", "weekly", USUAL_HOURS, due, due + week) == [due + week]
    assert slots("java", "weekly", USUAL_HOURS, due - second, due) == [due]
    assert slots("java", "weekly", USUAL_HOURS, due, due) == []


@pytest.mark.parametrize(
    ("captured", "month"),
    [
        (utc(2026, 3, 1, 3), date(2026, 2, 1)),
        (utc(2026, 3, 2, 3), date(2026, 3, 1)),
        (utc(2026, 1, 1, 12), date(2025, 12, 1)),
        (utc(2028, 2, 29, 12), date(2028, 2, 1)),
        (utc(2028, 3, 1, 12), date(2028, 2, 1)),
        (utc(2026, 6, 30, 22, 59), date(2026, 6, 1)),
        (utc(2026, 6, 30, 23, 30), date(2026, 6, 1)),  # already 1 July in London
        (utc(2026, 7, 1, 23, 30), date(2026, 7, 1)),  # already 2 July in London
    ],
)
def test_a_page_is_expected_to_be_of_the_month_of_the_day_before_its_capture(captured: datetime, month: date) -> None:
    assert expected_month(captured) == month


@pytest.mark.parametrize("hours", [(6, 1), (3, 3), (-1, 4), (1, 25)])
def test_hours_that_are_none_are_refused(hours: Hours) -> None:
    with pytest.raises(ValueError, match=r"name two, such as \[1, 6\]"):
        next_slot("java", "daily", hours, utc(2026, 1, 1))


def test_a_moment_without_a_time_zone_is_refused() -> None:
    naive = utc(2026, 1, 1).replace(tzinfo=None)
    with pytest.raises(ValueError, match="has no time zone"):
        next_slot("java", "daily", USUAL_HOURS, naive)
    with pytest.raises(ValueError, match="has no time zone"):
        expected_month(naive)
