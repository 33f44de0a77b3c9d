"""Any name that a file can have becomes text that can be printed and stored, and comes back from it."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobtrends_pipeline.saved_files.file_names import fitting, free_beside, path_of, shown


@given(st.binary(min_size=1).filter(lambda name: b"\0" not in name))
def test_every_name_comes_back(name: bytes) -> None:
    path = Path(os.fsdecode(name))
    assert path_of(shown(path)) == path
    assert shown(path).isprintable()
    assert shown(path).encode()


@pytest.mark.parametrize(
    ("name", "text"),
    [(b"caf\xe9", r"caf\xe9"), ("café".encode(), "café"), (b"a\nb", r"a\u000ab"), (b"a\\xe9", r"a\\xe9"),
     (b"\xc2\x85", r"\u0085"), (b"a b-1.html", "a b-1.html")],
)  # fmt: skip
def test_only_what_is_not_seen_is_escaped(name: bytes, text: str) -> None:
    assert shown(os.fsdecode(name)) == text


def test_what_is_no_escape_stands_for_itself() -> None:
    assert path_of(r"C:\new\unused\x") == Path(r"C:\new\unused\x")


def test_a_name_is_shortened_only_where_it_would_not_fit() -> None:
    assert fitting("a", ".reason") == "a.reason"
    assert len(os.fsencode(fitting("é" * 130, ".reason"))) <= 255
    assert fitting("é" * 130, ".reason").endswith("é.reason")


def test_the_next_free_name_is_beside_a_link_to_nothing_too(tmp_path: Path) -> None:
    (tmp_path / "a.html").symlink_to("nothing")
    assert free_beside(tmp_path / "a.html") == tmp_path / "a-2.html"
    long = tmp_path / ("x" * 250 + ".html")
    long.touch()
    free_beside(long).touch()
