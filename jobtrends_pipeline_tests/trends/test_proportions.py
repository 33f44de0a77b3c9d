"""Classes of shares by their interval, against the exact one."""

import duckdb
import pandas as pd
import pytest

from jobtrends_pipeline.trends.proportions import interval, share_reliability, total_of
from jobtrends_pipeline.trends.reliability import weakest
from jobtrends_pipeline_tests.support.trends.independent_marks import exact_interval, share_class

LISTED = [
    (count, total)
    for total in (*range(28, 60), 80, 100, 132, 200, 300, 1_500, 61_307)
    for count in range(1, min(total, 140) + 1)
] + [(count, 61_307) for count in range(380, 410)]


def worked(expression: str, pairs: list[tuple[float | None, float | None]]) -> list[object]:
    """What an expression over `count` and `total` gives for each pair."""
    with duckdb.connect() as connection:
        connection.register("given", pd.DataFrame(pairs, columns=["count", "total"], dtype="Float64"))
        return [value for (value,) in connection.execute(f"SELECT {expression} FROM given").fetchall()]  # noqa: S608


def class_of(count: float | None, total: float | None) -> object:
    (found,) = worked(share_reliability("count", "total", "true"), [(count, total)])
    return found


def test_every_share_has_the_class_of_its_exact_interval() -> None:
    found = worked(share_reliability("count", "total", "true"), [*LISTED])
    assert found == [share_class(count, total, is_printed=True) for count, total in LISTED]
    assert {*found} == {"good", "low", "suppressed"}


def test_the_interval_is_clopper_and_pearsons_within_a_tenth_of_a_point() -> None:
    few = [(count, total) for count, total in LISTED if total >= 30]
    for found, expected in zip(worked(f"[{', '.join(interval('count', 'total'))}]", [*few]), few, strict=True):
        assert found == pytest.approx(exact_interval(*expected), abs=0.001)


@pytest.mark.parametrize(
    ("count", "total", "expected"),
    [
        (22, 132, "low"),  # both of the audit's: 10.7 to 24.1 %
        (23, 132, "low"),
        (10, 132, "low"),  # 3.7 to 13.5 %: 129 % of the share
        (10, 200, "suppressed"),  # 2.4 to 9.0 %: 132 % of it
        (9, 132, "suppressed"),
        (1, 132, "suppressed"),  # the standard alone shows it, as it is within 5 points
        (9, 61_307, "suppressed"),
        (10, 61_307, "low"),
        (29, 29, "suppressed"),
        (30, 30, "low"),
        (12, 40, "low"),  # 16.6 to 46.5 %
        (13, 40, "suppressed"),  # 18.6 to 49.1 %: over 30 points
        (27, 40, "suppressed"),
        (28, 40, "low"),
        (132, 132, "good"),
        (99, 99, "low"),
        (None, 132, "low"),
        (64, None, "low"),
        (9, None, "suppressed"),
    ],
)
def test_a_share_is_judged_by_its_interval(count: float | None, total: float | None, expected: str) -> None:
    assert class_of(count, total) == expected


def test_the_adverts_that_a_share_is_of_come_from_its_print() -> None:
    # 22 / 16.67 % = 131.97; no share is printed of none, and none is of fewer than have it
    assert worked(total_of("count", "total"), [(22, 16.67), (5, 0), (5, None), (5, 104.0)]) == [132, None, None, 5]


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("'good'", "'good'"), "good"),
        (("'good'", "'low'"), "low"),
        (("'suppressed'", "'good'", "'low'"), "suppressed"),
        (("'suppressed'", "NULL"), "not_available"),
        (("'good'", "'not_available'"), "not_available"),
    ],
)
def test_a_figure_made_of_others_is_as_weak_as_the_weakest(parts: tuple[str, ...], expected: str) -> None:
    assert worked(weakest(*parts), [(1, 1)]) == [expected]
