"""Significance of changes: p-values and false discovery rates, in SQL.

A list of 150 skills in which nothing changed has seven that moved by more than 1.96 standard errors. So the changes of
a list are judged together: the ones named have a false discovery rate of at most 5 % (Benjamini and Hochberg, 1995).
"""

import math
from collections.abc import Sequence

FALSE_DISCOVERY_RATE = 0.05
"""Most false changes among those named of a list, on average.

Where nothing changed, one list in 20 names any.
"""
WORDS = "judged together, so that of pages without any change at most one in 20 names one"

_NODES = 10
_SERIES_TERMS = 7
_SERIES_END = 1.0


def standard_score(now: str, before: str, variance: str) -> str:
    """Return the SQL of the size of a change in standard errors of the difference.

    It is null if unknown or where the error is 0.

    Args:
        now: The figure.
        before: The figure it is compared with.
        variance: Variance of the difference, in the figure's unit squared.
    """
    return f"(abs({now} - {before}) / nullif(sqrt({variance}), 0))"


def p_value(score: str) -> str:
    """Return the SQL of the two-sided p-value of a normal score.

    The error is within 0.00001, and 0.1 % of the value. It is the mean of exp(-z^2 / (2 sin^2 t)) over t from 0 to a
    right angle, taken at the midpoints of ten parts; below 1, where ten are not accurate enough, 1 less the series of
    the error function.

    Args:
        score: Name of a column of scores from 0 up.
    """
    nodes = (math.sin((part + 0.5) * math.pi / 2 / _NODES) for part in range(_NODES))
    tail = " + ".join(f"exp(-{score} * {score} * {1 / (2 * node * node):.12f})" for node in nodes)
    series = " + ".join(
        f"{(-1) ** term * math.sqrt(2 / math.pi) / (2**term * math.factorial(term) * (2 * term + 1)):.12f}"
        f" * {score} ** {2 * term + 1}"
        for term in range(_SERIES_TERMS)
    )
    return f"CASE WHEN {score} < {_SERIES_END} THEN 1 - ({series}) ELSE ({tail}) / {_NODES} END"


def with_q_values(tests: str, family: Sequence[str] = ()) -> str:
    """Return a query of the rows of `tests` with their `q_value`.

    The q-value is the least false discovery rate at which a change would be named. Of a family of m tests the k-th
    smallest p-value is compared with k / m of the rate; equal p-values are treated alike.

    Args:
        tests: Name of a query with one row per test and its `p_value`, never null.
        family: Columns that identify the tests to judge together; without any, all tests are one family.
    """
    parts = f"PARTITION BY {', '.join(family)}" if family else ""
    return f"""
        SELECT * EXCLUDE scaled, min(scaled) OVER ({parts} ORDER BY p_value DESC) AS q_value
        FROM (
            SELECT *, p_value * count(*) OVER ({parts}) / count(*) OVER ({parts} ORDER BY p_value) AS scaled
            FROM {tests}
        )
    """


def is_named(q_value: str) -> str:
    """Return the SQL test that a change stands out of its family; null if untested."""
    return f"{q_value} <= {FALSE_DISCOVERY_RATE}"
