"""Arguments of questions: days, months, and the publisher of a role."""

from datetime import date

from jobtrends_pipeline.library.errors import QuestionError

Day = str | date
"""A day: `date`, or text such as `2025-10-31`."""


def day_of(given: Day | None, name: str) -> date | None:
    """Return the day that an argument names; null for null.

    Raises:
        QuestionError: if it names none.
    """
    if given is None or isinstance(given, date):
        return given
    try:
        return date.fromisoformat(given)
    except (ValueError, TypeError):
        raise QuestionError(f"{name} {given!r} is no day: write it as 2026-02-15") from None


def first_day_of(given: Day | None, name: str) -> date | None:
    """Return the first day that an argument names: a day, or a month as `2024-01`.

    Raises:
        QuestionError: if it names neither.
    """
    is_month = isinstance(given, str) and len(given) == len("2024-01")
    return day_of(f"{given}-01" if is_month else given, name)


def name_of(role: str, publisher: str | None) -> str:
    """Return the name of a role's figures: `java`, or `java@publisher`.

    Raises:
        QuestionError: if the role is no text, or names another publisher.
    """
    if not isinstance(role, str) or not role.strip():
        raise QuestionError(f"{role!r} names no role: give its key, name or alias, such as 'java'")
    _, mark, named = role.partition("@")
    if publisher is None or named == publisher:
        return role
    if mark:
        raise QuestionError(f"{role!r} names another publisher than {publisher!r}: name one")
    return f"{role}@{publisher}"
