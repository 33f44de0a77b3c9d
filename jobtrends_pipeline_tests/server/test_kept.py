"""Answers kept in memory: never more bytes than allowed; those asked for least give way."""

from jobtrends_pipeline.server.kept import Kept, KeptAnswers


def test_those_not_asked_for_longest_give_way() -> None:
    answers = KeptAnswers(10)
    for tag in ("a", "b"):
        answers.keep(tag, Kept(b"12345", {}))
    assert answers.get("a") == Kept(b"12345", {})
    answers.keep("c", Kept(b"123", {}))
    assert [tag for tag in "abc" if answers.get(tag)] == ["a", "c"]


def test_one_that_is_too_large_drives_none_out() -> None:
    answers = KeptAnswers(10)
    answers.keep("a", Kept(b"12345", {}))
    answers.keep("large", Kept(b"x" * 11, {}))
    assert [tag for tag in ("a", "large") if answers.get(tag)] == ["a"]


def test_an_answer_kept_twice_counts_once() -> None:
    answers = KeptAnswers(10)
    for _ in range(5):
        answers.keep("a", Kept(b"12345", {}))
    answers.keep("b", Kept(b"12345", {}))
    assert [tag for tag in "ab" if answers.get(tag)] == ["a", "b"]
