"""Recognition of image types by their first bytes; header fields are ignored."""

IMAGE_BYTES = 2 * 1024 * 1024
"""Maximum size of a chart in bytes; one of 1400x700 pixels has some tens of kB."""
_BEGINNINGS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"\xff\xd8\xff", "image/jpeg"),
)


def image_type(body: bytes) -> str | None:
    """Return the media type of a PNG, WebP, GIF or JPEG; None for other content."""
    if body[:4] == b"RIFF" and body[8:12] == b"WEBP":
        return "image/webp"
    return next((media_type for beginning, media_type in _BEGINNINGS if body.startswith(beginning)), None)
