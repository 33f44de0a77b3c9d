"""What changed since the week before, over all roles."""

from pathlib import Path

import pytest

from jobtrends_pipeline.reports.changes import Change, changes_of
from jobtrends_pipeline.tables.catalog import TABLES_BY_NAME
from jobtrends_pipeline.tables.frames import rows_frame
from jobtrends_pipeline.trends.build import role_trend_queries
from jobtrends_pipeline.trends.headlines import read_home_series
from jobtrends_pipeline.warehouse.store import Warehouse
from jobtrends_pipeline_tests.support.trends.printed import facts, page

Shares = dict[str, tuple[int, int]]
"""Adverts of a market of 100,000 in the week before and now, by role."""


def changes(folder: Path, counts: Shares) -> tuple[dict[str, Change], list[dict[str, object]]]:
    """The changes of roles by key, and the moves they are of."""
    pages = [
        page(day, {"advert_count": (count,), "share_of_all_pct": (count / 1_000,)}, role=role, name=role)
        for role, weeks in counts.items()
        for day, count in zip(("2026-02-08", "2026-02-15"), weeks, strict=True)
    ]
    store = Warehouse.at(folder / "warehouse.duckdb")
    store.replace({**facts(*pages), "captures": rows_frame(TABLES_BY_NAME["captures"], [])}, {})
    store.derive(role_trend_queries, None)
    with store.connection() as connection:
        moves = [dict(row) for row in read_home_series(connection).moves]
    lines = [{**move, "subject": move["role"]} for move in moves]
    return {change.role: change for change in changes_of(lines, moves)[0]}, moves


def test_a_move_that_stands_out_alone_is_one_of_many_over_all_roles(tmp_path: Path) -> None:
    # 900 and 700 adverts are worth 300 and 233.3 vacancies: errors of 0.0521 and 0.0460 %, the move 0.2 %: 2.88 errors,
    # p = 0.004. Of one move it is named; of 20 it is not: 0.004 x 20 = 0.08.
    moved: Shares = {"python": (700, 900)}
    alone, _ = changes(tmp_path / "one", moved)
    assert alone["python"].share is not None
    assert alone["python"].share.is_beyond_noise is True
    many, moves = changes(tmp_path / "many", moved | {f"role-{number:02}": (800, 800) for number in range(19)})
    assert many["python"].share is not None
    assert many["python"].share.is_beyond_noise is False
    (python,) = (move for move in moves if move["role"] == "python")
    assert python["share_q_value"] == pytest.approx(0.08, abs=0.003)
    assert set(many) == {"python"}


def test_a_move_from_a_suppressed_figure_is_not_judged(tmp_path: Path) -> None:
    found, moves = changes(tmp_path, {"python": (5, 900)})
    assert found == {}
    assert [move["share_q_value"] for move in moves] == [None]
