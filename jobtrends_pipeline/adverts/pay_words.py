"""Words around an amount that make it pay or other money, or qualify it."""

import re
from typing import Literal

_LINK = (
    r"(?:\s{1,2}(?:pots?\s|pools?\s)?(?:of|up to|worth|from|over|around|between|totall?ing|exceed\w*|in excess"
    r"|approximately|circa|c\.|is|was|at|to)\b\W{0,3})"
)
_STRICT_LINK = r"(?:\s{1,2}(?:of|worth|totall?ing|exceeding|in excess of|valued at)\b\W{0,3})"
"""Between words that end job titles too, "Head of Sales - up to £90k", and an amount that belongs to them."""
_PAY = (
    r"salar(?:y|ies)|remuneration|compensation|pay(?:s|ing|rate)?|rates?|base|basic"
    r"|(?<!relocation )(?<!benefits )package|wages?|ote|earn(?:s|ing|ings)?"
    r"|paid|starting|band"
)
_OTHER_VERBS = (
    r"raised|raising|sav(?:e|es|ed|ing)|spend|spending|lent|lending|invest|investing|invested|contribut(?:e|es|ed"
    r"|ing)|donat\w+|worth"
    r"|valued|valuation|valuations|generat\w+|costing|backed by|saving you|secured|funded|fundrais\w+|turning over"
    r"|processing|processes|delivering|win|won|cashback|claim|supporting"
)
_OTHER_NOUNS = (
    r"funding|revenues?|turnover|budgets?|savings?|discounts?|vouchers?|portfolios?|assets?|grants?|fees?|costs?"
    r"|loans?|fines?|prizes?|awards?|referrals?|profits?|deals?|spend|cover|expenses|charges?|checks?|shares"
    r"|tuition|targets?|quota"
)
_OTHER_TITLE_NOUNS = (
    r"sales|training|development|insurance|stock|equity|debt|projects?|managing|manages?|funds?|investments?"
    r"|contracts?|relocation|scheme"
)
_SOFT = (
    r"bonus(?:es)?|allowances?|commission|incentives?|pension|benefits?|contributions?|stipend|perks?|rewards?"
    r"|supplements?|overtime|welcome|payments?"
)
_BEFORE = re.compile(
    rf"(?:\b|(?<=[a-z])(?=(?-i:[A-Z])))(?:(?P<pay>{_PAY})\b|(?P<other>(?:{_OTHER_VERBS})\b"
    rf"|(?:{_OTHER_NOUNS}){_LINK}|(?:{_OTHER_TITLE_NOUNS}){_STRICT_LINK})|(?P<soft>{_SOFT})\b)",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"[\s\-–+*]{0,3}(?:(?:per|a|each|every)\s\w{3,6}\s)?(?:[a-z'\-]{1,14}\s){0,3}"
    r"(?:(?P<other>budgets?\b|turnover|revenue|in funding|funding round|of funding|in assets|of assets|assets under"
    r"|(?:equity|research|stock|share|rsu) grant|worth of|valuation|market value|deals\b|quota|sales target"
    r"|annual target|in sales|in profit|in savings|donation)"
    r"|(?P<soft>bonus|allowances?|commission|benefit|pension|contribution|supplement|weighting|overtime|vouchers?"
    r"|discount|cashback|prize|towards|referral|relocation|insurance|life (?:cover|assurance)|bursary|stipend"
    r"|fertility|student loan|to spend|credit\b|reward\b|of free|off\b|fund\b|golden|welcome payment|joining))",
    re.IGNORECASE,
)
_OTHER_CLAUSE = re.compile(r"[+,;(/&|\n]|\bplus\b|\band\b", re.IGNORECASE)
_SENTENCE = re.compile(r"[.!?;•|]\s|\n\s*\n|[•|;]")
_SOFT_LIMIT = 15_000.0
"""Above it a bonus or an allowance is no likely reading; "£85K Bonus" is a salary whose plus sign was lost."""

