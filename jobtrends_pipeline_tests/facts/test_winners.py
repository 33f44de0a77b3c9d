"""Of several captures of one page and period end, one gives the facts."""

from datetime import date

from jobtrends_pipeline.facts.winners import winners
from jobtrends_pipeline_tests.facts.frames import Frames, captured
from jobtrends_pipeline_tests.pages.samples import index_of, page_on
from jobtrends_pipeline_tests.site.index_markup import index_html
from jobtrends_pipeline_tests.site.markup import page_html
from jobtrends_pipeline_tests.site.text import page_text

HTML, TEXT = page_html(page_on()), page_text(page_on()).encode()


def won(frames: Frames) -> list[str]:
    return [str(identity)[-1] for identity in winners(frames[0])["capture_id"]]


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


def test_winners_keep_the_columns_they_came_with() -> None:
    captures, _ = captured(HTML, TEXT)
    assert list(winners(captures).columns) == list(captures.columns)
