"""What a backfill looks for: months that no page is held of and no earlier run settled with this reader."""

from datetime import UTC, date, datetime

import pytest

from jobtrends_pipeline.acquire.backfill import (
    NOT_A_PAGE,
    OTHER_PAGE,
    STILL_ARCHIVED,
    Plan,
    is_settled,
    past_targets,
    plan,
)
from jobtrends_pipeline.archive.attempts import CAPTURED, NOTHING, UNCHANGED, Attempt
from jobtrends_pipeline.config.watchlist import Role
from jobtrends_pipeline.pages.page import PARSER_VERSION

ROLES = (Role(name="Data Baker", places=("UK", "London")), Role(name="Java", aliases=("J2EE",)))
TARGETS = [target for role in ROLES for target in past_targets(role)]
MONTHS = [date(2019, month, 1) for month in (3, 4, 5)]
LONG_AFTER = datetime(2020, 1, 1, tzinfo=UTC)


def tried(outcome: str, month: int = 4, **changes: object) -> Attempt:
    """An attempt at the first target."""
    fields: dict[str, object] = {"origin": "wayback", "url": TARGETS[0].url, "role": TARGETS[0].role}
    fields |= {"month": f"2019-{month:02}-01", "attempted_at": LONG_AFTER, "outcome": outcome}
    return Attempt(**(fields | changes))  # type: ignore[arg-type]


def planned(*attempts: Attempt, **changes: object) -> Plan:
    arguments: dict[str, object] = {"archived": {}} | changes
    return plan(TARGETS, MONTHS, "wayback", attempts, **arguments)  # type: ignore[arg-type]


def test_a_role_is_looked_for_in_every_place_under_every_name_it_had() -> None:
    assert [(target.role, target.place, len(target.urls)) for target in TARGETS] == [
        ("data-baker", "UK", 1), ("data-baker", "London", 1), ("java", "UK", 2),
    ]  # fmt: skip


def test_without_anything_known_every_month_of_every_page_is_looked_for() -> None:
    todo = planned()
    assert (len(todo.targets), todo.month_count, todo.archived, todo.settled) == (3, 9, 0, 0)


def test_held_and_settled_months_are_passed_over_and_counted_once() -> None:
    held = {("data-baker", "permanent", "london"): frozenset(MONTHS), TARGETS[0].key: frozenset(MONTHS[:1])}
    todo = planned(tried(CAPTURED, 3), tried(UNCHANGED, 4), archived=held)
    assert [(target.place, months) for target, months in todo.targets[:1]] == [("UK", (MONTHS[2],))]
    assert (len(todo.targets), todo.month_count, todo.archived, todo.settled) == (2, 4, 4, 1)
    assert planned(tried(CAPTURED, 3), archived=held, every=True).month_count == 8


@pytest.mark.parametrize("changes", [{"origin": "common_crawl"}, {"role": "java"}, {"url": TARGETS[1].url}])
def test_an_attempt_at_something_else_settles_nothing_here(changes: dict[str, object]) -> None:
    left = {target.url: months for target, months in planned(tried(CAPTURED, 4, **changes)).targets}
    assert left[TARGETS[0].url] == tuple(MONTHS)


@pytest.mark.parametrize("outcome", ["deferred", "unreachable", "failed", "disallowed"])
def test_what_may_be_otherwise_next_time_is_tried_again(outcome: str) -> None:
    assert not is_settled(tried(outcome))


@pytest.mark.parametrize("outcome", [CAPTURED, UNCHANGED, "archived_error", "withheld", "broken"])
def test_what_will_not_change_is_settled(outcome: str) -> None:
    assert is_settled(tried(outcome))


def test_a_month_without_a_page_is_settled_when_archives_have_had_their_time() -> None:
    ended = datetime(2019, 5, 2, tzinfo=UTC)
    assert not is_settled(tried(NOTHING, attempted_at=ended))
    assert is_settled(tried(NOTHING, attempted_at=ended + STILL_ARCHIVED))


@pytest.mark.parametrize("outcome", [NOT_A_PAGE, OTHER_PAGE])
def test_what_an_earlier_reader_refused_is_looked_at_again(outcome: str) -> None:
    assert is_settled(tried(outcome, parser_version=PARSER_VERSION))
    assert not is_settled(tried(outcome, parser_version=PARSER_VERSION - 1))
    assert not is_settled(tried(outcome))
