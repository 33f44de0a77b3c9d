"""Single values: amounts, names, flags, addresses."""

import pytest

from jobtrends_pipeline.adverts.readers.not_understood import NotUnderstoodError
from jobtrends_pipeline.adverts.readers.values import is_cut, read_amount, read_flag, read_name, read_url, sound


@pytest.mark.parametrize(
    ("text", "amount"),
    [("52000.0000", 52000), ("£52,000", 52000), ("GBP 1,250,000.5", 1250000.5), ("0", 0), ("4.5e4", 45000)],
)
def test_an_amount_that_stands_alone_is_read(text: str, amount: float) -> None:
    assert read_amount(text) == amount


@pytest.mark.parametrize(
    "text",
    ["NaN", "nan", "Infinity", "-Infinity", "1e400", "-5", "45k", "£45-55k", "40000 to 50000", "25,00", "", "=1+1",
     "9" * 100_000, "true"],
)  # fmt: skip
def test_anything_else_is_no_amount(text: str) -> None:
    with pytest.raises(NotUnderstoodError):
        read_amount(text)


def test_a_name_is_what_a_person_sees_on_one_line() -> None:
    assert (
        read_name("  Data\u202eEngineer \u200b(<strong>Python</strong>)\n&amp; more")
        == "DataEngineer ( Python ) & more"
    )
    assert read_name("<script>alert(1)</script>") == "<script>alert(1)</script>"
    with pytest.raises(NotUnderstoodError):
        read_name("x" * 501)


def test_a_flag_says_yes_or_no_and_nothing_else() -> None:
    assert [read_flag(text) for text in ("true", "1", "TELECOMMUTE", "0", "hybrid")] == [True, True, True, False, False]
    with pytest.raises(NotUnderstoodError):
        read_flag("maybe")


@pytest.mark.parametrize(
    "text",
    ["javascript:alert(1)", "//example.org", "ftp://example.org", "http://a b", "https://x/" + "a" * 2000, "http://"],
)
def test_an_address_is_of_the_web(text: str) -> None:
    assert read_url(" https://example.org/jobs?id=1 ") == "https://example.org/jobs?id=1"
    with pytest.raises(NotUnderstoodError):
        read_url(text)


def test_characters_that_no_table_can_hold_are_replaced() -> None:
    assert sound("a\0b\ud800c–") == "ab\ufffdc–"


def test_an_abridged_text_is_known_by_its_end() -> None:
    assert is_cut("leading the pro…")
    assert is_cut("leading the pro... ")
    assert not is_cut("the whole text.")
