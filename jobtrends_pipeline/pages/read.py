"""Entry point of the parser: bytes of a capture to a parsed page."""

from dataclasses import replace
from functools import partial

from jobtrends_pipeline.base.errors import confined
from jobtrends_pipeline.pages.address import NOWHERE, Address, ForeignAddressError, read_address
from jobtrends_pipeline.pages.asked import address_findings
from jobtrends_pipeline.pages.chunks import sizes_in_text, without_chunk_sizes
from jobtrends_pipeline.pages.decode import NotTextError, decode, is_markup
from jobtrends_pipeline.pages.decoding import decoding_findings
from jobtrends_pipeline.pages.detail import read_detail, read_detail_unchecked
from jobtrends_pipeline.pages.html_outline import UnclosedError, html_outline
from jobtrends_pipeline.pages.index import read_index
from jobtrends_pipeline.pages.outline import Outline
from jobtrends_pipeline.pages.page import ParsedPage, UnknownPageError
from jobtrends_pipeline.pages.second_reading import read_twice
from jobtrends_pipeline.pages.several import page_count
from jobtrends_pipeline.pages.strangers import stranger
from jobtrends_pipeline.pages.text_outline import text_outline

MAXIMUM_BYTES = 4 * 1024 * 1024
"""Forty times the longest page of the source; longer content is refused unread."""
MAXIMUM_TEXT, MAXIMUM_LINES = 512 * 1024, 50_000
"""The same limits for a text capture: characters, and lines if each cell is on a line of its own."""


@confined(UnknownPageError)
def outline_of(body: bytes) -> Outline:
    """Return the outline of a capture, HTML or plain text.

    Raises:
        UnknownPageError: if the content is empty, binary, or far too large.
    """
    return _text_and_outline(body)[1]


def _text_and_outline(body: bytes) -> tuple[str, Outline]:
    if len(body) > MAXIMUM_BYTES:
        raise UnknownPageError(f"{len(body) / 1024**2:,.0f} MiB: no page of IT Jobs Watch is this long")
    try:
        text = text_of(body)
    except NotTextError as error:
        raise UnknownPageError(str(error)) from error
    if not is_markup(text):
        if len(text) > MAXIMUM_TEXT or text.count("\n") > MAXIMUM_LINES:
            raise UnknownPageError(f"a text of {len(text):,} characters: no page of IT Jobs Watch is this long")
        outline = text_outline(text)
        return text, replace(outline, findings=(*outline.findings, *sizes_in_text(text)))
    try:
        return text, html_outline(text)
    except UnclosedError as error:
        raise UnknownPageError(f"{error}: no page of IT Jobs Watch is like this") from error


@confined(UnknownPageError)
def read_page(body: bytes, url: str | None = None) -> ParsedPage:
    """Read a page of the source, whatever its year, market and format.

    A page of markup is also read from its visible text.

    Args:
        body: The content as captured, decompressed: HTML or plain text, UTF-8 or cp1252.
        url: Address of the capture, if a record or a server gave one; may be one replayed by a web archive.

    Returns:
        The page with every cell of its tables accounted for; `outcome` states whether to trust it.

    Raises:
        UnknownPageError: if the content is no detail page and no market index of the source, does not identify itself,
            is of another host, or contains several pages.
    """
    try:
        address = read_address(url)
        text, outline = _text_and_outline(body)
        noted = read_address(outline.saved_from)
        read_address(outline.canonical_url)
    except ForeignAddressError as error:
        raise UnknownPageError(f"no page of IT Jobs Watch: {error}") from error
    known = address if url else noted
    _refuse_several(outline)
    read = partial(read_outline, address=known, counted=outline)
    check = partial(read_unchecked, address=known)
    page = read_twice(text, outline, read, check) if outline.kind == "html" else read(outline)
    return page.with_findings((*decoding_findings(page), *address_findings(page.key, known)))


def read_outline(outline: Outline, address: Address = NOWHERE, counted: Outline | None = None) -> ParsedPage:
    """Read a page from its outline.

    Args:
        outline: The page.
        address: Facts that its address states.
        counted: An outline already known to contain only one page.

    Returns:
        The page, detail or index.

    Raises:
        UnknownPageError: if it is no detail page and no market index of the source, does not identify itself, or
            contains several pages.
    """
    page = read_detail(outline) or read_index(outline, address)
    if page is None:
        raise UnknownPageError(stranger(outline))
    if outline is not counted:
        _refuse_several(outline)
    return page


def read_unchecked(outline: Outline, address: Address = NOWHERE) -> ParsedPage:
    """Read a page from its outline, for a comparison of key and figures only.

    A detail page is not checked.

    Args:
        outline: The page.
        address: Facts that its address states.

    Raises:
        UnknownPageError: as `read_outline`.
    """
    page = read_detail_unchecked(outline) or read_index(outline, address)
    if page is None:
        raise UnknownPageError(stranger(outline))
    _refuse_several(outline)
    return page


def _refuse_several(outline: Outline) -> None:
    """Refuse an outline of several pages.

    Raises:
        UnknownPageError: if it contains more than one page.
    """
    count = page_count(outline)
    if count > 1:
        raise UnknownPageError(f"{count} pages in one file, and one would be lost: save each in a file of its own")


def text_of(body: bytes) -> str:
    """Return the text of a capture, without chunk sizes that may be left in it.

    Raises:
        NotTextError: if the content is empty or binary.
    """
    return decode(without_chunk_sizes(body))
