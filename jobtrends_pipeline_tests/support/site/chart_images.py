"""Real PNG images of a single colour, in place of the source's charts."""

import hashlib
import struct
import zlib


def png(width: int, height: int, of: str) -> bytes:
    """A PNG in a colour that a text decides, so that different charts have different bytes."""
    colour = hashlib.sha256(of.encode()).digest()[:3]
    lines = (b"\0" + colour * width) * height
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
            _chunk(b"IDAT", zlib.compress(lines)),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
