"""Significance of changes: how often chance alone makes one as large, and which of many stand out; SQL expressions.

A list of 150 skills in which nothing changed has seven that moved by more than 1.96 standard errors. So the changes of
a list are judged together: those are named whose false discovery rate is at most 5 % (Benjamini and Hochberg, 1995).
"""

import math
from collections.abc import Sequence

FALSE_DISCOVERY_RATE = 0.05
"""Of the changes named of a list so many are false at most, on average.

Where nothing changed, one list in 20 names any.
"""
WORDS = "judged together, so that of pages without any change at most one in 20 names one"

_NODES = 10
_SERIES_TERMS = 7
_SERIES_END = 1.0


def standard_score(now: str, before: str, variance: str) -> str:
    """Size of a change in standard errors of the difference; null if unknown or where the error is 0.

    Args:
        now: The figure.
        before: What it is compared with.
        variance: Of the difference, in the figure's unit squared.
    """
    return f"(abs({now} - {before}) / nullif(sqrt({variance}), 0))"


def p_value(score: str) -> str:
    """How often a normal draw lies at least so far from 0 to either side; within 0.00001, and 0.1 % of itself.

    It is the mean of exp(-z^2 / (2 sin^2 t)) over t from 0 to a right angle, taken at the midpoints of ten parts;
    below 1, where so few do not give it, 1 less the series of the error function.

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
    """A query: the rows of `tests` with `q_value`, the least false discovery rate at which a change would be named.

    Of a family of m tests the k-th smallest p-value is held against k / m of the rate; equal p-values stand together.

    Args:
        tests: Name of a query with one row per test and its `p_value`, never null.
        family: Columns that say which tests are judged together; all are, without any.
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
    """Whether a change stands out of its family; null where it was not tested."""
    return f"{q_value} <= {FALSE_DISCOVERY_RATE}"
