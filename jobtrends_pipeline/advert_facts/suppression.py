"""Suppression: which counts of vacancies are shown, in SQL."""

LEAST_VACANCIES = 5
"""Least vacancies that a published figure rests on."""


def is_shown(count: str) -> str:
    """Return the SQL test that a count is large enough for its figures to be shown.

    Args:
        count: SQL of the vacancies; null counts as none.
    """
    return f"coalesce({count}, 0) >= {LEAST_VACANCIES}"


def is_small(count: str) -> str:
    """Return the SQL test that there are vacancies, but too few to be shown."""
    return f"coalesce({count}, 0) BETWEEN 1 AND {LEAST_VACANCIES - 1}"
