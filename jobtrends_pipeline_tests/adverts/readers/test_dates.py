"""Days of adverts: ISO, timestamps, relative to the capture, declared forms, and what is out of range."""

from datetime import UTC, date, datetime

import pytest

from jobtrends_pipeline.adverts.readers.dates import read_day, read_past_day
from jobtrends_pipeline.adverts.readers.not_understood import NotUnderstoodError

SEEN = datetime(2026, 8, 15, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-08-01", date(2026, 8, 1)),
        ("2026-08-01T23:59:59Z", date(2026, 8, 1)),
        ("2026-08-01T23:59:59.123+0000", date(2026, 8, 1)),
        ("2026-08-01 23:59:59 +01:00", date(2026, 8, 1)),
        ("1785542400000", date(2026, 8, 1)),
        ("1785542400", date(2026, 8, 1)),
        ("3 days ago", date(2026, 8, 12)),
        ("Posted 2 weeks ago", date(2026, 8, 1)),
        ("2 hours ago", date(2026, 8, 14)),
        ("an hour ago", date(2026, 8, 15)),
        ("Just posted", date(2026, 8, 15)),
        ("yesterday", date(2026, 8, 14)),
    ],
)
def test_a_day_is_read(text: str, day: date) -> None:
    assert read_day(text, SEEN) == day


@pytest.mark.parametrize(
    "text",
    ["", "soon", "30+ days ago", "2 months ago", "01/08/2026", "2026-13-01", "9999-12-31", "0001-01-01", "1e400", "NaN",
     "99999999999999999999", "9999 weeks ago"],
)  # fmt: skip
def test_what_is_no_day_or_out_of_range_is_not_understood(text: str) -> None:
    with pytest.raises(NotUnderstoodError):
        read_day(text, SEEN)


def test_a_declared_form_is_read_beside_iso() -> None:
    assert read_day("01/08/2026", SEEN, "%d/%m/%Y") == date(2026, 8, 1)
    assert read_day("2026-08-01", SEEN, "%d/%m/%Y") == date(2026, 8, 1)


def test_an_advert_may_end_but_not_be_posted_after_it_was_seen() -> None:
    assert read_day("2026-09-01", SEEN) == date(2026, 9, 1)
    assert read_past_day("2026-08-16", SEEN) == date(2026, 8, 16)
    with pytest.raises(NotUnderstoodError, match="after the capture"):
        read_past_day("2026-08-17", SEEN)
