"""Comparison of a page with the page requested, and with its own address.

Every caller that asks uses this one rule.
"""

import re
from collections.abc import Iterator

from jobtrends_pipeline.pages.address import Address
from jobtrends_pipeline.pages.page import ERROR, WARNING, Finding, PageKey

_SIGNS = {"#": "sharp", "+": "plus", ".": "dot", "&": "and"}


def is_other(key: PageKey, market: str | None, place: str | None, window_months: int | None) -> str | None:
    """Return which of market, place and window differs from the request.

    Args:
        key: Key of the page.
        market: The market requested; null for any, as with the other arguments.
        place: The place requested; capitals make no difference.
        window_months: Length of the window requested, in months.

    Returns:
        `market`, `place` or `window`, the first that differs; null if none differs.
    """
    if market is not None and market != key.market:
        return "market"
    if place is not None and not same_name(place, key.place):
        return "place"
    return "window" if window_months is not None and window_months != key.window_months else None


def same_name(one: str, other: str) -> bool:
    """Check whether two names are of the same place or subject.

    Capitals and spaces make no difference, and signs may be written as words.
    """
    return bool(_spellings(one) & _spellings(other))


def address_findings(key: PageKey, address: Address) -> Iterator[Finding]:
    """Report a page that differs from its address.

    A difference is an error, except in the subject, which the source may rename: that is a warning.

    Args:
        key: Key of the page, as the page itself states it.
        address: Facts that its address states.
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
    """Return a name reduced to letters and digits, in each of its spellings.

    Signs are left out or written as words; text in parentheses is kept or left out.
    """
    text = name.casefold()
    worded = "".join(_SIGNS.get(character, character) for character in text)
    forms = (text, text.replace("&", "and"), worded, re.sub(r"\([^()]{0,80}\)", "", text))
    return {bare for form in forms if (bare := "".join(filter(str.isalnum, form)))}
