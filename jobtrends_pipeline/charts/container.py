"""Checks of an image file before it is decoded: kind, dimensions, completeness.

Dimensions and chunks are read from the bytes themselves, so that a file that would decode to gigabytes costs nothing.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from jobtrends_pipeline.charts.errors import UnreadableChartError

LARGEST_FILE = 4 * 1024 * 1024
"""Bytes; a chart as the source serves it has some 100,000, the same as a bitmap 3 million."""
MOST_PIXELS = 4_000_000
_PNG_START = b"\x89PNG\r\n\x1a\n"
_MOST_CHUNKS = 4_000
_COLOUR_TYPES = {0: "grey", 2: "RGB", 3: "palette", 4: "grey with alpha", 6: "RGB with alpha"}
_OTHER_KINDS = (
    (b"\xff\xd8", "JPEG, which is lossy"),
    (b"GIF8", "GIF, which has a palette"),
    (b"BM", "a BMP file"),
    (b"II*\0", "a TIFF file"),
    (b"MM\0*", "a TIFF file"),
    (b"%PDF", "a PDF file"),
    (b"\0\0\0", "AVIF or another container of films"),
)


@dataclass(frozen=True, slots=True)
class Container:
    """Kind and dimensions of an image file.

    Attributes:
        kind: `VP8L`, `VP8X` or `PNG`.
        size: Width and height in pixels.
        colour: `RGB` if the file says so; else its type of colour.
    """

    kind: str
    size: tuple[int, int]
    colour: str


def inspect(content: bytes) -> Container:
    """Read the kind and dimensions of an image without decoding it.

    Raises:
        UnreadableChartError: if it is no image, lossy, animated, cut short, or larger than any chart.
    """
    if not content:
        raise UnreadableChartError("the file is empty")
    if len(content) > LARGEST_FILE:
        raise UnreadableChartError(f"the file has {len(content):,} bytes, more than any chart")
    if content.startswith(_PNG_START):
        found = _png(content)
    elif content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        found = _webp(content)
    else:
        raise UnreadableChartError(f"the file is {_other_kind(content)}, neither WebP nor PNG")
    width, height = found.size
    if width * height > MOST_PIXELS or not width or not height:
        raise UnreadableChartError(f"the image has {width:,} x {height:,} pixels, which no chart has")
    return found


def _other_kind(content: bytes) -> str:
    for start, name in _OTHER_KINDS:
        if content.startswith(start):
            return name
    head = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(b"<"):
        return "SVG" if b"<svg" in head else "HTML or other markup"
    return "no image"


def _png(content: bytes) -> Container:
    chunks = list(_png_chunks(content))
    names = [name for name, _ in chunks]
    if not names or names[0] != b"IHDR" or len(chunks[0][1]) != 13 or names[-1] != b"IEND":
        raise UnreadableChartError("the PNG file is cut short or damaged")
    if b"acTL" in names:
        raise UnreadableChartError("the image is animated")
    width, height, depth, colour = struct.unpack(">IIBB", chunks[0][1][:10])
    if depth > 8:
        raise UnreadableChartError(f"the image has {depth} bits a channel, not 8")
    name = _COLOUR_TYPES.get(colour, "unknown")
    if depth != 8:
        name = f"{name} of {depth} bits"
    return Container("PNG", (width, height), f"{name} with alpha" if b"tRNS" in names else name)


def _png_chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield name and content of each chunk, up to the last that is complete."""
    place = len(_PNG_START)
    for _ in range(_MOST_CHUNKS):
        length = int.from_bytes(content[place : place + 4])
        name, end = content[place + 4 : place + 8], place + 12 + length
        if len(name) < 4 or end > len(content):
            return
        yield name, content[place + 8 : place + 8 + min(length, 64)]
        place = end
        if name == b"IEND":
            return


def _webp(content: bytes) -> Container:
    kind = content[12:16]
    if kind == b"VP8 ":
        raise UnreadableChartError("the image is lossy WebP; only lossless images can be read")
    if kind not in (b"VP8L", b"VP8X") or len(content) < 30:
        raise UnreadableChartError("the WebP file is cut short or damaged")
    if int.from_bytes(content[4:8], "little") + 8 != len(content):
        raise UnreadableChartError("the WebP file is cut short, or has bytes after its end")
    return _extended(content) if kind == b"VP8X" else _lossless(content)


def _lossless(content: bytes) -> Container:
    length, mark = int.from_bytes(content[16:20], "little"), content[20]
    bits = int.from_bytes(content[21:25], "little")
    if mark != 0x2F or bits >> 29 or length + 20 + length % 2 != len(content):
        raise UnreadableChartError("the WebP file is cut short or damaged")
    size = ((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    return Container("VP8L", size, "RGB with alpha" if bits >> 28 & 1 else "RGB")


def _extended(content: bytes) -> Container:
    flags = content[20]
    if flags & 0x02:
        raise UnreadableChartError("the image is animated")
    size = (int.from_bytes(content[24:27], "little") + 1, int.from_bytes(content[27:30], "little") + 1)
    if b"VP8 " in content[30:4096]:
        raise UnreadableChartError("the image is lossy WebP; only lossless images can be read")
    return Container("VP8X", size, "RGB with alpha" if flags & 0x10 else "RGB")
