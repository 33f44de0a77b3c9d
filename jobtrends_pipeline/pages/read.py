"""The one way in: bytes of a capture to a parsed page."""

from jobtrends_pipeline.pages.decode import NotTextError, decode, is_markup
from jobtrends_pipeline.pages.detail import read_detail
from jobtrends_pipeline.pages.html_outline import UnclosedError, html_outline
from jobtrends_pipeline.pages.index import read_index
from jobtrends_pipeline.pages.outline import Outline
from jobtrends_pipeline.pages.page import ParsedPage, UnknownPageError
from jobtrends_pipeline.pages.second_reading import read_twice
from jobtrends_pipeline.pages.strangers import stranger
from jobtrends_pipeline.pages.text_outline import text_outline

MAXIMUM_BYTES = 4 * 1024 * 1024
"""Forty times the longest page of the source; what is longer is none, and is not looked into."""
MAXIMUM_TEXT, MAXIMUM_LINES = 512 * 1024, 50_000
"""The same of a text capture: characters, and lines where each cell has one."""


def outline_of(body: bytes) -> Outline:
    """The outline of a capture, HTML or plain text.

    Raises:
        UnknownPageError: if the content is empty, binary, or monstrous.
    """
    if len(body) > MAXIMUM_BYTES:
        raise UnknownPageError(f"{len(body) / 1024**2:,.0f} MiB: no page of IT Jobs Watch is this long")
    try:
        text = decode(body)
    except NotTextError as error:
        raise UnknownPageError(str(error)) from error
    if not is_markup(text):
        if len(text) > MAXIMUM_TEXT or text.count("\n") > MAXIMUM_LINES:
            raise UnknownPageError(f"a text of {len(text):,} characters: no page of IT Jobs Watch is this long")
        return text_outline(text)
    try:
        return html_outline(text)
    except UnclosedError as error:
        raise UnknownPageError(f"{error}: no page of IT Jobs Watch is like this") from error


def read_page(body: bytes) -> ParsedPage:
    """Read a page of the source, whatever its year, market and form; one of markup also from its visible text.

    Args:
        body: The content as captured, decompressed: HTML or plain text, UTF-8 or cp1252.

    Returns:
        The page with every cell of its tables accounted for; `outcome` says whether to trust it.

    Raises:
        UnknownPageError: if the content is no detail page and no market index of the source, or does not say which.
    """
    outline = outline_of(body)
    return read_twice(decode(body), outline, read_outline) if outline.kind == "html" else read_outline(outline)


def read_outline(outline: Outline) -> ParsedPage:
    """Read a page from its outline.

    Raises:
        UnknownPageError: if it is no detail page and no market index of the source, or does not say which.
    """
    page = read_detail(outline) or read_index(outline)
    if page is None:
        raise UnknownPageError(stranger(outline))
    return page
