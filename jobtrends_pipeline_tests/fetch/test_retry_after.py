"""A host that asks to wait is never asked again earlier than it said, whatever it said."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobtrends_pipeline.fetch.retry_after import FIRST_PAUSE, LATEST, LONGEST_PAUSE, asked_until, pause

NOW = datetime(2026, 2, 15, 6, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("0", NOW),
        ("120", NOW + timedelta(seconds=120)),
        (" 007 ", NOW + timedelta(seconds=7)),
        ("1.2", NOW + timedelta(seconds=2)),
        ("Sun, 15 Feb 2026 07:00:00 GMT", NOW + timedelta(minutes=30)),
        ("Sunday, 15-Feb-26 07:00:00 GMT", NOW + timedelta(minutes=30)),
        ("Sun, 15 Feb 2026 08:00:00 +0100", NOW + timedelta(minutes=30)),
        ("Sun Feb 15 07:00:00 2026", NOW + timedelta(minutes=30)),
        ("31536000", NOW + timedelta(days=365)),
        ("9" * 30, LATEST),
        ("9" * 5000, LATEST),
    ],
)
def test_seconds_and_dates_are_the_moment_they_name(value: str, moment: datetime) -> None:
    assert asked_until(value, NOW) == moment


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        "-1",
        "-99999999999",
        "+5",
        "1e9",
        "inf",
        "nan",
        "soon",
        "５",
        "0x10",
        "12; 13",
        "Sun, 15 Feb 2026 06:00:00 GMT",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "Sun, 99 Feb 2026 07:00:00 GMT",
        "Sun, 15 Feb 99999 07:00:00 GMT",
        "\x00" * 20,
    ],
)
def test_a_missing_negative_past_or_senseless_field_names_no_moment(value: str | None) -> None:
    assert asked_until(value, NOW) is None


@given(st.integers(min_value=0, max_value=10**40))
def test_no_number_of_seconds_is_cut_short_but_by_the_end_of_the_calendar(seconds: int) -> None:
    moment = asked_until(str(seconds), NOW)
    assert moment is not None
    assert moment == LATEST or (moment - NOW).total_seconds() >= seconds


@given(st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(9000, 1, 1)))  # noqa: DTZ001 (naive strategy)
def test_a_date_is_kept_to_the_second_and_one_in_the_past_is_none(moment: datetime) -> None:
    asked = moment.replace(microsecond=0, tzinfo=UTC)
    assert asked_until(format_datetime(asked, usegmt=True), NOW) == (asked if asked > NOW else None)


@given(st.binary().map(lambda value: value.decode("latin-1")))
def test_any_value_a_header_can_hold_is_a_later_moment_or_none(text: str) -> None:
    moment = asked_until(text, NOW)
    assert moment is None or NOW <= moment <= LATEST


def test_a_pause_of_our_own_doubles_with_each_refusal_up_to_a_day() -> None:
    pauses = [pause(refusals) for refusals in range(12)]
    assert pauses[:3] == [FIRST_PAUSE, 2 * FIRST_PAUSE, 4 * FIRST_PAUSE]
    assert pauses == sorted(pauses)
    assert pauses[-1] == pause(10**6) == LONGEST_PAUSE
