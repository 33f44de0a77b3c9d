"""Recognition of images that may be charts: type by first bytes, size and address."""

IMAGE_BYTES = 2 * 1024 * 1024
"""Maximum size of a chart in bytes; one of 1400x700 pixels has some tens of kB."""
MOST_IMAGES = 24
"""Maximum number of chart images of one saved page: twice as many as any page has."""
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


def may_be_chart(address: str | None) -> bool:
    """Return whether an address may be that of a chart image of the source."""
    return "/charts/" in (address or "").lower()


def is_chart_sized(body: bytes) -> bool:
    """Return whether content is an image of at most the size of a chart."""
    return len(body) <= IMAGE_BYTES and image_type(body) is not None
