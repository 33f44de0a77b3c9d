"""Whether a page is the one asked for, or the one that its address names: one rule for all who ask."""

import re
from collections.abc import Iterator

from jobtrends_pipeline.pages.address import Address
from jobtrends_pipeline.pages.page import ERROR, WARNING, Finding, PageKey

_SIGNS = {"#": "sharp", "+": "plus", ".": "dot", "&": "and"}


def is_other(key: PageKey, market: str | None, place: str | None, window_months: int | None) -> str | None:
    """Which of market, place and window of a page is another than asked for; null where none is.

    Args:
        key: The page.
        market: The market asked for; null where any will do, as with the others.
        place: The place, in whatever capitals.
        window_months: Length of the window.
    """
    if market is not None and market != key.market:
        return "market"
    if place is not None and not same_name(place, key.place):
        return "place"
    return "window" if window_months is not None and window_months != key.window_months else None


def same_name(one: str, other: str) -> bool:
    """Whether two names are of one place or subject: capitals and spaces make no difference, signs may be words."""
    return bool(_spellings(one) & _spellings(other))


def address_findings(key: PageKey, address: Address) -> Iterator[Finding]:
    """Where a page is another than its address says: an error, but for a subject, which the source may rename.

    Args:
        key: The page, by its own words.
        address: What its address says.
    """
    kind = address.kind if address.kind not in (None, key.kind) else None
    other = "kind" if kind else is_other(key, address.market, address.place, address.window_months)
    if other:
        message = f"its address is of {_words(address)}; the page says {_words(key)}"
        yield Finding("address", f"page/address/{other}", ERROR, message)
    elif address.slug and key.subject and not same_name(address.slug, key.subject):
        message = f"its address is of {address.slug[:80]!r}, the page of {key.subject[:80]!r}"
        yield Finding("address", "page/address/subject", WARNING, message)


def _words(said: Address | PageKey) -> str:
    months = f"{said.window_months} months" if said.window_months else None
    kind = "a market index" if said.kind == "index" else "a subject"
    return ", ".join(part[:80] for part in (kind, said.market, said.place, months) if part)


def _spellings(name: str) -> set[str]:
    """The letters and digits of a name, its signs left out or as words, with and without what is in parentheses."""
    text = name.casefold()
    worded = "".join(_SIGNS.get(character, character) for character in text)
    forms = (text, text.replace("&", "and"), worded, re.sub(r"\([^()]{0,80}\)", "", text))
    return {bare for form in forms if (bare := "".join(filter(str.isalnum, form)))}
