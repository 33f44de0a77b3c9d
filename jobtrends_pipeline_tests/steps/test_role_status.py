"""A role is current by when its page was seen, and a file that was copied lately is no page of today."""

from datetime import UTC, date, datetime

import pytest

from jobtrends_pipeline.config.watchlist import Role, Watchlist
from jobtrends_pipeline.steps.role_status import RoleEvidence, role_statuses
from jobtrends_pipeline.warehouse.standings import Standing

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("origin", "period_end", "state"),
    [
        ("saved", date(2025, 5, 5), "overdue"),
        ("saved", date(2026, 11, 21), "current"),
        ("live", date(2026, 11, 20), "current"),
        ("live", date(2025, 5, 5), "current"),  # the source itself stands still: its findings say so, not the schedule
    ],
)
def test_a_saved_page_counts_from_the_period_it_shows(origin: str, period_end: date, state: str) -> None:
    held = Standing(1, NOW, origin, period_end, (), {})
    watchlist = Watchlist((Role(name="Java"),))
    (status,) = role_statuses(["java"], watchlist, (1, 6), RoleEvidence({"java": held}, {}, {}), NOW)
    assert status.state == state
