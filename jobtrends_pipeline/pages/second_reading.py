"""Second reading of a page of markup, from its visible text.

If both readings give a page, the second is a witness; if only one does, its page is used. Nothing is repaired: a figure
on which the two disagree becomes a finding with both values, and is in no fact.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from jobtrends_pipeline.pages.outline import Outline
from jobtrends_pipeline.pages.page import ERROR, INFO, WARNING, Figure, Finding, ParsedPage, UnknownPageError
from jobtrends_pipeline.pages.quick_witness import is_confirmed
from jobtrends_pipeline.pages.readings import Difference, Reader, differences, key_differences, lacking
from jobtrends_pipeline.pages.seen_page import SeenPage, seen_page
from jobtrends_pipeline.pages.strangers import stranger
from jobtrends_pipeline.pages.taken_parts import with_findings, with_parts

_LAYOUT = frozenset({"core_row_absent", "core_cell_unreadable", "unknown_period", "repeated_row", "no_rows"})
"""Errors that may come from markup unknown to the reader, rather than from the figures."""
_INDEX_CORE = frozenset({"rank", "advert_count", "share_pct"})


def read_twice(markup: str, outline: Outline, read: Reader, read_unchecked: Reader) -> ParsedPage:
    """Read a page of markup from its tables and from its visible text.

    Args:
        markup: The document.
        outline: Its outline.
        read: The reader of outlines.
        read_unchecked: The reader that gives the same key and figures, without findings.

    Returns:
        The page of both readings, or of the one that gives a page.

    Raises:
        UnknownPageError: if neither reading gives a page.
    """
    try:
        page = read(outline)
    except UnknownPageError as error:
        return _rescued(seen_page(markup, outline, read), error, is_stranger=str(error) == stranger(outline))
    if is_confirmed(markup, page, read_unchecked, outline.abridged):
        return page
    return weighed(page, seen_page(markup, outline, read).page)


def _rescued(seen: SeenPage, error: UnknownPageError, *, is_stranger: bool) -> ParsedPage:
    """Return the page read from the text if the markup gives none.

    Raises:
        UnknownPageError: if the text gives none either.
    """
    if seen.page is not None:
        return _from_text(seen.page, "none of its tables is known" if is_stranger else str(error))
    if is_stranger and seen.reason and seen.reason != stranger(seen.outline):
        raise UnknownPageError(seen.reason) from error
    raise error


def weighed(page: ParsedPage, seen: ParsedPage | None) -> ParsedPage:
    """Combine two readings of a page.

    Args:
        page: The reading of the markup.
        seen: The reading of the text; null if it gives no page.

    Returns:
        The reading of the markup with the parts that only the text has; or the reading of the text if that of the
        markup failed because of its layout.
    """
    if seen is None or seen.key.kind != page.key.kind:
        message = "the page's visible text could not be read: nothing confirms what its markup says"
        return with_findings(page, [Finding("in_one_reading", "page", INFO, message)])
    keys, differing = list(key_differences(page, seen)), list(differences(page, seen))
    if _is_lost(page) and seen.outcome != "quarantined" and not (differing or keys or lacking(page, seen)):
        return _from_text(seen, page.reason or "")
    found = [Finding("readings_differ", "page/key", ERROR, f"markup and text differ: {told}") for told in keys]
    found += _differing(differing, is_doubtful=_is_lost(seen))
    withdrawn = {one.first for one in differing if not _is_core(one.first)} if not _is_lost(seen) else set()
    page = replace(page, figures=tuple(_unread(one) if one in withdrawn else one for one in page.figures))
    if seen.outcome == "quarantined" and not found:
        message = f"the page's visible text confirms only part of what its markup says: {(seen.reason or '')[:200]}"
        found = [Finding("in_one_reading", "page", INFO, message)] if page.outcome != "quarantined" else []
    page = with_findings(page, found)
    return page if "quarantined" in (page.outcome, seen.outcome) else with_parts(page, seen)


def _is_lost(page: ParsedPage) -> bool:
    """Check whether all errors of a reading may be caused by its layout.

    There must be at least one error.
    """
    errors = {finding.check_name for finding in page.findings if finding.severity == ERROR}
    return bool(errors) and errors <= _LAYOUT


def _from_text(seen: ParsedPage, reason: str) -> ParsedPage:
    message = f"read from the page's visible text, since its markup gave no page: {reason[:300]}"
    return with_findings(seen, [Finding("read_from_text", "page", WARNING, message)])


def _differing(found: Sequence[Difference], *, is_doubtful: bool) -> Iterator[Finding]:
    for one in found:
        severity = ERROR if _is_core(one.first) and not is_doubtful else WARNING
        first = one.first
        position = f"{first.part}/{first.section}/{first.row_number}/{first.column_number}"
        yield Finding("readings_differ", position, severity, f"markup and text differ: {one.words}")


def _is_core(figure: Figure) -> bool:
    """Check whether an error in this figure makes the whole page untrustworthy."""
    return figure.part == "summary" or (figure.part == "index" and figure.measure in _INDEX_CORE)


def _unread(figure: Figure) -> Figure:
    return figure._replace(status="unreadable", value=None)
