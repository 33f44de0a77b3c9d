"""Chart images in saved files whose provenance is certain, in records or by pages.

Any other image stays where it is. No image is an error of the page it was saved with.
"""

import os
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from jobtrends_pipeline.archive.document import BY_FILE, BY_PAGE, SAVED, Document
from jobtrends_pipeline.pages.chart_links import read_chart_link
from jobtrends_pipeline.pages.chart_pictures import Picture, pictures
from jobtrends_pipeline.pages.decode import NotTextError, decode
from jobtrends_pipeline.pages.page import PageKey
from jobtrends_pipeline.saved_files.file_names import path_of, shown
from jobtrends_pipeline.saved_files.image_types import IMAGE_BYTES, image_type, is_chart_sized
from jobtrends_pipeline.saved_files.page_marks import saved_from

_PARTS = "_files"
"""End of the name of the folder in which browsers save the images of a page."""


def recorded_chart(document: Document) -> Document | None:
    """Return the chart in an image of a record or a mail, which gives its address.

    Returns:
        The image, with the address at the source and the time of a web archive that replayed it; None if it is no
        chart of the source.
    """
    if not is_chart_sized(document.body):
        return None
    saved = saved_from(document.url, document.captured_at)
    url, captured_at = saved.url or document.url, saved.captured_at or document.captured_at
    if read_chart_link(url) is None:
        return None
    return replace(document, url=url, captured_at=captured_at, media_type=image_type(document.body))


def has_parts(document: Document) -> bool:
    """Return whether a folder of images lies beside the file of a page."""
    folder = _folder(document)
    is_folder = os.path.isdir(folder) and not os.path.islink(folder)  # noqa: PTH112, PTH114  # those of Path may raise
    return is_folder and "#" not in document.source


def charts_beside(document: Document, key: PageKey) -> Iterator[Document]:
    """Yield the charts in the folder beside a saved page that it says are its own.

    A file that cannot be read or is no image is left out, as is a link.

    Args:
        document: The page, from a file, with its final capture time.
        key: What it is of.

    Yields:
        The images, with the address that the page gives, or one made of its words, and captured when the page was.
    """
    folder = _folder(document)
    try:
        shown_pictures = list(pictures(decode(document.body), key, document.url))
    except NotTextError:
        return
    for picture in shown_pictures:
        body = _read(folder / picture.name) if picture.folder == folder.name else None
        if body is not None:
            yield _document(document, folder, picture, body)


def _document(page: Document, folder: Path, picture: Picture, body: bytes) -> Document:
    named_by = BY_FILE if picture.is_recorded else BY_PAGE
    source = shown(folder / picture.name)
    return Document(picture.address, page.captured_at, SAVED, body, image_type(body), None, source, named_by=named_by)


def _folder(document: Document) -> Path:
    file = path_of(document.source)
    return file.with_name(file.stem + _PARTS)


def _read(file: Path) -> bytes | None:
    """Return the bytes of an image of at most the size of a chart; None for all else."""
    try:
        if not stat.S_ISREG(file.lstat().st_mode):
            return None
        descriptor = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)  # whatever took its place meanwhile
        with os.fdopen(descriptor, "rb") as stream:
            body = stream.read(IMAGE_BYTES + 1)
    except (OSError, ValueError):
        return None
    return body if is_chart_sized(body) else None
