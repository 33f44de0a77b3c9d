"""Bytes become text in the set that explains them; whatever a page declares, the only error is that it is no text."""

import pytest

from jobtrends_pipeline.pages.decode import NotTextError, decode

PAGE = '<html><head><meta charset="{}"></head><body>£50,000 – £80,000 café, Zürich</body></html>'
ODD = [
    "undefined",
    "hex",
    "base64",
    "rot13",
    "idna",
    "zlib",
    "punycode",
    "unicode_escape",
    "utf-7",
    "raw_unicode_escape",
]
ODD += ["bz2", "mbcs", "utf-16", "utf-8", "iso-8859-1", "ascii", "nonsense", "uu", "quopri", ""]


@pytest.mark.parametrize("name", ODD)
def test_a_declared_set_that_the_bytes_cannot_be_in_is_passed_over(name: str) -> None:
    text = PAGE.format(name)
    assert decode(text.encode("cp1252")) == text
    assert decode(text.encode()) == text


@pytest.mark.parametrize("name", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig"])
def test_wide_text_is_read_with_its_mark_and_utf_16_without(name: str) -> None:
    assert decode(PAGE.encode(name)) == PAGE


@pytest.mark.parametrize("name", ["iso-8859-15", "koi8-r", "windows-1251", "shift_jis"])
def test_a_set_of_text_that_is_declared_counts(name: str) -> None:
    text = f'<meta charset="{name}"> {"Ж" if name != "iso-8859-15" else "€"} 50,000'
    assert decode(text.encode(name)) == text


@pytest.mark.parametrize("stray", [b"\xe9", b"\xa3", b"\xc2", b"\x80\x81"])
def test_a_stray_byte_in_utf_8_costs_itself_alone(stray: bytes) -> None:
    page = PAGE.encode()
    text = decode(page + stray)
    assert text.startswith(PAGE)
    assert set(text[len(PAGE) :]) == {"\ufffd"}


def test_a_text_cut_inside_its_first_pound_sign_is_utf_8() -> None:
    assert decode("Median £".encode()[:-1]) == "Median \ufffd"


@pytest.mark.parametrize("body", [b"", b" \n", b"\x89PNG\0\0\1\2", bytes(100)])
def test_what_is_no_text_is_said_to_be_none(body: bytes) -> None:
    with pytest.raises(NotTextError):
        decode(body)
