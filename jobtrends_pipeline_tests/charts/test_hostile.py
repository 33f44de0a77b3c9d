"""What is no chart is refused at once, before anything large is decoded, with its reason."""

import io
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from jobtrends_pipeline.charts.container import LARGEST_FILE
from jobtrends_pipeline.charts.explain import explain_chart
from jobtrends_pipeline.charts.read import read_chart
from jobtrends_pipeline_tests.support.chart_damage import saved
from jobtrends_pipeline_tests.support.chart_images import content_of


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png_of(width: int, height: int, data: bytes, more: bytes = b"") -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + more + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def webp_of(width: int, height: int) -> bytes:
    data = b"\x2f" + (width - 1 | height - 1 << 14).to_bytes(4, "little") + bytes(9)
    part = b"VP8L" + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", 4 + len(part)) + b"WEBP" + part


BOMB = zlib.compress(bytes(200_000_000), 9)
"""200 MB of zeros in 200 kB."""
CASES: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "the file is empty"),
    "text": (b"not found", "the file is no image"),
    "HTML": (b"<!DOCTYPE html><html><body>Sign in</body></html>", "HTML or other markup"),
    "SVG": (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "SVG"),
    "PDF": (b"%PDF-1.7", "a PDF file"),
    "AVIF": (b"\0\0\0\x1cftypavif" + bytes(40), "AVIF"),
    "start of a PNG": (b"\x89PNG\r\n\x1a\n", "cut short"),
    "start of a WebP": (b"RIFF\x10\0\0\0WEBPVP8L", "cut short"),
    "wide PNG": (png_of(60_000, 60_000, b""), "60,000 x 60,000 pixels"),
    "wide WebP": (webp_of(16_383, 16_383), "16,383 x 16,383 pixels"),
    "PNG without width": (png_of(0, 700, b""), "0 x 700 pixels"),
    "PNG without pixels": (png_of(1400, 700, b""), "cut short or damaged"),
    "WebP without pixels": (webp_of(1400, 700), "cut short or damaged"),
    "large file": (content_of("uk__javascript") + bytes(LARGEST_FILE), "more than any chart"),
    "bytes after the end": (content_of("uk__javascript") + b"more", "bytes after its end"),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_no_chart_is_refused_with_its_reason(name: str) -> None:
    content, words = CASES[name]
    reading = read_chart(content)
    assert reading.outcome == "refused"
    assert words in reading.reason
    assert explain_chart(content).lines()[:2] == ["outcome    refused", f"reason     {reading.reason}"]


def test_a_bomb_in_the_pixels_or_in_a_comment_is_not_inflated() -> None:
    assert read_chart(png_of(1400, 700, BOMB)).outcome != "read"
    comment = chunk(b"zTXt", b"Comment\0\0" + BOMB)
    assert read_chart(png_of(1400, 700, zlib.compress(bytes(700 * 4201)), comment)).outcome != "read"


@pytest.mark.parametrize("name", ["16 bits", "one bit", "palette", "alpha"])
def test_a_png_of_other_pixels_than_red_green_and_blue_is_refused(name: str) -> None:
    image = Image.open(io.BytesIO(content_of("uk__javascript"))).convert("RGB")
    changed = {"16 bits": "I;16", "one bit": "1", "palette": "P", "alpha": "RGBA"}[name]
    reading = read_chart(
        saved(image.convert("L").convert(changed) if name != "alpha" else image.convert("RGBA"), "PNG")
    )
    assert reading.outcome == "refused"
    assert reading.reason


def test_an_image_of_another_size_is_an_unknown_layout_with_a_key_of_its_kind() -> None:
    readings = [read_chart(saved(Image.new("RGB", (680, 320), colour), "PNG")) for colour in ("white", "red")]
    assert {(reading.outcome, reading.layout) for reading in readings} == {("unknown_layout", "680x320 PNG RGB")}


def test_a_screenshot_is_an_unknown_layout() -> None:
    image = Image.open(io.BytesIO(content_of("uk__javascript"))).convert("RGBA").resize((1092, 674))
    reading = read_chart(saved(image, "PNG", compress_level=1))
    assert (reading.outcome, reading.layout) == ("unknown_layout", "1092x674 PNG RGB with alpha")


@given(
    start=st.sampled_from([b"", b"RIFF", b"\x89PNG\r\n\x1a\n", content_of("uk__javascript")[:200]]), rest=st.binary()
)
@settings(max_examples=200, deadline=None)
def test_no_bytes_raise(start: bytes, rest: bytes) -> None:
    assert read_chart(start + rest).outcome != "read"
    assert explain_chart(start + rest).outcome != "read"
