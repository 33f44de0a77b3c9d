"""Two builds of facts are told apart row by row, by what changed in each."""

import pandas as pd

from jobtrends_pipeline.facts.compare import CHANGED, GONE, NEW, compare
from jobtrends_pipeline.tables.facts import FACT_SKILL
from jobtrends_pipeline.tables.frames import rows_frame


def skills(*rows: dict[str, object]) -> pd.DataFrame:
    start = {
        "role": "java", "publisher": "itjobswatch", "market": "permanent", "subject": "Java",
        "place": "UK", "window_months": 6,
        "as_of": pd.Timestamp("2026-02-15"), "skill_list": "top", "capture_id": "a",
    }  # fmt: skip
    return rows_frame(FACT_SKILL, [start | row for row in rows])


BEFORE = skills(
    {"skill": "SQL", "rank": 1, "share_pct": 20.5}, {"skill": "Git", "rank": 2}, {"skill": "AWS", "rank": None}
)


def test_the_same_rows_in_any_order_differ_in_nothing() -> None:
    difference = compare(FACT_SKILL, BEFORE, BEFORE.iloc[::-1].reset_index(drop=True))
    assert (difference.row_count, len(difference.rows)) == (3, 0)


def test_rows_are_new_gone_or_changed_and_a_change_names_both_values() -> None:
    after = skills(
        {"skill": "SQL", "rank": 3, "share_pct": None}, {"skill": "AWS", "rank": 4}, {"skill": "Go", "rank": 5}
    )
    difference = compare(FACT_SKILL, BEFORE, after)
    assert [difference.count(kind) for kind in (NEW, GONE, CHANGED)] == [1, 1, 2]
    found = {row.skill: (row.kind, row.what) for row in difference.rows.itertuples()}
    assert found == {
        "Go": (NEW, ""),
        "Git": (GONE, ""),
        "SQL": (CHANGED, "rank 1 → 3; share_pct 20.5 → nothing"),
        "AWS": (CHANGED, "rank nothing → 4"),
    }


def test_against_nothing_all_rows_are_new_or_gone() -> None:
    none = skills()
    assert compare(FACT_SKILL, none, BEFORE).count(NEW) == 3
    assert compare(FACT_SKILL, BEFORE, none).count(GONE) == 3
    assert len(compare(FACT_SKILL, none, none).rows) == 0
