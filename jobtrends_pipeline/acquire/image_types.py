"""Which kind of image some bytes are, by how they begin: what a server says of them is not asked."""

_BEGINNINGS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"\xff\xd8\xff", "image/jpeg"),
)


def image_type(body: bytes) -> str | None:
    """Media type of a PNG, WebP, GIF or JPEG; null for anything else."""
    if body[:4] == b"RIFF" and body[8:12] == b"WEBP":
        return "image/webp"
    return next((media_type for beginning, media_type in _BEGINNINGS if body.startswith(beginning)), None)
