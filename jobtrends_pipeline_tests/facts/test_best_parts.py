"""Of several captures of one page and period end, each part comes from the best that has it, whatever their order."""

import itertools
import json
from collections.abc import Sequence
from datetime import date

import pandas as pd
import pytest

from jobtrends_pipeline.facts.best_parts import contested, loaded_figures, marked, to_load
from jobtrends_pipeline.facts.build import build_facts
from jobtrends_pipeline_tests.facts.frames import Frames, captured
from jobtrends_pipeline_tests.support.pages.samples import index_of, page_on
from jobtrends_pipeline_tests.support.site.index_markup import index_html
from jobtrends_pipeline_tests.support.site.markup import page_html
from jobtrends_pipeline_tests.support.site.text import page_text

HTML, TEXT = page_html(page_on()), page_text(page_on()).encode()
WITHOUT_LISTS = HTML[: HTML.rindex(b"</table>", 0, HTML.index(b"tabLocations"))] + b"</table></body></html>"


def marks(frames: Frames) -> pd.DataFrame:
    captures, figures = frames
    return marked(captures, figures[figures["capture_id"].isin(contested(captures)["capture_id"])])


def won(frames: Frames) -> list[str]:
    """Numbers of the captures of which something is in the facts."""
    loaded = marks(frames)
    return [str(identity)[-1] for identity in loaded.loc[loaded["loaded_version"] > 0, "capture_id"]]


def facts_of_best(frames: Frames) -> dict[str, pd.DataFrame]:
    best = marks(frames)
    return build_facts(best, loaded_figures(best, frames[1]))


def test_the_later_of_two_equals_wins() -> None:
    assert won(captured(HTML, HTML)) == ["1"]
    assert won(captured(HTML, HTML, days=(9, 3))) == ["0"]


def test_markup_wins_over_a_later_text() -> None:
    assert won(captured(HTML, TEXT)) == ["0"]
    assert won(captured(TEXT, HTML)) == ["1"]


def test_a_whole_page_wins_over_a_later_partial_one_and_a_whole_text_over_partial_markup() -> None:
    assert won(captured(HTML, HTML, outcomes=("read", "partial"))) == ["0"]
    assert won(captured(TEXT, HTML, outcomes=("read", "partial"))) == ["0"]


def test_a_partial_page_wins_where_there_is_no_other() -> None:
    assert won(captured(HTML, outcomes=("partial",))) == ["0"]


def test_a_quarantined_page_never_wins() -> None:
    assert won(captured(HTML, HTML, outcomes=("read", "quarantined"))) == ["0"]
    assert won(captured(HTML, outcomes=("quarantined",))) == []


def test_pages_of_other_days_and_places_each_win() -> None:
    other_day = page_html(page_on(date(2026, 1, 15)))
    other_place = HTML.replace(b"permanent jobs in the UK", b"permanent jobs in London")
    assert won(captured(HTML, other_day, other_place)) == ["0", "1", "2"]


def test_pages_of_one_index_are_kept_apart_and_each_has_its_winner() -> None:
    index = index_of(count=120)
    first, second = index_html(index, 1), index_html(index, 2)
    assert won(captured(first, second, first)) == ["1", "2"]


def test_marks_keep_the_columns_and_the_rows_they_came_with() -> None:
    captures, _ = frames = captured(HTML, TEXT)
    assert list(marks(frames).columns) == list(captures.columns)
    assert marks(frames)["capture_id"].tolist() == captures["capture_id"].tolist()


def test_a_later_page_without_lists_takes_none_away() -> None:
    frames = captured(TEXT, WITHOUT_LISTS, outcomes=("read", "read"))
    loaded = marks(frames)
    assert won(frames) == ["0", "1"]
    first, second = (json.loads(parts) for parts in loaded["loaded_parts"].fillna("[]"))
    assert "skills/top" in first
    assert "locations/locations" in first
    assert second == []  # all that it has: both summary tables
    whole, both = facts_of_best(captured(TEXT)), facts_of_best(frames)
    assert len(both["fact_skill"]) == len(whole["fact_skill"]) > 0
    assert len(both["fact_location"]) == len(whole["fact_location"]) > 0
    assert set(both["fact_skill"]["capture_id"]) == {"capture 0"}
    assert set(both["fact_pay"]["capture_id"]) == {"capture 1"}


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_the_facts_do_not_depend_on_the_order_of_arrival(order: Sequence[int]) -> None:
    bodies, days = (TEXT, WITHOUT_LISTS, HTML), (3, 9, 6)
    captures, figures = captured(
        *(bodies[place] for place in order), days=[days[place] for place in order], outcomes=("read",) * 3
    )
    names = {f"capture {number}": f"body {place}" for number, place in enumerate(order)}
    frames = (captures.replace({"capture_id": names}), figures.replace({"capture_id": names}))
    facts = facts_of_best(frames)
    assert set(facts["fact_skill"]["capture_id"]) == {"body 2"}
    assert set(facts["fact_demand"]["capture_id"]) == {"body 1"}


def test_a_part_with_fewer_figures_does_not_replace_one_with_more() -> None:
    captures, figures = captured(HTML, HTML)
    lost = figures["capture_id"].eq("capture 1") & figures["section"].eq("top") & figures["row_number"].gt(5)
    loaded = marks((captures, figures[~lost]))
    assert json.loads(loaded["loaded_parts"][0]) == ["skills/top"]
    assert "skills/top" not in json.loads(loaded["loaded_parts"][1])


def test_only_pages_with_a_capture_not_considered_yet_are_asked_for_figures() -> None:
    captures, figures = captured(HTML, WITHOUT_LISTS, page_html(page_on(date(2026, 1, 15))), outcomes=("read",) * 3)
    asked: list[list[str]] = []

    def figures_of(capture_ids: list[str]) -> pd.DataFrame:
        asked.append(capture_ids)
        return figures[figures["capture_id"].isin(capture_ids)]

    settled, changed = to_load(captures, figures_of)
    assert changed["capture_id"].tolist() == captures["capture_id"].tolist()
    again, nothing = to_load(settled, figures_of)
    assert nothing.empty
    assert asked == [["capture 0", "capture 1"], []]
    pd.testing.assert_frame_equal(again, settled)


def test_when_the_better_capture_is_quarantined_the_other_gives_all_its_parts() -> None:
    captures, figures = captured(HTML, WITHOUT_LISTS, outcomes=("read", "read"))
    settled, _ = to_load(captures, lambda ids: figures[figures["capture_id"].isin(ids)])
    assert settled["loaded_parts"].notna().any()
    gone = settled.assign(outcome=["read", "quarantined"])
    gone.loc[1, "loaded_version"] = pd.NA
    _, changed = to_load(gone, lambda ids: figures[figures["capture_id"].isin(ids)])
    assert changed["loaded_parts"].isna().all()
    assert changed["loaded_version"].tolist() == [settled["parser_version"][0], 0]