_UP_TO = re.compile(r"(?:\bup ?to|\bupto|\bup|\bto|\bmax(?:imum)?(?: of)?|\bas much as)\W{0,4}$", re.IGNORECASE)
_FROM = re.compile(
    r"(?:\bfrom|\bstart(?:ing|s)?(?: salary)?(?: at| of| from)|\bmin(?:imum)?(?: of)?|\bat least|\bin excess of"
    r"|\bover|\babove)\W{0,4}$",
    re.IGNORECASE,
)
_PLUS = re.compile(r"\+(?:\s*$|\s*[)|,.\n]|\s?(?:per|p\.?a|p/a)\b)")
_OTE_AFTER = re.compile(
    r"(?![\s(,]{0,3}bas(?:e|ic)\b)[^.;\n£€$]{0,45}?\b(?:OTE|on[ -]target earnings)\b(?!\W{0,4}(?:of|up to|to|is"
    r"|circa|c\.?)?\W{0,3}[£€$\d])",
    re.IGNORECASE,
)
_OTE_BEFORE = re.compile(
    r"\b(?:OTE|on[ -]target earnings)[ :(\-–]{0,4}(?:(?:of|up to|to|circa|c\.?|is|from)\W{0,3}){0,2}$", re.IGNORECASE
)
_PRO_RATA = re.compile(r"[^.;\n£€$]{0,40}?\bpro[ -]?rat", re.IGNORECASE)
_PRO_RATA_BEFORE = re.compile(r"\bpro[ -]?rat\w{1,2}[^.;\n£€$]{0,20}$", re.IGNORECASE)
_ESTIMATED_AFTER = re.compile(r"[\s\-–,(*]{0,6}(?:estimated\b|est\b|predicted\b|salary estimate)", re.IGNORECASE)
_ESTIMATED_BEFORE = re.compile(
    r"\b(?:estimated|predicted|est\.?)\W{0,3}(?:annual\s)?(?:salary|pay|earnings|range|compensation)?\W{0,4}$",
    re.IGNORECASE,
)
_GRADE = re.compile(r"\b(?:band|grade|level|scale|step|zone|spine|point|scp|nhs afc|tier|nvq)s?\W{0,3}$", re.IGNORECASE)

Verdict = Literal["pay", "other", "unclear"]


def verdict(text: str, start: int, end: int, value: float, basis: str) -> Verdict:
    """Judge by the words around it whether an amount is pay.

    Args:
        text: The whole text.
        start: First character of the amount.
        end: Character after the amount and its unit.
        value: The amount, or the larger of a range.
        basis: Its unit; no bonus or allowance is paid by the hour or day, but contractors' pay has budgets.
    """
    is_rate = basis in {"hour", "day"}
    least = _SOFT_LIMIT if is_rate else value
    before = _last(_BEFORE, _same_sentence(text, start))
    kind = before.lastgroup if before else None
    after = _AFTER.match(text, end, min(len(text), end + 80))
    if after and not _OTHER_CLAUSE.search(after[0], 1) and _weighs(after.lastgroup, least):
        return "other"
    if kind == "pay":
        return "pay"
    if is_rate and before and before[0].lower().startswith("budget"):
        return "pay"
    return "other" if kind and _weighs(kind, least) else "unclear"


def _weighs(kind: str | None, value: float) -> bool:
    return kind == "other" or (kind == "soft" and value < _SOFT_LIMIT)


def _same_sentence(text: str, start: int) -> str:
    before = text[max(0, start - 70) : start]
    end = _last(_SENTENCE, before)
    return before[end.end() :] if end else before


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    found = None
    for match in pattern.finditer(text):
        found = match
    return found


def is_grade(text: str, start: int) -> bool:
    """Whether a number is that of a pay band, a grade or a step of a scale."""
    return _GRADE.search(text, max(0, start - 20), start) is not None


def flags_of(text: str, start: int, end: int, *, is_range: bool) -> frozenset[str]:
    """Read what qualifies an amount: up to, from, on target, pro rata, estimated.

    Args:
        text: The whole text.
        start: First character of the amount.
        end: Character after the amount and its unit.
        is_range: Whether it has two ends, which "up to" and "from" do not qualify.
    """
    floor, limit = max(0, start - 40), min(len(text), end + 70)
    flags = set()
    if not is_range:
        if _UP_TO.search(text, floor, start):
            flags.add("up_to")
        elif _FROM.search(text, floor, start) or _PLUS.match(text, end, limit):
            flags.add("from")
    if _OTE_AFTER.match(text, end, limit) or _OTE_BEFORE.search(text, floor, start):
        flags.add("ote")
    if _PRO_RATA.match(text, end, limit) or _PRO_RATA_BEFORE.search(text, floor, start):
        flags.add("pro_rata")
    if _ESTIMATED_AFTER.match(text, end, limit) or _ESTIMATED_BEFORE.search(text, floor, start):
        flags.add("estimated")
    return frozenset(flags)
