"""Key of a market index: market, place, window and pay basis.

They come from its head, its links and its address. A disagreement of these is an error; a page on which none states
one of them is refused.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from jobtrends_pipeline.pages.address import Address
from jobtrends_pipeline.pages.links import DetailLink, category_of, read_link
from jobtrends_pipeline.pages.outline import Outline, Table
from jobtrends_pipeline.pages.page import ERROR, WARNING, Finding, PageKey, UnknownPageError
from jobtrends_pipeline.pages.pager import read_results
from jobtrends_pipeline.pages.periods import Window, read_window
from jobtrends_pipeline.pages.place_names import place_name, printed_place

_PAY = re.compile(r"\b(?:median|average)\s+(?:annual\s+)?(salary|daily rate|hourly rate|rate)\b", re.IGNORECASE)
_ADS = re.compile(r"\b(permanent|contract)\b", re.IGNORECASE)
_BASES = {"daily rate": "daily_rate", "hourly rate": "hourly_rate", "salary": "annual_salary"}
_ANNUAL = "annual_salary"


def index_key(outline: Outline, table: Table, address: Address) -> PageKey:
    """Return the key of a market index.

    Args:
        outline: The page.
        table: Its table of subjects.
        address: Facts that its address states.

    Raises:
        UnknownPageError: if nothing states its market, place or period.
    """
    window, links, results = _window(outline, table), _links(table), read_results(outline)
    if window is None:
        raise UnknownPageError("the market index does not say which period it covers")
    market = next(iter((*_head_markets(table), *(link.market for link in links), address.market)), None)
    made = place_name(links[0].place) if links else address.place
    place = printed_place(made, (outline.asked_place, outline.title, *outline.loose, *outline.prose)) if made else None
    for what, value in (("market, permanent or contract,", market), ("place", place)):
        if value is None:
            raise UnknownPageError(
                f"neither a head, a link nor an address says of which {what} the market index is: "
                "give the page with its address, as a WARC or WET record, or its HTML with the links of the names"
            )
    assert market and place  # noqa: S101, PT018  # for mypy, checked above
    return PageKey(
        kind="index",
        market=market,
        subject=None,
        subject_kind=None,
        place=place,
        window_months=window.months,
        period_end=window.end,
        category=outline.category or category_of(outline.canonical_url) or address.category,
        first_row=results.first if results else 1,
    )


def pay_basis(table: Table, market: str) -> str:
    """Return the pay basis of the medians: from the head, else from the market."""
    return next(iter(_bases(table)), _ANNUAL if market == "permanent" else _BASES["daily rate"])


def key_findings(key: PageKey, outline: Outline, table: Table) -> Iterator[Finding]:
    """Report disagreements of the head, the links and the text of an index.

    The address of a page is compared with its key in `asked`, for every kind of page.

    Args:
        key: Key of the page.
        outline: The page.
        table: Its table of subjects.
    """
    heads, links = _head_markets(table), _links(table)
    if set(heads) - {key.market} or (links and links[0].market != key.market):
        message = (
            f"the head of the market index says {_words(heads)}, its links {_words(link.market for link in links)}"
        )
        yield Finding("index_market", "index/0", ERROR, message)
    bases = _bases(table)
    if len(set(bases)) > 1 or (key.market == "contract" and not bases) or (bases and _contradicts(bases[0], key)):
        message = f"the head of the market index, {key.market}, says as its pay: {_words(bases) or 'nothing'}"
        yield Finding("index_pay", "index/0", ERROR, message)
    if len(set(links)) > 1:
        message = f"rows link to pages of {_words(f'{link.market} {link.place}' for link in links)}"
        yield Finding("index_links", "index", WARNING, message)
    yield from _period_findings(outline, table)


def _period_findings(outline: Outline, table: Table) -> Iterator[Finding]:
    windows = list(dict.fromkeys(window for cell in table.head if (window := read_window(cell.text))))
    ends = {window.end.isoformat() for window in windows}
    if len(windows) > 1:
        message = f"the head names windows of {_words(f'{one.months} months to {one.end}' for one in windows)}"
        yield Finding("period_end", "index/0", ERROR, message)
    elif outline.dates and windows and not ends & set(outline.dates):
        message = f"the head names {', '.join(sorted(ends))}, the page {', '.join(outline.dates[:3])}"
        yield Finding("period_end", "index/0", WARNING, message)


def _contradicts(basis: str, key: PageKey) -> bool:
    return (basis == _ANNUAL) != (key.market == "permanent")


def _window(outline: Outline, table: Table) -> Window | None:
    """Return the window in the head, or else the only window in the text."""
    head = next(filter(None, (read_window(cell.text) for cell in table.head)), None)
    named = {window for text in outline.prose if (window := read_window(text))}
    return head or (named.pop() if len(named) == 1 else None)


def _links(table: Table) -> list[DetailLink]:
    """Return the markets and places that the rows link to.

    Each pair is listed once, without a subject, the most frequent first.
    """
    found = (read_link(cell.href) for row in table.rows[1:] for cell in row)
    kinds = Counter(DetailLink(link.market, link.place, "") for link in found if link)
    return [link for link, _ in kinds.most_common()]


def _head_text(table: Table) -> str:
    return " ".join(cell.text for cell in table.head)


def _bases(table: Table) -> Sequence[str]:
    """Return the pay bases in the head; `Median Rate` alone gives none."""
    return [_BASES[found.lower()] for found in _PAY.findall(_head_text(table)) if found.lower() in _BASES]


def _head_markets(table: Table) -> list[str]:
    """Return the markets that the head names, from its words for adverts and pay."""
    text = _head_text(table)
    named = [found.lower() for found in _ADS.findall(text)]
    named += ["permanent" if found.lower() == "salary" else "contract" for found in _PAY.findall(text)]
    return list(dict.fromkeys(named))


def _words(texts: Iterator[str] | Sequence[str]) -> str:
    return " and ".join(text[:80] for text in dict.fromkeys(texts))
