"""Labour market of an advert: permanent or contract.

The title speaks first, then the kind of employment, then the unit of the pay. A fixed term is of the permanent market:
it is paid by salary, as employment is; a daily or hourly rate makes it a contract.
"""

import re
from typing import Literal

Market = Literal["permanent", "contract"]

_FIXED = re.compile(r"\bfixed[ -]?term\b|\bftc\b", re.IGNORECASE)
_TITLE = re.compile(
    r"\b(?:contractor|freelance|freelancer|interim|(?:inside|outside) ir35|day rate)\b"
    r"|\bcontract\b(?! (?:manage|admin|officer|lead|specialist|negotiat|law|analyst|engineer|exec|support|director"
    r"|co-?ordinat|performance|delivery|account))",
    re.IGNORECASE,
)
"""Words of a title; a contract manager is employed."""
_PERMANENT = re.compile(r"perm", re.IGNORECASE)
_CONTRACT = re.compile(r"contract|freelance|interim|self.?employed", re.IGNORECASE)
_TEMPORARY = re.compile(r"temp|locum|casual|seasonal", re.IGNORECASE)
_TERMS = re.compile(
    r"\bir35\b|\bumbrella\b|\bcontractors?\b|\bfreelance\b|\b\d+[ -](?:month|week)s? contract\b"
    r"|\b(?:initial|rolling|temporary) contract\b|\btemp(?:orary)? (?:role|position|assignment)\b",
    re.IGNORECASE,
)
_RATES = ("hour", "day", "week")
_LONGEST_TEXT, _LONGEST_TITLE = 5_000, 300


def market_of(title: str, employment: str, basis: str | None, text: str) -> Market:
    """Return the labour market of an advert.

    A daily rate is a contractor's; an hourly or weekly one is where the text speaks of a contractor's terms. Temporary
    work is a contract unless it is paid by the year or month. Where nothing is said, the job is permanent.

    Args:
        title: Title of the advert; its first 300 characters count.
        employment: Kinds of employment as given.
        basis: Time that the pay is for; None without pay.
        text: Text of the advert; its first 5,000 characters count.
    """
    is_rate = basis in _RATES
    named = title[:_LONGEST_TITLE]
    if _FIXED.search(named) or _FIXED.search(employment):
        return "contract" if basis in {"day", "hour"} else "permanent"
    if _TITLE.search(named):
        return "contract"
    if _PERMANENT.search(employment):
        return "permanent"
    if _CONTRACT.search(employment) or (_TEMPORARY.search(employment) and basis not in {"year", "month"}):
        return "contract"
    is_contractors = basis == "day" or (is_rate and _TERMS.search(text[:_LONGEST_TEXT]) is not None)
    return "contract" if is_contractors else "permanent"
