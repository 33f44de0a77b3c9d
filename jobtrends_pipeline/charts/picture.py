"""Decoding of an image that `container` has checked, to an array of pixels."""

import io
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from jobtrends_pipeline.base.errors import confined
from jobtrends_pipeline.charts.container import Container
from jobtrends_pipeline.charts.errors import UnreadableChartError

Pixels: TypeAlias = NDArray[np.int16]
"""Levels 0 to 255, shape (3, height, width)."""


def decode(content: bytes, container: Container) -> Pixels:
    """Decode an image to planes of red, green and blue.

    Args:
        content: The file.
        container: What `inspect` found in it.

    Raises:
        UnreadableChartError: if it cannot be decoded whole, or has other channels than red, green and blue.
    """
    if container.colour != "RGB":
        raise UnreadableChartError(f"the image is {container.colour}, not RGB")
    kind = "PNG" if container.kind == "PNG" else "WEBP"
    try:
        with confined(UnreadableChartError), Image.open(io.BytesIO(content), formats=[kind]) as image:
            if image.size != container.size or image.mode != "RGB" or getattr(image, "n_frames", 1) != 1:
                raise UnreadableChartError("the image is other than its header says")
            image.load()
            return np.ascontiguousarray(np.asarray(image).transpose(2, 0, 1)).astype(np.int16)
    except OSError as error:
        raise UnreadableChartError("the image is cut short or damaged, and cannot be decoded whole") from error
