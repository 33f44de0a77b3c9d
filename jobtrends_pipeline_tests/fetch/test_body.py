"""A body is taken whole or not at all, in bounded memory, whatever it unpacks to."""

import gzip
import tracemalloc
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobtrends_pipeline.fetch.body import take_body
from jobtrends_pipeline.fetch.response import BrokenAnswerError, OversizedError
from jobtrends_pipeline_tests.support.hostile_server import gzip_bomb

LIMIT = 1 << 18
PAGE = b"<html>" + bytes(range(256)) * 40 + b"</html>"
PACKED = gzip.compress(PAGE, mtime=0)


def pieces(body: bytes, size: int = 65536) -> Iterator[bytes]:
    return (body[start : start + size] for start in range(0, len(body), size))


def peak_of(body: bytes, coding: str) -> int:
    """Most bytes in use while a body is refused, beyond the body itself."""
    tracemalloc.start()
    try:
        with pytest.raises((OversizedError, BrokenAnswerError)):
            take_body(pieces(body), coding, LIMIT)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@given(st.binary(max_size=500), st.integers(1, 70), st.sampled_from(["", "identity", "gzip", "GZip ", "x-gzip"]))
def test_a_body_comes_out_the_same_however_it_is_cut_into_pieces(body: bytes, size: int, coding: str) -> None:
    sent = gzip.compress(body, mtime=0) if "zip" in coding.lower() else body
    assert take_body(pieces(sent, size), coding, 500) == (sent, body)


def test_members_of_a_gzip_body_follow_each_other() -> None:
    assert take_body(pieces(PACKED * 3, 7), "gzip", LIMIT) == (PACKED * 3, PAGE * 3)


@pytest.mark.parametrize("end", [0, 1, 5, 10, 50, len(PACKED) - 8, len(PACKED) - 1])
def test_a_gzip_body_that_ends_early_is_broken_wherever_it_ends(end: int) -> None:
    with pytest.raises(BrokenAnswerError, match="cut off"):
        take_body(pieces(PACKED[:end]), "gzip", LIMIT)


@pytest.mark.parametrize(
    "damaged",
    [PAGE, PACKED + b"rubbish", PACKED + b"\x00", PACKED[:-6] + b"wrong!", PACKED[:40] + b"\xff\xff" + PACKED[42:]],
)
def test_what_is_no_gzip_or_more_than_gzip_is_broken(damaged: bytes) -> None:
    with pytest.raises(BrokenAnswerError, match=r"is damaged|is cut off"):
        take_body(pieces(damaged), "gzip", LIMIT)


@pytest.mark.parametrize("coding", ["br", "zstd", "deflate", "compress", "gzip, gzip", "br, gzip", "\x1b[2J"])
def test_a_coding_that_was_not_asked_for_is_named(coding: str) -> None:
    with pytest.raises(BrokenAnswerError) as caught:
        take_body(pieces(PACKED), coding, LIMIT)
    assert repr(coding) in str(caught.value)


def test_the_limit_itself_still_fits_and_one_byte_more_does_not() -> None:
    whole = bytes(1000)
    for coding, sent in (("", whole), ("gzip", gzip.compress(whole))):
        assert take_body(pieces(sent), coding, 1000)[1] == whole
        with pytest.raises(OversizedError, match="longer than 999 bytes"):
            take_body(pieces(sent), coding, 999)


def test_of_a_longer_body_the_start_can_be_kept() -> None:
    for coding, sent in (("", PAGE), ("gzip", PACKED), ("gzip", PACKED[:-4])):
        assert take_body(pieces(sent, 100), coding, 1000, keeps_start=True)[1] == PAGE[:1000]


@pytest.mark.parametrize(
    ("bomb", "coding"),
    [
        (gzip_bomb(100), "gzip"),
        (gzip_bomb(1, members=1000), "gzip"),
        (gzip.compress(b"", mtime=0) * 15_000, "gzip"),
        (gzip_bomb(1) * 4, "br"),
        (gzip_bomb(1) * 4, "zstd"),
        (bytes(16 << 20), ""),
    ],
    ids=["one gzip member", "many gzip members", "empty gzip members", "brotli", "zstd", "not packed"],
)
def test_a_bomb_takes_no_more_memory_than_a_few_times_the_limit(bomb: bytes, coding: str) -> None:
    assert peak_of(bomb, coding) < 4 * LIMIT
